// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/evaluate.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace polyspike {

namespace {

Value combine(const Combination& combination, const std::vector<Value>& registers) {
  Rational sum = combination.constant;
  for (const auto& [source, coefficient] : combination.terms) {
    const Value& value = registers[source];
    if (!value) return std::nullopt;
    sum.add_product(coefficient, *value);
  }
  return sum;
}

struct Happening {
  Rational time;
  std::uint32_t event;
};

// The events that happen, in order of time, then of their index.
std::vector<Happening> happenings(const SpikeStep& step,
                                  std::span<const Value> arrivals) {
  std::vector<Happening> order;
  order.reserve(step.events.size());
  for (std::uint32_t k = 0; k < step.events.size(); ++k) {
    const auto& event = step.events[k];
    if (const Value& arrival = arrivals[event.synapse])
      order.push_back({*arrival + event.offset, k});
  }
  std::sort(order.begin(), order.end(), [](const Happening& a, const Happening& b) {
    const auto by_time = a.time <=> b.time;
    return by_time != 0 ? by_time < 0 : a.event < b.event;
  });
  return order;
}

// Potential minus threshold line, slope * t + constant, while no event happens.
struct Gap {
  Rational slope;
  Rational constant;

  Rational at(const Rational& t) const {
    Rational value = constant;
    value.add_product(slope, t);
    return value;
  }
  void add(const SpikeStep::Event& event, const Rational& time) {
    slope += event.slope;
    constant += event.jump;
    constant -= event.slope * time;
  }
  // The zero of a rising gap.
  Rational crossing() const { return -constant / slope; }
};

std::vector<std::uint32_t> events_of(std::span<const Happening> order) {
  std::vector<std::uint32_t> events;
  events.reserve(order.size());
  for (const Happening& h : order) events.push_back(h.event);
  std::sort(events.begin(), events.end());
  return events;
}

// The event named when a group of simultaneous events lifts the potential over the
// threshold: the first that jumps upwards.
std::uint32_t lifting_event(const SpikeStep& step, std::span<const Happening> group) {
  for (const Happening& h : group)
    if (step.events[h.event].jump.sign() > 0) return h.event;
  throw std::logic_error("first_crossing: a jump without an event that jumps");
}

}  // namespace

Spike first_crossing(const SpikeStep& step, std::span<const Value> arrivals) {
  assert(arrivals.size() == step.arrivals.size());
  const std::vector<Happening> order = happenings(step, arrivals);
  const std::span<const Happening> all(order);
  Gap gap{-step.threshold_slope, -step.threshold};
  if (order.empty()) return {std::nullopt, {Decision::Kind::never, {}, 0}};
  for (std::size_t first = 0; first < order.size();) {
    const Rational& now = order[first].time;
    // The left-continuous value decides first: a crossing at `now` has its group not in
    // it.
    if (gap.at(now).sign() >= 0) {
      const Rational time = first == 0 ? now : gap.crossing();
      return {time, {Decision::Kind::crossing, events_of(all.first(first)), 0}};
    }
    std::size_t last = first;
    for (; last < order.size() && order[last].time == now; ++last)
      gap.add(step.events[order[last].event], now);
    const int after = gap.at(now).sign();
    if (after > 0 || (after == 0 && gap.slope.sign() >= 0))
      return {now,
              {Decision::Kind::jump, events_of(all.first(first)),
               lifting_event(step, all.subspan(first, last - first))}};
    first = last;
  }
  if (gap.slope.sign() <= 0) return {std::nullopt, {Decision::Kind::never, {}, 0}};
  return {gap.crossing(), {Decision::Kind::crossing, events_of(all), 0}};
}

Evaluation evaluate(const Program& program, std::span<const Rational> point) {
  if (point.size() != program.inputs)
    throw std::logic_error("evaluate: the point has a wrong number of coordinates");
  Evaluation run;
  run.registers.reserve(program.registers());
  for (const Rational& x : point) run.registers.emplace_back(x);
  std::vector<Value> arrivals;
  for (const Step& step : program.steps) {
    if (const auto* affine = std::get_if<AffineStep>(&step)) {
      run.registers.push_back(combine(affine->value, run.registers));
    } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
      const Value& condition = run.registers[branch->condition];
      const bool on = !condition || condition->sign() > 0;
      run.pattern.push_back({on ? Decision::Kind::on : Decision::Kind::off, {}, 0});
      run.registers.push_back(
          combine(on ? branch->positive : branch->otherwise, run.registers));
    } else {
      const auto& spike = std::get<SpikeStep>(step);
      arrivals.clear();
      for (const Register r : spike.arrivals) arrivals.push_back(run.registers[r]);
      Spike fired = first_crossing(spike, arrivals);
      run.registers.push_back(std::move(fired.time));
      run.pattern.push_back(std::move(fired.decision));
    }
  }
  return run;
}

std::vector<Value> Evaluation::outputs(const Program& program) const {
  std::vector<Value> values;
  for (const Register r : program.outputs) values.push_back(registers[r]);
  return values;
}

}  // namespace polyspike
