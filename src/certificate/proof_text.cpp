// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/proof_text.hpp"

#include <map>

namespace polyspike {

std::string proof_text(const Proof& proof) {
  std::map<std::uint32_t, Rational> sums;
  for (const auto& [id, multiplier] : proof) sums[id] += multiplier;
  AffineForm all(sums.size());
  std::size_t j = 0;
  for (const auto& [id, multiplier] : sums) all.gradient[j++] = multiplier;
  all = all.primitive();
  std::string text;
  j = 0;
  for (const auto& [id, multiplier] : sums) {
    const Rational& m = all.gradient[j++];
    if (m.is_zero()) continue;
    text.append(1, ' ').append(std::to_string(id)).append(1, ':').append(m.str());
  }
  return text;
}

std::string form_text(const AffineForm& form) {
  const AffineForm primitive = form.primitive();
  std::string text = primitive.constant.str();
  for (const Rational& g : primitive.gradient) text.append(1, ' ').append(g.str());
  return text;
}

std::string point_text(const Point& point) {
  Rational denominator(1);
  for (const Rational& c : point) denominator = lcm(denominator, c.denominator());
  std::string text = denominator.str();
  for (const Rational& c : point) text.append(1, ' ').append((c * denominator).str());
  return text;
}

Rational content(const AffineForm& form) {
  const AffineForm primitive = form.primitive();
  for (std::size_t j = 0; j < form.gradient.size(); ++j)
    if (!form.gradient[j].is_zero()) return form.gradient[j] / primitive.gradient[j];
  return form.constant / primitive.constant;
}

}  // namespace polyspike
