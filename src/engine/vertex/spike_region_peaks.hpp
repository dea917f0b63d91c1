// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/vertex/spike_region.hpp"

// The conditions "the potential is below the threshold at event k": the events that come
// before k may differ from one part of the cell to another. A bound settles most; where it
// does not, the cell is split along an order of two events, unless all events in question
// have convex shares: then cutting planes do, without splitting.
namespace polyspike::vertex {

template <class Cell>
bool SpikeRegion<Cell>::clip_peak(Cell& cell, std::uint32_t k,
                                  std::vector<Cell>* outside) {
  for (;;) {
    const Order now = order(cell, k);
    if (now.open.empty()) return clip_ordered(cell, k, now, outside);
    if (is_below(cell, k, now)) return true;
    const auto bent = std::find_if(now.open.begin(), now.open.end(), [&](std::uint32_t f) {
      return has_jumps_ || !is_convex(f);
    });
    if (bent != now.open.end()) {
      if (!split(cell, k, *bent, outside)) return false;
      continue;
    }
    const Peak found = peak(cell, k, now);
    if (found.vertex < 0) {
      if (!found.touches_everywhere) return true;
      if (!split(cell, k, now.open[0], outside)) return false;
      continue;
    }
    DoubleForm<D> below = forms_.potential(found.events, k);
    for (double& c : below.c) c = -c;
    const RowSource source = potential_source(found.events, k, true);
    if (clip(cell, below, source, true, outside) == Clip::none) return false;
  }
}

template <class Cell>
typename SpikeRegion<Cell>::Order SpikeRegion<Cell>::order(const Cell& cell,
                                                           std::uint32_t k) {
  Order result{new_set(), new_set(), {}};
  for (std::uint32_t f = 0; f < forms_.count; ++f)
    if (f != k && is_member(f)) place(cell, k, f, result);
  return result;
}

template <class Cell>
void SpikeRegion<Cell>::place(const Cell& cell, std::uint32_t k, std::uint32_t f,
                              Order& order) {
  const ArenaScope scope(geometry_.arena);
  Row<D>& row = push(difference(forms_.time[k], forms_.time[f]), order_source(k, f));
  const double bound = row.norm * cell.error() + row.slack;
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (int v = 0; v < cell.size(); ++v) {
    const double value = row.at(cell.vertex(v).x);
    low = std::fmin(low, value);
    high = std::fmax(high, value);
  }
  bool some_before = high > bound, some_after = low < -bound;
  if (!(low > bound || high < -bound || (some_before && some_after))) {
    const Signs signs = geometry_.signs(cell, row);
    some_before = signs.positive > 0;
    some_after = signs.negative > 0;
  }
  geometry_.rows.pop();
  if (some_before && some_after) {
    order.open.push_back(f);
  } else if (!some_before && !some_after) {
    add_event(order.tied, f);
  } else if (some_before) {
    add_event(order.before, f);
  }
}

// Whether a bound on the potential at and right after event k, convex on the cell, is below
// the threshold at every vertex. A share s max(0, z) with s < 0 is bounded by 0 or by s z,
// whichever is better at the centre.
template <class Cell>
bool SpikeRegion<Cell>::is_below(const Cell& cell, std::uint32_t k,
                                 const Order& order) const {
  const SpikePlan& plan = *forms_.plan;
  const DoubleForm<D>& now = forms_.time[k];
  double middle[D];
  centre(cell, middle);
  std::vector<std::pair<std::uint32_t, bool>> shares;  // event, whether linear
  double constant = std::fmax(0, plan.events[k].jump) - plan.threshold;
  double sizes = std::fabs(constant) + std::fabs(plan.threshold);
  double error = std::fabs(plan.threshold_slope) * now.error;
  double weights = std::fabs(plan.threshold_slope) * now.size();
  for (std::uint32_t f = 0; f < forms_.count; ++f) {
    if (f == k || !is_member(f)) continue;
    const EventPlan& event = plan.events[f];
    const bool before = has_event(order.before, f);
    const bool open = std::find(order.open.begin(), order.open.end(), f) !=
                      order.open.end();
    if (before) constant += event.jump;
    if (open || has_event(order.tied, f)) constant += std::fmax(0, event.jump);
    sizes += std::fabs(event.jump);
    if (!before && !open) continue;
    const bool linear =
        before || (event.slope < 0 && now.at(middle) > forms_.time[f].at(middle));
    if (!linear && event.slope < 0) continue;
    shares.emplace_back(f, linear);
    const double weight = std::fabs(event.slope);
    error += weight * (now.error + forms_.time[f].error);
    weights += weight * (now.size() + forms_.time[f].size());
  }
  const double terms = static_cast<double>(shares.size()) + D + 12;
  const double bound = (error + weights * (cell.error() + 2 * terms * roundoff) +
                        2 * terms * roundoff * sizes) *
                       1.01;
  for (int v = 0; v < cell.size(); ++v) {
    const double* x = cell.vertex(v).x;
    const double at = now.at(x);
    double value = constant - plan.threshold_slope * at;
    for (const auto& [f, linear] : shares) {
      const double z = at - forms_.time[f].at(x);
      if (linear || z > 0) value += plan.events[f].slope * z;
    }
    if (!(value < -bound)) return false;
  }
  return true;
}

// All members stand on one side of event k: the conditions are linear.
template <class Cell>
bool SpikeRegion<Cell>::clip_ordered(Cell& cell, std::uint32_t k, const Order& order,
                                     std::vector<Cell>* outside) {
  DoubleForm<D> below = forms_.potential(order.before, k);
  for (double& c : below.c) c = -c;
  if (clip(cell, below, potential_source(order.before, k, true), true, outside) ==
      Clip::none)
    return false;
  bool lifts = forms_.plan->events[k].jump > 0;
  auto* after = new_set();
  for (std::size_t w = 0; w < forms_.plan->words; ++w)
    after[w] = order.before[w] | order.tied[w];
  add_event(after, k);
  for_each_event(order.tied, forms_.plan->words, [&](std::uint32_t e) {
    lifts = lifts || forms_.plan->events[e].jump > 0;
  });
  if (!lifts) return true;
  below = forms_.potential(after, k);
  for (double& c : below.c) c = -c;
  const bool may_touch = forms_.slope_sign(after) < 0;
  return clip(cell, below, potential_source(after, k, true), !may_touch, outside) !=
         Clip::none;
}

// Keeps the side of the cell's centre of where events k and f come together.
template <class Cell>
bool SpikeRegion<Cell>::split(Cell& cell, std::uint32_t k, std::uint32_t f,
                              std::vector<Cell>* outside) {
  is_split_ = true;
  if (outside == nullptr) return false;
  DoubleForm<D> form = difference(forms_.time[k], forms_.time[f]);
  double middle[D];
  centre(cell, middle);
  const bool negated = form.at(middle) < 0;
  if (negated)
    for (double& c : form.c) c = -c;
  return clip(cell, form, order_source(k, f, negated), false, outside) != Clip::none;
}

template <class Cell>
typename SpikeRegion<Cell>::Peak SpikeRegion<Cell>::peak(const Cell& cell,
                                                         std::uint32_t k,
                                                         const Order& order) {
  Peak result;
  result.touches_everywhere = true;
  for (int v = 0; v < cell.size(); ++v) {
    auto* events = new_set();
    std::copy(order.before, order.before + forms_.plan->words, events);
    for (const std::uint32_t f : order.open) {
      Row<D>& row = push(difference(forms_.time[k], forms_.time[f]), order_source(k, f));
      if (geometry_.sign(cell, v, row) > 0) add_event(events, f);
      geometry_.rows.pop();
    }
    Row<D>& row = push(forms_.potential(events, k), potential_source(events, k, false));
    const int sign = geometry_.sign(cell, v, row);
    geometry_.rows.pop();
    if (sign != 0) result.touches_everywhere = false;
    if (sign > 0) {
      result.vertex = v;
      result.events = events;
      return result;
    }
  }
  return result;
}

}  // namespace polyspike::vertex
