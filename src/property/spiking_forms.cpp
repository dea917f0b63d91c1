// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cassert>

#include "network/ranges.hpp"
#include "network/wiring.hpp"
#include "property/arrivals.hpp"
#include "property/comparison_trees.hpp"
#include "property/network_forms.hpp"

namespace polyspike {

namespace {

// Neurons with more synapses have only the three latest of them tried as partner.
constexpr std::size_t most_tried = 12;

struct Node {
  AtomForm form;
  GridRange range;
};

// The range of z + k max(0, z), k > -1, which increases with z.
GridRange stretched(const GridRange& z, const Rational& k) {
  const GridRange positive = positive_part(z);
  return {z.low + GridRange{positive.low, positive.low}.times(k).low,
          z.high + GridRange{positive.high, positive.high}.times(k).high};
}

class SpikingForms {
 public:
  SpikingForms(const SpikingNetwork& network, const BodyInputs& inputs, Roles roles,
               AtomTable& table);
  NetworkForms run(Budget& budget);

 private:
  struct Result {
    Node node;
    SpikingEvidence evidence;
  };

  const Node& node(const Source& source) const;
  Arrivals arrivals(const SpikingNeuron& neuron) const;
  std::optional<Result> recognise(const SpikingNeuron& neuron);
  std::optional<Result> affine(const Arrivals& arrivals);
  std::optional<Result> leaky(const Arrivals& arrivals, std::size_t partner);
  std::optional<Result> window(const Arrivals& arrivals, std::size_t partner);
  std::optional<Result> trees(const Arrivals& arrivals);
  // t_E - (arrival of the partner + later), E all synapses but the partner.
  AtomForm lead(const Arrivals& arrivals, std::size_t partner, const Rational& later);
  SpikingEvidence evidence(SpikingRole role, const Arrivals& arrivals,
                           std::optional<std::size_t> partner,
                           const BentForm* bent) const;
  // No response ends before the neuron fires in the range.
  bool outlasts(const Arrivals& arrivals, const GridRange& firing,
                std::optional<std::size_t> ignored, bool strictly) const;

