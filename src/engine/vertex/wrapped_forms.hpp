// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/vertex/decided.hpp"
#include "engine/vertex/kernels.hpp"
#include "engine/vertex/plan.hpp"
#include "number/mix.hpp"

namespace polyspike::vertex {

// value modulo 2^32
inline std::uint32_t wrapped(const Integer& value) {
  const auto low = static_cast<std::uint32_t>(mpz_get_ui(value.get()));
  return value.sign() < 0 ? 0 - low : low;
}

// The forms of a program without spikes modulo 2^32, for hashes: they are integers in units
// that depend on the plan alone. Rows are computed when asked for and kept until their
// level is entered again.
template <int D>
class WrappedForms {
 public:
  using Form = std::array<std::uint32_t, D + 1>;

  WrappedForms(const Plan& plan, const Decided& decided, const Kernels<D>& kernels)
      : plan_(plan), decided_(decided), kernels_(kernels), levels_(plan.levels.size()) {
    for (std::size_t l = 0; l < levels_.size(); ++l) read_level(l);
    for (const NodeSum& output : plan.outputs) read_output(output);
  }

  // The hash of the outputs on the current leaf.
  std::uint64_t hash() {
    std::uint64_t result = outputs_.size();
    for (const Output& output : outputs_) {
      Form form{};
      form[D] = output.constant;
      for (const Part& part : output.parts) add_value(form, part.weight, part.source);
      for (const std::uint32_t c : form) result = mix(result, c);
    }
    return result;
  }

 private:
  struct Part {
    NodeId source;
    std::uint32_t weight;
  };
  struct Piece {
    std::uint32_t factor = 0, constant = 0;
    std::vector<Part> extras;
  };
  struct Pull {
    std::uint32_t row;
    Part part;
  };
  struct Level {
    std::uint64_t stamp = ~std::uint64_t{0};
    std::vector<std::uint32_t> constants, from_previous;
    std::vector<Pull> pulls;
    std::vector<Piece> on, off;
    std::vector<std::uint32_t> rows;  // [i * width + k]
    std::vector<std::uint32_t> sources, values;  // of the level before, not zero
  };
  struct Output {
    std::vector<Part> parts;
    std::uint32_t constant;
  };

  static std::vector<Part> parts_of(const std::vector<Term>& terms) {
    std::vector<Part> parts;
    for (const Term& term : terms) parts.push_back({term.source, wrapped(term.weight)});
    return parts;
  }
  void read_level(std::size_t l) {
    const LevelPlan& plan = plan_.levels[l];
    Level& level = levels_[l];
    level.rows.assign((D + 1) * plan.width, 0);
    level.constants.assign(plan.width, 0);
    if (l > 0) level.from_previous.assign(plan_.levels[l - 1].nodes.size() * plan.width, 0);
    for (std::uint32_t k = 0; k < plan.nodes.size(); ++k) {
      const NodePlan& node = plan.nodes[k];
      level.constants[k] = wrapped(node.row.constant);
      for (const Part& part : parts_of(node.row.terms)) {
        if (part.source.level + 1 == l) {
          level.from_previous[part.source.index() * plan.width + k] = part.weight;
        } else {
          level.pulls.push_back({k, part});
        }
      }
      level.on.push_back(
          {wrapped(node.on.factor), wrapped(node.on.constant), parts_of(node.on.extras)});
      level.off.push_back(
          {wrapped(node.off.factor), wrapped(node.off.constant), parts_of(node.off.extras)});
    }
  }
  // In a unit of its own.
  void read_output(const NodeSum& sum) {
    std::vector<Rational> values{sum.constant};
    for (const auto& part : sum.parts) values.push_back(part.factor);
    const CommonFraction whole = common_fraction(values);
    Output output{{}, wrapped(whole.numerators[0])};
    for (std::size_t i = 0; i < sum.parts.size(); ++i)
      output.parts.push_back({sum.parts[i].source, wrapped(whole.numerators[i + 1])});
    outputs_.push_back(std::move(output));
  }

  // sum += weight * value of the node
  void add_value(Form& sum, std::uint32_t weight, const NodeId& id) {
    Form value;
    if (!find_value(id.level, id.index(), value)) return;
    for (std::size_t i = 0; i <= D; ++i) sum[i] += weight * value[i];
  }
  // False if it is zero.
  bool find_value(std::size_t l, std::size_t k, Form& value) {
    const bool is_on = decided_.levels[l].on[k] != 0;
    const Piece& piece = is_on ? levels_[l].on[k] : levels_[l].off[k];
    if (piece.factor == 0 && piece.constant == 0 && piece.extras.empty()) return false;
    const std::size_t width = plan_.levels[l].width;
    const std::uint32_t* rows = rows_of(l);
    for (std::size_t i = 0; i <= D; ++i) value[i] = piece.factor * rows[i * width + k];
    value[D] += piece.constant;
    for (const Part& extra : piece.extras) add_value(value, extra.weight, extra.source);
    return true;
  }

  const std::uint32_t* rows_of(std::size_t l) {
    Level& level = levels_[l];
    if (level.stamp == decided_.levels[l].stamp) return level.rows.data();
    level.stamp = decided_.levels[l].stamp;
    const std::size_t width = plan_.levels[l].width;
    std::fill(level.rows.begin(), level.rows.end(), 0);
    std::copy(level.constants.begin(), level.constants.end(),
              level.rows.begin() + static_cast<std::ptrdiff_t>(D * width));
    if (l == 0) {
      for (std::size_t i = 0; i < D; ++i) level.rows[i * width + i] = 1;
      return level.rows.data();
    }
    combine(l);
    for (const Pull& pull : level.pulls) {
      Form form{};
      add_value(form, pull.part.weight, pull.part.source);
      for (std::size_t i = 0; i <= D; ++i) level.rows[i * width + pull.row] += form[i];
    }
    return level.rows.data();
  }
  // Adds what comes from the level before.
  void combine(std::size_t l) {
    const std::size_t count = plan_.levels[l - 1].nodes.size();
    Level& level = levels_[l];
    level.sources.clear();
    level.values.clear();
    for (std::uint32_t j = 0; j < count; ++j) {
      Form value;
      if (!find_value(l - 1, j, value)) continue;
      level.sources.push_back(j);
      level.values.insert(level.values.end(), value.begin(), value.end());
    }
    kernels_.combine(level.rows.data(), level.from_previous.data(), level.values.data(),
                     level.sources.data(), level.sources.size(), plan_.levels[l].width);
  }

  const Plan& plan_;
  const Decided& decided_;
  const Kernels<D>& kernels_;
  std::vector<Level> levels_;
  std::vector<Output> outputs_;
};

}  // namespace polyspike::vertex
