// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/spike_sweep.hpp"

#include <algorithm>
#include <cmath>

#include "engine/vertex/event_set.hpp"

namespace polyspike::vertex {

SpikeGuess DoubleSweep::run(const SpikePlan& spike, const double* times,
                            std::uint64_t* events) {
  order_.clear();
  for (std::uint32_t e = 0; e < spike.events.size(); ++e)
    if (times[e] < HUGE_VAL) order_.push_back(e);
  std::sort(order_.begin(), order_.end(), [times](std::uint32_t a, std::uint32_t b) {
    return times[a] != times[b] ? times[a] < times[b] : a < b;
  });
  clear_events(events, spike.words);
  double slope = -spike.threshold_slope, constant = -spike.threshold;
  for (std::size_t first = 0; first < order_.size();) {
    const double now = times[order_[first]];
    if (slope * now + constant >= 0) return {Decision::Kind::crossing, 0};
    std::size_t last = first;
    for (; last < order_.size() && times[order_[last]] == now; ++last) {
      const EventPlan& event = spike.events[order_[last]];
      slope += event.slope;
      constant += event.jump - event.slope * now;
    }
    const double after = slope * now + constant;
    if (after > 0 || (after == 0 && slope >= 0))
      for (std::size_t k = first; k < last; ++k)
        if (spike.events[order_[k]].jump > 0)
          return {Decision::Kind::jump, order_[k]};
    for (; first < last; ++first) add_event(events, order_[first]);
  }
  return {slope > 0 && !order_.empty() ? Decision::Kind::crossing : Decision::Kind::never,
          0};
}

namespace {

// The sign of the form next to the point: its value there, else its first slope that is not
// zero.
int sign_near(const AffineForm& form) {
  if (!form.constant.is_zero()) return form.constant.sign();
  for (const Rational& slope : form.gradient)
    if (!slope.is_zero()) return slope.sign();
  return 0;
}

}  // namespace

SpikeGuess exact_sweep(const SpikePlan& spike,
                       const std::vector<std::optional<AffineForm>>& times,
                       std::uint64_t* events) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t e = 0; e < spike.events.size(); ++e)
    if (times[e]) order.push_back(e);
  clear_events(events, spike.words);
  if (order.empty()) return {Decision::Kind::never, 0};
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int sign = sign_near(*times[a] - *times[b]);
    return sign != 0 ? sign < 0 : a < b;
  });
  Rational slope = -spike.step->threshold_slope;
  AffineForm constant(times[order[0]]->dimension());
  constant.constant = -spike.step->threshold;
  const auto gap = [&](const AffineForm& now) {
    AffineForm value = constant;
    value.add_product(slope, now);
    return sign_near(value);
  };
  for (std::size_t first = 0; first < order.size();) {
    const AffineForm& now = *times[order[first]];
    if (gap(now) >= 0) return {Decision::Kind::crossing, 0};
    std::size_t last = first;
    for (; last < order.size() && *times[order[last]] == now; ++last) {
      const auto& event = spike.step->events[order[last]];
      slope += event.slope;
      constant.constant += event.jump;
      constant.add_product(-event.slope, now);
    }
    const int after = gap(now);
    if (after > 0 || (after == 0 && slope.sign() >= 0))
      for (std::size_t k = first; k < last; ++k)
        if (spike.step->events[order[k]].jump.sign() > 0)
          return {Decision::Kind::jump, order[k]};
    for (; first < last; ++first) add_event(events, order[first]);
  }
  return {slope.sign() > 0 ? Decision::Kind::crossing : Decision::Kind::never, 0};
}

}  // namespace polyspike::vertex
