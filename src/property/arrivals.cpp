// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/arrivals.hpp"

#include <algorithm>
#include <numeric>

namespace polyspike {

namespace {

// Neurons with more synapses have their arrivals compared by ranges only.
constexpr std::size_t most_compared = 16;

}  // namespace

void Arrivals::add(std::size_t synapse, const AtomForm& source, const GridRange& range) {
  synapses_.push_back(synapse);
  forms_.push_back(&source);
  ranges_.push_back(range);
  const Rational& delay = neuron_.synapses[synapse].delay;
  if (!delay.is_zero()) ranges_.back().add(range_of(grid_, delay));
}

void Arrivals::complete() {
  for (const std::size_t s : synapses_)
    include_denominator(denominator_, neuron_.synapses[s].weight);
  weights_.reserve(synapses_.size());
  for (const std::size_t s : synapses_) {
    weights_.push_back(scaled(neuron_.synapses[s].weight, denominator_));
    total_ += weights_.back();
  }
  threshold_below_ = grid_.below(neuron_.threshold) * denominator_;
}

Rational Arrivals::weighted_constant(std::optional<std::size_t> partner,
                                     const Rational& later) const {
  Rational sum = neuron_.threshold;
  Rational others;
  for (std::size_t k = 0; k < synapses_.size(); ++k) {
    if (partner == k) continue;
    const Synapse& synapse = neuron_.synapses[synapses_[k]];
    sum.add_product(synapse.weight, forms_[k]->constant + synapse.delay);
    if (partner) others += synapse.weight;
  }
  if (partner) sum -= others * (forms_[*partner]->constant + delay(*partner) + later);
  return sum;
}

bool Arrivals::is_quiet_by_ranges(const std::vector<bool>& aside) const {
  const Integer* latest = nullptr;
  for (std::size_t k = 0; k < ranges_.size(); ++k)
    if (!aside[k] && (latest == nullptr || *latest < ranges_[k].high))
      latest = &ranges_[k].high;
  if (latest == nullptr) return false;
  Integer rise;
  for (std::size_t k = 0; k < ranges_.size(); ++k)
    if (weights_[k].sign() > 0 && ranges_[k].low < *latest)
      rise.add_product(weights_[k], *latest - ranges_[k].low);
  return rise < threshold_below_;
}

bool Arrivals::is_quiet_at(std::size_t last) const {
  Integer rise;
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    if (weights_[k].sign() < 0 || k == last) continue;
    const AtomTable::Multiple parts[] = {{1, forms_[last]}, {-1, forms_[k]}};
    AtomForm lag = table_.sum(parts);
    lag.constant += delay(last) - delay(k);
    const Integer longest = table_.range(lag).high;
    if (longest.sign() > 0) rise.add_product(weights_[k], longest);
  }
  return rise < threshold_below_;
}

bool Arrivals::is_quiet(const std::vector<bool>& aside) const {
  if (is_quiet_by_ranges(aside)) return true;
  if (size() > most_compared) return false;
  bool has_firm = false;
  for (std::size_t k = 0; k < size(); ++k) {
    if (aside[k]) continue;
    has_firm = true;
    if (!is_quiet_at(k)) return false;
  }
  return has_firm;
}

bool Arrivals::is_quiet(std::optional<std::size_t> partner) const {
  std::vector<bool> aside(ranges_.size());
  if (partner) aside[*partner] = true;
  return is_quiet(aside);
}

GridRange Arrivals::mean(std::optional<std::size_t> partner) const {
  GridRange range;
  for (std::size_t k = 0; k < ranges_.size(); ++k)
    if (partner != k) range.add_product(weights_[k], ranges_[k]);
  range.add_product(denominator_, range_of(grid_, neuron_.threshold));
  range.divide(partner ? total_ - weights_[*partner] : total_);
  return range;
}

Integer Arrivals::earliest(std::optional<std::size_t> ignored) const {
  const Integer* earliest = nullptr;
  for (std::size_t k = 0; k < ranges_.size(); ++k)
    if (ignored != k && (earliest == nullptr || ranges_[k].low < *earliest))
      earliest = &ranges_[k].low;
  return *earliest;
}

std::optional<std::size_t> Arrivals::earliest_inhibition() const {
  std::optional<std::size_t> found;
  for (std::size_t k = 0; k < ranges_.size(); ++k)
    if (weights_[k].sign() < 0 && (!found || ranges_[k].low < ranges_[*found].low))
      found = k;
  return found;
}

std::vector<std::size_t> Arrivals::latest_first() const {
  std::vector<std::size_t> order(ranges_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ranges_[b].high < ranges_[a].high;
  });
  return order;
}

}  // namespace polyspike
