// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "polyspike/network.hpp"
#include "property/partition.hpp"
#include "report/facts.hpp"

namespace polyspike {

// A network's row in a table of sizes and counts.
struct TableRow {
  std::string name;
  std::size_t inputs = 0;
  Size size;
  Counts counts;
  std::optional<Rational> bound;  // of the cells, from the architecture alone
};

// An upper bound of the number of cells that holds for every network of this wiring and
// these signs of weights. Layered: the product over layers of sum_{i <= d} C(n, i), where n
// is a layer's width and d the least width up to it. Spiking with the linear response: the
// product over neurons of #{E : W_E > 0}, plus one where the neuron may be silent. Nothing
// where no such bound is known here.
std::optional<Rational> cell_bound(const Network& network);

// A tabular to \input; needs no package.
void write_latex_table(std::ostream& out, const std::vector<TableRow>& rows);

}  // namespace polyspike
