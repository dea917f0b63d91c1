// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
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
  // A form that `lazy` knows exactly, off by no more than `error` on the domain.
  void set_lazy(Register r, std::span<const double> approx, double error,
                std::shared_ptr<const LazyForm> lazy);

  bool is_never(Register r) const { return entries_[r].state == State::never; }
  const AffineForm& exact(Register r) const;
  AffineForm exact(const Combination& combination) const;
  std::optional<AffineForm> value(Register r) const {
    return is_never(r) ? std::nullopt : std::optional(exact(r));
  }
  // For decisions; it refers to this file.
  Form form(Register r) const;
  // The register in doubles, and how far they may be off on the domain.
  std::span<const double> approx(Register r) const { return {&approx_[r * width_], width_}; }
  double error(Register r) const { return entries_[r].error; }
  // No value of it on the domain exceeds this by more than rounding.
  double size(Register r) const { return entries_[r].size; }
  const std::vector<double>& bounds() const { return bounds_; }
  // Whether doubles with that error say enough of a form of that size for decisions; if
  // not, they are to be taken anew from the exact form.
  static bool trust(double error, double size);

 private:
  enum class State : std::uint8_t { never, given, part, lazy };
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
    std::shared_ptr<const LazyForm> lazy;
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

  std::size_t inputs_, width_;
  std::vector<double> bounds_;
  std::vector<Entry> entries_;
  std::vector<double> approx_;              // width_ doubles a register
  std::vector<Rounded> value_, otherwise_;  // of each step
};

}  // namespace polyspike
