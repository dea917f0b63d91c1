// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/germ.hpp"

#include "linear/flat.hpp"
#include "program/run.hpp"

namespace polyspike {

int Germ::sign() const {
  for (const Rational& c : coefficients_)
    if (!c.is_zero()) return c.sign();
  return 0;
}

Germ& Germ::operator+=(const Germ& other) {
  add_product(1, other);
  return *this;
}

Germ& Germ::operator*=(const Rational& factor) {
  for (Rational& c : coefficients_) c *= factor;
  return *this;
}

void Germ::add_product(const Rational& factor, const Germ& other) {
  if (coefficients_.size() < other.coefficients_.size())
    coefficients_.resize(other.coefficients_.size());
  for (std::size_t i = 0; i < other.coefficients_.size(); ++i)
    coefficients_[i].add_product(factor, other.coefficients_[i]);
}

std::strong_ordering operator<=>(const Germ& a, const Germ& b) {
  static const Rational zero;
  const auto &x = a.coefficients_, &y = b.coefficients_;
  for (std::size_t i = 0; i < std::max(x.size(), y.size()); ++i) {
    const auto order = (i < x.size() ? x[i] : zero) <=> (i < y.size() ? y[i] : zero);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

std::vector<Point> directions_within(const AffineForm& form) {
  const Flat plane = Flat::whole(form.dimension()).cut(form);
  std::vector<Point> directions(plane.dimension());
  for (std::size_t i = 0; i < directions.size(); ++i)
    for (const AffineForm& x : plane.embedding) directions[i].push_back(x.gradient[i]);
  return directions;
}

namespace {

std::vector<std::optional<Germ>> germs(const Point& point,
                                       std::span<const Point> directions) {
  std::vector<std::optional<Germ>> result;
  for (std::size_t i = 0; i < point.size(); ++i) {
    std::vector<Rational> coefficients{point[i]};
    for (const Point& direction : directions) coefficients.push_back(direction[i]);
    result.emplace_back(Germ(std::move(coefficients)));
  }
  return result;
}

}  // namespace

std::vector<std::optional<Germ>> outputs_near(const Program& program, const Point& point,
                                              std::span<const Point> directions) {
  auto registers = germs(point, directions);
  Pattern pattern;
  run(program, registers, pattern);
  std::vector<std::optional<Germ>> outputs;
  for (const Register r : program.outputs) outputs.push_back(registers[r]);
  return outputs;
}

Pattern pattern_near(const Program& program, const Point& point,
                     std::span<const Point> directions) {
  auto registers = germs(point, directions);
  Pattern pattern;
  run(program, registers, pattern);
  return pattern;
}

}  // namespace polyspike
