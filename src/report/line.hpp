// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "property/partition.hpp"

// The exact picture of a partition of dimension one: its pieces from left to right and what
// happens at the points between them, in the coordinate of the problem's flat.
namespace polyspike {

struct Stretch {
  std::size_t piece = 0;
  Rational low, high;
};

// An end of a stretch, or a point inside none where the network has a value of its own.
struct Node {
  Rational at;
  std::vector<Value> values;         // the network's own
  std::optional<std::size_t> left;   // stretches
  std::optional<std::size_t> right;
};

struct GraphLine {
  std::vector<Stretch> stretches;
  std::vector<Node> nodes;  // one more than stretches
};

// The partition must have dimension one.
GraphLine find_graph(const Problem& problem, const Partition& partition);

// The limits of output j at a node, from the stretches left and right of it; nothing where
// there is no stretch.
struct Limits {
  std::optional<Value> left, right;
  bool is_jump(const Value& value) const {
    return (left && *left != value) || (right && *right != value);
  }
};
Limits limits_at(const GraphLine& graph, const Partition& partition, std::size_t node,
                 std::size_t output);

}  // namespace polyspike
