// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lp/form.hpp"
#include "program/program.hpp"

namespace polyspike {

// The registers of a program over a cell: `inf`, or an affine form. Forms that steps combine
// are kept in doubles with an error bound; their exact values are computed when asked for,
// from the forms they were combined of, which must still be in place then.
class RegisterFile {
 public:
  // `bounds`: of the coordinates' sizes on the domain.
  RegisterFile(const Program& program, std::vector<double> bounds);

  void set(Register r, AffineForm form);
  void set_never(Register r) { entries_[r].state = State::never; }
  // One of the combinations of the step that defines the register.
  enum class Part : std::uint8_t { value, otherwise };
  void set_combination(Register r, Part part);
  // A combination of earlier registers, none of which is `inf`.
  void set_combination(Register r, Combination combination);

  bool is_never(Register r) const { return entries_[r].state == State::never; }
  const AffineForm& exact(Register r) const;
  AffineForm exact(const Combination& combination) const;
  std::optional<AffineForm> value(Register r) const {
    return is_never(r) ? std::nullopt : std::optional(exact(r));
  }
  // For decisions; they refer to this file.
  Form form(Register r) const;
  Form form(Combination combination) const;
  // The register in doubles, and how far they may be off on the domain.
  std::span<const double> approx(Register r) const { return {&approx_[r * width_], width_}; }
  double error(Register r) const { return entries_[r].error; }

 private:
  enum class State : std::uint8_t { never, given, part, own };
  // A combination with its coefficients in doubles.
  struct Rounded {
    const Combination* exact = nullptr;
    double constant = 0;
    std::vector<double> coefficients;
  };
  struct Entry {
    State state = State::never;
    Part part = Part::value;
    bool is_zero = false;
    double size = 0;
    double error = 0;
    Combination own;
    mutable std::optional<AffineForm> exact;
  };
  static Rounded round(const Combination& combination);
  const Rounded& rounded(Register r, Part part) const;
  // Sums the terms in doubles: their size and error, and whether all were zero.
  struct Sum {
    double size = 0;
    double error = 0;
    bool is_zero = false;
  };
  Sum add_up(const Rounded& combination, double* sum) const;
  bool trust(double error, double size) const;

  std::size_t inputs_, width_;
  std::vector<double> bounds_;
  std::vector<Entry> entries_;
  std::vector<double> approx_;              // width_ doubles a register
  std::vector<Rounded> value_, otherwise_;  // of each step
};

}  // namespace polyspike
