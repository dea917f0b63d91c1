// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/spike_forms.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "lp/float_form.hpp"

namespace polyspike {

using Events = SpikeForms::Events;

// T_a - T_b.
class GapForm final : public LazyForm {
 public:
  GapForm(const SpikeForms& forms, std::size_t a, std::size_t b)
      : forms_(forms), a_(a), b_(b) {}
  std::optional<int> constant_sign() const override { return forms_.constant_gap(a_, b_); }

 private:
  AffineForm compute() const override { return forms_.exact_time(a_) - forms_.exact_time(b_); }
  const SpikeForms& forms_;
  std::size_t a_, b_;
};

class ExcessForm final : public LazyForm {
 public:
  ExcessForm(const SpikeForms& forms, const Events& past, const Events& before, std::size_t at)
      : forms_(forms), past_(past), before_(before), at_(at) {}

 private:
  AffineForm compute() const override { return forms_.exact_excess(past_, before_, at_); }
  const SpikeForms& forms_;
  const Events &past_, &before_;
  std::size_t at_;
};

class FiringForm final : public LazyForm {
 public:
  FiringForm(const SpikeForms& forms, const Events& past, const Events& members)
      : forms_(forms), past_(past), members_(members) {}

 private:
  AffineForm compute() const override { return forms_.exact_firing(past_, members_); }
  const SpikeForms& forms_;
  const Events &past_, &members_;
};

// Firing time - T_u.
class SideForm final : public LazyForm {
 public:
  SideForm(const SpikeForms& forms, const Events& past, const Events& members, std::size_t u)
      : forms_(forms), past_(past), members_(members), u_(u) {}

