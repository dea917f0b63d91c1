// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/activations.hpp"
#include "network/ranges.hpp"
#include "property/network_forms.hpp"

namespace polyspike {

namespace {

std::vector<const AtomForm*> pointers(const std::vector<AtomForm>& forms) {
  std::vector<const AtomForm*> result;
  for (const AtomForm& form : forms) result.push_back(&form);
  return result;
}

// The rows of an affine map over forms; not all of them where the budget runs out.
std::vector<AtomForm> through(const AffineMap& map, const std::vector<AtomForm>& inputs,
                              AtomTable& table, Budget* budget = nullptr) {
  const std::vector<const AtomForm*> forms = pointers(inputs);
  std::vector<AtomForm> result;
  for (std::size_t o = 0; o < map.outputs(); ++o) {
    if (budget != nullptr && budget->exhausted()) break;
    const CommonFraction weights = common_fraction(map.weights[o]);
    Rational constant = map.biases[o];
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (!inputs[i].constant.is_zero())
        constant.add_product(map.weights[o][i], inputs[i].constant);
    result.push_back(table.combine(weights.numerators, forms, weights.denominator,
                                   std::move(constant)));
  }
  return result;
}

// The range of s * z + (1 - s) * max(0, z) for z in the range.
GridRange activated(const GridRange& z, const Rational& slope) {
  const GridRange below = {z.low.sign() < 0 ? z.low : Integer(),
                           z.high.sign() < 0 ? z.high : Integer()};
  GridRange range = below.times(slope);
  range.add(positive_part(z));
  return range;
}

}  // namespace

BodyInputs body_inputs(const Network& network, const std::vector<GridRange>& coordinates,
                       AtomTable& table) {
  BodyInputs inputs;
  for (std::size_t i = 0; i < coordinates.size(); ++i)
    inputs.forms.push_back(table.coordinate(i));
  inputs.ranges = coordinates;
  if (network.encoder) {
    inputs.forms = through(*network.encoder, inputs.forms, table);
    inputs.ranges = ranges_through(*network.encoder, coordinates, table.grid());
  }
  return inputs;
}

NetworkForms layered_forms(const LayeredNetwork& network, const BodyInputs& inputs,
                           AtomTable& table, Budget& budget) {
  NetworkForms result;
  std::vector<AtomForm> values = inputs.forms;
  std::vector<GridRange> ranges = inputs.ranges;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const auto slope = slope_below_zero(layer.activation);
    if (!slope) {
      result.failure = "a layer has activation " + layer.activation;
      return result;
    }
    std::vector<AtomForm> z = through(layer.map, values, table, &budget);
    if (budget.exhausted()) {
      result.failure = budget.reason();
      return result;
    }
    std::vector<GridRange> known = ranges_through(layer.map, ranges, table.grid());
    if (*slope == Rational(1)) {
      values = std::move(z);
      ranges = std::move(known);
      continue;
    }
    values.clear();
    ranges.clear();
    for (std::size_t i = 0; i < z.size() && !budget.exhausted(); ++i) {
      BentForm bent =
          table.bend(z[i], *slope, Rational(1) - *slope, {}, known[i], HingeOrigin{l, i});
      values.push_back(std::move(bent.form));
      ranges.push_back(activated(bent.z_range, *slope));
    }
  }
  if (budget.exhausted()) result.failure = budget.reason();
  result.outputs = std::move(values);
  return result;
}

}  // namespace polyspike
