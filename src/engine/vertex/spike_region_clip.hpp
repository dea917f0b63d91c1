// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/vertex/spike_region.hpp"

namespace polyspike::vertex {

template <class Cell>
Row<SpikeRegion<Cell>::D>& SpikeRegion<Cell>::push(const DoubleForm<D>& form,
                                                   const RowSource& source) {
  Row<D>& row = geometry_.rows.push();
  for (int i = 0; i <= D; ++i) row.h[i] = form.c[i];
  row.form_error = form.error;
  row.measure();
  row.source = source;
  row.has_exact = false;
  keys_.mark(row);
  return row;
}

template <class Cell>
typename SpikeRegion<Cell>::Clip SpikeRegion<Cell>::clip(Cell& cell,
                                                         const DoubleForm<D>& form,
                                                         const RowSource& source,
                                                         bool strict,
                                                         std::vector<Cell>* outside) {
  Row<D>& row = push(form, source);
  const Arena::Mark mark = geometry_.arena.mark();
  const Signs signs = geometry_.signs(cell, row);
  if (row.key != 0) own_keys_.push_back(row.key);
  if (signs.negative == 0 || signs.positive == 0) {
    geometry_.rows.pop();
    geometry_.arena.release(mark);
    if (signs.positive > 0 || (signs.negative == 0 && !strict)) return Clip::all;
    return Clip::none;
  }
  if constexpr (D > 2) {
    if (!cell.has_free_slot()) {
      out_of_slots_ = true;
      return Clip::none;
    }
  }
  keys_.unify(row, geometry_);
  Cell negative, positive;
  cell.split(geometry_, static_cast<std::uint32_t>(geometry_.rows.size() - 1), signs,
             {.negative = outside != nullptr, .positive = true}, negative, positive);
  if (outside != nullptr) outside->push_back(negative);
  cell = positive;
  return Clip::cut;
}

template <class Cell>
bool SpikeRegion<Cell>::carve(Cell& cell, std::vector<Cell>* outside) {
  own_keys_.clear();
  is_split_ = false;
  const int slope = forms_.slope_sign(outcome_.events);
  switch (outcome_.guess.kind) {
    case Decision::Kind::crossing:
      if (slope <= 0) return false;
      outcome_.time = forms_.crossing(outcome_.events);
      break;
    case Decision::Kind::jump:
      outcome_.time = forms_.time[outcome_.guess.jump_event];
      break;
    default:
      if (slope > 0) return false;
      break;
  }
  const bool fires = outcome_.guess.kind != Decision::Kind::never;
  if (fires && !clip_members(cell, outside)) return false;
  if (outcome_.guess.kind == Decision::Kind::jump && !clip_jump(cell, outside))
    return false;
  for (std::uint32_t e = 0; e < forms_.count; ++e)
    if (is_member(e) && may_peak(e) && !clip_peak(cell, e, outside)) return false;
  return true;
}

// Members come strictly before the firing time, other live events do not.
template <class Cell>
bool SpikeRegion<Cell>::clip_members(Cell& cell, std::vector<Cell>* outside) {
  const bool jumps = outcome_.guess.kind == Decision::Kind::jump;
  for (std::uint32_t e = 0; e < forms_.count; ++e) {
    if (!forms_.is_live[e] || (jumps && e == outcome_.guess.jump_event)) continue;
    const bool member = is_member(e);
    const DoubleForm<D> form = member ? difference(outcome_.time, forms_.time[e])
                                      : difference(forms_.time[e], outcome_.time);
    RowSource source = potential_source(outcome_.events, e, member);
    if (jumps) source = order_source(e, outcome_.guess.jump_event, member);
    if (clip(cell, form, source, member, outside) == Clip::none) return false;
  }
  return true;
}

// Below the threshold right before the jump, not below it right after, and no earlier event
// of the same time would be named instead.
template <class Cell>
bool SpikeRegion<Cell>::clip_jump(Cell& cell, std::vector<Cell>* outside) {
  const std::uint32_t g = outcome_.guess.jump_event;
  const DoubleForm<D> left = forms_.potential(outcome_.events, g);
  DoubleForm<D> below = left;
  for (double& c : below.c) c = -c;
  if (clip(cell, below, potential_source(outcome_.events, g, true), true, outside) ==
      Clip::none)
    return false;
  auto* lifted = new_set();
  std::copy(outcome_.events, outcome_.events + forms_.plan->words, lifted);
  for (std::uint32_t e = 0; e < forms_.count; ++e) {
    if (!forms_.is_live[e] || is_member(e) || !is_tied(cell, e, g)) continue;
    if (e < g && forms_.plan->events[e].jump > 0) return false;
    add_event(lifted, e);
  }
  const DoubleForm<D> right = forms_.potential(lifted, g);
  const bool may_touch = forms_.slope_sign(lifted) >= 0;
  return clip(cell, right, potential_source(lifted, g, false), !may_touch, outside) !=
         Clip::none;
}

// Whether the events have the same time on the whole cell.
template <class Cell>
bool SpikeRegion<Cell>::is_tied(const Cell& cell, std::uint32_t e, std::uint32_t f) {
  if (e == f) return true;
  const ArenaScope scope(geometry_.arena);
  Row<D>& row = push(difference(forms_.time[e], forms_.time[f]), order_source(e, f));
  bool tied = true;
  for (int v = 0; v < cell.size() && tied; ++v) tied = geometry_.sign(cell, v, row) == 0;
  geometry_.rows.pop();
  return tied;
}

}  // namespace polyspike::vertex

#include "engine/vertex/spike_region_peaks.hpp"
