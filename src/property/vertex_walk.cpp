// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/vertex_walk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lp/float_form.hpp"

namespace polyspike {

VertexWalk::VertexWalk(VertexTable& table, std::span<const AffineForm> rows,
                       const Point& interior)
    : table_(table), d_(interior.size()), inverse_(d_ * d_), slack_(rows.size()) {
  for (const AffineForm& row : rows) ids_.push_back(table.add_row(row));
  std::sort(ids_.begin(), ids_.end());
  ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
  for (const Rational& x : interior) interior_.push_back(x.approximate());
}

std::size_t VertexWalk::BasisHash::operator()(const Basis& basis) const {
  std::size_t hash = 0;
  for (const std::uint16_t k : basis) hash = (hash ^ k) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 32);
}

std::optional<std::vector<VertexTable::Id>> VertexWalk::find() {
  if (d_ == 0 || ids_.size() > std::numeric_limits<std::uint16_t>::max())
    return std::nullopt;
  auto first = first_basis();
  if (!first) return std::nullopt;
  std::vector<Basis> open{*first};
  found_.insert(std::move(*first));
  std::vector<VertexTable::Id> vertices;
  while (!open.empty()) {
    const Basis basis = std::move(open.back());
    open.pop_back();
    if (!invert(basis)) return std::nullopt;
    const auto id = certify(basis);
    if (!id) return std::nullopt;
    vertices.push_back(*id);
    for (std::size_t i = 0; i < d_; ++i) {
      const auto entering = next_row(basis, i);
      if (!entering) return std::nullopt;
      Basis neighbour = basis;
      neighbour[i] = *entering;
      std::sort(neighbour.begin(), neighbour.end());
      if (found_.insert(neighbour).second) open.push_back(std::move(neighbour));
    }
  }
  return vertices;
}

double VertexWalk::rate(std::size_t k, const double* direction) const {
  const double* form = row(k);
  double sum = 0;
  for (std::size_t j = 0; j < d_; ++j) sum += form[j + 1] * direction[j];
  return sum;
}

namespace {

// Makes the vector orthogonal to orthonormal ones.
void remove_components(const std::vector<std::vector<double>>& normals,
                       std::vector<double>& vector) {
  for (const auto& n : normals) {
    double along = 0;
    for (std::size_t j = 0; j < n.size(); ++j) along += n[j] * vector[j];
    for (std::size_t j = 0; j < n.size(); ++j) vector[j] -= along * n[j];
  }
}

}  // namespace

// The row outside the basis that is reached first from x, after `least`; ids_.size() if
// there is none.
std::size_t VertexWalk::first_reached(const Basis& basis, const std::vector<double>& x,
                                      const std::vector<double>& direction,
                                      double& least) const {
  std::size_t reached = ids_.size();
  for (std::size_t k = 0; k < ids_.size(); ++k) {
    if (std::find(basis.begin(), basis.end(), k) != basis.end()) continue;
    const double r = rate(k, direction.data());
    if (!(r < 0)) continue;
    const double step = (row(k)[0] + rate(k, x.data())) / -r;
    if (step >= least) continue;
    least = step;
    reached = k;
  }
  return reached;
}

// From the interior along a direction to the first row, from there within that row to the
// next one, and so on.
std::optional<VertexWalk::Basis> VertexWalk::first_basis() const {
  std::vector<double> x = interior_, direction(d_);
  std::vector<std::vector<double>> normals;  // orthonormal, of the rows reached
  Basis basis;
  while (basis.size() < d_) {
    for (std::size_t j = 0; j < d_; ++j)
      direction[j] = 1.0 + 0.37 * static_cast<double>((j * 7 + basis.size() * 5) % 11);
    remove_components(normals, direction);
    double least = std::numeric_limits<double>::infinity();
    const std::size_t reached = first_reached(basis, x, direction, least);
    if (reached == ids_.size()) return std::nullopt;
    for (std::size_t j = 0; j < d_; ++j) x[j] += least * direction[j];
    basis.push_back(static_cast<std::uint16_t>(reached));
    std::vector<double> normal(row(reached) + 1, row(reached) + 1 + d_);
    remove_components(normals, normal);
    double size = 0;
    for (const double y : normal) size += y * y;
    for (double& y : normal) y /= std::sqrt(size);
    normals.push_back(std::move(normal));
  }
  std::sort(basis.begin(), basis.end());
  return basis;
}

