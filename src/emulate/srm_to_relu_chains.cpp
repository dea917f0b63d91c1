// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>

#include "emulate/relu_builder.hpp"
#include "emulate/srm_to_relu.hpp"
#include "network/wiring.hpp"

// The firing time of a neuron with n positive weights, at the least known depth. With t_E
// the time at which the synapses E alone make it fire,
//   t = sum over chains E_0 < ... < E_r = all of (-1)^(n-1-r) min (t_(E_0), ...,
//   t_(E_r)).
// Why: t is the minimum of all t_E, a concave function whose pieces have the gradients
// w_E / W_E. Lifted by their constants these points form the upper hull whose cells are,
// for each i, the E that hold i: where i comes first and all others at the firing time,
// all of these t_E are equal. A cell is the projective image of a cube; cut into
// simplices by chains the cells are the barycentric subdivision of a simplex. The
// indicator function of the hull is the alternating sum of those of the subdivision's
// inner faces, the chains that end with all synapses; and what maps a set to its maximum
// in a direction is a valuation. A chain has at most n sets, so log2 n rounds of
// comparisons suffice.
namespace polyspike {

namespace {

constexpr std::size_t most_synapses = 6;  // 4683 chains

using Segment = std::vector<std::uint32_t>;  // consecutive sets of a chain

struct Chain {
  int sign;
  std::vector<Segment> parts;
};

void extend_chains(std::uint32_t lowest, Segment& sets, std::size_t n,
                   std::vector<Chain>& chains) {
  Chain chain{(n - sets.size()) % 2 == 0 ? 1 : -1, {}};
  for (auto set = sets.rbegin(); set != sets.rend(); ++set) chain.parts.push_back({*set});
  chains.push_back(std::move(chain));
  for (std::uint32_t below = (lowest - 1) & lowest; below != 0;
       below = (below - 1) & lowest) {
    sets.push_back(below);
    extend_chains(below, sets, n, chains);
    sets.pop_back();
  }
}

// All chains of nonempty sets that end with the set of all n.
std::vector<Chain> chains_of(std::size_t n) {
  const std::uint32_t all = (std::uint32_t{1} << n) - 1;
  std::vector<Chain> chains;
  Segment sets{all};
  extend_chains(all, sets, n, chains);
  return chains;
}

std::size_t rounds_of(std::size_t n) {
  std::size_t rounds = 0;
  while (std::size_t{1} << rounds < n) ++rounds;
  return rounds;
}

// What is left to compute of a neuron's firing time.
struct Remainder {
  std::vector<Chain> chains;             // of two parts or more
  std::map<Segment, SparseForm> minima;  // of their parts
  SparseForm sum;                        // of the chains that are done
};

// t_E in the inputs.
SparseForm firing_time(const SpikingNetwork& network, const SpikingNeuron& neuron,
                       const Signs& signs, std::uint32_t set) {
  SparseForm sum{{}, neuron.threshold};
  Rational weights;
  for (std::size_t k = 0; k < signs.positive.size(); ++k) {
    if ((set >> k & 1) == 0) continue;
    const Synapse& s = *signs.positive[k];
    weights += s.weight;
    sum.constant.add_product(s.weight, s.delay);
    if (s.from.kind == Source::Kind::reference) {
      sum.constant.add_product(s.weight, network.references[s.from.index]);
    } else {
      sum.add_product(s.weight, {{{s.from.index, 1}}, network.input_time});
    }
  }
  SparseForm result;
  result.add_product(Rational(1) / weights, sum);
  return result;
}

Remainder start(const SpikingNetwork& network, const SpikingNeuron& neuron) {
  const Signs signs = signs_of(neuron);
  Remainder result;
  for (Chain& chain : chains_of(signs.positive.size())) {
    for (const Segment& part : chain.parts)
      if (!result.minima.contains(part))
        result.minima[part] = firing_time(network, neuron, signs, part[0]);
    if (chain.parts.size() == 1) {
      result.sum.add_product(chain.sign, result.minima[chain.parts[0]]);
    } else {
      result.chains.push_back(std::move(chain));
    }
  }
  return result;
}

// One hidden layer in the making: hinges max(0, q - p) that comparisons need, and what is
// carried of the layer before.
class Round {
 public:
  Round(std::size_t width, bool may_be_negative)
      : width_(width), may_be_negative_(may_be_negative) {}

  void run(Remainder& remainder);
  Layer layer() const;
  std::size_t width() const { return rows_.size(); }

 private:
  std::size_t add(const SparseForm& row) {
    rows_.push_back(row);
    return rows_.size() - 1;
  }
  SparseForm hinge(const Remainder& remainder, const Segment& p, const Segment& q);
  SparseForm carry(const SparseForm& form);
  SparseForm carry_sum(const SparseForm& form);

