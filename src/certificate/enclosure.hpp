// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "certificate/prover.hpp"
#include "engine/proof_observer.hpp"

namespace polyspike {

// A simplex around a cell, its corners with few bits; and what is seen to hold at the corners
// and so, for anything convex, on the cell.
struct Simplex {
  std::vector<Point> corners;
  std::vector<AffineForm> forms;            // primitive; > 0 at one corner, 0 at the others
  std::vector<Proof> proofs;                // that they are >= 0 on the closed cell
  std::vector<std::vector<double>> x;       // the corners

  // Whether the form is surely > 0 at all corners.
  bool is_positive(const AffineForm& form) const;
};

// Nothing where none was found. Good enough for cells of a few dimensions only.
std::optional<Simplex> simplex_around(const ProofObserver::Walk& walk, Prover& prover);

// The simplices on the way to where the walk stands.
class Enclosures {
 public:
  static constexpr std::size_t most_dimensions = 4;

  // The innermost one that belongs to the walk's node or one above; or null.
  const Simplex* current(const ProofObserver::Walk& walk);
  void add(const ProofObserver::Walk& walk, Simplex simplex);
  // Whether rows were added since the innermost one was made.
  bool is_outgrown(const ProofObserver::Walk& walk);
  void enter_flat() { levels_.emplace_back(); }
  void leave_flat() { levels_.pop_back(); }

 private:
  // It belongs to the cells whose rows begin with `size` rows that end in `last`.
  struct Entry {
    Simplex simplex;
    std::size_t size;
    std::shared_ptr<const LazyForm> last;
    bool negated;
  };
  std::vector<std::vector<Entry>> levels_ = {{}};
};

}  // namespace polyspike