 private:
  AffineForm compute() const override {
    AffineForm side = forms_.exact_firing(past_, members_);
    forms_.add_exact(-1, u_, side);
    return side;
  }
  const SpikeForms& forms_;
  const Events &past_, &members_;
  std::size_t u_;
};

SpikeForms::SpikeForms(const RegisterFile& registers, const SpikeStep& step)
    : registers_(registers),
      step_(step),
      width_(registers.bounds().size() + 1),
      threshold_(step.threshold.approximate()),
      threshold_slope_(step.threshold_slope.approximate()) {
  const std::size_t n = step.events.size();
  for (auto* list : {&slope_, &size_, &error_}) list->reserve(n);
  arrival_.reserve(n);
  event_.reserve(n);
  weight_.reserve(n);
  index_.reserve(n);
  times_.reserve(n * width_);
  for (std::uint32_t e = 0; e < n; ++e) {
    const SpikeStep::Event& event = step.events[e];
    const Register arrival = step.arrivals[event.synapse];
    if (registers.is_never(arrival)) continue;
    (event.slope.sign() > 0 ? positive_ : negative_).push_back(arrival_.size());
    arrival_.push_back(arrival);
    event_.push_back(&event);
    weight_.push_back(event.slope);
    index_.push_back(e);
    slope_.push_back(event.slope.approximate());
    const double offset = event.offset.approximate();
    const auto form = registers.approx(arrival);
    times_.insert(times_.end(), form.begin(), form.end());
    times_[times_.size() - width_] += offset;
    size_.push_back(registers.size(arrival) + std::abs(offset));
    error_.push_back(registers.error(arrival) + float_error(2, size_.back()));
  }
}

Rational SpikeForms::exact_slope(const Events& events, const Events& more) const {
  Rational slope = -step_.threshold_slope;
  for (const Events* list : {&events, &more})
    for (std::size_t u : *list) slope += weight_[u];
  return slope;
}

int SpikeForms::slope_sign(const Events& events, const Events& more) const {
  double slope = -threshold_slope_, size = std::abs(slope);
  for (const Events* list : {&events, &more})
    for (std::size_t u : *list) {
      slope += slope_[u];
      size += std::abs(slope_[u]);
    }
  if (std::abs(slope) > float_error(events.size() + more.size() + 1, size))
    return slope > 0 ? 1 : -1;
  return exact_slope(events, more).sign();
}

void SpikeForms::Sum::add(const SpikeForms& forms, double coefficient, std::size_t u) {
  const double* time = forms.time(u);
  for (std::size_t j = 0; j < form.size(); ++j) form[j] += coefficient * time[j];
  size += std::abs(coefficient) * forms.size_[u];
  errors += std::abs(coefficient) * forms.error_[u];
}

Form SpikeForms::known(AffineForm exact) const {
  return Form(std::move(exact), registers_.bounds());
}

// `lazy` is an exact positive multiple of what the sum is in doubles.
Form SpikeForms::finish(Sum sum, std::shared_ptr<const LazyForm> lazy) const {
  const double error =
      sum.errors * (1 + 0x1p-40) + float_error(event_.size() + width_ + 2, sum.size);
  if (!registers_.trust(error, size_on(sum.form, registers_.bounds())) &&
      !lazy->constant_sign())
    return known(lazy->exact());
  Form form;
  form.approx = std::move(sum.form);
  form.error = error;
  form.lazy = std::move(lazy);
  return form;
}

// sum += factor * T_u
void SpikeForms::add_exact(const Rational& factor, std::size_t u, AffineForm& sum) const {
  sum.add_product(factor, registers_.exact(arrival_[u]));
  sum.constant.add_product(factor, event_[u]->offset);
}

AffineForm SpikeForms::exact_time(std::size_t u) const {
  AffineForm time = registers_.exact(arrival_[u]);
  time.constant += event_[u]->offset;
  return time;
}

// The sign of T_a - T_b if it is constant.
std::optional<int> SpikeForms::constant_gap(std::size_t a, std::size_t b) const {
  const AffineForm &first = registers_.exact(arrival_[a]),
                   &second = registers_.exact(arrival_[b]);
  if (first.gradient != second.gradient) return std::nullopt;
  return ((first.constant + event_[a]->offset) - (second.constant + event_[b]->offset)).sign();
}

Form SpikeForms::gap(std::size_t a, std::size_t b) const {
  Sum sum{std::vector<double>(time(a), time(a) + width_), size_[a], error_[a]};
  sum.add(*this, -1, b);
  return finish(std::move(sum), std::make_shared<GapForm>(*this, a, b));
}

// The sum of slope * (T_at - T_u) - threshold - threshold slope * T_at.
Form SpikeForms::excess(const Events& past, const Events& before, std::size_t at) const {
  Sum sum{std::vector<double>(width_), std::abs(threshold_), 0};
  sum.form[0] = -threshold_;
  double total = -threshold_slope_, total_size = std::abs(threshold_slope_);
  for (const Events* list : {&past, &before})
    for (std::size_t u : *list) {
      sum.add(*this, -slope_[u], u);
      total += slope_[u];
      total_size += std::abs(slope_[u]);
    }
  sum.add(*this, total, at);
  sum.size += total_size * size_[at];
  return finish(std::move(sum), std::make_shared<ExcessForm>(*this, past, before, at));
}

AffineForm SpikeForms::exact_excess(const Events& past, const Events& before,
                                    std::size_t at) const {
  AffineForm excess(width_ - 1);
  excess.constant = -step_.threshold;
  add_exact(exact_slope(past, before), at, excess);
  for (const Events* list : {&past, &before})
    for (std::size_t u : *list) add_exact(-weight_[u], u, excess);
  return excess;
}

SpikeForms::Firing SpikeForms::firing(const Events& past, const Events& members) const {
  Sum sum{std::vector<double>(width_), threshold_, 0};
  sum.form[0] = threshold_;
  double slope = -threshold_slope_, slope_size = std::abs(slope);
  for (const Events* list : {&past, &members})
    for (std::size_t u : *list) {
      sum.add(*this, slope_[u], u);
      slope += slope_[u];
      slope_size += std::abs(slope_[u]);
    }
  const std::size_t terms = past.size() + members.size() + 1;
  return {past,
          members,
          slope,
          float_error(terms, slope_size),
          std::move(sum.form),
          sum.size,
          sum.errors * (1 + 0x1p-40) + float_error(terms + width_, sum.size)};
}

AffineForm SpikeForms::exact_firing(const Events& past, const Events& members) const {
  AffineForm sum(width_ - 1);
  sum.constant = step_.threshold;
  for (const Events* list : {&past, &members})
    for (std::size_t u : *list) add_exact(weight_[u], u, sum);
  return sum *= Rational(1) / exact_slope(past, members);
}

// slope * (t - T_u) in doubles.
Form SpikeForms::side(const Firing& firing, std::size_t u, bool is_member) const {
  Sum sum{firing.sum, firing.size, firing.error + firing.slope_error * (size_[u] + error_[u])};
  sum.add(*this, -firing.slope, u);
  Form form = finish(std::move(sum),
                     std::make_shared<SideForm>(*this, firing.past, firing.members, u));
  return is_member ? form : -form;
}

void SpikeForms::set_time(const Firing& firing, RegisterFile& registers, Register r) const {
  // Not far off where the slope is known well; else the exact form is taken.
  const double off = firing.slope_error / firing.slope;
  auto lazy = std::make_shared<FiringForm>(*this, firing.past, firing.members);
  if (!(firing.slope > 0) || !(off < 0x1p-40)) return registers.set(r, lazy->exact());
  std::vector<double> time = firing.sum;
  for (double& c : time) c /= firing.slope;
  const double size = size_on(time, registers_.bounds());
  const double error =
      (firing.error / firing.slope) * (1 + 0x1p-30) + size * (2 * off) + float_error(2, size);
  registers.set_lazy(r, time, error, std::move(lazy));
}

SpikeForms::Instant SpikeForms::instant(std::size_t u, const Witness& at) const {
  const double* approx = time(u);
  double value = approx[0], size = std::abs(approx[0]);
  for (std::size_t j = 0; j < at.x.size(); ++j) {
    const double term = approx[1 + j] * at.x[j];
    value += term;
    size += std::abs(term);
  }
  return {value, error_[u] + float_error(at.x.size() + 1, size)};
}

Rational SpikeForms::exact_instant(std::size_t u, const Point& at) const {
  return registers_.exact(arrival_[u]).at(at) + event_[u]->offset;
}

int SpikeForms::compare(std::size_t a, std::size_t b, const Witness& at) const {
  if (arrival_[a] == arrival_[b]) return (event_[a]->offset - event_[b]->offset).sign();
  if (at.exact.empty()) {
    const Instant s = instant(a, at), t = instant(b, at);
    const double difference = s.time - t.time;
    if (std::abs(difference) > 2 * (s.error + t.error)) return difference > 0 ? 1 : -1;
  }
  const Point point = at.point();
  return (exact_instant(a, point) - exact_instant(b, point)).sign();
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
  std::vector<Arrival>& order = order_;
  order.clear();
  for (std::size_t u : positive_) order.push_back({instant(u, at), u});
  std::sort(order.begin(), order.end(), [](const Arrival& a, const Arrival& b) {
    return a.instant.time < b.instant.time;
  });
  double slope = -threshold_slope_, sum = threshold_;
  double slope_size = std::abs(slope), sum_size = std::abs(sum), errors = 0, last = 0;
  auto happen = [&](std::size_t u, const Instant& t) {
    slope += slope_[u];
    sum += slope_[u] * t.time;
    slope_size += std::abs(slope_[u]);
    sum_size += std::abs(slope_[u] * t.time);
    errors += std::abs(slope_[u]) * t.error;
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
  for (std::size_t u : positive_) order.emplace_back(exact_instant(u, at), u);
  std::sort(order.begin(), order.end());
  Rational slope = -step_.threshold_slope, sum = step_.threshold;
  std::optional<Rational> last;
  for (std::size_t k : past) {
    Rational t = exact_instant(k, at);
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
  const AffineForm firing = exact_firing(past, crossing.members);
  for (; i < order.size() && order[i].first == time; ++i)
    crossing.generic = crossing.generic && firing == exact_time(order[i].second);
  return crossing;
}

ProofObserver::LinearSpike SpikeForms::describe(const Events& past) const {
  ProofObserver::LinearSpike spike{step_, {}, weight_, positive_, negative_, past, reached_};
  for (std::size_t u = 0; u < arrival_.size(); ++u)
    spike.times.push_back(exact_time(u));
  return spike;
}

}  // namespace polyspike
