// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "network/ranges.hpp"
#include "polyspike/network.hpp"

namespace polyspike {

// An affine form in the outputs of a layer that lists only what is not zero.
struct SparseForm {
  std::map<std::size_t, Rational> terms;
  Rational constant;

  bool is_constant() const { return terms.empty(); }
  void add_product(const Rational& factor, const SparseForm& other);
};
SparseForm difference(const SparseForm& a, const SparseForm& b);
// The forms as rows of a map from so many numbers.
AffineMap map_of(const std::vector<SparseForm>& rows, std::size_t width);

// Puts together a ReLU network round by round. A round adds one hidden layer: pass() and
// pairs say which forms in the present layer's outputs are wanted as forms in the next
// one's, and end_round() turns to those. With ranges of the inputs it uses them to save
// neurons; the network is then right only where the ranges hold.
class ReluBuilder {
 public:
  ReluBuilder(std::size_t inputs, std::optional<std::vector<GridRange>> ranges,
              Grid grid);

  // p itself: max(0, p) - max(0, -p), or one neuron where p has a known lower bound.
  SparseForm pass(const SparseForm& p);
  // max (p, q) = q + max(0, p - q) and min (p, q) = q - max(0, q - p).
  SparseForm larger(const SparseForm& p, const SparseForm& q);
  SparseForm smaller(const SparseForm& p, const SparseForm& q);
  void end_round();

  // The network whose outputs are these forms.
  LayeredNetwork finish(const std::vector<SparseForm>& outputs) &&;

 private:
  std::optional<GridRange> range(const SparseForm& form) const;
  // A neuron max(0, form), as a form of the next layer.
  SparseForm activate(const SparseForm& form);
  SparseForm bend(const SparseForm& q, const SparseForm& difference, int sign);

  std::size_t width_;
  std::optional<std::vector<GridRange>> ranges_;  // of the present layer's outputs
  Grid grid_;
  std::vector<SparseForm> rows_;  // of the layer in the making
  LayeredNetwork network_;
};

}  // namespace polyspike
