// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/hull.hpp"
#include "engine/leaf.hpp"
#include "lp/cell.hpp"

namespace polyspike {

// Told by the walk of explore() everything that a proof of its result needs, in the order of
// a depth-first tree: after split() and cut() two subtrees follow, after regions() one a
// region(), after all other calls but leaf() one. Rows of the walk's cell have ids, as
// src/certificate/FORMAT.md gives them.
class ProofObserver {
 public:
  // The walk where it stands. The cell may be changed and must be put back.
  struct Walk {
    const Flat& flat;
    Cell& cell;
    std::span<const std::uint32_t> ids;  // of the cell's rows
    const std::vector<bool>& strict;     // whether a row of the cell is strict
    std::uint32_t next_id;
    const Witness& witness;
  };

  // A spike step with one event a synapse; events are those that are live, by their places.
  using Events = std::vector<std::size_t>;
  struct LinearSpike {
    const SpikeStep& step;
    std::vector<AffineForm> times;
    const std::vector<Rational>& weights;
    const Events& positive;
    const Events& negative;
    const Events& past;  // the negative ones that come before the crossing, in their order
    // Sets of positive events for which the potential was seen to reach the threshold.
    const std::vector<Events>& reached;
  };
  // A side of a causal region with nothing beyond it: the event, the row, and its form.
  struct ClosedSide {
    std::size_t event;
    std::size_t row;
    AffineForm form;
  };

  // A spike step walked in the order of its events.
  struct Sweep {
    const SpikeStep& step;
    std::vector<std::optional<AffineForm>> times;  // of all events
    std::vector<std::vector<std::uint32_t>> groups;
    Decision::Kind kind;                           // crossing, jump, never
    std::optional<AffineForm> time;
  };

  virtual ~ProofObserver() = default;
  // The ids of the domain's rows and the id that the next row gets.
  virtual std::vector<std::uint32_t> start(const Problem& problem, std::uint32_t* next_id) = 0;
  virtual void split() = 0;
  virtual void resolve(const Walk& walk, const AffineForm& z, bool on) = 0;
  // form >= 0, or > 0 where strict, in the first subtree.
  virtual void cut(const Walk& walk, const AffineForm& form, bool strict) = 0;
  // The second subtree of a cut, where the form is >= 0 on the cell and zero in the subtree;
  // the subtree is that of the walk in the hull, or it is empty.
  virtual void flat(const Walk& walk, const AffineForm& form, const HullTrace& trace) = 0;
  virtual void leave_flat() = 0;
  virtual void never(const Walk& walk, const LinearSpike& spike) = 0;
  virtual void regions(const Walk& walk, const LinearSpike& spike) = 0;
  virtual void region(const Walk& walk, const LinearSpike& spike, const Events& members,
                      std::span<const ClosedSide> closed) = 0;
  virtual void end_regions() = 0;
  virtual void sweep(const Walk& walk, const Sweep& sweep) = 0;
  virtual void leaf(const Walk& walk, const Leaf& leaf) = 0;
};

}  // namespace polyspike
