// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "oracle/model.hpp"

// When a neuron fires, by two definitions that share nothing, each over any kind of time
// T: a number (Q), or an affine form of which a judge knows the sign. A judge answers
// `int sign (const T&)`.
namespace polyspike::oracle {

template <class T>
struct Firing {
  std::optional<T> time;
  Decision decision;
};

// The synapses that matter, those of nonzero weight that get a spike.
template <class T>
struct Arrival {
  std::size_t synapse;
  Q weight;
  T time;
};

template <class T>
std::vector<Arrival<T>> arrivals_of(const Spiking& neuron,
                                    const std::vector<std::optional<T>>& nodes) {
  std::vector<Arrival<T>> arrivals;
  for (std::size_t u = 0; u < neuron.synapses.size(); ++u) {
    const Spiking::Synapse& synapse = neuron.synapses[u];
    if (synapse.weight != 0 && nodes[synapse.node])
      arrivals.push_back({u, synapse.weight, *nodes[synapse.node] + synapse.delay});
  }
  return arrivals;
}

// The potential right of the events passed so far: slope * t - offset.
template <class T>
struct Line {
  Q slope = 0;
  T offset;
};

template <class T>
struct Change {
  Event event;
  Q slope, jump;
  T time;
};

template <class T>
std::vector<Change<T>> changes_of(const Spiking& neuron,
                                  const std::vector<Arrival<T>>& arrivals) {
  std::vector<Change<T>> changes;
  for (const Arrival<T>& a : arrivals)
    for (std::size_t k = 0; k < neuron.kernel.size(); ++k) {
      const Spiking::Breakpoint& b = neuron.kernel[k];
      if (b.slope == 0 && b.jump == 0) continue;
      changes.push_back(
          {{a.synapse, k}, a.weight * b.slope, a.weight * b.jump, a.time + b.time});
    }
  return changes;
}

// Moves the earliest changes, all of one time, from `later` to the result.
template <class T, class Judge>
std::vector<Change<T>> take_earliest(std::vector<Change<T>>& later, Judge& judge) {
  std::vector<Change<T>> group, rest;
  for (Change<T>& change : later) {
    const int order = group.empty() ? 0 : judge.sign(change.time - group.front().time);
    if (order < 0) {
      rest.insert(rest.end(), group.begin(), group.end());
      group.clear();
    }
    (order <= 0 ? group : rest).push_back(std::move(change));
  }
  later = std::move(rest);
  return group;
}

// The definition t_v = inf { t : P (t) >= theta }, by looking at the stretches between
// consecutive breakpoints of P, each closed on the right, one after the other. At the
// start of each turn P < theta on all that was passed, the last breakpoint included.
template <class T, class Judge>
Firing<T> fire_by_scan(const Spiking& neuron, const std::vector<std::optional<T>>& nodes,
                       const T& zero, Judge& judge) {
  auto later = changes_of(neuron, arrivals_of(neuron, nodes));
  Line<T> line{0, zero};
  std::set<Event> passed;
  while (true) {
    const auto group = take_earliest(later, judge);
    if (line.slope > 0) {
      const T crossing = Q(1) / line.slope * (line.offset + neuron.threshold);
      if (group.empty() || judge.sign(crossing - group.front().time) <= 0)
        return {crossing, {Decision::Kind::crossing, passed, {}}};
    }
    if (group.empty()) return {std::nullopt, {Decision::Kind::never, {}, {}}};
    const T now = group.front().time;
    std::set<Event> events;
    bool jumps = false;
    for (const Change<T>& change : group) {
      line.slope += change.slope;
      line.offset = line.offset + change.slope * change.time - change.jump;
      events.insert(change.event);
      jumps = jumps || change.jump != 0;
    }
    if (jumps) {
      const int above = judge.sign(line.slope * now - line.offset - neuron.threshold);
      if (above > 0 || (above == 0 && line.slope >= 0))
        return {now, {Decision::Kind::jump, passed, events}};
    }
    passed.merge(events);
  }
}

// The firing time of a neuron with linear response without any event order:
// min { t_E : W_E > 0, P (t_E) >= theta } over all sets E of synapses.
template <class T, class Judge>
Firing<T> fire_by_subsets(const Spiking& neuron,
                          const std::vector<std::optional<T>>& nodes, const T& zero,
                          Judge& judge) {
  const auto arrivals = arrivals_of(neuron, nodes);
  std::optional<T> first;
  for (std::size_t set = 1; set < std::size_t(1) << arrivals.size(); ++set) {
    Q weight = 0;
    T time = zero + neuron.threshold;
    for (std::size_t u = 0; u < arrivals.size(); ++u)
      if (set >> u & 1) {
        weight += arrivals[u].weight;
        time = time + arrivals[u].weight * arrivals[u].time;
      }
    if (weight <= 0) continue;
    time = Q(1) / weight * time;
    if (first && judge.sign(time - *first) >= 0) continue;
    T potential = zero;
    for (const Arrival<T>& a : arrivals)
      if (judge.sign(time - a.time) > 0)
        potential = potential + a.weight * (time - a.time);
    if (judge.sign(potential - neuron.threshold) >= 0) first = time;
  }
  if (!first) return {std::nullopt, {Decision::Kind::never, {}, {}}};
  Decision decision{Decision::Kind::crossing, {}, {}};
  for (const Arrival<T>& a : arrivals)
    if (judge.sign(*first - a.time) > 0) decision.before.insert({a.synapse, 0});
  return {first, decision};
}

// Linear response: eps (s) = s for s > 0.
inline bool is_linear(const Spiking& neuron) {
  return neuron.kernel.size() == 1 && neuron.kernel[0].time == 0 &&
         neuron.kernel[0].slope == 1 && neuron.kernel[0].jump == 0;
}

// One node after the other: its value, and for a neuron its decision.
enum class Definition { scan, subsets };

template <class T>
T combine(const Affine& affine, const std::vector<std::optional<T>>& nodes, const T& zero,
          bool& is_finite) {
  T sum = zero + affine.bias;
  for (const Term& term : affine.terms) {
    if (term.weight == 0) continue;
    if (!nodes[term.node])
      is_finite = false;
    else
      sum = sum + term.weight * *nodes[term.node];
  }
  return sum;
}

template <class T, class Judge>
Firing<T> value_of(const Node& node, const std::vector<std::optional<T>>& nodes,
                   const T& zero, Judge& judge, Definition definition) {
  bool is_finite = true;
  if (auto* affine = std::get_if<Affine>(&node.rule)) {
    const T value = combine(*affine, nodes, zero, is_finite);
    return {is_finite ? std::optional<T>(value) : std::nullopt, {}};
  }
  if (auto* relu = std::get_if<Relu>(&node.rule)) {
    const T z = combine(relu->z, nodes, zero, is_finite);
    if (judge.sign(z) > 0) return {z, {Decision::Kind::on, {}, {}}};
    return {zero, {Decision::Kind::off, {}, {}}};
  }
  const Spiking& neuron = std::get<Spiking>(node.rule);
  if (definition == Definition::subsets && is_linear(neuron))
    return fire_by_subsets(neuron, nodes, zero, judge);
  return fire_by_scan(neuron, nodes, zero, judge);
}

}  // namespace polyspike::oracle
