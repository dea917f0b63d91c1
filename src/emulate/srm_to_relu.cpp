// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/srm_to_relu.hpp"

#include <algorithm>
#include <cstdint>

#include "emulate/relu_builder.hpp"
#include "network/wiring.hpp"

namespace polyspike {

namespace {

// The comparisons that are left to make for one neuron: the maximum of each group, then
// the minimum of the groups.
struct Tree {
  std::size_t neuron;
  std::vector<std::vector<SparseForm>> groups;
};

class Trees {
 public:
  Trees(const SpikingNetwork& network, ReluBuilder builder)
      : network_(network), builder_(std::move(builder)), levels_(levels_of(network)) {
    for (std::size_t i = 0; i < network.inputs; ++i)
      inputs_.push_back({{{i, 1}}, network.input_time});
    times_.resize(network.neurons.size());
  }

  LayeredNetwork build() &&;

 private:
  const SparseForm& time(const Source& source);
  Tree tree_of(std::size_t neuron);
  SparseForm firing_time(const SpikingNeuron& neuron,
                         const std::vector<const Synapse*>& active);
  void run_round(std::vector<Tree>& trees);
  void pass_needed_later(std::size_t level);

  const SpikingNetwork& network_;
  ReluBuilder builder_;
  std::vector<std::size_t> levels_;
  // Firing times in terms of the present layer.
  std::vector<SparseForm> inputs_, times_;
  SparseForm reference_;
};

const SparseForm& Trees::time(const Source& source) {
  switch (source.kind) {
    case Source::Kind::input:
      return inputs_[source.index];
    case Source::Kind::neuron:
      return times_[source.index];
    case Source::Kind::reference:
      break;
  }
  reference_ = {{}, network_.references[source.index]};
  return reference_;
}

// t_E = (threshold + sum of weight * arrival) / (sum of weights)
SparseForm Trees::firing_time(const SpikingNeuron& neuron,
                              const std::vector<const Synapse*>& active) {
  SparseForm sum{{}, neuron.threshold};
  Rational weights;
  for (const Synapse* s : active) {
    weights += s->weight;
    sum.add_product(s->weight, time(s->from));
    sum.constant.add_product(s->weight, s->delay);
  }
  SparseForm result;
  result.add_product(Rational(1) / weights, sum);
  return result;
}

Tree Trees::tree_of(std::size_t index) {
  const SpikingNeuron& neuron = network_.neurons[index];
  const Signs signs = signs_of(neuron);
  Tree tree{index, {}};
  for (std::uint32_t plus = 1; plus >> signs.positive.size() == 0; ++plus) {
    std::vector<SparseForm> group;
    for (std::uint32_t minus = 0; minus >> signs.negative.size() == 0; ++minus) {
      std::vector<const Synapse*> active;
      for (std::size_t k = 0; k < signs.positive.size(); ++k)
        if ((plus >> k & 1) != 0) active.push_back(signs.positive[k]);
      for (std::size_t k = 0; k < signs.negative.size(); ++k)
        if ((minus >> k & 1) != 0) active.push_back(signs.negative[k]);
      group.push_back(firing_time(neuron, active));
    }
    tree.groups.push_back(std::move(group));
  }
  return tree;
}

// Compares neighbours; the last of an odd number waits.
template <typename Item, typename Compare, typename Wait>
void halve(std::vector<Item>& items, Compare compare, Wait wait) {
  std::vector<Item> next;
  for (std::size_t k = 0; k + 1 < items.size(); k += 2)
    next.push_back(compare(items[k], items[k + 1]));
  if (items.size() % 2 == 1) next.push_back(wait(items.back()));
  items = std::move(next);
}

void Trees::run_round(std::vector<Tree>& trees) {
  const auto wait = [&](const SparseForm& form) { return builder_.pass(form); };
  for (Tree& tree : trees) {
    if (tree.groups.front().size() > 1) {
      for (auto& group : tree.groups)
        halve(
            group, [&](const auto& p, const auto& q) { return builder_.larger(p, q); },
            wait);
      continue;
    }
    using Group = std::vector<SparseForm>;
    halve(
        tree.groups,
        [&](const Group& p, const Group& q) {
          return Group{builder_.smaller(p[0], q[0])};
        },
        [&](const Group& p) { return Group{wait(p[0])}; });
  }
}

// The times of earlier nodes that neurons behind this level listen to.
void Trees::pass_needed_later(std::size_t level) {
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    inputs_[i] = is_needed_after(network_, levels_, {Source::Kind::input, i}, level)
                     ? builder_.pass(inputs_[i])
                     : SparseForm{};
  for (std::size_t n = 0; n < times_.size(); ++n)
    if (levels_[n] < level)
      times_[n] = is_needed_after(network_, levels_, {Source::Kind::neuron, n}, level)
                      ? builder_.pass(times_[n])
                      : SparseForm{};
}

LayeredNetwork Trees::build() && {
  for (std::size_t level = 0; level < depth_of(levels_); ++level) {
    std::vector<Tree> trees;
    for (std::size_t n = 0; n < levels_.size(); ++n)
      if (levels_[n] == level) trees.push_back(tree_of(n));
    const auto is_done = [](const Tree& t) {
      return t.groups.size() == 1 && t.groups.front().size() == 1;
    };
    while (!std::all_of(trees.begin(), trees.end(), is_done)) {
      run_round(trees);
      pass_needed_later(level);
      builder_.end_round();
    }
    for (Tree& tree : trees) times_[tree.neuron] = std::move(tree.groups[0][0]);
  }
  std::vector<SparseForm> outputs;
  for (const Source& output : network_.outputs) {
    outputs.push_back(time(output));
    outputs.back().constant -= network_.output_time;
  }
  return std::move(builder_).finish(outputs);
}

// Hidden neurons and rounds of one neuron's trees: a comparison costs `pair` neurons, a
// number that waits `single`.
struct TreeSize {
  std::size_t pair, single;
  std::size_t neurons = 0, rounds = 0;

