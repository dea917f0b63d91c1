// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/spike_forms.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "lp/float_form.hpp"

namespace polyspike {

namespace {

// Sources stay distinct, so that terms that cancel do so exactly.
void add(Combination& combination, Register source, const Rational& coefficient) {
  for (auto& term : combination.terms)
    if (term.source == source) {
      term.coefficient += coefficient;
      return;
    }
  combination.terms.push_back({source, coefficient});
}

}  // namespace

SpikeForms::SpikeForms(const RegisterFile& registers, const SpikeStep& step)
    : registers_(registers),
      step_(step),
      threshold_(step.threshold.approximate()),
      threshold_slope_(step.threshold_slope.approximate()) {
  for (std::uint32_t e = 0; e < step.events.size(); ++e) {
    const SpikeStep::Event& event = step.events[e];
    const Register arrival = step.arrivals[event.synapse];
    if (registers.is_never(arrival)) continue;
    (event.slope.sign() > 0 ? positive_ : negative_).push_back(arrival_.size());
    arrival_.push_back(arrival);
    offset_.push_back(event.offset);
    weight_.push_back(event.slope);
    offset_double_.push_back(event.offset.approximate());
    weight_double_.push_back(event.slope.approximate());
    index_.push_back(e);
  }
}

Rational SpikeForms::slope(const Events& events, const Events& more) const {
  Rational slope = -step_.threshold_slope;
  for (const Events* list : {&events, &more})
    for (std::size_t u : *list) slope += weight_[u];
  return slope;
}

Form SpikeForms::gap(std::size_t a, std::size_t b) const {
  Combination combination{offset_[a] - offset_[b], {}};
  add(combination, arrival_[a], 1);
  add(combination, arrival_[b], -1);
  return registers_.form(std::move(combination));
}

Form SpikeForms::excess(const Events& past, const Events& before, std::size_t at) const {
  // slope * T_at - sum of weight * T_u - threshold.
  const Rational total = slope(past, before);
  Combination combination{total * offset_[at] - step_.threshold, {}};
  add(combination, arrival_[at], total);
  for (const Events* list : {&past, &before})
    for (std::size_t u : *list) {
      add(combination, arrival_[u], -weight_[u]);
      combination.constant -= weight_[u] * offset_[u];
    }
  return registers_.form(std::move(combination));
}

Combination SpikeForms::firing_time(const Events& past, const Events& members) const {
  const Rational inverse = Rational(1) / slope(past, members);
  Combination combination{step_.threshold, {}};
  for (const Events* list : {&past, &members})
    for (std::size_t u : *list) {
      add(combination, arrival_[u], weight_[u] * inverse);
      combination.constant += weight_[u] * offset_[u];
    }
  combination.constant *= inverse;
  return combination;
}

Form SpikeForms::side(const Combination& firing_time, std::size_t u, bool is_member) const {
  Combination combination = firing_time;
  combination.constant -= offset_[u];
  add(combination, arrival_[u], -1);
  if (!is_member) {
    combination.constant = -combination.constant;
    for (auto& term : combination.terms) term.coefficient = -term.coefficient;
  }
  return registers_.form(std::move(combination));
}

SpikeForms::Instant SpikeForms::instant(std::size_t u, const Witness& at) const {
  const auto approx = registers_.approx(arrival_[u]);
  double value = approx[0] + offset_double_[u];
  double size = std::abs(approx[0]) + std::abs(offset_double_[u]);
  for (std::size_t j = 0; j < at.x.size(); ++j) {
    const double term = approx[1 + j] * at.x[j];
    value += term;
    size += std::abs(term);
  }
  return {value, registers_.error(arrival_[u]) + float_error(at.x.size() + 2, size)};
}

Rational SpikeForms::exact_time(std::size_t u, const Point& at) const {
  return registers_.exact(arrival_[u]).at(at) + offset_[u];
}

int SpikeForms::compare(std::size_t a, std::size_t b, const Witness& at) const {
  if (at.exact.empty()) {
    const Instant s = instant(a, at), t = instant(b, at);
    const double difference = s.time - t.time;
    if (std::abs(difference) > 2 * (s.error + t.error)) return difference > 0 ? 1 : -1;
  }
  const Point point = at.point();
  return (exact_time(a, point) - exact_time(b, point)).sign();
}

SpikeForms::Crossing SpikeForms::crossing(const Events& past, const Witness& at) const {
  if (at.exact.empty())
    if (auto members = find_crossing(past, at)) return {std::move(*members), true};
  return find_crossing_exactly(past, at.point());
}

// The sweep in doubles. Its result stands if every member surely comes before the time it
// gives, everything else surely after: a convex potential below the threshold at the end of
// `past` crosses once.
std::optional<SpikeForms::Events> SpikeForms::find_crossing(const Events& past,
                                                            const Witness& at) const {
  struct Arrival {
    Instant instant;
    std::size_t event;
  };
  std::vector<Arrival> order;
  for (std::size_t u : positive_) order.push_back({instant(u, at), u});
  std::sort(order.begin(), order.end(), [](const Arrival& a, const Arrival& b) {
    return a.instant.time < b.instant.time;
  });
  double slope = -threshold_slope_, sum = threshold_;
  double slope_size = std::abs(slope), sum_size = std::abs(sum), errors = 0, last = 0;
  auto happen = [&](std::size_t u, const Instant& t) {
    slope += weight_double_[u];
    sum += weight_double_[u] * t.time;
    slope_size += std::abs(weight_double_[u]);
    sum_size += std::abs(weight_double_[u] * t.time);
    errors += std::abs(weight_double_[u]) * t.error;
  };
  for (std::size_t k : past) {
    const Instant t = instant(k, at);
    happen(k, t);
    last = k == past.front() ? t.time + t.error : std::max(last, t.time + t.error);
  }
  const std::size_t n = order.size();
  std::size_t i = 0;
  double time = 0;
  while (true) {
    const bool can_fire = past.empty() || i == n || order[i].instant.time > last;
    if (can_fire && slope > 0) {
      time = sum / slope;
      if (i == n || time <= order[i].instant.time) break;
    }
    if (i == n) return std::nullopt;
    happen(order[i].event, order[i].instant);
    ++i;
  }
  const double slope_error = float_error(n + past.size() + 1, slope_size);
  if (!(slope > 4 * slope_error)) return std::nullopt;
  const double error =
      2 * ((errors + float_error(n + past.size() + 1, sum_size)) / slope +
           std::abs(time) * (slope_error / slope + 0x1p-50));
  if (!past.empty() && !(last < time - error)) return std::nullopt;
  Events members;
  for (std::size_t k = 0; k < n; ++k) {
    const Instant& t = order[k].instant;
    if (k < i ? !(t.time + t.error < time - error) : !(t.time - t.error > time + error))
      return std::nullopt;
    if (k < i) members.push_back(order[k].event);
  }
  std::sort(members.begin(), members.end());
  return members;
}

SpikeForms::Crossing SpikeForms::find_crossing_exactly(const Events& past,
                                                       const Point& at) const {
  std::vector<std::pair<Rational, std::size_t>> order;
  for (std::size_t u : positive_) order.emplace_back(exact_time(u, at), u);
  std::sort(order.begin(), order.end());
  Rational slope = -step_.threshold_slope, sum = step_.threshold;
  std::optional<Rational> last;
  for (std::size_t k : past) {
    Rational t = exact_time(k, at);
    slope += weight_[k];
    sum.add_product(weight_[k], t);
    if (!last || t > *last) last = std::move(t);
  }
  Crossing crossing;
  std::size_t i = 0;
  Rational time;
  while (true) {
    const bool can_fire = !last || i == order.size() || order[i].first > *last;
    if (can_fire && slope.sign() > 0) {
      time = sum / slope;
      if (i == order.size() || time <= order[i].first) break;
    }
    assert(i < order.size());
    slope += weight_[order[i].second];
    sum.add_product(weight_[order[i].second], order[i].first);
    crossing.members.push_back(order[i].second);
    ++i;
  }
  std::sort(crossing.members.begin(), crossing.members.end());
  if (i == order.size() || order[i].first != time) return crossing;
  const Combination firing = firing_time(past, crossing.members);
  for (; i < order.size() && order[i].first == time; ++i)
    crossing.generic =
        crossing.generic && side(firing, order[i].second, false).exact().is_zero();
  return crossing;
}

ProofObserver::LinearSpike SpikeForms::describe(const Events& past) const {
  ProofObserver::LinearSpike spike{step_, {}, weight_, positive_, negative_, past, reached_};
  for (std::size_t u = 0; u < arrival_.size(); ++u) {
    spike.times.push_back(registers_.exact(arrival_[u]));
    spike.times.back().constant += offset_[u];
  }
  return spike;
}

}  // namespace polyspike
