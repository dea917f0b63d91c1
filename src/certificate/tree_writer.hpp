// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "certificate/enclosure.hpp"
#include "certificate/prover.hpp"
#include "engine/proof_observer.hpp"

namespace polyspike {

// Something to prove of an output on every leaf: form >= bound, or <= where upper; > and <
// where strict.
struct OutputBound {
  std::optional<std::size_t> output;  // all where absent
  Rational bound;
  bool upper = false;
  bool strict = false;
};

// What to prove on every leaf.
struct LeafProofs {
  std::vector<OutputBound> bounds;
  // Of two networks, the outputs of one after those of the other: |a - b| <= these.
  std::vector<Rational> deviations;
  // Lipschitz bounds, or nothing for monotone, to prove by directions on full-dimensional
  // leaves.
  std::vector<std::optional<Rational>> gradients;
};

// A leaf as the sections after the tree need it, in the domain's own coordinates.
struct WrittenLeaf {
  std::vector<std::pair<std::uint32_t, AffineForm>> rows;  // some by their ids, enough
  std::uint32_t size = 0;                                  // number of all rows
  std::vector<bool> strict;                                // which rows are
  std::vector<AffineForm> equations;                       // each twice after the rows
};

// Writes the tree of a certificate while the engine walks.
class TreeWriter final : public ProofObserver {
 public:
  // `all`: `tree all`, the walk goes through all dimensions. The domain is the network's own.
  TreeWriter(std::ostream& out, const Domain& domain, bool all, bool keep_leaves,
             LeafProofs proofs);
  const std::vector<WrittenLeaf>& leaves() const { return leaves_; }

  std::vector<std::uint32_t> start(const Problem& problem, std::uint32_t* next_id) override;
  void split() override;
  void resolve(const Walk& walk, const AffineForm& z, bool on) override;
  void cut(const Walk& walk, const AffineForm& form, bool strict) override;
  void flat(const Walk& walk, const AffineForm& form, const HullTrace& trace) override;
  void leave_flat() override;
  void never(const Walk& walk, const LinearSpike& spike) override;
  void regions(const Walk& walk, const LinearSpike& spike) override;
  void region(const Walk& walk, const LinearSpike& spike, const Events& members,
              std::span<const ClosedSide> closed) override;
  void end_regions() override;
  void sweep(const Walk& walk, const Sweep& sweep) override;
  void leaf(const Walk& walk, const Leaf& leaf) override;

 private:
  using Rows = Prover::Rows;
  Rows rows() const { return all_ ? Rows::stated : Rows::interior; }
  // The proof of goal >= 0 (> 0) as text, nothing where there is none; proof() throws
  // std::logic_error then.
  std::optional<std::string> find_proof(const Walk& walk, const AffineForm& goal, bool strict,
                                        Rows rows);
  std::string proof(const Walk& walk, const AffineForm& goal, bool strict);
  std::string proof(const Walk& walk, const AffineForm& goal, bool strict, Rows rows);
  // Writes a simplex around the cell where enough proofs missed one; whether it did.
  bool enclose_if_missed(const Walk& walk);
  const Simplex* simplex(const Walk& walk);
  AffineForm own(const Walk& walk, const AffineForm& form) const;  // in domain coordinates
  void write_steps(const HullTrace& trace, std::span<const std::uint32_t> ids,
                   const Flat& outer);
  std::string past(const Walk& walk, const LinearSpike& spike);
  std::string past_block(const Walk& walk, const LinearSpike& spike, std::size_t position);
  std::optional<std::string> past_at_corners(const Walk& walk, const LinearSpike& spike,
                                             std::size_t position);
  std::string late_block(const Walk& walk, const LinearSpike& spike, std::size_t late);
  std::string bounds(const Walk& walk, const OutputForms& outputs);
  std::string directions(const OutputForms& outputs, const std::optional<Rational>& bound) const;
  Point short_point(const Walk& walk, const Leaf& leaf) const;

  std::ostream& out_;
  const Domain& domain_;
  bool all_;
  bool keep_leaves_;
  LeafProofs proofs_;
  std::vector<AffineForm> hull_equations_;
  const Problem* problem_ = nullptr;
  Prover prover_;
  Enclosures enclosures_;
  std::size_t misses_ = 0;  // proofs that a better simplex might have made
  std::vector<AffineForm> equations_;
  std::vector<std::size_t> flats_;  // numbers of equations outside
  std::vector<WrittenLeaf> leaves_;
};

}  // namespace polyspike
