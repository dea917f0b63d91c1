// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/event_sweep.hpp"

#include <algorithm>
#include <cassert>

namespace polyspike {

EventSweep::EventSweep(Explorer& explorer, const SpikeStep& step, std::size_t index)
    : explorer_(explorer), step_(step), index_(index), by_synapse_(step.arrivals.size()) {
  for (std::uint32_t e = 0; e < step.events.size(); ++e) {
    const SpikeStep::Event& event = step.events[e];
    has_jumps_ = has_jumps_ || !event.jump.is_zero();
    if (!explorer.registers_.is_never(step.arrivals[event.synapse]))
      by_synapse_[event.synapse].push_back(e);
  }
}

bool EventSweep::explore() {
  State state;
  state.next.assign(by_synapse_.size(), 0);
  state.slope = -step_.threshold_slope;
  state.offset = AffineForm(explorer_.cell_.dimension());
  state.offset.constant = step_.threshold;
  return sweep(state);
}

const SpikeStep::Event& EventSweep::event(const State& state, std::size_t synapse) const {
  return step_.events[by_synapse_[synapse][state.next[synapse]]];
}

AffineForm EventSweep::time(const State& state, std::size_t synapse) const {
  AffineForm t = explorer_.registers_.exact(step_.arrivals[synapse]);
  t.constant += event(state, synapse).offset;
  return t;
}

bool EventSweep::is_over(const State& state, std::size_t synapse) const {
  return state.next[synapse] == by_synapse_[synapse].size();
}

bool EventSweep::sweep(const State& state) {
  const Point here = explorer_.witness_.point();
  std::optional<std::size_t> first;
  Rational earliest;
  for (std::size_t u = 0; u < by_synapse_.size(); ++u) {
    if (is_over(state, u)) continue;
    Rational t = time(state, u).at(here);
    if (first && earliest <= t) continue;
    first = u;
    earliest = std::move(t);
  }
  if (first) return order(state, *first, 0, {*first});
  if (state.slope.sign() > 0) return fire(state);
  tell(state, Decision::Kind::never, std::nullopt);
  return explorer_.settle(index_, {Decision::Kind::never, {}, 0}, std::nullopt);
}

bool EventSweep::order(const State& state, std::size_t first, std::size_t i,
                       std::vector<std::size_t> tied) {
  while (i < by_synapse_.size() && (i == first || is_over(state, i))) ++i;
  if (i == by_synapse_.size()) return reach(state, first, tied);
  const AffineForm gap = time(state, i) - time(state, first);
  auto later = [&] { return order(state, first, i + 1, tied); };
  auto together = [&] {
    auto with = tied;
    with.push_back(i);
    return order(state, first, i + 1, with);
  };
  if (gap.is_zero()) return together();
  if (!has_jumps_)
    return explorer_.branch(gap, Border::both, later, [&] { return sweep(state); });
  // With jumps a tie is a case of its own: the events of a moment count together.
  return explorer_.branch(gap, Border::negative, later, [&] {
    return explorer_.branch(-gap, Border::negative, [&] { return sweep(state); }, together);
  });
}

// Does the potential reach the threshold by the time of the first event?
bool EventSweep::reach(const State& state, std::size_t first,
                       const std::vector<std::size_t>& tied) {
  const AffineForm t = time(state, first);
  // Nothing fires before the first arrival, whatever a threshold line does there.
  if (state.slope.sign() <= 0 || state.happened.empty()) return happen(state, t, tied);
  const AffineForm excess = state.slope * t - state.offset;
  return explorer_.branch(
      excess, Border::positive, [&] { return fire(state); },
      [&] { return happen(state, t, tied); });
}

bool EventSweep::happen(State state, const AffineForm& time,
                        const std::vector<std::size_t>& tied) {
  Rational jump;
  const State before = state;
  if (explorer_.proof()) state.groups.emplace_back();
  std::uint32_t lifting = UINT32_MAX;
  for (std::size_t u : tied) {
    const std::uint32_t index = by_synapse_[u][state.next[u]];
    const SpikeStep::Event& e = step_.events[index];
    if (e.jump.sign() > 0) lifting = std::min(lifting, index);
    state.slope += e.slope;
    state.offset.add_product(e.slope, time);
    state.offset.constant -= e.jump;
    jump += e.jump;
    state.happened.push_back(index);
    if (explorer_.proof()) state.groups.back().push_back(index);
    ++state.next[u];
  }
  if (jump.sign() <= 0) return sweep(state);
  auto fires = [&] {
    tell(state, Decision::Kind::jump, time);
    std::vector<std::uint32_t> events = before.happened;
    std::sort(events.begin(), events.end());
    return explorer_.settle(index_, {Decision::Kind::jump, std::move(events), lifting},
                            time);
  };
  const AffineForm excess = state.slope * time - state.offset;
  const Border border = state.slope.sign() >= 0 ? Border::positive : Border::negative;
  return explorer_.branch(excess, border, fires, [&] { return sweep(state); });
}

void EventSweep::tell(const State& state, Decision::Kind kind,
                      const std::optional<AffineForm>& time) {
  if (!explorer_.proof()) return;
  std::vector<std::optional<AffineForm>> times;
  for (const SpikeStep::Event& e : step_.events) {
    times.push_back(explorer_.registers_.value(step_.arrivals[e.synapse]));
    if (times.back()) times.back()->constant += e.offset;
  }
  explorer_.proof()->sweep(explorer_.here(), {step_, times, state.groups, kind, time});
}

bool EventSweep::fire(const State& state) {
  tell(state, Decision::Kind::crossing, (Rational(1) / state.slope) * state.offset);
  std::vector<std::uint32_t> events = state.happened;
  std::sort(events.begin(), events.end());
  return explorer_.settle(index_, {Decision::Kind::crossing, std::move(events), 0},
                          (Rational(1) / state.slope) * state.offset);
}

}  // namespace polyspike
