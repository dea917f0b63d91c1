// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linear_spike.hpp"

#include <algorithm>

#include "engine/causal_regions.hpp"
#include "engine/corner_regions.hpp"
#include "engine/unordered_spike.hpp"

namespace polyspike {

namespace {

std::vector<std::size_t> without(std::vector<std::size_t> events, std::size_t event) {
  events.erase(std::find(events.begin(), events.end(), event));
  return events;
}

std::vector<std::size_t> with(std::vector<std::size_t> events, std::size_t event) {
  events.push_back(event);
  return events;
}

}  // namespace

LinearSpike::LinearSpike(Explorer& explorer, const SpikeStep& step, std::size_t index)
    : explorer_(explorer), index_(index), forms_(explorer.registers_, step) {}

bool LinearSpike::explore() {
  CornerRegions corners(explorer_, forms_, index_);
  if (corners.apply()) return corners.explore();
  if (!explorer_.proof() && !explorer_.shared_.options.all_dimensions)
    return UnorderedSpike(explorer_, forms_, index_).explore();
  return next_negative({}, forms_.negative());
}

bool LinearSpike::next_negative(const Events& past, const Events& coming) {
  // The steepest the potential can be before the next negative event.
  const bool can_cross = forms_.slope_sign(forms_.positive(), past) > 0;
  if (!can_cross && explorer_.proof())
    explorer_.proof()->never(explorer_.here(), forms_.describe(past));
  if (!can_cross)
    return explorer_.settle(index_, {Decision::Kind::never, {}, 0}, std::nullopt);
  // A negative event at which the threshold is reached anyway, on the whole cell, does not
  // matter: where it comes before one that does, the potential has crossed before both.
  Events relevant;
  for (std::size_t k : coming)
    if (!always_reached(past, k)) relevant.push_back(k);
  if (relevant.empty()) return CausalRegions(explorer_, forms_, index_, past).explore();
  std::size_t earliest = relevant.front();
  for (std::size_t k : relevant)
    if (forms_.compare(k, earliest, explorer_.witness_) < 0) earliest = k;
  return earliest_first(past, coming, relevant, earliest, 0);
}

bool LinearSpike::earliest_first(const Events& past, const Events& coming,
                                 const Events& relevant, std::size_t earliest,
                                 std::size_t i) {
  for (; i < relevant.size(); ++i) {
    const Form gap = forms_.gap(relevant[i], earliest);
    if (gap.constant_sign(explorer_.cell_.bounds()) == 0) continue;
    return explorer_.branch(
        gap, Border::both,
        [&] { return earliest_first(past, coming, relevant, earliest, i + 1); },
        [&] { return next_negative(past, coming); });
  }
  return reach(past, coming, earliest);
}

bool LinearSpike::always_reached(const Events& past, std::size_t negative) {
  const Witness& here = explorer_.witness_;
  Events before;
  for (std::size_t u : forms_.positive())
    if (forms_.compare(u, negative, here) < 0) before.push_back(u);
  if (explorer_.proof()) forms_.note_reached(before);
  return explorer_.is_never_negative(forms_.excess(past, before, negative));
}

bool LinearSpike::reach(const Events& past, const Events& coming, std::size_t negative) {
  Events before, open;
  for (std::size_t u : forms_.positive()) {
    const Form gap = forms_.gap(negative, u);
    if (explorer_.is_never_negative(gap)) {
      before.push_back(u);
    } else if (!explorer_.is_never_negative(-gap)) {
      open.push_back(u);
    }
  }
  return reach_by_subsets(past, coming, negative, before, open, 0);
}

// P(T) is the maximum of the excess over all subsets of the open events; beyond a few of
// them the cell is cut by their order instead.
bool LinearSpike::reach_by_subsets(const Events& past, const Events& coming,
                                   std::size_t negative, const Events& before,
                                   const Events& open, std::size_t subset) {
  constexpr std::size_t most_open = 4;
  if (open.size() > most_open) {
    const std::size_t u = open.back();
    const Events rest(open.begin(), open.end() - 1);
    return explorer_.branch(
        forms_.gap(negative, u), Border::both,
        [&] {
          return reach_by_subsets(past, coming, negative, with(before, u), rest, 0);
        },
        [&] { return reach_by_subsets(past, coming, negative, before, rest, 0); });
  }
  if (subset == std::size_t{1} << open.size())
    return next_negative(with(past, negative), without(coming, negative));
  Events members = before;
  for (std::size_t i = 0; i < open.size(); ++i)
    if ((subset >> i & 1) == 0) members.push_back(open[i]);
  if (explorer_.proof()) forms_.note_reached(members);
  return explorer_.branch(
      forms_.excess(past, members, negative), Border::positive,
      [&] { return CausalRegions(explorer_, forms_, index_, past).explore(); },
      [&] {
        return reach_by_subsets(past, coming, negative, before, open, subset + 1);
      });
}

}  // namespace polyspike
