// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/unordered_spike.hpp"

#include <algorithm>

namespace polyspike {

namespace {

using Events = SpikeForms::Events;

constexpr std::size_t most_open = 4;   // for a bound
constexpr std::size_t most_cuts = 7;  // whose subsets are cut off one by one

// `events`, with the membership of those of `open` changed that the bits of `subset` name.
Events changed(Events events, const Events& open, std::size_t subset) {
  for (std::size_t i = 0; i < open.size(); ++i) {
    if ((subset >> i & 1) == 0) continue;
    const auto place = std::find(events.begin(), events.end(), open[i]);
    if (place == events.end()) {
      events.push_back(open[i]);
    } else {
      events.erase(place);
    }
  }
  return events;
}

void erase(Events& events, std::size_t event) {
  events.erase(std::find(events.begin(), events.end(), event));
}

bool contains(const Events& events, std::size_t event) {
  return std::find(events.begin(), events.end(), event) != events.end();
}

}  // namespace

bool UnorderedSpike::cover(Past past, Events coming) {
  const auto can_cross = [&] { return forms_.slope_sign(forms_.positive(), past.all) > 0; };
  if (can_cross()) take_survived(&past, &coming);
  if (!can_cross())
    return explorer_.settle(index_, {Decision::Kind::never, {}, 0}, std::nullopt);
  Events undecided;
  for (const std::size_t k : coming)
    if (!is_always_reached(past, k)) undecided.push_back(k);
  CausalRegions regions(explorer_, forms_, index_, past.all, undecided);
  if (undecided.empty()) return regions.explore();
  return cut_earliest({past, coming, undecided, regions}) && regions.explore_seeds();
}

// In the order they have at the witness: the earlier ones lower the bound for the later.
void UnorderedSpike::take_survived(Past* past, Events* coming) {
  const Witness& here = explorer_.witness_;
  std::sort(coming->begin(), coming->end(), [&](std::size_t a, std::size_t b) {
    const int order = forms_.compare(a, b, here);
    return order != 0 ? order < 0 : a < b;
  });
  Events rest;
  for (const std::size_t k : *coming) {
    if (is_survived(*past, k)) {
      past->all.push_back(k);
      past->unordered.push_back(k);
    } else {
      rest.push_back(k);
    }
  }
  *coming = std::move(rest);
}

bool UnorderedSpike::is_never_positive(const Form& form) {
  return explorer_.is_never_negative(-form);
}

bool UnorderedSpike::is_survived(const Past& past, std::size_t negative) {
  const Witness& here = explorer_.witness_;
  Events included, before, open;
  for (const std::size_t b : past.all) {
    const bool is_later =
        contains(past.unordered, b) && forms_.compare(b, negative, here) > 0;
    if (is_later && explorer_.is_never_negative(forms_.gap(b, negative))) return true;
    if (!is_later) included.push_back(b);
  }
  for (const std::size_t u : forms_.positive())
    if (forms_.compare(u, negative, here) < 0) before.push_back(u);
  const Form excess = forms_.excess(included, before, negative);
  if (excess.constant_sign(explorer_.cell_.bounds()) == 0 || !is_never_positive(excess))
    return false;
  for (const std::size_t u : forms_.positive()) {
    const Form gap = forms_.gap(negative, u);
    if (contains(before, u) ? explorer_.is_never_negative(gap) : is_never_positive(gap))
      continue;
    open.push_back(u);
    if (open.size() > most_open) return false;
  }
  return stays_below(included, before, open, negative);
}

bool UnorderedSpike::stays_below(const Events& included, const Events& before,
                                 const Events& open, std::size_t negative) {
  for (std::size_t subset = 1; subset < std::size_t{1} << open.size(); ++subset) {
    const Events members = changed(before, open, subset);
    const Form excess = forms_.excess(included, members, negative);
    if (excess.constant_sign(explorer_.cell_.bounds()) == 0 || !is_never_positive(excess))
      return false;
  }
  return true;
}

// Where all survived events come before `negative` and the excess is not negative, it comes
// after the firing time, they come before. So it comes after them on the whole cell if it
// does at the witness: on a border between, it would come both with one of them and after
// the firing time.
bool UnorderedSpike::is_always_reached(const Past& past, std::size_t negative) {
  const Witness& here = explorer_.witness_;
  for (const std::size_t b : past.unordered)
    if (forms_.compare(b, negative, here) >= 0) return false;
  Events before;
  for (const std::size_t u : forms_.positive())
    if (forms_.compare(u, negative, here) < 0) before.push_back(u);
  return explorer_.is_never_negative(forms_.excess(past.all, before, negative));
}

bool UnorderedSpike::cut_earliest(const Cut& cut) {
  std::size_t earliest = cut.undecided.front();
  for (const std::size_t k : cut.undecided)
    if (forms_.compare(k, earliest, explorer_.witness_) < 0) earliest = k;
  return put_first(cut, earliest, 0);
}

bool UnorderedSpike::put_first(const Cut& cut, std::size_t earliest, std::size_t i) {
  for (; i < cut.undecided.size(); ++i) {
    const Form gap = forms_.gap(cut.undecided[i], earliest);
    if (gap.constant_sign(explorer_.cell_.bounds()) == 0) continue;
    return explorer_.branch(
        gap, Border::both, [&] { return put_first(cut, earliest, i + 1); },
        [&] { return cut_earliest(cut); });
  }
  return reach(cut, earliest);
}

bool UnorderedSpike::cover_survived(const Cut& cut, std::size_t negative, bool is_ordered) {
  Past past = cut.past;
  past.all.push_back(negative);
  if (!is_ordered) past.unordered.push_back(negative);
  Events coming = cut.coming;
  erase(coming, negative);
  return cover(std::move(past), std::move(coming));
}

bool UnorderedSpike::reach(const Cut& cut, std::size_t negative) {
  Events before, open;
  for (const std::size_t u : forms_.positive()) {
    const Form gap = forms_.gap(negative, u);
    if (explorer_.is_never_negative(gap)) {
      before.push_back(u);
    } else if (!is_never_positive(gap)) {
      open.push_back(u);
    }
  }
  return reach_by_subsets(cut, negative, before, open, 0);
}

// Here the excess is positive, all survived events being counted. Where T_k is the last of
// their times, the excess is not: the potential is below the threshold then. So on the whole
// piece T_k comes after all of them, and then the threshold was reached, or before the last.
bool UnorderedSpike::settle_reached(const Cut& cut, std::size_t negative) {
  for (const std::size_t b : cut.past.unordered)
    if (forms_.compare(b, negative, explorer_.witness_) > 0)
      return cover_survived(cut, negative, false);
  cut.regions.add_seed();
  return true;
}

// The potential at T_k is the greatest excess over all subsets of the open events; beyond a
// few of them the cell is cut by their order instead.
bool UnorderedSpike::reach_by_subsets(const Cut& cut, std::size_t negative,
                                      const Events& before, const Events& open,
                                      std::size_t subset) {
  if (open.size() > most_cuts) {
    const std::size_t u = open.back();
    const Events rest(open.begin(), open.end() - 1);
    return explorer_.branch(
        forms_.gap(negative, u), Border::both,
        [&] {
          Events more = before;
          more.push_back(u);
          return reach_by_subsets(cut, negative, more, rest, 0);
        },
        [&] { return reach_by_subsets(cut, negative, before, rest, 0); });
  }
  if (subset == std::size_t{1} << open.size())
    return cover_survived(cut, negative, cut.past.unordered.empty());
  const std::size_t all = (std::size_t{1} << open.size()) - 1;
  const Events members = changed(before, open, all - subset);
  return explorer_.branch(
      forms_.excess(cut.past.all, members, negative), Border::positive,
      [&] { return settle_reached(cut, negative); },
      [&] { return reach_by_subsets(cut, negative, before, open, subset + 1); });
}

}  // namespace polyspike
