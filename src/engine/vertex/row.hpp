// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "engine/vertex/integer_vector.hpp"
#include "number/certified.hpp"

namespace polyspike::vertex {

// The unit roundoff of double, 2^-53. All error bounds of this engine assume rounding to
// nearest and no reassociation; an overflow makes a bound infinite or NaN, which sends the
// decision to exact arithmetic. Every comparison with a bound is written so that NaN fails.
inline constexpr double roundoff = 0x1p-53;

// Where the exact form of a row comes from when it is asked for.
struct RowSource {
  enum class Kind : std::uint8_t {
    fixed,      // the domain's: known from the start
    integral,   // its doubles are the exact integers
    affine,     // row `node` of `level` under the decisions of earlier levels
    potential,  // spike `node`: potential of `events` at event `event` minus the threshold
    order,      // spike `node`: time of `event` minus time of `other`
  };
  Kind kind = Kind::fixed;
  bool negated = false;
  std::uint32_t level = 0;
  std::uint32_t node = 0;
  std::uint32_t event = 0;
  std::uint32_t other = 0;
  const std::uint64_t* events = nullptr;
};

// Where in the tree of the walk a row became a wall: at which of the nodes on the way there,
// counted from the root, and which of the node's hyperplanes it is: rows of one node and
// number are the same.
struct RowPlace {
  static constexpr std::uint32_t none = ~std::uint32_t{0};  // a wall of the domain
  std::uint32_t node = none;
  bool is_above = false;  // at a cut: whether the walk is on the positive side
  std::uint64_t number = 0;
};

// A hyperplane {x : h x + h_D = 0}: a wall of cells or a candidate for one. Points are in
// the coordinates of the chart, |x_i| <= 1. Doubles up to a bound on their error; the exact
// integers on demand, correct up to a positive factor.
template <int D>
struct Row {
  double h[D + 1];
  double norm = 0;        // at least sum over i < D of |h_i|
  double form_error = 0;  // at least sum over i of |h_i - exact|
  double slack = 0;       // at least the error of an evaluation at an exact point
  RowSource source;
  std::uint64_t key = 0;  // rows of one key other than 0 are the same hyperplane
  RowPlace place;
  bool has_exact = false;
  IntegerVector<D + 1> exact;

  double at(const double* x) const {
    double value = h[D];
    for (int i = 0; i < D; ++i) value += h[i] * x[i];
    return value;
  }
  // What a value at a point with that error has to exceed for its sign to be sure.
  double bound(double error) const {
    return is_certified ? norm * error + slack : slack * 4096;
  }
  // Fills norm and slack from h and form_error.
  void measure() {
    norm = 0;
    for (int i = 0; i < D; ++i) norm += std::fabs(h[i]);
    norm *= 1 + (D + 1) * roundoff;
    slack = (norm + std::fabs(h[D])) * ((D + 3) * roundoff * 1.01) + form_error;
  }
  // The exact row of one whose doubles are its integers.
  void set_integral() {
    exact.is_short = true;
    for (std::size_t i = 0; i <= D; ++i) exact.word[i] = static_cast<std::int64_t>(h[i]);
  }
};

// Computes exact rows from the state of the walk.
template <int D>
class ExactRows {
 public:
  virtual void compute(const RowSource& source, IntegerVector<D + 1>& row) = 0;

 protected:
  ~ExactRows() = default;
};

}  // namespace polyspike::vertex
