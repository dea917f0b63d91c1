// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/counts.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <ostream>
#include <set>

namespace polyspike::oracle {

std::ostream& operator<<(std::ostream& stream, const Counts& counts) {
  return stream << "cells " << counts.cells << ", cell_components "
                << counts.cell_components << ", causal_pieces " << counts.causal_pieces
                << ", linear_regions " << counts.linear_regions << ", distinct_maps "
                << counts.distinct_maps << ", never_regions " << counts.never_regions;
}

namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

struct Side {
  std::size_t stratum, facet;
};

// The facets of the strata in one hyperplane, by the side on which the stratum lies.
struct Wall {
  std::vector<Side> above, below;
};

std::map<Form, Wall> walls_of(const std::vector<Stratum>& strata) {
  std::map<Form, Wall> walls;
  for (std::size_t s = 0; s < strata.size(); ++s)
    for (std::size_t f = 0; f < strata[s].cell.facets.size(); ++f) {
      const Form form = strata[s].cell.facets[f].form.normalized();
      const Form flipped = Q(-1) * form;
      if (form < flipped)
        walls[form].above.push_back({s, f});
      else
        walls[flipped].below.push_back({s, f});
    }
  return walls;
}

bool share_facet(const std::vector<Stratum>& strata, const Side& a, const Side& b) {
  const Polytope wall = facet(strata[a.stratum].cell, a.facet);
  const auto shared = intersection(wall, facet(strata[b.stratum].cell, b.facet));
  return shared && shared->dimension() + 1 == strata[a.stratum].dimension;
}

// The number of classes among the members (those with a key) when adjacent members of
// equal key are joined.
template <class Key>
std::size_t components(const std::vector<std::optional<Key>>& keys, const Pairs& pairs) {
  std::vector<std::size_t> parent(keys.size());
  std::iota(parent.begin(), parent.end(), 0);
  const std::function<std::size_t(std::size_t)> root = [&](std::size_t s) {
    return parent[s] == s ? s : root(parent[s]);
  };
  for (const auto& [a, b] : pairs)
    if (keys[a] && keys[a] == keys[b]) parent[root(a)] = root(b);
  std::size_t roots = 0;
  for (std::size_t s = 0; s < keys.size(); ++s) roots += keys[s] && parent[s] == s;
  return roots;
}

template <class Key>
std::size_t distinct(const std::vector<std::optional<Key>>& keys) {
  std::set<Key> seen;
  for (const auto& key : keys)
    if (key) seen.insert(*key);
  return seen.size();
}

std::optional<std::vector<Form>> finite_map(const Stratum& stratum) {
  std::vector<Form> map;
  for (const auto& output : stratum.outputs) {
    if (!output) return std::nullopt;
    map.push_back(*output);
  }
  return map;
}

// The nodes a node's value was made from, in a stratum where it decided so.
std::vector<std::size_t> causes(const Node& node, const Decision& decision) {
  std::vector<std::size_t> result;
  const auto add_terms = [&](const Affine& affine) {
    for (const Term& term : affine.terms)
      if (term.weight != 0) result.push_back(term.node);
  };
  if (auto* affine = std::get_if<Affine>(&node.rule)) add_terms(*affine);
  if (auto* relu = std::get_if<Relu>(&node.rule))
    if (decision.kind == Decision::Kind::on) add_terms(relu->z);
  if (auto* neuron = std::get_if<Spiking>(&node.rule))
    for (const std::set<Event>& events : {decision.before, decision.trigger})
      for (const Event& event : events)
        result.push_back(neuron->synapses[event.first].node);
  return result;
}

using CausalPiece = std::map<std::size_t, Decision>;

CausalPiece causal_piece(const Model& model, const Stratum& stratum) {
  std::vector<std::size_t> place(model.nodes.size());
  for (std::size_t k = 0, neuron = 0; k < model.nodes.size(); ++k)
    place[k] = model.nodes[k].is_affine() ? 0 : neuron++;
  CausalPiece piece;
  std::set<std::size_t> seen;
  std::vector<std::size_t> open = model.outputs;
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    if (node < model.inputs || !seen.insert(node).second) continue;
    const Node& rule = model.nodes[node - model.inputs];
    Decision decision;
    if (!rule.is_affine()) {
      decision = stratum.decisions[place[node - model.inputs]];
      piece[node] = decision;
    }
    for (std::size_t cause : causes(rule, decision)) open.push_back(cause);
  }
  return piece;
}

}  // namespace

Pairs adjacent_pairs(const std::vector<Stratum>& strata) {
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& [form, wall] : walls_of(strata))
    for (const Side& a : wall.above)
      for (const Side& b : wall.below)
        if (share_facet(strata, a, b)) pairs.emplace(a.stratum, b.stratum);
  return {pairs.begin(), pairs.end()};
}

std::size_t count_components(std::size_t n, const std::vector<std::size_t>& members,
                             const Pairs& pairs) {
  std::vector<std::optional<bool>> keys(n);
  for (std::size_t member : members) keys[member] = true;
  return components(keys, pairs);
}

Counts count(const Model& model, const std::vector<Stratum>& strata) {
  std::vector<std::optional<std::vector<Decision>>> patterns;
  std::vector<std::optional<CausalPiece>> causal;
  std::vector<std::optional<std::vector<Form>>> maps;
  std::vector<std::optional<bool>> never;
  for (const Stratum& stratum : strata) {
    patterns.emplace_back(stratum.decisions);
    causal.emplace_back(causal_piece(model, stratum));
    maps.push_back(finite_map(stratum));
    never.push_back(maps.back() ? std::nullopt : std::optional(true));
  }
  const Pairs pairs = adjacent_pairs(strata);
  return {.cells = distinct(patterns),
          .cell_components = components(patterns, pairs),
          .causal_pieces = distinct(causal),
          .linear_regions = components(maps, pairs),
          .distinct_maps = distinct(maps),
          .never_regions = components(never, pairs)};
}

std::size_t count_vertices(const std::vector<Stratum>& strata) {
  std::set<Vector> vertices;
  for (const Stratum& stratum : strata)
    vertices.insert(stratum.cell.vertices.begin(), stratum.cell.vertices.end());
  return vertices.size();
}

}  // namespace polyspike::oracle
