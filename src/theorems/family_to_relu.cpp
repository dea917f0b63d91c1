// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "emulate/emulation.hpp"
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

Network made(const Network& source, Construction construction,
             const EmulateOptions& options = {}) {
  EmulationResult result = emulate(source, construction, options);
  if (auto* emulation = std::get_if<Emulation>(&result))
    return std::move(emulation->network);
  throw std::logic_error(text("T5: ", std::get<Refusal>(result).reason));
}

Network positive_neuron(unsigned d) {
  Weights weights;
  for (unsigned i = 1; i <= d; ++i) weights.push_back(static_cast<int>(i));
  Network network = neuron(weights);
  network.domain = cube(d, -2, 2);
  return network;
}

void add_min_trees(Suite& suite) {
  for (const bool on_box : {false, true}) {
    suite.claim(on_box
                    ? "... on a box: 2^(d+1) - 3 hidden neurons"
                    : "d positive weights: equal to a ReLU network of depth d + 1 with "
                      "3 * 2^d - 4 hidden neurons");
    for (unsigned d = 2; d <= 4; ++d) {
      const Network spiking = positive_neuron(d);
      const formulas::Size size =
          on_box ? formulas::min_tree_size_on_box(d) : formulas::min_tree_size(d);
      const std::string file = text("t5_neuron_", d, ".json");
      suite
          .add((on_box ? "t5_box_tree_" : "t5_tree_") + std::to_string(d),
               text("d = ", d), made(spiking, Construction::min_tree, {false, on_box}),
               {text("neurons=", size.neurons), text("layers=", size.layers),
                text("equal ", file)})
          .companions = {{file, spiking}};
    }
  }
}

// d inputs and a reference.
Network neuron_with_reference(unsigned d) {
  SpikingNeuron v{"v", 2, {from_reference(0, 2)}};
  for (unsigned i = 0; i < d; ++i)
    v.synapses.push_back(from_input(i, static_cast<int>(i + 1)));
  return spiking(cube(d, -2, 2), {0}, {v});
}

void add_chain(Suite& suite, const std::string& name, const std::string& instance,
               std::uint64_t depth, const Network& source) {
  const std::string file = text(name, "_neuron.json");
  suite
      .add(name, instance, made(source, Construction::chains),
           {text("layers=", depth), text("equal ", file)})
      .companions = {{file, source}};
}

void add_chains(Suite& suite) {
  suite.claim(
      "the literature's depth ceil(log2(d+1)) + 1, d inputs and a reference: by chains "
      "of sets");
  for (unsigned d = 1; d <= 3; ++d)
    add_chain(suite, text("t5_chains_", d), text("d = ", d, " and a reference"),
              formulas::literature_depth(d), neuron_with_reference(d));
  suite.claim("... and ceil(log2 n) + 1 for n positive synapses");
  for (unsigned n = 2; n <= 3; ++n)
    add_chain(suite, text("t5_chains_inputs_", n), text("n = ", n),
              formulas::chains_depth(n), positive_neuron(n));
}

void add_min_max(Suite& suite) {
  suite.claim("min w+ > sum |w-|: equal to a ReLU network, maxima then minima");
  const std::pair<unsigned, unsigned> signs[] = {{1, 1}, {2, 1}, {1, 2}, {2, 2}};
  for (const auto& [p, q] : signs) {
    Weights weights;
    for (unsigned i = 0; i < p; ++i) weights.push_back(static_cast<int>(i + 1));
    for (unsigned i = 0; i < q; ++i)
      weights.push_back(Rational(-1, static_cast<int>(i + 3)));
    const Network spiking = neuron(weights);
    const std::string name = text(p, "_", q);
    const std::string file = text("t5_mixed_", name, ".json");
    suite
        .add(text("t5_min_max_", name), text("weights ", list(weights)),
             made(spiking, Construction::min_max),
             {text("layers=", formulas::min_max_depth(p, q)), text("equal ", file)})
        .companions = {{file, spiking}};
  }
}

void add_refusals(Suite& suite) {
  suite.claim("otherwise the neuron jumps and is refused");
  const Weights jumping[] = {{1, 1, -1}, {2, 1, Rational(-3, 2)}};
  int number = 0;
  for (const Weights& weights : jumping) {
    const Network spiking = neuron(weights);
    suite
        .add(text("t5_jump_", ++number), text("weights ", list(weights)), spiking,
             {"not continuous"})
        .search =
        Search{"refused", [spiking](Budget&) -> std::optional<std::string> {
                 const auto result = emulate(spiking, Construction::min_max);
                 return std::holds_alternative<Refusal>(result) ? "refused" : "built";
               }};
  }
}

}  // namespace

std::vector<Theorem> to_relu_theorems() {
  Suite suite("T5");
  add_min_trees(suite);
  add_chains(suite);
  add_min_max(suite);
  add_refusals(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
