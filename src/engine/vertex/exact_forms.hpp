// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cassert>
#include <vector>

#include "engine/vertex/decided.hpp"
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

  void compute(const RowSource& source, IntegerVector<D + 1>& result) override {
    if (source.kind == RowSource::Kind::affine) {
      result.big = row(source.level, source.node).c;
    } else {
      assert(source.kind != RowSource::Kind::fixed);
    }
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
  const ExactForm<D>& time(std::size_t level, std::size_t k) {
    return spikes_[level][k].form;
  }

  const Plan& plan_;
  const Decided& decided_;
  std::vector<std::vector<Cached>> rows_, spikes_;
  const Integer one_ = 1;
};

}  // namespace polyspike::vertex
