// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>

#include "certificate/tree_writer.hpp"
#include "property/curvature.hpp"
#include "property/partition.hpp"

namespace polyspike {

// What follows the tree; see FORMAT.md. Piece i of the partition is leaf i of the tree.
class SectionWriter {
 public:
  SectionWriter(std::ostream& out, const Problem& problem, const Partition& partition,
                const std::vector<WrittenLeaf>& leaves)
      : out_(out), problem_(problem), partition_(partition), leaves_(leaves) {}

  enum class Key { map, cell, never };
  void components(Key key);
  void seams();
  void curvature(Curvature curvature);
  void pairs_monotone();
  void triples(Curvature curvature);

 private:
  // Closed rows of leaves with their ids, and multipliers that belong to them.
  struct Rows {
    std::vector<AffineForm> forms;
    std::vector<std::uint32_t> ids;
    Proof named(const Multipliers& multipliers) const;
  };
  void add(Rows& rows, std::size_t leaf, std::uint32_t before) const;
  Rows closed(std::size_t a, std::size_t b) const;
  std::vector<std::uint32_t> keys(Key key) const;
  void separation(std::size_t a, std::size_t b);
  std::string relation(const Rows& rows, const Point& inside, const OutputForms& a,
                       const OutputForms& b, bool up, bool down) const;
  void tuple(std::size_t a, std::size_t b, std::optional<std::size_t> middle, int sign);
  AffineForm own(const AffineForm& form) const { return problem_.flat.extend(form); }

  std::ostream& out_;
  const Problem& problem_;
  const Partition& partition_;
  const std::vector<WrittenLeaf>& leaves_;
};

}  // namespace polyspike
