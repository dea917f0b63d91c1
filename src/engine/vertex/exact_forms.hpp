// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cassert>
#include <vector>

#include "engine/vertex/decided.hpp"
#include "engine/vertex/event_set.hpp"
#include "engine/vertex/row.hpp"

namespace polyspike::vertex {

// The form (c_0 u_0 + ... + c_D) / denominator on the chart.
template <int D>
struct ExactForm {
  std::array<Integer, D + 1> c;
  Integer denominator = 1;

  void clear() {
    for (Integer& z : c) z = 0;
    denominator = 1;
  }
  // this += numerator / divisor * other, divisor > 0
  void add_product(const Integer& numerator, const Integer& divisor,
                   const ExactForm& other) {
    const Integer factor = common_denominator(numerator, divisor, other.denominator);
    for (std::size_t i = 0; i <= D; ++i) c[i].add_product(factor, other.c[i]);
  }
  void add_constant(const Integer& numerator, const Integer& divisor) {
    c[D] += common_denominator(numerator, divisor, 1);
  }

 private:
  // Makes the denominator a multiple of divisor * other and returns the numerator over it.
  Integer common_denominator(const Integer& numerator, const Integer& divisor,
                             const Integer& other) {
    if (divisor.is_one() && other == denominator) return numerator;
    const Integer wanted = divisor * other;
    if (mpz_divisible_p(denominator.get(), wanted.get()) == 0) {
      const Integer common = lcm(denominator, wanted);
      Integer factor = common;
      factor.divide_exactly(denominator);
      for (Integer& z : c) z *= factor;
      denominator = common;
    }
    Integer result = denominator;
    return std::move(result.divide_exactly(wanted) *= numerator);
  }
};

// The exact forms of rows and of values of nodes under the decisions so far, computed when
// asked for and kept until a decision they depend on changes.
template <int D>
class ExactForms final : public ExactRows<D> {
 public:
  ExactForms(const Plan& plan, const Decided& decided)
      : plan_(plan), decided_(decided), rows_(plan.levels.size()), spikes_(rows_.size()) {
    for (std::size_t l = 0; l < rows_.size(); ++l) {
      rows_[l].resize(plan.levels[l].nodes.size());
      spikes_[l].resize(plan.levels[l].spikes.size());
    }
  }

  // A row in its units; its denominator is 1 unless firing times are involved.
  const ExactForm<D>& row(std::size_t level, std::size_t k) {
    Cached& cached = rows_[level][k];
    const std::uint64_t stamp = decided_.levels[level].stamp;
    if (!cached.is_valid || cached.stamp != stamp) {
      compute_row(level, k, cached.form);
      cached.stamp = stamp;
      cached.is_valid = true;
    }
    return cached.form;
  }

  // sum += numerator / divisor * value of the node, in the node's units; the value is finite
  void add_value(ExactForm<D>& sum, const Integer& numerator, const Integer& divisor,
                 const NodeId& id) {
    if (id.is_spike()) {
      sum.add_product(numerator, divisor, time(id.level, id.index()));
      return;
    }
    const NodePlan& node = plan_.node(id);
    const bool on = decided_.levels[id.level].on[id.index()] != 0;
    const PiecePlan& piece = on ? node.on : node.off;
    if (!piece.constant.is_zero()) sum.add_constant(numerator * piece.constant, divisor);
    if (!piece.factor.is_zero())
      sum.add_product(numerator * piece.factor, divisor, row(id.level, id.index()));
    for (const Term& extra : piece.extras)
      add_value(sum, numerator * extra.weight, divisor, extra.source);
  }

  // sum += factor * time of an event of a spike of the level
  void add_time(ExactForm<D>& sum, const Rational& factor, std::size_t level,
                std::size_t spike, std::uint32_t e) {
    const EventPlan& event = plan_.levels[level].spikes[spike].events[e];
    const SourcePlan& source = plan_.levels[level].sources[event.source];
    add_rational(sum, factor * event.offset);
    if (source.factor.is_zero()) return;
    const Rational product = factor * source.factor;
    add_value(sum, numerator(product), denominator(product), source.node);
  }

