// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/equal_compositional.hpp"

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

NetworkForms forms_of(const Network& network, const std::vector<GridRange>& coordinates,
                      AtomTable& table) {
  const BodyInputs inputs = body_inputs(network, coordinates, table);
  return network.is_spiking() ? spiking_forms(network.spiking(), inputs, table)
                              : layered_forms(network.layered(), inputs, table);
}

// The attempt with slots of so many words; nothing if they are too narrow.
std::optional<EqualityProof> attempt(const Network& a, const Network& b,
                                     const std::vector<Bounds>& box, const Grid& grid,
                                     std::size_t words) {
  const std::vector<GridRange> coordinates = ranges_of(grid, box);
  AtomTable table(words, grid, coordinates);
  // Layered networks first: their intervals are the better ones and name the hinges.
  NetworkForms first, second;
  if (a.is_spiking() && !b.is_spiking()) {
    second = forms_of(b, coordinates, table);
    first = forms_of(a, coordinates, table);
  } else {
    first = forms_of(a, coordinates, table);
    second = forms_of(b, coordinates, table);
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

}  // namespace

EqualityProof prove_equal_compositional(const Network& a, const Network& b, Budget& budget,
                                        const EqualityOptions& options) {
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
  std::optional<EqualityProof> result;
  for (std::size_t words = 1; !result; words *= 2)
    result = attempt(a, b, *box, grid, words);
  proof = std::move(*result);
  if (proof.verdict != Verdict::equal && options.search)
    if (auto found = find_difference(a, b, *owner.domain, budget)) {
      proof.verdict = Verdict::different;
      proof.point = std::move(found->point);
      proof.values_a = std::move(found->values_a);
      proof.values_b = std::move(found->values_b);
    }
  return proof;
}

}  // namespace polyspike
