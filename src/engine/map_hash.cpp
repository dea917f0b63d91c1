// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/map_hash.hpp"

#include <algorithm>

#include "number/mix.hpp"

namespace polyspike {

MapHash::MapHash(const Program& program)
    : program_(program),
      width_(program.inputs + 1),
      entries_(program.registers()),
      forms_(program.registers() * width_) {
  for (const Step& step : program.steps) plans_.push_back(plan_of(step));
  for (Register i = 0; i < program.inputs; ++i) {
    form(i)[i] = Modular::one();
    entries_[i].is_new = false;
  }
}

MapHash::Modular MapHash::residue(const Rational& value) {
  const auto result = Modular::of(value);
  all_known_ = all_known_ && result;
  return result.value_or(Modular());
}

MapHash::Sum MapHash::sum_of(const Combination& combination) {
  Sum sum{{}, residue(combination.constant)};
  for (const auto& term : combination.terms)
    sum.terms.emplace_back(term.source, residue(term.coefficient));
  return sum;
}

MapHash::Plan MapHash::plan_of(const Step& step) {
  Plan plan;
  if (const auto* affine = std::get_if<AffineStep>(&step)) {
    plan.value = sum_of(affine->value);
  } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
    plan.value = sum_of(branch->positive);
    plan.otherwise = sum_of(branch->otherwise);
  } else {
    const auto& spike = std::get<SpikeStep>(step);
    for (const auto& event : spike.events)
      plan.events.push_back({spike.arrivals[event.synapse], residue(event.offset),
                             residue(event.slope), residue(event.jump)});
    plan.threshold = residue(spike.threshold);
    plan.threshold_slope = residue(spike.threshold_slope);
  }
  return plan;
}

// Whether something that the step's value is made of has changed.
bool MapHash::is_new(const Plan& plan, const Sum& sum) const {
  return std::any_of(sum.terms.begin(), sum.terms.end(),
                     [&](const auto& term) { return entries_[term.first].is_new; }) ||
         std::any_of(plan.events.begin(), plan.events.end(),
                     [&](const Event& event) { return entries_[event.arrival].is_new; });
}

void MapHash::add(const Modular& factor, Register source, Register to) {
  const Entry& entry = entries_[source];
  entries_[to].is_known = entries_[to].is_known && entry.is_known;
  if (entry.is_zero) return;
  const Modular* from = form(source);
  Modular* sum = form(to);
  for (std::size_t j = 0; j < width_; ++j) sum[j] += factor * from[j];
}

void MapHash::set_sum(const Sum& sum, Register r) {
  std::fill_n(form(r), width_, Modular());
  entries_[r] = {};
  form(r)[width_ - 1] = sum.constant;
  for (const auto& [source, factor] : sum.terms) {
    if (entries_[source].is_never) entries_[r].is_never = true;
    add(factor, source, r);
  }
  entries_[r].is_zero =
      std::all_of(form(r), form(r) + width_, [](const Modular& c) { return c.is_zero(); });
}

void MapHash::set_spike(const Plan& plan, const Decision& decision, Register r) {
  std::fill_n(form(r), width_, Modular());
  entries_[r] = {};
  entries_[r].is_never = decision.kind == Decision::Kind::never;
  if (entries_[r].is_never) return;
  Modular& constant = form(r)[width_ - 1];
  if (decision.kind == Decision::Kind::jump) {
    const Event& event = plan.events[decision.jump_event];
    add(Modular::one(), event.arrival, r);
    constant += event.offset;
    return;
  }
  // slope * t = threshold + sum over the events of slope * time - jump.
  Modular slope = -plan.threshold_slope;
  constant = plan.threshold;
  for (const std::uint32_t e : decision.events) {
    const Event& event = plan.events[e];
    slope += event.slope;
    add(event.slope, event.arrival, r);
    constant += event.slope * event.offset;
    constant += -event.jump;
  }
  entries_[r].is_known = entries_[r].is_known && !slope.is_zero();
  if (slope.is_zero()) return;
  const Modular inverse = slope.inverse();
  for (std::size_t j = 0; j < width_; ++j) form(r)[j] = form(r)[j] * inverse;
}

MapHash::Result MapHash::compute(const Pattern& pattern, std::uint64_t* hash) {
  if (!all_known_) return Result::unknown;
  std::size_t next = 0;
  const bool is_first = last_.empty();
  last_.resize(pattern.size());
  for (std::size_t s = 0; s < plans_.size(); ++s) {
    const auto r = static_cast<Register>(program_.inputs + s);
    const Plan& plan = plans_[s];
    const bool decides = !std::holds_alternative<AffineStep>(program_.steps[s]);
    const Sum* sum = &plan.value;
    bool is_other = is_first;
    if (decides) {
      if (pattern[next].kind == Decision::Kind::off) sum = &plan.otherwise;
      is_other = is_other || !(pattern[next] == last_[next]);
    }
    if (is_other || is_new(plan, *sum)) {
      if (std::holds_alternative<SpikeStep>(program_.steps[s])) {
        set_spike(plan, pattern[next], r);
      } else {
        set_sum(*sum, r);
      }
    } else {
      entries_[r].is_new = false;
    }
    if (decides) {
      if (is_other) last_[next] = pattern[next];
      ++next;
    }
  }
  *hash = program_.outputs.size();
  for (const Register r : program_.outputs)
    if (entries_[r].is_never) return Result::never;
  for (const Register r : program_.outputs) {
    if (!entries_[r].is_known) return Result::unknown;
    for (std::size_t j = 0; j < width_; ++j) *hash = mix(*hash, form(r)[j].residue());
  }
  return Result::known;
}

std::uint64_t MapHash::of(const OutputForms& outputs) {
  std::uint64_t hash = outputs.size();
  for (const auto& form : outputs) {
    for (const Rational& g : form->gradient) {
      const auto residue = Modular::of(g);
      if (!residue) return 0;
      hash = mix(hash, residue->residue());
    }
    const auto residue = Modular::of(form->constant);
    if (!residue) return 0;
    hash = mix(hash, residue->residue());
  }
  return hash;
}

}  // namespace polyspike
