// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/hull.hpp"
#include "engine/leaf.hpp"

namespace polyspike {

// About how much of the domain's volume the cells found so far make up: the share of some
// random points, always the same ones, whose cells are among them. For the eye only; it
// decides nothing.
class VolumeSample {
 public:
  // Evaluates the program at up to `most` points, at fewer where that takes long.
  explicit VolumeSample(const Problem& problem, std::size_t most = 1000);

  // A piece of a cell was found; by several threads at once.
  void add(const Leaf& leaf);
  // Nothing where there are too few points to tell.
  std::optional<double> share() const;

 private:
  struct Cell {
    std::uint32_t points = 0;
    std::atomic<bool> is_found{false};
  };
  std::unordered_map<std::uint64_t, Cell> cells_;
  std::uint32_t points_ = 0;
  std::atomic<std::uint32_t> found_{0};  // points
};

}  // namespace polyspike
