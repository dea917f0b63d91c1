// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/vertex/event_set.hpp"
#include "engine/vertex/plan.hpp"
#include "engine/vertex/row.hpp"

namespace polyspike::vertex {

// An affine form in doubles with a bound on the sum of its coefficients' errors.
template <int D>
struct DoubleForm {
  double c[D + 1];
  double error;

  double at(const double* x) const {
    double value = c[D];
    for (int i = 0; i < D; ++i) value += c[i] * x[i];
    return value;
  }
  // At least the sum of the sizes of the coefficients.
  double size() const {
    double sum = 0;
    for (const double a : c) sum += std::fabs(a);
    return sum * (1 + (D + 2) * roundoff);
  }
};

// The events of one spike over the current cell: what they do, and when.
template <int D>
struct SpikeForms {
  const SpikePlan* plan = nullptr;
  std::uint32_t level = 0;
  std::uint32_t spike = 0;
  std::uint32_t count = 0;       // of events, silent ones included
  DoubleForm<D>* time = nullptr;  // per event
  bool* is_live = nullptr;       // false: its synapse is silent

  // The sum of the slopes minus that of the threshold, with a bound on its error.
  double slope(const std::uint64_t* events, double& error) const {
    double sum = -plan->threshold_slope, size = std::fabs(sum);
    double terms = 2;
    for_each_event(events, plan->words, [&](std::uint32_t e) {
      sum += plan->events[e].slope;
      size += std::fabs(plan->events[e].slope);
      ++terms;
    });
    error = terms * 2 * roundoff * size;
    return sum;
  }
  // Its sign, exactly.
  int slope_sign(const std::uint64_t* events) const {
    double error = 0;
    const double approximate = slope(events, error);
    if (approximate > error) return 1;
    if (approximate < -error) return -1;
    Rational sum = -plan->step->threshold_slope;
    for_each_event(events, plan->words,
                   [&](std::uint32_t e) { sum += plan->step->events[e].slope; });
    return sum.sign();
  }

  // Where the potential of the events crosses the threshold; its slope is positive.
  DoubleForm<D> crossing(const std::uint64_t* events) const {
    double slope_error = 0;
    const double w = slope(events, slope_error);
    DoubleForm<D> t{};
    double size = std::fabs(plan->threshold), terms = 6;
    t.c[D] = plan->threshold;
    for_each_event(events, plan->words, [&](std::uint32_t e) {
      const EventPlan& event = plan->events[e];
      for (int i = 0; i <= D; ++i) t.c[i] += event.slope * time[e].c[i];
      t.c[D] -= event.jump;
      const double weight = std::fabs(event.slope);
      t.error += weight * time[e].error;
      size += weight * time[e].size() + std::fabs(event.jump);
      ++terms;
    });
    const double relative = slope_error / w;
    t.error = (t.error + (terms * 2 * roundoff + relative) * size) / w;
    for (double& c : t.c) c /= w;
    t.error *= relative < 0.01 ? 1.02 : HUGE_VAL;
    return t;
  }

  // The potential of the events at the time of one of them, minus the threshold there.
  DoubleForm<D> potential(const std::uint64_t* events, std::uint32_t at) const {
    DoubleForm<D> q{};
    double size = std::fabs(plan->threshold), slope = -plan->threshold_slope, terms = 8;
    double weights = std::fabs(slope);
    q.c[D] = -plan->threshold;
    for_each_event(events, plan->words, [&](std::uint32_t e) {
      const EventPlan& event = plan->events[e];
      q.c[D] += event.jump;
      size += std::fabs(event.jump);
      ++terms;
      if (e == at) return;
      const double weight = std::fabs(event.slope);
      for (int i = 0; i <= D; ++i) q.c[i] -= event.slope * time[e].c[i];
      q.error += weight * time[e].error;
      size += weight * time[e].size();
      slope += event.slope;
      weights += weight;
    });
    for (int i = 0; i <= D; ++i) q.c[i] += slope * time[at].c[i];
    q.error += weights * time[at].error;
    size += weights * time[at].size();
    q.error = (q.error + terms * 2 * roundoff * size) * 1.01;
    return q;
  }
};

// a - b
template <int D>
DoubleForm<D> difference(const DoubleForm<D>& a, const DoubleForm<D>& b) {
  DoubleForm<D> result;
  double size = 0;
  for (int i = 0; i <= D; ++i) {
    result.c[i] = a.c[i] - b.c[i];
    size += std::fabs(result.c[i]);
  }
  result.error = (a.error + b.error + roundoff * size) * (1 + 4 * roundoff);
  return result;
}

}  // namespace polyspike::vertex
