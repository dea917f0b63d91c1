// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/vertex/decided.hpp"
#include "engine/vertex/event_set.hpp"
#include "engine/vertex/modular.hpp"
#include "engine/vertex/plan.hpp"
#include "engine/vertex/wrapped_forms.hpp"
#include "number/mix.hpp"

namespace polyspike::vertex {

// The forms of a program modulo a prime, firing times included, for hashes. A form of which
// a denominator may be zero modulo the prime is not known here. Computed when asked for and
// kept until a decision they depend on changes.
template <int D>
class ModularForms {
 public:
  struct Form {
    std::array<Modular, D + 1> c;
    bool is_known = true;

    void add_product(const Modular& factor, const Form& other) {
      for (std::size_t i = 0; i <= D; ++i) c[i] += factor * other.c[i];
      is_known = is_known && other.is_known;
    }
  };

  ModularForms(const Plan& plan, const Decided& decided)
      : plan_(plan), decided_(decided), levels_(plan.levels.size()) {
    for (std::size_t l = 0; l < levels_.size(); ++l) read_level(l);
    for (const NodeSum& output : plan.outputs) {
      outputs_.push_back({{}, residue(output.constant)});
      for (const auto& part : output.parts)
        outputs_.back().parts.push_back({part.source, residue(part.factor)});
    }
  }

  // The hash of the outputs on the current leaf, which are finite; nothing where one of them
  // is not known.
  std::optional<std::uint64_t> hash() {
    std::uint64_t result = outputs_.size();
    for (const Sum& output : outputs_) {
      Form form;
      add_sum(form, output);
      if (!form.is_known || !all_known_) return std::nullopt;
      for (const Modular& c : form.c) result = mix(result, c.residue());
    }
    return result;
  }
  // The same from exact forms; 0 for all that cannot be known.
  static std::uint64_t hash(const std::vector<AffineForm>& outputs) {
    std::uint64_t result = outputs.size();
    for (const AffineForm& form : outputs)
      for (std::size_t i = 0; i <= D; ++i) {
        const auto c = Modular::of(i < D ? form.gradient[i] : form.constant);
        if (!c) return 0;
        result = mix(result, c->residue());
      }
    return result;
  }

 private:
  struct Part {
    NodeId source;
    Modular factor;
  };
  struct Sum {
    std::vector<Part> parts;
    Modular constant;
  };
  struct Piece {
    Modular factor;
    Sum rest;
  };
  struct Event {
    std::uint32_t source;
    Modular offset, slope, jump;
  };
  struct Spike {
    std::vector<Event> events;
    Modular threshold, threshold_slope;
  };
  struct Cached {
    std::uint64_t stamp = ~std::uint64_t{0};
    Form form;
  };
  struct Level {
    std::vector<Sum> rows;
    std::vector<Piece> on, off;
    std::vector<Modular> source_factors;
    std::vector<Spike> spikes;
    std::vector<Cached> row_forms, times;
  };

  // What is zero modulo the prime and not zero could hide a form that is not known.
  Modular residue(const Rational& value) {
    const Modular result = Modular::of(value).value_or(Modular());
    all_known_ = all_known_ && result.is_zero() == value.is_zero();
    return result;
  }
  Modular residue(const Integer& value) {
    const Modular result(value);
    all_known_ = all_known_ && result.is_zero() == value.is_zero();
    return result;
  }
  Sum sum_of(const std::vector<Term>& terms, const Integer& constant) {
    Sum sum{{}, residue(constant)};
    for (const Term& term : terms) sum.parts.push_back({term.source, residue(term.weight)});
    return sum;
  }
  void read_level(std::size_t l) {
    const LevelPlan& plan = plan_.levels[l];
    Level& level = levels_[l];
    for (const NodePlan& node : plan.nodes) {
      level.rows.push_back(sum_of(node.row.terms, node.row.constant));
      level.on.push_back({residue(node.on.factor), sum_of(node.on.extras, node.on.constant)});
      level.off.push_back(
          {residue(node.off.factor), sum_of(node.off.extras, node.off.constant)});
    }
    for (const SourcePlan& source : plan.sources)
      level.source_factors.push_back(residue(source.factor));
    for (const SpikePlan& plan_spike : plan.spikes) level.spikes.push_back(spike(plan_spike));
    level.row_forms.resize(level.rows.size());
    level.times.resize(level.spikes.size());
  }
  Spike spike(const SpikePlan& plan) {
    Spike spike{{}, residue(plan.step->threshold), residue(plan.step->threshold_slope)};
    for (std::size_t e = 0; e < plan.events.size(); ++e)
      spike.events.push_back({plan.events[e].source, residue(plan.events[e].offset),
                              residue(plan.step->events[e].slope),
                              residue(plan.step->events[e].jump)});
    return spike;
  }

