// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/vertex/chart.hpp"
#include "number/integer.hpp"
#include "program/program.hpp"

// A program sorted into levels for the walk. The nodes of a level depend on nodes of lower
// levels only: rows (affine forms whose sign is a branch, or that other nodes need) and
// spikes. Level 0 holds the coordinates of the domain and the constant one.
namespace polyspike::vertex {

struct NodeId {
  static constexpr std::uint32_t spike_bit = std::uint32_t{1} << 31;
  std::uint32_t level = 0;
  std::uint32_t node = 0;  // index among the rows of the level, or spike_bit + among spikes

  bool is_spike() const { return (node & spike_bit) != 0; }
  std::size_t index() const { return node & ~spike_bit; }
  bool operator==(const NodeId&) const = default;
};

// factor * value of a node + ... + constant, the values in their nodes' units.
struct NodeSum {
  struct Part {
    NodeId source;
    Rational factor;
  };
  std::vector<Part> parts;
  Rational constant;
};

// A whole multiple of a node's value.
struct Term {
  NodeId source;
  Integer weight;
  double approximate = 0;  // in the units of the doubles
};

// weights * values of nodes + constant in whole units of its own: the rational value is
// `unit` times it.
struct RowPlan {
  std::vector<Term> terms;
  Integer constant;
  Rational unit = 1;
  Integer size = 0;  // at least the sum of the sizes of its coefficients over the chart
  int shift = 0;     // the doubles hold the row divided by 2^shift
};

// What a branch does on one side, in units of the node: factor * row + constant + extras.
struct PiecePlan {
  Integer factor = 0;
  Integer constant = 0;
  std::vector<Term> extras;
  double approximate_factor = 0;
  double approximate_constant = 0;

  bool is_zero() const {
    return factor.is_zero() && constant.is_zero() && extras.empty();
  }
};

// A row and what becomes of it: a branch on its sign, or the row itself (linear).
struct NodePlan {
  static constexpr std::uint32_t linear = ~std::uint32_t{0};
  std::uint32_t decision = linear;  // index in patterns
  RowPlan row;
  PiecePlan on, off;  // a linear node is always `on`
  Rational unit = 1;  // of the value
  Integer size = 0;   // of the value
  int shift = 0;      // of the value

  bool is_branch() const { return decision != linear; }
};

// Where spikes come from: at factor * value of the node, up to delays.
struct SourcePlan {
  NodeId node;
  Rational factor;
  double approximate_factor = 0;  // for the doubles of the node
};

// An event of a spike, at the time of a source of the level + offset.
struct EventPlan {
  std::uint32_t source = 0;
  Rational offset;
  double approximate_offset = 0;
  double slope = 0;
  double jump = 0;
};

struct SpikePlan {
  std::uint32_t decision = 0;
  const SpikeStep* step = nullptr;
  std::vector<EventPlan> events;  // as in the step
  double threshold = 0;
  double threshold_slope = 0;
  std::size_t words = 0;  // of a set of events
};

struct LevelPlan {
  // A weight of the doubles that does not come from a row of the level before.
  struct Pull {
    std::uint32_t row;
    NodeId source;
    double weight;
  };

  std::vector<NodePlan> nodes;
  std::vector<SpikePlan> spikes;
  std::vector<SourcePlan> sources;  // of the spikes
  std::size_t width = 0;            // number of rows, padded for vector instructions
  std::size_t source_width = 0;     // number of sources, padded
  bool has_infinite = false;        // a row may depend on a spike that never comes
  bool is_integral = false;         // the doubles are exact integers, whatever was decided before
  double terms = 0;                 // roundings, in units of the last place, in a sum of a row
  std::vector<std::uint8_t> is_linear;  // per row: no branch
  std::vector<std::uint8_t> has_off;    // per row: its value is not zero when it is off
  std::vector<double> constants;      // per row
  std::vector<double> from_previous;  // [j * width + k]: of node j of the level before
  std::vector<Pull> pulls;

  bool decides() const;
};

struct Plan {
  Plan(const Program& program, const Chart& chart);

  const NodePlan& node(const NodeId& id) const {
    return levels[id.level].nodes[id.index()];
  }

  std::size_t dimension = 0;
  std::size_t decisions = 0;
  bool has_spikes = false;
  bool is_continuous = true;  // what a branch does has one value where its row is zero
  bool hides_paths = false;   // something that a step reads has no effect on it
  std::vector<LevelPlan> levels;
  std::size_t depth = 0;  // the levels below it contain all decisions
  std::vector<NodeSum> outputs;
};

// Fills in the doubles of a plan whose exact part is complete.
void plan_doubles(Plan& plan);

}  // namespace polyspike::vertex
