// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "engine/vertex/spike_search.hpp"
#include "engine/vertex/walk.hpp"

namespace polyspike::vertex {

// The times of the level's sources, without delays.
template <int D>
void Walk<D>::find_sources(std::size_t level) {
  const auto& plans = plan_.levels[level].sources;
  auto* sources = geometry_.arena.template take<DoubleForm<D>>(plans.size());
  for (std::size_t s = 0; s < plans.size(); ++s) {
    DoubleForm<D>& form = sources[s];
    form = {};
    if (plans[s].factor.is_zero() || decided_.is_infinite(plans[s].node)) continue;
    const Value v = value(plans[s].node);
    const double factor = plans[s].approximate_factor;
    for (int i = 0; i <= D; ++i) form.c[i] = factor * v.c[i];
    form.error = std::fabs(factor) * v.error * 1.01 + 4 * roundoff * form.size();
  }
  frames_[level].sources = sources;
}

template <int D>
SpikeForms<D> Walk<D>::spike_forms(std::size_t level, std::uint32_t spike) {
  const LevelPlan& plan = plan_.levels[level];
  SpikeForms<D> forms;
  forms.plan = &plan.spikes[spike];
  forms.level = static_cast<std::uint32_t>(level);
  forms.spike = spike;
  forms.count = static_cast<std::uint32_t>(forms.plan->events.size());
  forms.time = geometry_.arena.template take<DoubleForm<D>>(forms.count);
  forms.is_live = geometry_.arena.template take<bool>(forms.count);
  for (std::uint32_t e = 0; e < forms.count; ++e) {
    const EventPlan& event = forms.plan->events[e];
    forms.is_live[e] = !decided_.is_infinite(plan.sources[event.source].node);
    DoubleForm<D>& time = forms.time[e] = frames_[level].sources[event.source];
    time.c[D] += event.approximate_offset;
    time.error +=
        (2 * std::fabs(event.approximate_offset) + std::fabs(time.c[D])) * roundoff;
    time.error *= 1 + 4 * roundoff;
  }
  return forms;
}

template <int D>
template <class Cell>
bool Walk<D>::fire(std::size_t level, const Cell& cell, Rows spikes, const double* next) {
  const ArenaScope scope(geometry_.arena);
  auto* open = geometry_.arena.template take<std::uint32_t>(spikes.size());
  std::size_t count = 0;
  for (const std::uint32_t spike : spikes) {
    const SpikeForms<D> forms = spike_forms(level, spike);
    SpikeOutcome<D> outcome;
    if (is_settled(forms, cell, outcome)) {
      decide_spike(forms, outcome);
    } else {
      open[count++] = spike;
    }
  }
  if (count == 0) return enter(level + 1, cell, copy_sums(level + 1, next));
  // The middle one: with neurons that differ in their thresholds only, it halves the work.
  const std::uint32_t chosen = open[count / 2];
  std::copy(open + count / 2 + 1, open + count, open + count / 2);
  return explode(level, cell, chosen, {open, count - 1}, next);
}

template <int D>
template <class Cell>
bool Walk<D>::explode(std::size_t level, const Cell& cell, std::uint32_t spike, Rows rest,
                      const double* next) {
  SpikeSearchState<D> state{
      spike_forms(level, spike),
      HyperplaneKeys(plan_.levels[level].spikes[spike], last_key_, geometry_.nodes.open()),
      geometry_.rows.size(),
      {},
      {}};
  const auto hand_out = [&](const auto& piece, const SpikeOutcome<D>& outcome,
                            bool is_whole) {
    decide_spike(state.forms, outcome);
    split_spikes_ += is_whole ? 0 : 1;
    const bool go_on = descend(2, piece, [&] { return fire(level, piece, rest, next); });
    split_spikes_ -= is_whole ? 0 : 1;
    return go_on;
  };
  const bool go_on = SpikeSearch<Cell>::run(*this, state, cell, hand_out);
  geometry_.nodes.close();
  return go_on;
}

template <int D>
void Walk<D>::decide_spike(const SpikeForms<D>& forms, const SpikeOutcome<D>& outcome) {
  decided_.levels[forms.level].spikes[forms.spike] = {
      outcome.guess.kind, outcome.events, outcome.guess.jump_event, ++stamp_};
  frames_[forms.level].times[forms.spike] = outcome.time;
}

template <int D>
template <class Cell>
SpikeOutcome<D> Walk<D>::guess(const SpikeForms<D>& forms, const Cell& cell) {
  double centre[D] = {};
  for (int v = 0; v < cell.size(); ++v)
    for (int i = 0; i < D; ++i) centre[i] += cell.vertex(v).x[i];
  for (double& x : centre) x /= cell.size();
  event_times_.resize(std::max<std::size_t>(event_times_.size(), forms.count));
  for (std::uint32_t e = 0; e < forms.count; ++e)
    event_times_[e] = forms.is_live[e] ? forms.time[e].at(centre) : HUGE_VAL;
  SpikeOutcome<D> outcome;
  outcome.events = geometry_.arena.template take<std::uint64_t>(forms.plan->words);
  outcome.guess = sweep_.run(*forms.plan, event_times_.data(), outcome.events);
  return outcome;
}

template <int D>
template <class Cell>
void Walk<D>::find_exactly(const SpikeForms<D>& forms, const Cell& cell,
                           SpikeOutcome<D>& outcome) {
  Point centre(D);
  for (int v = 0; v < cell.size(); ++v) {
    const ExactPoint<D>& vertex = geometry_.exact_point(cell, v);
    for (std::size_t i = 0; i < D; ++i)
      centre[i] += ratio(vertex.entry(static_cast<int>(i)), vertex.entry(D));
  }
  for (Rational& x : centre) x /= cell.size();
  std::vector<std::optional<AffineForm>> times(forms.count);
  for (std::uint32_t e = 0; e < forms.count; ++e) {
    if (!forms.is_live[e]) continue;
    ExactForm<D> exact;
    exact_.add_time(exact, 1, forms.level, forms.spike, e);
    AffineForm form(D);
    for (std::size_t i = 0; i < D; ++i)
      form.gradient[i] = ratio(exact.c[i], exact.denominator);
    form.constant = ratio(exact.c[D], exact.denominator);
    form.constant = form.at(centre);
    times[e] = std::move(form);
  }
  outcome.guess = exact_sweep(*forms.plan, times, outcome.events);
}

// Proves in doubles that the outcome at the centre is the outcome on the whole cell; what
// it cannot prove is left to the search.
template <int D>
template <class Cell>
bool Walk<D>::is_settled(const SpikeForms<D>& forms, const Cell& cell,
                         SpikeOutcome<D>& outcome) {
  outcome = guess(forms, cell);
  if (outcome.guess.kind == Decision::Kind::jump) return false;
  const bool fires = outcome.guess.kind == Decision::Kind::crossing;
  if ((forms.slope_sign(outcome.events) > 0) != fires) return false;
  if (fires) {
    outcome.time = forms.crossing(outcome.events);
    const double size = outcome.time.size();
    for (std::uint32_t e = 0; e < forms.count; ++e) {
      if (!forms.is_live[e]) continue;
      const double side = has_event(outcome.events, e) ? 1 : -1;
      const DoubleForm<D>& time = forms.time[e];
      const double bound =
          ((size + time.size()) * (cell.error() + (D + 6) * roundoff) + time.error +
           outcome.time.error) *
          1.01;
      for (int v = 0; v < cell.size(); ++v) {
        const double* x = cell.vertex(v).x;
        if (!(side * (outcome.time.at(x) - time.at(x)) > bound)) return false;
      }
    }
  }
  return are_peaks_below(forms, cell, outcome);
}

// Whether a convex bound on the potential at every event where it may have a peak is below
// the threshold at all vertices.
template <int D>
template <class Cell>
bool Walk<D>::are_peaks_below(const SpikeForms<D>& forms, const Cell& cell,
                              const SpikeOutcome<D>& outcome) {
  SpikeOutcome<D> copy = outcome;
  HyperplaneKeys keys(*forms.plan, last_key_, RowPlace::none);
  SpikeRegion<Cell> region(geometry_, forms, keys, copy);
  return region.are_peaks_below(cell);
}

}  // namespace polyspike::vertex
