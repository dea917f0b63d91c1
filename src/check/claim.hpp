// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "point.hpp"

namespace check {

struct Claim {
  enum class Kind {
    unknown, piecewise_linear, continuous, monotone, concave, convex, fires,
    cells, cell_components, causal_pieces, linear_regions, distinct_maps, never_regions,
    at_least, at_most, above, below, lipschitz,
    neuron_dead, neuron_always, neuron_sometimes, equal,
    deviation_at_most, deviation_at_least,
  };
  enum class Proof { open, theorem, tree, directions, pairs, points, jump, limit, composition };
  Kind kind = Kind::unknown;
  bool holds = true;                  // or its negation
  std::string text;
  mpq_class bound;                    // of the output, Lipschitz
  mpz_class count;
  std::optional<std::size_t> output;  // all where absent
  std::size_t neuron = 0;             // of neuronK=...: K - 1, and its branch or spike step
  std::size_t step = 0;
  Proof proof = Proof::open;
  // By a tree, and by sections after it or by directions on its leaves where they are asked for.
  bool by_tree() const {
    return proof == Proof::tree || proof == Proof::directions || proof == Proof::pairs;
  }
  bool is_count() const { return kind >= Kind::cells && kind <= Kind::never_regions; }
  // About two networks.
  bool is_pair() const { return kind >= Kind::equal; }
  bool infinite = false;  // deviation>=inf
  bool is_neuron() const { return kind >= Kind::neuron_dead && kind <= Kind::neuron_sometimes; }
  bool is_bound() const { return kind >= Kind::at_least && kind <= Kind::below; }
};

// An unknown text gives Kind::unknown.
Claim parse_claim(const std::string& text);

// What the steps alone prove about a value as a function of the coordinates.
struct Shape {
  bool finite = true, continuous = true, increasing = true, decreasing = true;
  bool concave = true, convex = true;
};
std::vector<Shape> value_shapes(const Program& program);
Shape output_shape(const Program& program, const std::vector<Shape>& values);
// Whether the claim follows from the shape of the outputs, or of the neuron that it is about.
bool holds_by_theorem(const Claim& claim, const Shape& shape);

// Whether values at points of the domain refute the claim. `outputs` of each of the two
// networks of `equal` follow each other.
bool refuted_by_points(const Claim& claim, const Program& program,
                       const std::vector<Point>& points);
// Whether the neuron acts at the first point and does not at the second.
bool acts_sometimes(const Claim& claim, const Program& program, const std::vector<Point>& points);
// Whether two networks differ by the claim's bound at least: at p, or in the limit at p on the
// way from p to q.
bool deviates(const Claim& claim, const Program& program, const std::vector<Point>& points);
// Whether the outputs jump at p on the way from p to q.
bool jumps(const Program& program, const Point& p, const Point& q);

}  // namespace check
