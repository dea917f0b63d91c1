// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/relu_builder.hpp"

namespace polyspike {

void SparseForm::add_product(const Rational& factor, const SparseForm& other) {
  constant.add_product(factor, other.constant);
  for (const auto& [index, coefficient] : other.terms) {
    Rational& sum = terms[index];
    sum.add_product(factor, coefficient);
    if (sum.is_zero()) terms.erase(index);
  }
}

SparseForm difference(const SparseForm& a, const SparseForm& b) {
  SparseForm result = a;
  result.add_product(-1, b);
  return result;
}

AffineMap map_of(const std::vector<SparseForm>& rows, std::size_t width) {
  AffineMap map;
  for (const SparseForm& row : rows) {
    map.weights.emplace_back(width);
    for (const auto& [index, coefficient] : row.terms)
      map.weights.back()[index] = coefficient;
    map.biases.push_back(row.constant);
  }
  return map;
}

ReluBuilder::ReluBuilder(std::size_t inputs, std::optional<std::vector<GridRange>> ranges,
                         Grid grid)
    : width_(inputs), ranges_(std::move(ranges)), grid_(std::move(grid)) {}

std::optional<GridRange> ReluBuilder::range(const SparseForm& form) const {
  if (!ranges_ && !form.is_constant()) return std::nullopt;
  GridRange range = range_of(grid_, form.constant);
  for (const auto& [index, coefficient] : form.terms)
    range.add((*ranges_)[index].times(coefficient));
  return range;
}

SparseForm ReluBuilder::activate(const SparseForm& form) {
  rows_.push_back(form);
  return {{{rows_.size() - 1, 1}}, 0};
}

SparseForm ReluBuilder::pass(const SparseForm& p) {
  if (p.is_constant()) return p;
  SparseForm result;
  if (const auto known = range(p)) {
    SparseForm raised = p;
    const Rational low = short_below(grid_.value(known->low));
    raised.constant -= low;
    result = activate(raised);
    result.constant += low;
    return result;
  }
  result = activate(p);
  SparseForm negative;
  negative.add_product(-1, p);
  result.add_product(-1, activate(negative));
  return result;
}

SparseForm ReluBuilder::bend(const SparseForm& q, const SparseForm& difference,
                             int sign) {
  SparseForm result = pass(q);
  result.add_product(sign, activate(difference));
  return result;
}

SparseForm ReluBuilder::larger(const SparseForm& p, const SparseForm& q) {
  const SparseForm rise = difference(p, q);
  const auto known = range(rise);
  if (known && known->low.sign() >= 0) return pass(p);
  if (known && known->high.sign() <= 0) return pass(q);
  return bend(q, rise, 1);
}

SparseForm ReluBuilder::smaller(const SparseForm& p, const SparseForm& q) {
  const SparseForm rise = difference(q, p);
  const auto known = range(rise);
  if (known && known->low.sign() >= 0) return pass(p);
  if (known && known->high.sign() <= 0) return pass(q);
  return bend(q, rise, -1);
}

void ReluBuilder::end_round() {
  // A layer has at least one neuron: with constants alone there is nothing to compute.
  if (rows_.empty()) rows_.emplace_back();
  std::vector<GridRange> next;
  if (ranges_)
    for (const SparseForm& row : rows_) next.push_back(positive_part(*range(row)));
  network_.layers.push_back({map_of(rows_, width_), "relu"});
  width_ = rows_.size();
  if (ranges_) ranges_ = std::move(next);
  rows_.clear();
}

LayeredNetwork ReluBuilder::finish(const std::vector<SparseForm>& outputs) && {
  network_.layers.push_back({map_of(outputs, width_), "identity"});
  return std::move(network_);
}

}  // namespace polyspike
