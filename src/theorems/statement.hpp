// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "polyspike/network.hpp"
#include "property/claims.hpp"

namespace polyspike {

// One line about a network: a claim of `certify`, or one of
//   cell-components=N, causal-pieces=N, never-regions=N   counts of its partition
//   adjacent-cells=N                                      pairs of cells that share a
//   facet convex-cells                                          every cell is convex
//   neurons=N, layers=N     its size; inputs and references are neurons, layers compute
//   equal FILE              the network of that file has the same outputs on the domain
// with "not " before it where it is expected to fail.
struct Statement {
  enum class Kind { claim, count, adjacent_cells, convex_cells, size, equal };
  Kind kind = Kind::claim;
  std::string text;  // without "not "
  bool holds = true;
  std::optional<Claim> claim;
  std::uint64_t number = 0;  // count, adjacent_cells, size
  std::string file;          // equal

  // As in a file.
  std::string line() const { return holds ? text : "not " + text; }
  // As in a table: without the file's name.
  std::string shown() const;
};

// Nothing if the line is no statement about a network with so many outputs.
std::optional<Statement> parse_statement(std::string line, std::size_t outputs);
extern const char* const statement_syntax;

}  // namespace polyspike
