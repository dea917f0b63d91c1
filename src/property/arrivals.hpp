// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "polyspike/network.hpp"
#include "property/atom_forms.hpp"

namespace polyspike {

// The spikes that reach one neuron: forms and ranges of their times over the domain, and
// the weights as integers over one denominator. Synapses of weight 0 are left out; the
// others are counted from 0 in their order.
class Arrivals {
 public:
  Arrivals(const SpikingNeuron& neuron, AtomTable& table)
      : neuron_(neuron), table_(table), grid_(table.grid()) {}

  // Adds a synapse of the neuron whose source fires at that time, delay not included.
  void add(std::size_t synapse, const AtomForm& source, const GridRange& range);
  // Call it when all are added.
  void complete();

  bool empty() const { return synapses_.empty(); }
  std::size_t size() const { return synapses_.size(); }
  // Its position among the neuron's synapses.
  std::size_t synapse(std::size_t k) const { return synapses_[k]; }
  const Rational& delay(std::size_t k) const {
    return neuron_.synapses[synapses_[k]].delay;
  }
  const std::vector<Integer>& weights() const { return weights_; }
  const Integer& denominator() const { return denominator_; }
  const Integer& total() const { return total_; }  // of the weights
  const std::vector<const AtomForm*>& forms() const { return forms_; }
  const GridRange& range(std::size_t k) const { return ranges_[k]; }
  const Rational& threshold() const { return neuron_.threshold; }

  // threshold + sum of weight * (constant of the source + delay); with a partner its
  // weight is minus the sum of the others', and `later` is added to its delay.
  Rational weighted_constant(std::optional<std::size_t> partner,
                             const Rational& later) const;
  // Whether the potential is below the threshold until all spikes but those set aside
  // have arrived: for each of them as the last, sum of positive weight * (its arrival -
  // arrival of the synapse, where that is positive) < threshold. By intervals of the
  // arrivals and, for few synapses, of their differences.
  bool is_quiet(const std::vector<bool>& aside) const;
  bool is_quiet(std::optional<std::size_t> partner) const;
  // The range of (threshold + sum of weight * arrival) / (sum of weights), by intervals,
  // over all synapses but the partner.
  GridRange mean(std::optional<std::size_t> partner) const;
  // The earliest arrival but for one synapse; there must be another.
  Integer earliest(std::optional<std::size_t> ignored) const;
  // The synapse of negative weight whose spike may come first.
  std::optional<std::size_t> earliest_inhibition() const;
  // Numbers of the synapses, those that may arrive last first.
  std::vector<std::size_t> latest_first() const;

 private:
  bool is_quiet_by_ranges(const std::vector<bool>& aside) const;
  bool is_quiet_at(std::size_t last) const;

  const SpikingNeuron& neuron_;
  AtomTable& table_;
  const Grid& grid_;
  std::vector<std::size_t> synapses_;
  std::vector<const AtomForm*> forms_;
  std::vector<GridRange> ranges_;
  std::vector<Integer> weights_;
  Integer denominator_ = 1;
  Integer total_;
  Integer threshold_below_;  // threshold * denominator on the grid, rounded down
};

}  // namespace polyspike
