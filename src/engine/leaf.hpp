// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "polyspike/affine_form.hpp"
#include "program/pattern.hpp"

// What an engine hands out: the convex pieces of the partition, one at a time. Both engines
// explore a program over a full-dimensional domain; a flat one is brought to coordinates of
// its hull first (engine/hull.hpp).
namespace polyspike {

// An affine form per output of the program, or nullopt where that output is `inf`.
using OutputForms = std::vector<std::optional<AffineForm>>;

// A facet in doubles, in coordinates that all leaves of an exploration share. The exact
// bounds of the box around it and the exact centre of its vertices are within `error` of
// these. The leaf is where row x + row[dimension] >= 0; at a point known up to e the value is
// known up to norm e + slack.
struct FacetBox {
  static constexpr std::size_t most = 5;  // dimensions
  std::size_t dimension = 0;
  std::array<double, most> low{}, high{}, centre{};
  std::array<double, most + 1> row{};
  double error = 0, norm = 0, slack = 0;

  // Whether the centre of another facet is surely on the inner side of this one.
  bool is_surely_inside(const FacetBox& other) const {
    double value = row[dimension];
    for (std::size_t i = 0; i < dimension; ++i) value += row[i] * other.centre[i];
    return value > norm * other.error + slack;
  }
};

// How an engine tells which leaves of an exploration share facets (Leaf::append_borders). Its
// leaves are those of a tree; a facet that two leaves share was made where their ways part.
// The words of a leaf begin with the number of nodes, from the root, that the leaf before had
// on its way, too; then come the facets.
enum class Borders {
  unknown,
  // A word each but for the domain's: twice the number of its node, plus one above the cut.
  // The facets on both sides of a cut are the same, one by one in the order of the leaves.
  paired,
  // Two words each, in the order of facet_boxes(): its node, ~0 for the domain's, and a
  // number. Facets of one node and number lie in one hyperplane. Others may do so, too, but
  // then nothing is said of them.
  placed,
};

// What equal output forms have in common, and whether other forms may have it, too.
enum class MapKey { never, exact, hash };

// A convex piece of a cell: on its half-spaces the pattern and the output forms are constant.
// A view, valid during the callback only; every member function computes on demand, so a
// caller that only counts pays for nothing but the hashes it asks for.
class Leaf {
 public:
  virtual ~Leaf() = default;
  // Dimension of the piece; less than the domain's only where an engine was asked for
  // lower-dimensional pieces.
  virtual std::size_t dimension() const = 0;
  virtual Pattern pattern() const = 0;
  // Equal patterns have equal hashes; the hash is the same in both engines (engine/pattern_hash.hpp).
  virtual std::uint64_t pattern_hash() const = 0;
  // Domain and decision half-spaces whose intersection is the piece; may hold redundant
  // ones. A piece of lower dimension names each equation as two closed half-spaces.
  virtual std::vector<HalfSpace> half_spaces() const = 0;
  // A point of the relative interior.
  virtual Point interior() const = 0;
  virtual OutputForms outputs() const = 0;
  // Whether half_spaces() names facets only, each once.
  virtual bool has_facets_only() const { return false; }
  // The vertices of the piece, exact, without repetition, in no particular order; only the
  // vertex engine knows them (knows_vertices), others throw std::logic_error.
  virtual std::vector<Point> vertices() const;
  virtual bool knows_vertices() const { return false; }
  // Where it knows them, appends a key per vertex: a number of words, then these. Among the
  // leaves of one exploration equal points, and only they, have equal keys.
  virtual void append_vertex_keys(std::vector<std::uint64_t>& words) const;
  // Whether the piece is known to be the whole cell: no other leaf has its pattern. Saves a
  // caller that counts cells the hash.
  virtual bool is_whole_cell() const { return false; }

  // Appends words that equal patterns, and only they, have in common.
  virtual void append_key(std::vector<std::uint64_t>& key) const;
  // Whether every decision is known to lie on a causal path to an output: no other cell has
  // its causal pattern.
  virtual bool is_causal_throughout() const { return false; }
  // Appends words that equal causal patterns, and only they, have in common; to be asked after
  // is_causal_throughout(). False where the engine does not know them.
  virtual bool append_causal_key(std::vector<std::uint64_t>&) const { return false; }
  // The half-spaces in coordinates that all leaves of an exploration share, not always those
  // of the domain: what is cheapest to compare leaves by.
  virtual std::vector<HalfSpace> shared_half_spaces() const { return half_spaces(); }
  // The facets in doubles, in the order of half_spaces(); empty where the engine has none.
  virtual std::vector<FacetBox> facet_boxes() const { return {}; }
  // Equal output forms have equal hashes among the leaves of one exploration, the same
  // whatever its threads; nothing where some output is `inf`.
  virtual std::optional<std::uint64_t> map_hash() const;
  // Appends words, the same whatever the threads, that equal output forms have in common among
  // the leaves of one exploration; none and `never` where some output is `inf`.
  virtual MapKey append_map_key(std::vector<std::uint64_t>& words) const;
  // What is known of the neighbours, the same for all leaves of one exploration.
  virtual Borders borders() const { return Borders::unknown; }
  virtual void append_borders(std::vector<std::uint64_t>&) const {}
};

// Called once per leaf, never concurrently; returns false to stop the exploration.
using LeafSink = std::function<bool(const Leaf&)>;

std::uint64_t hash_outputs(const OutputForms& outputs);

}  // namespace polyspike