  void add_sum(Form& form, const Sum& sum) {
    form.c[D] += sum.constant;
    for (const Part& part : sum.parts) add_value(form, part.factor, part.source);
  }
  // form += factor * value of the node, which is finite
  void add_value(Form& form, const Modular& factor, const NodeId& id) {
    if (id.is_spike()) {
      form.add_product(factor, time(id.level, id.index()));
      return;
    }
    const bool is_on = decided_.levels[id.level].on[id.index()] != 0;
    const Level& level = levels_[id.level];
    const Piece& piece = is_on ? level.on[id.index()] : level.off[id.index()];
    if (!piece.factor.is_zero())
      form.add_product(factor * piece.factor, row(id.level, id.index()));
    form.c[D] += factor * piece.rest.constant;
    for (const Part& part : piece.rest.parts)
      add_value(form, factor * part.factor, part.source);
  }
  const Form& row(std::size_t l, std::size_t k) {
    Cached& cached = levels_[l].row_forms[k];
    if (cached.stamp == decided_.levels[l].stamp) return cached.form;
    cached.stamp = decided_.levels[l].stamp;
    cached.form = {};
    if (l == 0) {
      if (k < D) cached.form.c[k] = Modular::one();
    } else {
      add_sum(cached.form, levels_[l].rows[k]);
    }
    return cached.form;
  }
  const Form& time(std::size_t l, std::size_t k) {
    Cached& cached = levels_[l].times[k];
    const SpikeDecision& decision = decided_.levels[l].spikes[k];
    if (cached.stamp != decision.stamp) {
      cached.form = find_time(l, k, decision);
      cached.stamp = decision.stamp;
    }
    return cached.form;
  }
  // form += factor * time of the event
  void add_time(Form& form, const Modular& factor, std::size_t l, const Event& event) {
    form.c[D] += factor * event.offset;
    const Modular product = factor * levels_[l].source_factors[event.source];
    if (!product.is_zero())
      add_value(form, product, plan_.levels[l].sources[event.source].node);
  }
  Form find_time(std::size_t l, std::size_t k, const SpikeDecision& decision) {
    const Spike& spike = levels_[l].spikes[k];
    Form sum;
    if (decision.kind == Decision::Kind::jump) {
      add_time(sum, Modular::one(), l, spike.events[decision.jump_event]);
      return sum;
    }
    Modular slope = -spike.threshold_slope;
    sum.c[D] = spike.threshold;
    for_each_event(decision.events, plan_.levels[l].spikes[k].words, [&](std::uint32_t e) {
      const Event& event = spike.events[e];
      slope += event.slope;
      sum.c[D] += -event.jump;
      add_time(sum, event.slope, l, event);
    });
    if (slope.is_zero()) {
      sum.is_known = false;
      return sum;
    }
    Form form;
    form.add_product(slope.inverse(), sum);
    return form;
  }

  const Plan& plan_;
  const Decided& decided_;
  std::vector<Level> levels_;
  std::vector<Sum> outputs_;
  bool all_known_ = true;
};

}  // namespace polyspike::vertex
