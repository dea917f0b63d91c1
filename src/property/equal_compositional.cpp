// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/equal_compositional.hpp"

#include <algorithm>

#include "network/ranges.hpp"
#include "property/difference_search.hpp"

namespace polyspike {

namespace {

using Verdict = EqualityProof::Verdict;

// A grid that holds all times and delays of a network as long as their denominators are
// short: then conditions that just hold are seen to hold.
void refine(Integer& denominators, const Network& network) {
  if (!network.is_spiking()) return;
  const SpikingNetwork& spiking = network.spiking();
  const auto include = [&](const Rational& value) {
    if (denominators.bits() < 128) include_denominator(denominators, value);
  };
  include(spiking.input_time);
  for (const Rational& time : spiking.references) include(time);
  for (const Breakpoint& breakpoint : spiking.response.breakpoints)
    include(breakpoint.time);
  for (const SpikingNeuron& neuron : spiking.neurons) {
    include(neuron.threshold);
    for (const Synapse& synapse : neuron.synapses) include(synapse.delay);
  }
}

// Weights of the network, zeros included.
std::size_t synapses(const Network& network) {
  std::size_t count = 0;
  if (network.is_spiking()) {
    for (const SpikingNeuron& neuron : network.spiking().neurons)
      count += neuron.synapses.size();
  } else {
    for (const Layer& layer : network.layered().layers)
      count += layer.map.inputs() * layer.map.outputs();
  }
  return count;
}

// Replacing atoms by lines takes time with the square of the size.
constexpr std::size_t most_for_lines = 20000;

NetworkForms forms_of(const Network& network, const std::vector<GridRange>& coordinates,
                      Roles roles, AtomTable& table, Budget& budget) {
  const BodyInputs inputs = body_inputs(network, coordinates, table);
  return network.is_spiking() ? spiking_forms(network.spiking(), inputs, roles, table, budget)
                              : layered_forms(network.layered(), inputs, table, budget);
}

// One way to try a proof.
struct Plan {
  Roles roles;
  AtomTable::Bounding bounding;
};

constexpr Plan plans[] = {{Roles::simplest, AtomTable::Bounding::intervals},
                          {Roles::widest_trees, AtomTable::Bounding::intervals},
                          {Roles::simplest, AtomTable::Bounding::lines},
                          {Roles::widest_trees, AtomTable::Bounding::lines}};

// The attempt with slots of so many words; nothing if they are too narrow.
std::optional<EqualityProof> attempt(const Network& a, const Network& b,
                                     const std::vector<Bounds>& box, const Grid& grid,
                                     const Plan& plan, std::size_t words, Budget& budget) {
  const std::vector<GridRange> coordinates = ranges_of(grid, box);
  const Roles roles = plan.roles;
  AtomTable table(words, grid, coordinates, plan.bounding);
  // Layered networks first: their intervals are the better ones and name the hinges.
  NetworkForms first, second;
  if (a.is_spiking() && !b.is_spiking()) {
    second = forms_of(b, coordinates, roles, table, budget);
    first = forms_of(a, coordinates, roles, table, budget);
  } else {
    first = forms_of(a, coordinates, roles, table, budget);
    second = forms_of(b, coordinates, roles, table, budget);
  }
  EqualityProof proof;
  if (table.overflowed()) return std::nullopt;
  for (const NetworkForms* forms : {&first, &second})
    if (!forms->failure.empty()) {
      proof.reason = forms->failure;
      return proof;
    }
  for (std::size_t o = 0; o < first.outputs.size(); ++o)
    if (!table.are_equal(first.outputs[o], second.outputs[o])) {
      if (table.overflowed()) return std::nullopt;
      proof.reason = "the forms of output " + std::to_string(o + 1) + " differ";
      return proof;
    }
  if (table.overflowed()) return std::nullopt;
  proof.verdict = Verdict::equal;
  proof.evidence_a = std::move(first.evidence);
  proof.evidence_b = std::move(second.evidence);
  return proof;
}

bool search(const Network& a, const Network& b, const Domain& domain, Budget& budget,
            EqualityProof& proof) {
  const std::size_t size = synapses(a) + synapses(b);
  const std::size_t points = std::clamp<std::size_t>(20'000'000 / (size + 1), 8, 256);
  auto found = find_difference(a, b, domain, points, budget);
  if (!found) return false;
  proof.verdict = Verdict::different;
  proof.point = std::move(found->point);
  proof.values_a = std::move(found->values_a);
  proof.values_b = std::move(found->values_b);
  return true;
}

}  // namespace

EqualityProof prove_equal_compositional(const Network& a, const Network& b,
                                        Budget& budget, const EqualityOptions& options) {
  EqualityProof proof;
  const Network& owner = a.domain ? a : b;
  if (!owner.domain || a.inputs() != b.inputs() || a.outputs() != b.outputs()) {
    proof.reason = "the shapes differ or there is no domain";
    return proof;
  }
  const auto box = box_of(*owner.domain);
  if (!box) {
    proof.reason = "the domain has no bounding box among its half-spaces";
    return proof;
  }
  Integer denominators = 1;
  refine(denominators, a);
  refine(denominators, b);
  if (denominators.bits() >= 128) denominators = 1;
  const Grid grid(lcm(grid_for(*box).scale(), denominators));
  const bool is_small = synapses(a) + synapses(b) <= most_for_lines;
  bool has_searched = !options.search;
  for (const Plan& plan : plans) {
    if (budget.exhausted()) {
      proof.reason = budget.reason();
      return proof;
    }
    if (plan.bounding == AtomTable::Bounding::lines) {
      if (!has_searched && search(a, b, *owner.domain, budget, proof)) return proof;
      has_searched = true;
      if (!is_small) break;
    }
    std::optional<EqualityProof> result;
    for (std::size_t words = 1; !result; words *= 2)
      result = attempt(a, b, *box, grid, plan, words, budget);
    result->grid = grid.scale();
    result->by_lines = plan.bounding == AtomTable::Bounding::lines;
    if (result->verdict == Verdict::equal) return std::move(*result);
    if (proof.reason.empty()) proof = std::move(*result);
  }
  return proof;
}

}  // namespace polyspike
