// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace polyspike {

// Affine forms in doubles, packed for evaluating all of them at once: blocks of `lanes` rows,
// in a block one array a coordinate. With or without AVX2, chosen when the program starts,
// all is rounded alike (no fused operations). All arrays have padded() entries; lanes beyond size()
// hold numbers without meaning.
class RowBlock {
 public:
  static constexpr std::size_t lanes = 8;

  explicit RowBlock(std::size_t dimension) : width_(dimension + 1) {}

  std::size_t size() const { return size_; }
  std::size_t padded() const { return (size_ + lanes - 1) / lanes * lanes; }
  // The row's constant (j = 0) or gradient entry j - 1.
  double entry(std::size_t row, std::size_t j) const {
    return entries_[row / lanes * lanes * width_ + j * lanes + row % lanes];
  }
  void push(std::span<const double> row, double scale);
  void pop(std::size_t size) { size_ = size; }

  // out[i] = the i-th row's value at x.
  void values(const double* x, double* out) const;
  // out[i] = the i-th gradient times step, and the least slack[i] / -out[i] over all rows
  // where out[i] < -least_rate.
  double rates(const double* step, const double* slack, double least_rate,
               double* out) const;
  // Of the rows where rate[i] < -least_rate and slack[i] / -rate[i] <= length, the one of
  // least rate; -1 if there is none.
  int steepest(const double* slack, const double* rate, double least_rate,
               double length) const;
  // slack[i] = max(0, slack[i] + length * rate[i])
  void advance(double length, const double* rate, double* slack) const;

 private:
  std::size_t width_, size_ = 0;
  std::vector<double> entries_;
};

}  // namespace polyspike
