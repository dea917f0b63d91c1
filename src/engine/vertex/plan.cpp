// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/plan.hpp"

#include <algorithm>
#include <array>

namespace polyspike::vertex {

bool LevelPlan::decides() const {
  return !spikes.empty() ||
         std::any_of(nodes.begin(), nodes.end(),
                     [](const NodePlan& node) { return node.is_branch(); });
}

namespace {

// Rationals as whole multiples of the greatest unit possible.
struct Whole {
  std::vector<Integer> numbers;
  Rational unit;
};

Whole whole(const std::vector<Rational>& values) {
  auto [numbers, denominator] = common_fraction(values);
  Integer content = 0;
  for (const Integer& number : numbers) {
    content = gcd(content, number);
    if (content.is_one()) break;
  }
  if (content.is_zero()) return {std::move(numbers), 1};
  if (!content.is_one())
    for (Integer& number : numbers) number.divide_exactly(content);
  return {std::move(numbers), ratio(content, denominator)};
}

bool comes_before(const NodeSum::Part& a, const NodeSum::Part& b) {
  return a.source.level != b.source.level ? a.source.level < b.source.level
                                          : a.source.node < b.source.node;
}

// One part per node, none of them zero, in order of the nodes. Whether a node was lost.
bool merge_parts(std::vector<NodeSum::Part>& parts) {
  if (!std::is_sorted(parts.begin(), parts.end(), comes_before))
    std::stable_sort(parts.begin(), parts.end(), comes_before);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (kept > 0 && parts[kept - 1].source == parts[i].source) {
      parts[kept - 1].factor += parts[i].factor;
    } else if (kept++ != i) {
      parts[kept - 1] = std::move(parts[i]);
    }
  }
  parts.resize(kept);
  return std::erase_if(parts, [](const auto& p) { return p.factor.is_zero(); }) > 0;
}

bool have_same_extras(const PiecePlan& a, const PiecePlan& b) {
  return a.constant == b.constant &&
         std::equal(a.extras.begin(), a.extras.end(), b.extras.begin(), b.extras.end(),
                    [](const Term& x, const Term& y) {
                      return x.source == y.source && x.weight == y.weight;
                    });
}

class Builder {
 public:
  Builder(Plan& plan, const Program& program)
      : plan_(plan), program_(program), registers_(program.registers()) {}

  void run(const Chart& chart) {
    plan_.levels.resize(1);
    for (std::size_t i = 0; i < program_.inputs; ++i)
      registers_[i] = single(add_coordinate(chart.centre(i), chart.scale(i)));
    one_ = add_coordinate(1, 0);
    for (std::size_t s = 0; s < program_.steps.size(); ++s) {
      NodeSum& result = registers_[program_.inputs + s];
      std::visit([&](const auto& step) { result = add(step); }, program_.steps[s]);
    }
    for (const Register r : program_.outputs) plan_.outputs.push_back(registers_[r]);
    plan_.depth = plan_.levels.size();
    while (plan_.depth > 1 && !plan_.levels[plan_.depth - 1].decides()) --plan_.depth;
  }

 private:
  LevelPlan& level(std::size_t l) {
    if (plan_.levels.size() <= l) plan_.levels.resize(l + 1);
    return plan_.levels[l];
  }
  NodeId add_coordinate(const Rational& centre, const Rational& scale) {
    NodePlan node;
    auto [numbers, unit] = whole({scale, centre});
    node.unit = unit;
    node.on.factor = numbers[0];
    node.on.constant = numbers[1];
    node.row.size = 1;
    return add_node(0, std::move(node));
  }
  NodeId add_node(std::size_t l, NodePlan node) {
    level(l).nodes.push_back(std::move(node));
    return {static_cast<std::uint32_t>(l),
            static_cast<std::uint32_t>(level(l).nodes.size() - 1)};
  }
  NodeSum single(const NodeId& id) const {
    return {{{id, id.is_spike() ? Rational(1) : plan_.node(id).unit}}, 0};
  }
  static std::size_t level_above(const NodeSum& sum) {
    std::size_t l = 0;
    for (const auto& part : sum.parts) l = std::max<std::size_t>(l, part.source.level);
    return l + 1;
  }

  // A register as a multiple of at most one node and a constant: longer sums become nodes.
  const NodeSum& value_of(Register r) {
    NodeSum& sum = registers_[r];
    if (sum.parts.size() > 1) {
      NodePlan node;
      const std::size_t l = level_above(sum);
      set_row(node.row, sum);
      node.unit = node.row.unit;
      node.on.factor = 1;
      sum = single(add_node(l, std::move(node)));
    }
    return sum;
  }
  NodeSum flatten(const Combination& combination) {
    NodeSum sum{{}, combination.constant};
    sum.parts.reserve(combination.terms.size());
    for (const auto& [source, coefficient] : combination.terms) {
      const NodeSum& known = value_of(source);
      for (const auto& [node, factor] : known.parts)
        sum.parts.push_back({node, coefficient * factor});
      sum.constant.add_product(coefficient, known.constant);
    }
    if (merge_parts(sum.parts)) plan_.hides_paths = true;
    return sum;
  }
  void set_row(RowPlan& row, const NodeSum& sum) {
    values_.clear();
    for (const auto& part : sum.parts) values_.push_back(part.factor);
    values_.push_back(sum.constant);
    auto [numbers, unit] = whole(values_);
    row.unit = std::move(unit);
    row.terms.reserve(sum.parts.size());
    for (std::size_t i = 0; i < sum.parts.size(); ++i)
      row.terms.push_back({sum.parts[i].source, std::move(numbers[i]), 0});
    row.constant = std::move(numbers.back());
  }

