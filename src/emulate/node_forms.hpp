// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "emulate/spiking_builder.hpp"
#include "linear/packed_row.hpp"

namespace polyspike {

// Affine forms in the values of the nodes of a SpikingBuilder, over one denominator: form
// i is rows[i] / denominator + constants[i], the slot of a node is its number. The
// reference has value 0 and no entry.
struct NodeForms {
  std::vector<PackedRow> rows;
  Integer denominator = 1;
  std::vector<Rational> constants;

  std::size_t size() const { return rows.size(); }
};

// Computes with forms; void once an entry has outgrown its slot, to be repeated with
// wider ones then.
class NodeAlgebra {
 public:
  explicit NodeAlgebra(std::size_t words) : packing_(words), sum_(packing_) {}

  bool overflowed() const { return packing_.overflowed(); }
  // The values of the nodes themselves.
  NodeForms values(std::span<const SpikingBuilder::Node> nodes);
  // The map's rows applied to the forms.
  NodeForms through(const AffineMap& map, const NodeForms& forms);
  // The linear part of form i, divided by a number.
  std::vector<SpikingBuilder::Term> terms(const NodeForms& forms, std::size_t i,
                                          const Rational& divisor = 1) const;
  // A sum of multiples, to be read with the denominator that the caller has in mind.
  RowSum& sum() { return sum_; }

 private:
  Packing packing_;
  RowSum sum_;
};

}  // namespace polyspike