  std::size_t width_;  // of the layer before
  bool may_be_negative_;
  std::vector<SparseForm> rows_;
  std::map<std::size_t, SparseForm> carried_;
  std::map<std::pair<Segment, Segment>, std::size_t> hinges_;  // of the present neuron
};

SparseForm Round::hinge(const Remainder& remainder, const Segment& p, const Segment& q) {
  const auto [place, is_new] = hinges_.try_emplace({p, q}, rows_.size());
  if (is_new) add(difference(remainder.minima.at(q), remainder.minima.at(p)));
  return {{{place->second, 1}}, 0};
}

// One neuron for each output of the layer before, two for an input.
SparseForm Round::carry(const SparseForm& form) {
  SparseForm result{{}, form.constant};
  for (const auto& [index, coefficient] : form.terms) {
    const auto [place, is_new] = carried_.try_emplace(index);
    if (is_new) {
      place->second.terms[add({{{index, 1}}, 0})] = 1;
      if (may_be_negative_) place->second.terms[add({{{index, -1}}, 0})] = -1;
    }
    result.add_product(coefficient, place->second);
  }
  return result;
}

// By two neurons at most.
SparseForm Round::carry_sum(const SparseForm& form) {
  const auto is_carried = [&](const auto& term) { return carried_.contains(term.first); };
  const std::size_t cost = static_cast<std::size_t>(
      std::count_if(form.terms.begin(), form.terms.end(), std::not_fn(is_carried)));
  if (cost * (may_be_negative_ ? 2 : 1) <= 2) return carry(form);
  SparseForm negative;
  negative.add_product(-1, form);
  SparseForm result;
  result.terms[add(form)] = 1;
  result.terms[add(negative)] = -1;
  return result;
}

// min (p, q) = q - max (0, q - p) for neighbouring parts.
void Round::run(Remainder& remainder) {
  hinges_.clear();
  Remainder next;
  SparseForm done = std::move(remainder.sum);
  for (Chain& chain : remainder.chains) {
    const auto& parts = chain.parts;
    if (parts.size() == 2) {
      done.add_product(chain.sign, remainder.minima.at(parts[1]));
      next.sum.add_product(-chain.sign, hinge(remainder, parts[0], parts[1]));
      continue;
    }
    Chain shorter{chain.sign, {}};
    for (std::size_t k = 0; k < parts.size(); k += 2) {
      const bool is_pair = k + 1 < parts.size();
      const Segment& last = parts[is_pair ? k + 1 : k];
      Segment joined = parts[k];
      if (is_pair) joined.insert(joined.end(), last.begin(), last.end());
      const auto [minimum, is_new] = next.minima.try_emplace(joined);
      if (is_new) {
        minimum->second = carry(remainder.minima.at(last));
        if (is_pair) minimum->second.add_product(-1, hinge(remainder, parts[k], last));
      }
      shorter.parts.push_back(std::move(joined));
    }
    next.chains.push_back(std::move(shorter));
  }
  next.sum.add_product(1, carry_sum(done));
  remainder = std::move(next);
}

Layer Round::layer() const {
  return {map_of(rows_, width_), "relu"};
}

std::optional<Refusal> refusal(const SpikingNetwork& network) {
  for (const SpikingNeuron& neuron : network.neurons) {
    if (auto refused = refuse_trees(network, neuron, true)) return refused;
    if (signs_of(neuron).positive.size() > most_synapses)
      return Refusal{"neuron " + neuron.name + " has more than " +
                     std::to_string(most_synapses) + " synapses: too many chains"};
    for (const Synapse& synapse : neuron.synapses)
      if (synapse.from.kind == Source::Kind::neuron)
        return Refusal{
            "neuron " + neuron.name +
            " listens to a neuron: chains are for one layer; min-tree applies"};
  }
  for (const Source& output : network.outputs)
    if (output.kind != Source::Kind::neuron) return Refusal{"an output is not a neuron"};
  return std::nullopt;
}

// Without sharing: a comparison a neuron, everything carried.
NetworkSize bound(const SpikingNetwork& network, std::size_t rounds) {
  NetworkSize size{network.inputs + network.outputs.size(), rounds + 1};
  std::size_t carried = 2 * network.inputs;
  std::vector<std::vector<std::size_t>> lengths;
  for (const SpikingNeuron& neuron : network.neurons) {
    lengths.emplace_back();
    for (const Chain& chain : chains_of(signs_of(neuron).positive.size()))
      lengths.back().push_back(chain.parts.size());
  }
  for (std::size_t round = 0; round < rounds; ++round) {
    std::size_t width = carried + 2 * network.neurons.size();
    for (auto& neuron : lengths)
      for (std::size_t& length : neuron) {
        width += length / 2;
        length = (length + 1) / 2;
      }
    size.neurons += width;
    carried = width;
  }
  return size;
}

}  // namespace

std::variant<ReluEmulation, Refusal> emulate_by_chains(const Network& source) {
  const SpikingNetwork& network = source.spiking();
  if (auto refused = refusal(network)) return *refused;
  std::vector<Remainder> times;
  std::size_t rounds = 0;
  for (const SpikingNeuron& neuron : network.neurons) {
    times.push_back(start(network, neuron));
    rounds = std::max(rounds, rounds_of(signs_of(neuron).positive.size()));
  }
  LayeredNetwork result;
  std::size_t width = network.inputs;
  for (std::size_t r = 0; r < rounds; ++r) {
    Round round(width, r == 0);
    for (Remainder& time : times) round.run(time);
    result.layers.push_back(round.layer());
    width = round.width();
  }
  std::vector<SparseForm> outputs;
  for (const Source& output : network.outputs) {
    outputs.push_back(times[output.index].sum);
    outputs.back().constant -= network.output_time;
  }
  result.layers.push_back({map_of(outputs, width), "identity"});
  return ReluEmulation{std::move(result), bound(network, rounds)};
}

}  // namespace polyspike
