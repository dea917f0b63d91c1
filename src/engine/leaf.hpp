// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
  // Equal patterns have equal hashes; the hash is the same in both engines (hash_pattern).
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
  // Whether the piece is known to be the whole cell: no other leaf has its pattern. Saves a
  // caller that counts cells the hash.
  virtual bool is_whole_cell() const { return false; }
};

// Called once per leaf, never concurrently; returns false to stop the exploration.
using LeafSink = std::function<bool(const Leaf&)>;

std::uint64_t hash_pattern(const Pattern& pattern);
std::uint64_t hash_outputs(const OutputForms& outputs);

}  // namespace polyspike