  const SpikingNetwork& network_;
  Roles roles_;
  AtomTable& table_;
  std::optional<Rational> response_end_;
  std::optional<Rational> window_;  // of the present neuron, where it matters
  bool is_supported_;
  std::vector<Node> inputs_, references_, neurons_;
};

SpikingForms::SpikingForms(const SpikingNetwork& network, const BodyInputs& inputs,
                           Roles roles, AtomTable& table)
    : network_(network), roles_(roles), table_(table) {
  const Response& response = network.response;
  if (!response.is_linear() && !response.breakpoints.empty())
    response_end_ = response.breakpoints.back().time;
  is_supported_ = response.is_linear() ||
                  (response_end_ && response == Response::window(*response_end_));
  const GridRange start = range_of(table.grid(), network.input_time);
  for (std::size_t i = 0; i < inputs.forms.size(); ++i) {
    inputs_.push_back({inputs.forms[i], inputs.ranges[i]});
    inputs_.back().form.constant += network.input_time;
    inputs_.back().range.add(start);
  }
  for (const Rational& time : network.references) {
    references_.push_back({{}, range_of(table.grid(), time)});
    references_.back().form.constant = time;
  }
}

const Node& SpikingForms::node(const Source& source) const {
  switch (source.kind) {
    case Source::Kind::input:
      return inputs_[source.index];
    case Source::Kind::reference:
      return references_[source.index];
    case Source::Kind::neuron:
      break;
  }
  return neurons_[source.index];
}

Arrivals SpikingForms::arrivals(const SpikingNeuron& neuron) const {
  Arrivals result(neuron, table_);
  for (std::size_t k = 0; k < neuron.synapses.size(); ++k) {
    if (neuron.synapses[k].weight.is_zero()) continue;
    const Node& source = node(neuron.synapses[k].from);
    result.add(k, source.form, source.range);
  }
  result.complete();
  return result;
}

bool SpikingForms::outlasts(const Arrivals& arrivals, const GridRange& firing,
                            std::optional<std::size_t> ignored, bool strictly) const {
  if (!window_) return true;
  const Integer end = arrivals.earliest(ignored) + table_.grid().below(*window_);
  return firing.high < end || (!strictly && firing.high == end);
}

SpikingEvidence SpikingForms::evidence(SpikingRole role, const Arrivals& arrivals,
                                       std::optional<std::size_t> partner,
                                       const BentForm* bent) const {
  SpikingEvidence result{role, std::nullopt, std::nullopt, 0};
  if (partner) result.partner = arrivals.synapse(*partner);
  if (bent != nullptr && bent->match) {
    result.relu = table_.origin(bent->match->hinge);
    result.factor = bent->match->factor;
  }
  return result;
}

// t = (threshold + sum of weight * arrival) / (sum of weights)
std::optional<SpikingForms::Result> SpikingForms::affine(const Arrivals& arrivals) {
  if (arrivals.total().sign() <= 0 || !arrivals.is_quiet(std::nullopt))
    return std::nullopt;
  const Rational total = ratio(arrivals.total(), arrivals.denominator());
  AtomForm form = table_.combine(arrivals.weights(), arrivals.forms(), arrivals.total(),
                                 arrivals.weighted_constant(std::nullopt, 0) / total);
  GridRange range = table_.range(form);
  range.intersect(arrivals.mean(std::nullopt));
  if (!outlasts(arrivals, range, std::nullopt, false)) return std::nullopt;
  return Result{{std::move(form), std::move(range)},
                evidence(SpikingRole::affine, arrivals, std::nullopt, nullptr)};
}

AtomForm SpikingForms::lead(const Arrivals& arrivals, std::size_t partner,
                            const Rational& later) {
  const Integer others = arrivals.total() - arrivals.weights()[partner];
  std::vector<Integer> weights = arrivals.weights();
  weights[partner] = -others;
  const Rational sum = ratio(others, arrivals.denominator());
  return table_.combine(weights, arrivals.forms(), others,
                        arrivals.weighted_constant(partner, later) / sum);
}

std::optional<SpikingForms::Result> SpikingForms::leaky(const Arrivals& arrivals,
                                                        std::size_t partner) {
  const Integer& weight = arrivals.weights()[partner];
  const Integer others = arrivals.total() - weight;
  if (arrivals.total().sign() <= 0 || others.sign() <= 0) return std::nullopt;
  if (!arrivals.is_quiet(partner)) return std::nullopt;
  const Rational k = ratio(-weight, arrivals.total());
  AtomForm base = *arrivals.forms()[partner];
  base.constant += arrivals.delay(partner);
  BentForm bent =
      table_.bend(lead(arrivals, partner, 0), 1, k, base, std::nullopt, std::nullopt);
  // t = a_p + z + k max(0, z) increases with z since k > -1, and t = t_E + k max(0, z).
  GridRange range = stretched(bent.z_range, k);
  range.add(arrivals.range(partner));
  GridRange other = arrivals.mean(partner);
  other.add(positive_part(bent.z_range).times(k));
  range.intersect(other);
  range.intersect(table_.range(bent.form));
  if (!outlasts(arrivals, range, std::nullopt, false)) return std::nullopt;
  const SpikingEvidence found = evidence(SpikingRole::leaky, arrivals, partner, &bent);
  return Result{{std::move(bent.form), std::move(range)}, found};
}

// With z = t_E - C, C = a_p + window: between t_E and C the potential is at most
// threshold + W_E (t - t_E) - |w_p| (t - a_p), below the threshold at both ends if z >
// -window and W_E |z| < |w_p| window. After C only E is left.
std::optional<SpikingForms::Result> SpikingForms::window(const Arrivals& arrivals,
                                                         std::size_t partner) {
  const Integer& weight = arrivals.weights()[partner];
  const Integer others = arrivals.total() - weight;
  if (weight.sign() >= 0 || others.sign() <= 0) return std::nullopt;
  if (!arrivals.is_quiet(partner)) return std::nullopt;
  AtomForm base = *arrivals.forms()[partner];
  base.constant += arrivals.delay(partner) + *window_;
  BentForm bent = table_.bend(lead(arrivals, partner, *window_), 0, 1, base, std::nullopt,
                              std::nullopt);
  const Integer length = table_.grid().below(*window_);
  const Integer dip = -bent.z_range.low;
  if (!(dip < length) || !(others * dip < -weight * length)) return std::nullopt;
  GridRange range = positive_part(bent.z_range);
  range.add(arrivals.range(partner));
  range.add(range_of(table_.grid(), *window_));
  if (!outlasts(arrivals, range, partner, true)) return std::nullopt;
  const SpikingEvidence found = evidence(SpikingRole::window, arrivals, partner, &bent);
  return Result{{std::move(bent.form), std::move(range)}, found};
}

std::optional<SpikingForms::Result> SpikingForms::trees(const Arrivals& arrivals) {
  std::optional<AtomForm> form =
      comparison_trees(arrivals, roles_ == Roles::widest_trees, table_);
  if (!form) return std::nullopt;
  GridRange range = table_.range(*form);
  if (!outlasts(arrivals, range, std::nullopt, false)) return std::nullopt;
  return Result{{std::move(*form), std::move(range)},
                evidence(SpikingRole::trees, arrivals, std::nullopt, nullptr)};
}

std::optional<SpikingForms::Result> SpikingForms::recognise(const SpikingNeuron& neuron) {
  const Arrivals all = arrivals(neuron);
  if (all.empty()) return std::nullopt;
  window_ = is_as_linear(network_.response, neuron) ? std::nullopt : response_end_;
  if (roles_ == Roles::widest_trees)
    if (auto result = trees(all)) return result;
  if (auto result = affine(all)) return result;
  std::vector<std::size_t> partners = all.latest_first();
  if (all.size() > most_tried) partners.resize(3);
  for (const std::size_t partner : partners)
    if (auto result = leaky(all, partner)) return result;
  if (const auto partner = all.earliest_inhibition(); window_ && partner)
    if (auto result = window(all, *partner)) return result;
  return trees(all);
}

NetworkForms SpikingForms::run(Budget& budget) {
  NetworkForms result;
  if (!is_supported_) {
    result.failure = "the response is neither linear nor a window";
    return result;
  }
  for (const SpikingNeuron& neuron : network_.neurons) {
    auto recognised = recognise(neuron);
    if (table_.overflowed()) return result;
    if (budget.exhausted()) {
      result.failure = budget.reason();
      return result;
    }
    if (!recognised) {
      result.failure = "neuron " + neuron.name + " has no role that its ranges prove";
      return result;
    }
    neurons_.push_back(std::move(recognised->node));
    result.evidence.push_back(std::move(recognised->evidence));
  }
  for (const Source& output : network_.outputs) {
    result.outputs.push_back(node(output).form);
    result.outputs.back().constant -= network_.output_time;
  }
  return result;
}

}  // namespace

NetworkForms spiking_forms(const SpikingNetwork& network, const BodyInputs& inputs,
                           Roles roles, AtomTable& table, Budget& budget) {
  return SpikingForms(network, inputs, roles, table).run(budget);
}

}  // namespace polyspike
