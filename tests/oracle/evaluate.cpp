// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/evaluate.hpp"

#include <stdexcept>

namespace polyspike::oracle {
namespace {

struct NumberJudge {
  int sign(const Q& value) const { return value.sign(); }
};

bool can_try_subsets(const Node& node) {
  auto* neuron = std::get_if<Spiking>(&node.rule);
  return neuron && is_linear(*neuron) && neuron->synapses.size() <= 12;
}

Firing<Q> run(const Node& node, const std::vector<Extended>& nodes) {
  NumberJudge judge;
  const Firing<Q> scan = value_of(node, nodes, Q(0), judge, Definition::scan);
  if (!can_try_subsets(node)) return scan;
  const Firing<Q> subsets = value_of(node, nodes, Q(0), judge, Definition::subsets);
  if (subsets.time != scan.time || subsets.decision != scan.decision)
    throw std::logic_error("oracle: the two definitions of the firing time differ");
  return subsets;
}

}  // namespace

Trace evaluate(const Model& model, const Vector& point) {
  Trace trace;
  for (const Q& coordinate : point) trace.nodes.push_back(coordinate);
  for (const Node& node : model.nodes) {
    Firing<Q> firing = run(node, trace.nodes);
    trace.nodes.push_back(firing.time);
    if (!node.is_affine()) trace.decisions.push_back(std::move(firing.decision));
  }
  for (std::size_t output : model.outputs) trace.outputs.push_back(trace.nodes[output]);
  return trace;
}

}  // namespace polyspike::oracle
