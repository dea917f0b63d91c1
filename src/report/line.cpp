// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/line.hpp"

#include <algorithm>
#include <cassert>

#include "program/evaluate.hpp"

namespace polyspike {

namespace {

Stretch stretch_of(const Partition& partition, std::size_t p) {
  Stretch stretch;
  stretch.piece = p;
  bool has_low = false, has_high = false;
  for (const HalfSpace& row : partition.pieces[p].half_spaces) {
    if (row.form.is_constant()) continue;
    const Rational at = -row.form.constant / row.form.gradient[0];
    const bool is_low = row.form.gradient[0].sign() > 0;
    if (is_low ? !has_low || at > stretch.low : !has_high || at < stretch.high)
      (is_low ? stretch.low : stretch.high) = at;
    (is_low ? has_low : has_high) = true;
  }
  assert(has_low && has_high);
  return stretch;
}

std::optional<Value> limit(const Partition& partition, const GraphLine& graph,
                           const std::optional<std::size_t>& stretch, std::size_t output,
                           const Rational& at) {
  if (!stretch) return std::nullopt;
  const auto& form = partition.pieces[graph.stretches[*stretch].piece].outputs[output];
  if (!form) return Value();
  return Value(form->at(std::vector{at}));
}

}  // namespace

GraphLine find_graph(const Problem& problem, const Partition& partition) {
  GraphLine graph;
  std::vector<Rational> stops;
  for (std::size_t p = 0; p < partition.pieces.size(); ++p) {
    if (!partition.is_full(partition.pieces[p])) continue;
    graph.stretches.push_back(stretch_of(partition, p));
    stops.push_back(graph.stretches.back().low);
    stops.push_back(graph.stretches.back().high);
  }
  std::sort(graph.stretches.begin(), graph.stretches.end(),
            [](const Stretch& a, const Stretch& b) { return a.low < b.low; });
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  for (const Rational& at : stops) {
    Node node;
    node.at = at;
    node.values = evaluate(problem.program, std::vector{at}).outputs(problem.program);
    for (std::size_t s = 0; s < graph.stretches.size(); ++s) {
      if (graph.stretches[s].high == at) node.left = s;
      if (graph.stretches[s].low == at) node.right = s;
    }
    graph.nodes.push_back(std::move(node));
  }
  return graph;
}

Limits limits_at(const GraphLine& graph, const Partition& partition, std::size_t node,
                 std::size_t output) {
  const Node& n = graph.nodes[node];
  return {limit(partition, graph, n.left, output, n.at),
          limit(partition, graph, n.right, output, n.at)};
}

}  // namespace polyspike
