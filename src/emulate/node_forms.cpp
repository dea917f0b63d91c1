// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/node_forms.hpp"

namespace polyspike {

NodeForms NodeAlgebra::values(std::span<const SpikingBuilder::Node> nodes) {
  NodeForms forms;
  for (const auto node : nodes) {
    sum_.add(1, static_cast<std::uint32_t>(node));
    forms.rows.push_back(sum_.take());
  }
  forms.constants.resize(nodes.size());
  return forms;
}

NodeForms NodeAlgebra::through(const AffineMap& map, const NodeForms& forms) {
  NodeForms z;
  Integer denominator = 1;
  for (const auto& row : map.weights)
    for (const Rational& weight : row) include_denominator(denominator, weight);
  z.denominator = denominator * forms.denominator;
  for (std::size_t o = 0; o < map.outputs(); ++o) {
    Rational constant = map.biases[o];
    for (std::size_t i = 0; i < forms.size(); ++i) {
      const Rational& weight = map.weights[o][i];
      if (weight.is_zero()) continue;
      sum_.add(scaled(weight, denominator), forms.rows[i]);
      constant.add_product(weight, forms.constants[i]);
    }
    z.rows.push_back(sum_.take());
    z.constants.push_back(std::move(constant));
  }
  return z;
}

std::vector<SpikingBuilder::Term> NodeAlgebra::terms(const NodeForms& forms,
                                                     std::size_t i,
                                                     const Rational& divisor) const {
  const Integer above = denominator(divisor);
  const Integer below = forms.denominator * numerator(divisor);
  std::vector<SpikingBuilder::Term> terms;
  packing_.visit(forms.rows[i], [&](std::uint32_t slot, const Integer& entry) {
    terms.push_back({slot, ratio(entry * above, below)});
  });
  return terms;
}

}  // namespace polyspike
