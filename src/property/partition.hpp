// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/explore.hpp"
#include "engine/leaf.hpp"
#include "lp/facets.hpp"

namespace polyspike {

// A convex piece of a partition, stored. Coordinates are those of the problem's flat.
struct Piece {
  static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

  std::size_t dimension = 0;
  std::uint32_t cell = 0;  // index of its activation pattern
  std::uint32_t map = 0;   // index of its output forms; `never` where some output is `inf`
  std::vector<HalfSpace> half_spaces;  // facets; in all dimensions also strict ones
  Point interior;
  OutputForms outputs;
  std::vector<FacetBox> boxes;  // of the half-spaces; empty where not known
};

// The piece of a leaf as the engine describes it; cell 0, map `never`.
Piece read_piece(const Leaf& leaf);
// Keeps the facets of a full-dimensional piece. Where its lower-dimensional faces matter,
// also the strict half-spaces that are no facets: they may take away a face.
void keep_facets(const Polytopes& polytopes, bool keep_strict, Piece& piece);

struct OutputsHash {
  std::size_t operator()(const OutputForms& outputs) const { return hash_outputs(outputs); }
};

// All pieces of a problem's partition with the tables they point into.
struct Partition {
  std::size_t dimension = 0;
  bool complete = false;
  std::vector<Piece> pieces;
  std::vector<Pattern> patterns;  // of full-dimensional pieces
  std::size_t maps = 0;           // distinct finite output forms

  bool is_full(const Piece& piece) const { return piece.dimension == dimension; }
};

// Stores pieces: numbers cells and maps in the order in which they come.
class PartitionBuilder {
 public:
  explicit PartitionBuilder(std::size_t dimension);
  ~PartitionBuilder();

  // A full-dimensional piece with its cell's pattern; sets its numbers.
  const Pattern& number(Piece& piece, Pattern pattern);
  void add(Piece piece) { partition_.pieces.push_back(std::move(piece)); }
  // All pieces added; the builder is done.
  Partition take(bool complete);

 private:
  struct Numbers;

  Partition partition_;
  std::unique_ptr<Numbers> numbers_;
};

// Told of the pieces as they are found.
class PartitionObserver {
 public:
  virtual ~PartitionObserver() = default;
  // Whether `piece` is to be called at all; where not, a caller that only counts need not
  // look at pieces.
  virtual bool wants_pieces() const { return false; }
  // Whether `vertex` is to be called; only where the engine knows vertices.
  virtual bool wants_vertices() const { return false; }
  // The key of a vertex of a piece (Leaf::append_vertex_keys), once for every piece.
  virtual void vertex(std::span<const std::uint64_t>) {}
  // A full-dimensional piece with its leaf and the pattern of its cell.
  virtual void piece(const Leaf&, const Piece&, const Pattern&) {}
};

// Explores and stores.
Partition find_partition(const Problem& problem, const ExploreOptions& options,
                         PartitionObserver* observer = nullptr);

// Counts never to be confused: always distinct maps <= linear regions <= cells. Where not
// complete, each is a lower bound of the true count.
struct Counts {
  bool complete = false;
  std::uint64_t cells = 0;            // activation patterns with a full-dimensional region
  std::uint64_t cell_components = 0;  // facet-connected components of those regions
  std::uint64_t causal_pieces = 0;    // patterns of the neurons on a causal path to an output
  std::uint64_t linear_regions = 0;   // facet-connected sets of cells with one finite map
  std::uint64_t distinct_maps = 0;    // finite affine maps
  std::uint64_t never_regions = 0;    // facet-connected sets where some output is `inf`
  // Where not complete and where known: the pieces found have at least this share of the
  // domain's volume.
  std::optional<Rational> covered;
};
Counts count(const Problem& problem, const Partition& partition, Budget* budget = nullptr);

}  // namespace polyspike
