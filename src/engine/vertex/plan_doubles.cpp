// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "engine/vertex/plan.hpp"

// The doubles of a plan. Where an a-priori bound shows that every coefficient and every
// partial sum of a level stays below 2^53, the doubles of its rows are the exact integers.
// Elsewhere they are rounded, scaled by powers of two so that nothing overflows.
namespace polyspike::vertex {

namespace {

constexpr std::size_t exact_bits = 53;
constexpr std::size_t scaled_bits = 60;
constexpr std::size_t lanes = 8;

double scaled(const Integer& value, int shift) {
  if (shift == 0 && mpz_fits_slong_p(value.get()) != 0)
    return static_cast<double>(mpz_get_si(value.get()));
  long exponent = 0;
  const double mantissa = mpz_get_d_2exp(&exponent, value.get());
  return std::ldexp(mantissa, static_cast<int>(exponent) - shift);
}

int shift_for(const Integer& size) {
  return size.bits() > scaled_bits ? static_cast<int>(size.bits() - scaled_bits) : 0;
}

class Doubles {
 public:
  explicit Doubles(Plan& plan) : plan_(plan) {}

  void run() {
    for (std::size_t l = 0; l < plan_.levels.size(); ++l) {
      LevelPlan& level = plan_.levels[l];
      level.is_integral = true;
      for (NodePlan& node : level.nodes) {
        if (l > 0) measure_row(node.row, level.is_integral);
        measure_value(node, level.is_integral);
      }
      level.width = (level.nodes.size() + lanes - 1) / lanes * lanes;
      for (NodePlan& node : level.nodes) {
        scale(node, level.is_integral);
        level.is_linear.push_back(node.is_branch() ? 0 : 1);
        level.has_off.push_back(node.off.is_zero() ? 0 : 1);
      }
      if (l > 0) fill(l);
      fill_spikes(level);
    }
  }

 private:
  const Integer& size_of(const NodeId& id, bool& integral) const {
    // The size of a firing time is not known; one unit of time is as good as any.
    if (id.is_spike()) {
      integral = false;
      return one_;
    }
    integral = integral && plan_.levels[id.level].is_integral;
    return plan_.node(id).size;
  }
  void add_terms(const std::vector<Term>& terms, Integer& size, bool& integral) const {
    for (const Term& term : terms) {
      const Integer& other = size_of(term.source, integral);
      if (term.weight.sign() < 0) {
        mpz_submul(size.get(), term.weight.get(), other.get());
      } else {
        size.add_product(term.weight, other);
      }
    }
  }
  void measure_row(RowPlan& row, bool& integral) const {
    row.size = abs(row.constant);
    add_terms(row.terms, row.size, integral);
    integral = integral && row.size.bits() <= exact_bits;
  }
  void measure_value(NodePlan& node, bool& integral) const {
    for (const PiecePlan* piece : {&node.on, &node.off}) {
      Integer size = abs(piece->factor) * node.row.size + abs(piece->constant);
      add_terms(piece->extras, size, integral);
      if (node.size < size) node.size = size;
    }
    integral = integral && node.size.bits() <= exact_bits;
  }
  void scale(NodePlan& node, bool integral) const {
    node.row.shift = integral ? 0 : shift_for(node.row.size);
    node.shift = integral ? 0 : shift_for(node.size);
    for (PiecePlan* piece : {&node.on, &node.off}) {
      piece->approximate_factor = scaled(piece->factor, node.shift - node.row.shift);
      piece->approximate_constant = scaled(piece->constant, node.shift);
      for (Term& extra : piece->extras)
        extra.approximate = scaled(extra.weight, node.shift - shift_of(extra.source));
    }
  }

  void fill_spikes(LevelPlan& level) const {
    level.source_width = (level.sources.size() + lanes - 1) / lanes * lanes;
    for (SourcePlan& source : level.sources)
      source.approximate_factor =
          std::ldexp(source.factor.approximate(), shift_of(source.node));
    for (SpikePlan& spike : level.spikes) {
      spike.threshold = spike.step->threshold.approximate();
      spike.threshold_slope = spike.step->threshold_slope.approximate();
      for (std::size_t e = 0; e < spike.events.size(); ++e) {
        EventPlan& event = spike.events[e];
        event.approximate_offset = event.offset.approximate();
        event.slope = spike.step->events[e].slope.approximate();
        event.jump = spike.step->events[e].jump.approximate();
      }
    }
  }

  int shift_of(const NodeId& id) const {
    return id.is_spike() ? 0 : plan_.node(id).shift;
  }
  void fill(std::size_t l) {
    LevelPlan& level = plan_.levels[l];
    level.constants.assign(level.width, 0);
    level.from_previous.assign(plan_.levels[l - 1].nodes.size() * level.width, 0);
    for (std::size_t k = 0; k < level.nodes.size(); ++k) {
      RowPlan& row = level.nodes[k].row;
      level.terms = std::max(level.terms, static_cast<double>(row.terms.size()) + 6);
      level.constants[k] = scaled(row.constant, row.shift);
      for (auto& [source, integer, weight] : row.terms) {
        weight = scaled(integer, row.shift - shift_of(source));
        if (source.level == l - 1 && !source.is_spike()) {
          level.from_previous[source.index() * level.width + k] = weight;
        } else {
          level.pulls.push_back({static_cast<std::uint32_t>(k), source, weight});
          level.has_infinite = level.has_infinite || source.is_spike();
        }
      }
    }
  }

  Plan& plan_;
  const Integer one_ = 1;
};

}  // namespace

void plan_doubles(Plan& plan) { Doubles(plan).run(); }

}  // namespace polyspike::vertex