  void add_rounds(std::size_t trees, std::size_t leaves) {
    for (; leaves > 1; leaves = (leaves + 1) / 2, ++rounds)
      neurons += trees * (leaves / 2 * pair + leaves % 2 * single);
  }
  void add_neuron(const SpikingNeuron& neuron) {
    const Signs signs = signs_of(neuron);
    const std::size_t groups = (std::size_t{1} << signs.positive.size()) - 1;
    add_rounds(groups, std::size_t{1} << signs.negative.size());
    add_rounds(1, groups);
  }
};

// Nodes before the level that neurons behind it listen to.
std::size_t passing_nodes(const SpikingNetwork& network,
                          const std::vector<std::size_t>& levels, std::size_t level) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < network.inputs; ++i)
    count += is_needed_after(network, levels, {Source::Kind::input, i}, level);
  for (std::size_t n = 0; n < levels.size(); ++n)
    count += levels[n] < level &&
             is_needed_after(network, levels, {Source::Kind::neuron, n}, level);
  return count;
}

NetworkSize bound(const SpikingNetwork& network, bool only_on_domain) {
  const TreeSize empty{only_on_domain ? 2U : 3U, only_on_domain ? 1U : 2U};
  const std::vector<std::size_t> levels = levels_of(network);
  NetworkSize size{network.inputs + network.outputs.size(), 1};
  for (std::size_t level = 0; level < depth_of(levels); ++level) {
    std::vector<TreeSize> trees;
    std::size_t rounds = 0;
    for (std::size_t n = 0; n < levels.size(); ++n) {
      if (levels[n] != level) continue;
      trees.push_back(empty);
      trees.back().add_neuron(network.neurons[n]);
      rounds = std::max(rounds, trees.back().rounds);
    }
    for (const TreeSize& tree : trees)
      size.neurons += tree.neurons + (rounds - tree.rounds) * empty.single;
    size.neurons += passing_nodes(network, levels, level) * rounds * empty.single;
    size.layers += rounds;
  }
  return size;
}

}  // namespace

std::optional<Refusal> refuse_trees(const SpikingNetwork& network,
                                    const SpikingNeuron& neuron, bool only_positive) {
  constexpr std::size_t most_synapses = 16;
  const Signs signs = signs_of(neuron);
  const std::string name = "neuron " + neuron.name;
  if (!is_as_linear(network.response, neuron))
    return Refusal{name + " has a response that is not linear"};
  if (signs.positive.empty())
    return Refusal{name + " has no positive weight: it never fires"};
  if (only_positive && !signs.negative.empty())
    return Refusal{name + " has a negative weight; min-max may apply"};
  Rational inhibition, weakest = signs.positive.front()->weight;
  for (const Synapse* s : signs.negative) inhibition -= s->weight;
  for (const Synapse* s : signs.positive) weakest = std::min(weakest, s->weight);
  if (weakest <= inhibition)
    return Refusal{name + " may jump: its smallest positive weight " + weakest.str() +
                   " does not exceed the sum of its negative ones, " + inhibition.str()};
  const std::size_t synapses = signs.positive.size() + signs.negative.size();
  if (synapses > most_synapses)
    return Refusal{name + " has " + std::to_string(synapses) +
                   " synapses: its trees would have 2^" + std::to_string(synapses) +
                   " leaves"};
  return std::nullopt;
}

std::variant<ReluEmulation, Refusal> emulate_by_trees(const Network& source,
                                                      bool only_positive,
                                                      bool only_on_domain) {
  const SpikingNetwork& network = source.spiking();
  for (const SpikingNeuron& neuron : network.neurons)
    if (auto refused = refuse_trees(network, neuron, only_positive)) return *refused;
  Grid grid(1);
  std::optional<std::vector<GridRange>> ranges;
  if (only_on_domain) {
    if (!source.domain) return Refusal{"the network has no domain"};
    const auto box = box_of(*source.domain);
    if (!box) return Refusal{"the domain has no bounding box among its half-spaces"};
    grid = grid_for(*box);
    ranges = ranges_of(grid, *box);
    if (source.encoder) ranges = ranges_through(*source.encoder, *ranges, grid);
  }
  ReluBuilder builder(network.inputs, std::move(ranges), grid);
  return ReluEmulation{Trees(network, std::move(builder)).build(),
                       bound(network, only_on_domain)};
}

}  // namespace polyspike