  void compute(const RowSource& source, IntegerVector<D + 1>& result) override {
    if (source.kind == RowSource::Kind::affine) {
      result.big = row(source.level, source.node).c;
    } else {
      ExactForm<D> form;
      if (source.kind == RowSource::Kind::order) {
        add_time(form, 1, source.level, source.node, source.event);
        add_time(form, -1, source.level, source.node, source.other);
      } else {
        assert(source.kind == RowSource::Kind::potential);
        add_potential(form, source);
      }
      result.big = std::move(form.c);
    }
    if (source.negated)
      for (Integer& z : result.big) mpz_neg(z.get(), z.get());
    result.normalize();
  }

 private:
  struct Cached {
    std::uint64_t stamp = 0;
    bool is_valid = false;
    ExactForm<D> form;
  };

  void compute_row(std::size_t level, std::size_t k, ExactForm<D>& form) {
    form.clear();
    if (level == 0) {  // a coordinate
      if (k < D) form.c[k] = 1;
      return;
    }
    const RowPlan& row = plan_.levels[level].nodes[k].row;
    form.c[D] = row.constant;
    for (const Term& term : row.terms) add_value(form, term.weight, one_, term.source);
  }
  static void add_rational(ExactForm<D>& sum, const Rational& value) {
    if (!value.is_zero()) sum.add_constant(numerator(value), denominator(value));
  }

  // The potential of the events at the time of one of them, minus the threshold there.
  void add_potential(ExactForm<D>& sum, const RowSource& source) {
    const SpikePlan& spike = plan_.levels[source.level].spikes[source.node];
    Rational slope = -spike.step->threshold_slope, constant = -spike.step->threshold;
    for_each_event(source.events, spike.words, [&](std::uint32_t e) {
      const auto& event = spike.step->events[e];
      slope += event.slope;
      constant += event.jump;
      if (e != source.event && !event.slope.is_zero())
        add_time(sum, -event.slope, source.level, source.node, e);
    });
    if (has_event(source.events, source.event))
      slope -= spike.step->events[source.event].slope;
    add_time(sum, slope, source.level, source.node, source.event);
    add_rational(sum, constant);
  }

  // The firing time of a spike that fires.
  const ExactForm<D>& time(std::size_t level, std::size_t k) {
    Cached& cached = spikes_[level][k];
    const SpikeDecision& decision = decided_.levels[level].spikes[k];
    if (!cached.is_valid || cached.stamp != decision.stamp) {
      compute_time(level, k, decision, cached.form);
      cached.stamp = decision.stamp;
      cached.is_valid = true;
    }
    return cached.form;
  }
  void compute_time(std::size_t level, std::size_t k, const SpikeDecision& decision,
                    ExactForm<D>& form) {
    assert(decision.kind != Decision::Kind::never);
    form.clear();
    if (decision.kind == Decision::Kind::jump) {
      add_time(form, 1, level, k, decision.jump_event);
      return;
    }
    const SpikePlan& spike = plan_.levels[level].spikes[k];
    Rational slope = -spike.step->threshold_slope, constant = spike.step->threshold;
    for_each_event(decision.events, spike.words, [&](std::uint32_t e) {
      slope += spike.step->events[e].slope;
      constant -= spike.step->events[e].jump;
    });
    const Rational scale = Rational(1) / slope;
    for_each_event(decision.events, spike.words, [&](std::uint32_t e) {
      add_time(form, spike.step->events[e].slope * scale, level, k, e);
    });
    add_rational(form, constant * scale);
  }

  const Plan& plan_;
  const Decided& decided_;
  std::vector<std::vector<Cached>> rows_, spikes_;
  const Integer one_ = 1;
};

}  // namespace polyspike::vertex