bool VertexWalk::invert(const Basis& basis) {
  std::vector<double> a(d_ * d_);
  for (std::size_t r = 0; r < d_; ++r) std::copy_n(row(basis[r]) + 1, d_, &a[r * d_]);
  // Gauss-Jordan with row exchanges; b becomes the inverse, row by row.
  std::vector<double> b(d_ * d_, 0.0);
  for (std::size_t r = 0; r < d_; ++r) b[r * d_ + r] = 1;
  for (std::size_t k = 0; k < d_; ++k) {
    std::size_t p = k;
    for (std::size_t r = k + 1; r < d_; ++r)
      if (std::abs(a[r * d_ + k]) > std::abs(a[p * d_ + k])) p = r;
    if (!std::isnormal(a[p * d_ + k])) return false;
    for (std::size_t c = 0; c < d_ && p != k; ++c) {
      std::swap(a[p * d_ + c], a[k * d_ + c]);
      std::swap(b[p * d_ + c], b[k * d_ + c]);
    }
    const double scale = 1 / a[k * d_ + k];
    for (std::size_t c = 0; c < d_; ++c) {
      a[k * d_ + c] *= scale;
      b[k * d_ + c] *= scale;
    }
    for (std::size_t r = 0; r < d_; ++r) {
      const double factor = a[r * d_ + k];
      if (r == k || factor == 0) continue;
      for (std::size_t c = 0; c < d_; ++c) {
        a[r * d_ + c] -= factor * a[k * d_ + c];
        b[r * d_ + c] -= factor * b[k * d_ + c];
      }
    }
  }
  for (std::size_t r = 0; r < d_; ++r)
    for (std::size_t c = 0; c < d_; ++c) inverse_[c * d_ + r] = b[r * d_ + c];
  return true;
}

std::optional<VertexTable::Id> VertexWalk::certify(const Basis& basis) {
  std::vector<double> x(d_, 0.0);
  std::vector<VertexTable::RowId> rows;
  for (std::size_t i = 0; i < d_; ++i) {
    rows.push_back(ids_[basis[i]]);
    for (std::size_t j = 0; j < d_; ++j) x[j] -= row(basis[i])[0] * inverse_[i * d_ + j];
  }
  const auto id = table_.add_intersection(rows, x);
  if (!id) return std::nullopt;
  for (std::size_t k = 0, b = 0; k < ids_.size(); ++k) {
    if (b < d_ && basis[b] == k) {
      ++b;
    } else if (!is_positive(k, *id)) {
      return std::nullopt;
    }
  }
  return id;
}

bool VertexWalk::is_positive(std::size_t k, VertexTable::Id id) {
  const double* form = row(k);
  const double* x = &table_.rounded_[id * d_];
  double sum = form[0], size = std::abs(form[0]);
  for (std::size_t j = 0; j < d_; ++j) {
    const double term = form[j + 1] * x[j];
    sum += term;
    size += std::abs(term);
  }
  slack_[k] = sum;
  // Twice the error for exact x: the coordinates are rounded as well.
  if (sum > 2 * float_error(d_ + 1, size)) return true;
  return product(table_.rows_[ids_[k]].exact, table_.points_[id]).sign() > 0;
}

std::optional<std::uint16_t> VertexWalk::next_row(const Basis& basis, std::size_t i) const {
  const double* direction = &inverse_[i * d_];
  double least = std::numeric_limits<double>::infinity();
  std::optional<std::uint16_t> next;
  for (std::size_t k = 0, b = 0; k < ids_.size(); ++k) {
    if (b < d_ && basis[b] == k) {
      ++b;
      continue;
    }
    const double r = rate(k, direction);
    if (!(r < 0) || slack_[k] >= -r * least) continue;
    least = slack_[k] / -r;
    next = static_cast<std::uint16_t>(k);
  }
  return next;
}

}  // namespace polyspike
