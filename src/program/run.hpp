// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cassert>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "program/pattern.hpp"
#include "program/program.hpp"

// How a program runs on numbers of any ordered vector space over the rationals that holds
// the rationals themselves: points (evaluate.hpp), germs (germ.hpp). Such a Number has
// sign(), +=, add_product(Rational, Number), *= Rational, <=> and a constructor from Rational.
namespace polyspike {

template <class Number>
struct Happening {
  Number time;
  std::uint32_t event;
};

// Potential minus threshold line, slope * t + constant, while no event happens.
template <class Number>
struct Gap {
  Rational slope;
  Number constant;

  Number at(const Number& t) const {
    Number value = constant;
    value.add_product(slope, t);
    return value;
  }
  void add(const SpikeStep::Event& event, const Number& time) {
    slope += event.slope;
    constant += Number(event.jump);
    constant.add_product(-event.slope, time);
  }
  // The zero of a rising gap.
  Number crossing() const {
    Number time = constant;
    time *= Rational(-1) / slope;
    return time;
  }
};

template <class Number>
struct Firing {
  std::optional<Number> time;
  Decision decision;
};

// The events that happen, in order of time, then of their index.
template <class Number>
std::vector<Happening<Number>> happenings(const SpikeStep& step,
                                          std::span<const std::optional<Number>> arrivals) {
  std::vector<Happening<Number>> order;
  order.reserve(step.events.size());
  for (std::uint32_t k = 0; k < step.events.size(); ++k) {
    const auto& event = step.events[k];
    if (!arrivals[event.synapse]) continue;
    order.push_back({*arrivals[event.synapse], k});
    order.back().time += Number(event.offset);
  }
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    const auto by_time = a.time <=> b.time;
    return by_time != 0 ? by_time < 0 : a.event < b.event;
  });
  return order;
}

template <class Number>
std::vector<std::uint32_t> events_of(std::span<const Happening<Number>> order) {
  std::vector<std::uint32_t> events;
  events.reserve(order.size());
  for (const auto& h : order) events.push_back(h.event);
  std::sort(events.begin(), events.end());
  return events;
}

// The event named when a group of simultaneous events lifts the potential over the
// threshold: the first that jumps upwards.
template <class Number>
std::uint32_t lifting_event(const SpikeStep& step, std::span<const Happening<Number>> group) {
  for (const auto& h : group)
    if (step.events[h.event].jump.sign() > 0) return h.event;
  throw std::logic_error("first_crossing: a jump without an event that jumps");
}

template <class Number>
Firing<Number> find_crossing(const SpikeStep& step,
                             std::span<const std::optional<Number>> arrivals) {
  assert(arrivals.size() == step.arrivals.size());
  const std::vector<Happening<Number>> order = happenings(step, arrivals);
  const std::span<const Happening<Number>> all(order);
  Gap<Number> gap{-step.threshold_slope, Number(-step.threshold)};
  if (order.empty()) return {std::nullopt, {Decision::Kind::never, {}, 0}};
  for (std::size_t first = 0; first < order.size();) {
    const Number& now = order[first].time;
    // The left-continuous value decides first: a crossing at `now` has its group not in
    // it.
    if (gap.at(now).sign() >= 0) {
      Number time = first == 0 ? now : gap.crossing();
      return {std::move(time), {Decision::Kind::crossing, events_of(all.first(first)), 0}};
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

template <class Number>
std::optional<Number> combine(const Combination& combination,
                              const std::vector<std::optional<Number>>& registers) {
  Number sum(combination.constant);
  for (const auto& [source, coefficient] : combination.terms) {
    const std::optional<Number>& value = registers[source];
    if (!value) return std::nullopt;
    sum.add_product(coefficient, *value);
  }
  return sum;
}

// Runs all steps on registers that hold the inputs; fills in the registers and the pattern.
template <class Number>
void run(const Program& program, std::vector<std::optional<Number>>& registers,
         Pattern& pattern) {
  assert(registers.size() == program.inputs);
  registers.reserve(program.registers());
  std::vector<std::optional<Number>> arrivals;
  for (const Step& step : program.steps) {
    if (const auto* affine = std::get_if<AffineStep>(&step)) {
      registers.push_back(combine(affine->value, registers));
    } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
      const auto& condition = registers[branch->condition];
      const bool on = !condition || condition->sign() > 0;
      pattern.push_back({on ? Decision::Kind::on : Decision::Kind::off, {}, 0});
      registers.push_back(combine(on ? branch->positive : branch->otherwise, registers));
    } else {
      const auto& spike = std::get<SpikeStep>(step);
      arrivals.clear();
      for (const Register r : spike.arrivals) arrivals.push_back(registers[r]);
      auto fired = find_crossing<Number>(spike, arrivals);
      registers.push_back(std::move(fired.time));
      pattern.push_back(std::move(fired.decision));
    }
  }
}

}  // namespace polyspike
