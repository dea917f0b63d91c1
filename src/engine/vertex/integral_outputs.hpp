// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/vertex/decided.hpp"
#include "engine/vertex/plan.hpp"

namespace polyspike::vertex {

// The outputs of a program without spikes where their doubles are exact integers: every value
// they read is an integer in units that depend on the plan alone, and a bound on the size of
// the sums, whatever was decided, is below 2^53.
template <int D>
class IntegralOutputs {
 public:
  IntegralOutputs(const Plan& plan, const Decided& decided) : plan_(plan), decided_(decided) {
    for (const NodeSum& output : plan.outputs) read(output);
  }

  // Whether the bound holds, so that append() may be asked.
  bool fit() const { return fit_; }
  // Appends the outputs on the current leaf: equal outputs, and only they, have equal words.
  // forms(level) are the doubles of the level's rows.
  template <class Forms>
  void append(std::vector<std::uint64_t>& words, const Forms& forms) const {
    for (const Output& output : outputs_) {
      std::array<double, D + 1> sum{};
      sum[D] = output.constant;
      for (const Part& part : output.parts) {
        const bool is_on = decided_.levels[part.level].on[part.node] != 0;
        const double factor = is_on ? part.on_factor : part.off_factor;
        sum[D] += is_on ? part.on_constant : part.off_constant;
        if (factor == 0) continue;
        const double* row = forms(part.level) + part.node;
        const std::size_t width = plan_.levels[part.level].width;
        for (std::size_t i = 0; i <= D; ++i) sum[i] += factor * row[i * width];
      }
      for (const double c : sum)
        words.push_back(static_cast<std::uint64_t>(static_cast<std::int64_t>(c)));
    }
  }

 private:
  struct Part {
    std::uint32_t level, node;
    double on_factor, off_factor, on_constant, off_constant;
  };
  struct Output {
    std::vector<Part> parts;
    double constant;
  };

  void read(const NodeSum& sum) {
    std::vector<Rational> values{sum.constant};
    for (const auto& part : sum.parts) values.push_back(part.factor);
    const CommonFraction whole = common_fraction(values);
    Output output{{}, mpz_get_d(whole.numerators[0].get())};
    Integer size = abs(whole.numerators[0]);
    for (std::size_t i = 0; i < sum.parts.size() && fit_; ++i) {
      const NodeId& id = sum.parts[i].source;
      fit_ = !id.is_spike() && id.level < plan_.depth && plan_.levels[id.level].is_integral;
      if (!fit_) return;
      const NodePlan& node = plan_.node(id);
      fit_ = node.on.extras.empty() && node.off.extras.empty();
      const Integer weight = abs(whole.numerators[i + 1]);
      size.add_product(weight, node.size);
      const double factor = mpz_get_d(whole.numerators[i + 1].get());
      output.parts.push_back({id.level, id.node, factor * node.on.approximate_factor,
                              factor * node.off.approximate_factor,
                              factor * node.on.approximate_constant,
                              factor * node.off.approximate_constant});
    }
    fit_ = fit_ && size.bits() <= 53;
    outputs_.push_back(std::move(output));
  }

  const Plan& plan_;
  const Decided& decided_;
  std::vector<Output> outputs_;
  bool fit_ = true;
};

}  // namespace polyspike::vertex