  NodeSum add(const AffineStep& step) { return flatten(step.value); }

  NodeSum add(const BranchStep& step) {
    NodePlan node;
    node.decision = static_cast<std::uint32_t>(plan_.decisions++);
    const NodeSum& condition = registers_[step.condition];
    set_row(node.row, condition);
    std::size_t l = level_above(condition);
    std::array<NodeSum, 2> extras;
    std::array<Rational, 2> factors;
    for (std::size_t s = 0; s < 2; ++s) {
      extras[s] = flatten(split_off(s == 0 ? step.positive : step.otherwise,
                                    step.condition, factors[s]));
      factors[s] *= node.row.unit;
      l = std::max(l, level_above(extras[s]));
    }
    set_pieces(node, factors, extras);
    if (!have_same_extras(node.on, node.off)) plan_.is_continuous = false;
    return single(add_node(l, std::move(node)));
  }

  // The combination without the condition's register, whose coefficient goes to `factor`.
  Combination split_off(const Combination& combination, Register condition,
                        Rational& factor) {
    Combination rest{combination.constant, {}};
    bool reads_condition = false;
    for (const auto& term : combination.terms) {
      if (term.source == condition) {
        factor += term.coefficient;
        reads_condition = true;
      } else {
        rest.terms.push_back(term);
      }
    }
    if (reads_condition && factor.is_zero()) plan_.hides_paths = true;
    return rest;
  }
  // Both pieces in one unit.
  static void set_pieces(NodePlan& node, const std::array<Rational, 2>& factors,
                         const std::array<NodeSum, 2>& extras) {
    std::vector<Rational> values;
    for (std::size_t s = 0; s < 2; ++s) {
      values.push_back(factors[s]);
      values.push_back(extras[s].constant);
      for (const auto& part : extras[s].parts) values.push_back(part.factor);
    }
    auto [numbers, unit] = whole(values);
    node.unit = unit;
    auto next = numbers.begin();
    for (std::size_t s = 0; s < 2; ++s) {
      PiecePlan& piece = s == 0 ? node.on : node.off;
      piece.factor = std::move(*next++);
      piece.constant = std::move(*next++);
      for (const auto& part : extras[s].parts)
        piece.extras.push_back({part.source, std::move(*next++), 0});
    }
  }

  NodeSum add(const SpikeStep& step) {
    SpikePlan spike;
    plan_.has_spikes = true;
    spike.decision = static_cast<std::uint32_t>(plan_.decisions++);
    spike.step = &step;
    spike.words = (step.events.size() + 63) / 64;
    std::size_t l = 1;
    std::vector<SourcePlan> sources;
    std::vector<Rational> delays;
    for (const Register r : step.arrivals) {
      const NodeSum& sum = value_of(r);
      SourcePlan source{one_, 0, 0};
      if (!sum.parts.empty()) source = {sum.parts[0].source, sum.parts[0].factor, 0};
      l = std::max<std::size_t>(l, source.node.level + 1);
      sources.push_back(std::move(source));
      delays.push_back(sum.constant);
    }
    std::vector<std::uint32_t> numbers;
    for (const SourcePlan& source : sources) numbers.push_back(number(level(l), source));
    for (const auto& event : step.events)
      spike.events.push_back(
          {numbers[event.synapse], delays[event.synapse] + event.offset, 0, 0, 0});
    level(l).spikes.push_back(std::move(spike));
    const auto index = static_cast<std::uint32_t>(level(l).spikes.size() - 1);
    return single({static_cast<std::uint32_t>(l), NodeId::spike_bit | index});
  }
  // The number of a source among those of its level.
  static std::uint32_t number(LevelPlan& level, const SourcePlan& source) {
    std::uint32_t k = 0;
    while (k < level.sources.size() && !(level.sources[k].node == source.node &&
                                         level.sources[k].factor == source.factor))
      ++k;
    if (k == level.sources.size()) level.sources.push_back(source);
    return k;
  }

  Plan& plan_;
  const Program& program_;
  std::vector<NodeSum> registers_;
  NodeId one_;
  std::vector<Rational> values_;
};

}  // namespace

Plan::Plan(const Program& program, const Chart& chart) : dimension(program.inputs) {
  Builder(*this, program).run(chart);
  plan_doubles(*this);
}

}  // namespace polyspike::vertex
