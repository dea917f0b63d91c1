// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "property/partition.hpp"

// The exact planar picture of a partition of dimension two: every convex piece as a polygon,
// and every stretch of border between two pieces with what happens there. All coordinates
// are rational, those of the problem's flat.
namespace polyspike {

// A full-dimensional piece; counter-clockwise. Side i goes from vertices[i] to the next
// vertex and lies on the piece's half-space rows[i].
struct Polygon {
  std::size_t piece = 0;
  std::vector<Point> vertices;
  std::vector<std::size_t> rows;
};

// What happens across a border, strongest first.
enum class Crossing : std::uint8_t {
  edge,  // of the domain
  jump,  // some output is discontinuous along it
  bend,  // the affine maps differ, and agree along it
  same,  // one affine map, two cells
  cut,   // inside one cell
};

struct Border {
  Point from, to;
  AffineForm form;                   // >= 0 on `above`
  std::optional<std::size_t> above;  // pieces
  std::optional<std::size_t> below;
  Crossing crossing = Crossing::edge;
  std::vector<std::size_t> jumps;  // the outputs that jump
};

// A piece of dimension one (two ends) or zero (one) on which some output has a value that no
// neighbouring piece has there as its limit.
struct LonePiece {
  std::size_t piece = 0;
  std::vector<Point> ends;
};

struct Plane {
  std::vector<Polygon> polygons;  // in the order of the pieces
  std::vector<Border> borders;
  std::vector<LonePiece> lone;
};

// The partition must have dimension two. Where all outputs are known to be finite and
// continuous, no border is searched for jumps.
Plane find_plane(const Partition& partition, bool is_continuous);

// The polygon of the rows; only strict ones among them may hold no side of it.
Polygon polygon_of(const std::vector<HalfSpace>& rows);
// The segment or the point of a piece of dimension below two.
std::vector<Point> ends_of(const Piece& piece);

}  // namespace polyspike
