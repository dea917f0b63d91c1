// SPDX-License-Identifier: GPL-3.0-or-later
#include "linear/flat.hpp"

#include <cassert>

namespace polyspike {

Flat Flat::whole(std::size_t dimension) {
  Flat flat;
  for (std::size_t j = 0; j < dimension; ++j) {
    flat.embedding.push_back(AffineForm::coordinate(dimension, j));
    flat.free.push_back(j);
  }
  return flat;
}

AffineForm Flat::restrict(const AffineForm& form) const {
  assert(form.dimension() == ambient());
  AffineForm result(dimension());
  result.constant = form.constant;
  for (std::size_t j = 0; j < ambient(); ++j)
    if (!form.gradient[j].is_zero()) result.add_product(form.gradient[j], embedding[j]);
  return result;
}

AffineForm Flat::extend(const AffineForm& form) const {
  assert(form.dimension() == dimension());
  AffineForm result(ambient());
  result.constant = form.constant;
  for (std::size_t i = 0; i < dimension(); ++i) result.gradient[free[i]] = form.gradient[i];
  return result;
}

Point Flat::extend(const Point& y) const {
  Point x;
  x.reserve(ambient());
  for (const AffineForm& form : embedding) x.push_back(form.at(y));
  return x;
}

Flat Flat::cut(const AffineForm& equation) const {
  std::size_t eliminated = dimension();
  while (eliminated-- > 0 && equation.gradient[eliminated].is_zero()) {
  }
  assert(eliminated < dimension());
  // y_eliminated = -(equation - its term) / coefficient, in the coordinates that stay.
  auto drop = [eliminated](AffineForm form) {
    form.gradient.erase(form.gradient.begin() + static_cast<std::ptrdiff_t>(eliminated));
    return form;
  };
  const AffineForm solved =
      (Rational(-1) / equation.gradient[eliminated]) * drop(equation);
  Flat result;
  for (const AffineForm& form : embedding) {
    AffineForm x = drop(form);
    x.add_product(form.gradient[eliminated], solved);
    result.embedding.push_back(std::move(x));
  }
  result.free = free;
  result.free.erase(result.free.begin() + static_cast<std::ptrdiff_t>(eliminated));
  return result;
}

std::vector<AffineForm> Flat::equations() const {
  std::vector<AffineForm> result;
  std::size_t next = 0;
  for (std::size_t j = 0; j < ambient(); ++j) {
    if (next < free.size() && free[next] == j) {
      ++next;
      continue;
    }
    result.push_back(AffineForm::coordinate(ambient(), j) - extend(embedding[j]));
  }
  return result;
}

}  // namespace polyspike
