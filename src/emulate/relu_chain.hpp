// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>
#include <vector>

#include "emulate/emulation.hpp"
#include "network/ranges.hpp"

namespace polyspike {

// A ReLU network as alternating maps: maps[0], max(0, .), maps[1], ..., maps.back(). The
// hidden layers are all but the last map.
struct ReluChain {
  std::vector<AffineMap> maps;

  std::size_t hidden_layers() const { return maps.size() - 1; }
  std::size_t inputs() const { return maps.front().inputs(); }
  std::size_t outputs() const { return maps.back().outputs(); }
  // Inputs, hidden neurons and outputs, as the literature counts N(Psi).
  std::size_t neurons() const;
};

// Identity layers are composed with the next map; a last layer of ReLU neurons gets an
// identity map behind it. Refused: other activations.
std::variant<ReluChain, Refusal> relu_chain(const LayeredNetwork& network);

// A chain with bounds over a network's domain.
struct BoundedChain {
  ReluChain chain;
  Grid grid;
  std::vector<GridRange> inputs;                       // of the chain
  std::vector<std::vector<GridRange>> preactivations;  // of maps[l], row by row
};
// Refused: a network without a bounded domain, and what relu_chain refuses.
std::variant<BoundedChain, Refusal> bounded_chain(const Network& network);

// after (before (x))
AffineMap compose(const AffineMap& after, const AffineMap& before);

}  // namespace polyspike
