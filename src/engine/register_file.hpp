// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lp/form.hpp"
#include "program/program.hpp"

namespace polyspike {

// The registers of a program over a cell: `inf`, or an affine form. Forms that steps combine
// are kept in doubles with an error bound; their exact values are computed when asked for,
// from the forms they were combined of, which must still be in place then.
class RegisterFile final : public ExactForms {
 public:
  // `bounds`: of the coordinates' sizes on the domain.
  RegisterFile(const Program& program, std::vector<double> bounds);

  void set(Register r, AffineForm form);
  void set_never(Register r) { entries_[r].state = State::never; }
  // One of the combinations of the step that defines the register.
  enum class Part : std::uint8_t { value, otherwise };
  void set_combination(Register r, Part part);

  bool is_never(Register r) const { return entries_[r].state == State::never; }
  const AffineForm& exact(Register r) const override;
  // For decisions; refers to this file.
  Form form(Register r) const;
  // Whether the form is known to be constant; if so its value is exact ().constant.
  bool is_constant(Register r) const;

  std::optional<AffineForm> value(Register r) const {
    return is_never(r) ? std::nullopt : std::optional(exact(r));
  }

 private:
  enum class State : std::uint8_t { never, given, combined };
  struct Entry {
    State state = State::never;
    Part part = Part::value;
    bool is_zero = false;
    double size = 0;   // of the form on the domain, and how far the doubles may be off
    double error = 0;
    mutable std::optional<AffineForm> exact;
  };
  // A combination with its coefficients in doubles.
  struct Rounded {
    const Combination* exact = nullptr;
    double constant = 0;
    std::vector<double> coefficients;
  };
  static Rounded round(const Combination& combination);
  const Rounded& rounded(Register r, Part part) const;
  void store(Register r, const AffineForm& form);

  std::size_t inputs_, width_;
  std::vector<double> bounds_;
  std::vector<Entry> entries_;
  std::vector<double> approx_;  // width_ doubles a register
  std::vector<Rounded> value_, otherwise_;  // of each step
};

}  // namespace polyspike
