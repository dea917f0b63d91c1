// SPDX-License-Identifier: GPL-3.0-or-later
#include "polyspike/affine_form.hpp"

#include <cassert>

namespace polyspike {

AffineForm AffineForm::coordinate(std::size_t dimension, std::size_t i) {
  AffineForm form(dimension);
  form.gradient.at(i) = 1;
  return form;
}

Rational AffineForm::at(std::span<const Rational> point) const {
  assert(point.size() == gradient.size());
  Rational value = constant;
  for (std::size_t i = 0; i < gradient.size(); ++i) value.add_product(gradient[i], point[i]);
  return value;
}

Rational AffineForm::along(std::span<const Rational> direction) const {
  assert(direction.size() == gradient.size());
  Rational value;
  for (std::size_t i = 0; i < gradient.size(); ++i)
    value.add_product(gradient[i], direction[i]);
  return value;
}

bool AffineForm::is_constant() const {
  for (const Rational& g : gradient)
    if (!g.is_zero()) return false;
  return true;
}

AffineForm AffineForm::operator-() const {
  AffineForm result(*this);
  result.constant = -result.constant;
  for (Rational& g : result.gradient) g = -g;
  return result;
}

AffineForm& AffineForm::operator+=(const AffineForm& other) {
  assert(dimension() == other.dimension());
  constant += other.constant;
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += other.gradient[i];
  return *this;
}

AffineForm& AffineForm::operator-=(const AffineForm& other) {
  assert(dimension() == other.dimension());
  constant -= other.constant;
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] -= other.gradient[i];
  return *this;
}

AffineForm& AffineForm::operator*=(const Rational& factor) {
  constant *= factor;
  for (Rational& g : gradient) g *= factor;
  return *this;
}

void AffineForm::add_product(const Rational& factor, const AffineForm& other) {
  assert(dimension() == other.dimension());
  constant.add_product(factor, other.constant);
  for (std::size_t i = 0; i < gradient.size(); ++i)
    gradient[i].add_product(factor, other.gradient[i]);
}

AffineForm AffineForm::primitive() const {
  Rational denominators = constant.denominator();
  for (const Rational& g : gradient)
    if (!g.is_integer()) denominators = lcm(denominators, g.denominator());
  AffineForm result = *this;
  if (denominators != Rational(1)) result *= denominators;
  Rational content = abs(result.constant);
  for (const Rational& g : result.gradient) {
    if (content == Rational(1)) return result;
    content = gcd(content, g);
  }
  if (content.sign() > 0 && content != Rational(1)) {
    result.constant /= content;
    for (Rational& g : result.gradient) g /= content;
  }
  return result;
}

std::size_t AffineForm::hash() const {
  std::size_t h = constant.hash();
  for (const Rational& g : gradient) h = (h ^ g.hash()) * 0x9E3779B97F4A7C15ULL + (h >> 31);
  return h;
}

std::string AffineForm::str() const {
  std::string text;
  auto add = [&text](const Rational& c, const std::string& name) {
    if (c.is_zero()) return;
    const Rational size = abs(c);
    text += text.empty() ? (c.sign() < 0 ? "-" : "") : (c.sign() < 0 ? " - " : " + ");
    if (name.empty()) {
      text += size.str();
    } else {
      text += (size == Rational(1) ? "" : size.str() + "*") + name;
    }
  };
  add(constant, "");
  for (std::size_t i = 0; i < gradient.size(); ++i)
    add(gradient[i], std::string(1, 'x').append(std::to_string(i + 1)));
  return text.empty() ? "0" : text;
}

}  // namespace polyspike
