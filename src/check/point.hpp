// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "program.hpp"

namespace check {

using Point = std::vector<mpq_class>;

// at + toward * e for all e > 0 small enough; compared as such.
struct Germ {
  mpq_class at;
  mpq_class toward;

  int sign() const { return at != 0 ? sgn(at) : sgn(toward); }
};
using Value = std::optional<Germ>;  // nothing: never, `inf`

// All values at a point, as Program numbers them.
std::vector<Value> values_at(const Program& program, const Point& p);
// The outputs at p + e * (q - p) for all small e > 0: `at` is their limit for e to 0.
std::vector<Value> germs(const Program& program, const Point& p, const Point& q);
// The outputs at a point.
std::vector<std::optional<mpq_class>> outputs_at(const Program& program, const Point& p);

}  // namespace check
