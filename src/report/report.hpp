// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/hull.hpp"
#include "polyspike/network.hpp"
#include "property/claims.hpp"
#include "property/partition.hpp"
#include "report/line.hpp"
#include "report/plane.hpp"

// What a report shows: a network, its partition, and what was decided about it.
namespace polyspike {

// A claim with its answer.
struct Decided {
  std::string claim;  // as typed
  Answer answer;
};

// Pieces with one activation pattern, and pieces with one map, by number.
struct Maps {
  std::vector<std::size_t> of_piece;    // per piece of the partition
  std::vector<OutputForms> forms;       // distinct; in the flat's coordinates
  std::vector<std::size_t> colours;     // per map, a number of an area colour
};

// A certificate of the report's claims, after the independent checker looked at it.
struct CheckedCertificate {
  std::string name;    // of the file, without its folder
  std::string digest;  // SHA-256 of its bytes
  bool verified = false;  // or holey: parts of it are unknown to the checker
};

struct RegionFile;

struct Report {
  std::string name;    // of the input file, without its folder
  std::string digest;  // SHA-256 of its bytes; empty if not known
  const Network& network;
  const Program& program;  // of the network; takes the domain's own coordinates
  const Problem& problem;
  const Partition& partition;
  Counts counts;
  std::vector<Decided> claims;
  std::optional<CheckedCertificate> certificate;
  const RegionFile* regions = nullptr;  // that the partition was read from, if it was
  std::string limit;  // why the partition is not complete; empty where it is
  // The pictures, by the dimension of the domain's hull.
  std::optional<GraphLine> graph;
  std::optional<Plane> plane;
  Maps maps;
  // The half-spaces of each full-dimensional piece that are its facets; in the plane
  // counter-clockwise.
  std::vector<std::vector<std::size_t>> facets;

  // Refers to its arguments.
  Report(const Network& n, const Program& p, const Problem& q, const Partition& r)
      : network(n), program(p), problem(q), partition(r) {}
};

// Fills in the picture and the maps of the report.
void add_picture(Report& report);

// How to draw a figure.
struct FigureStyle {
  double width = 120;             // in millimetres
  std::optional<double> height;   // one unit of length for both axes where absent
  bool by_value = false;          // colour by the output's value, not by affine map
  std::size_t output = 0;         // whose value, jumps and labels
};

struct Drawing;
// The report must have a picture.
Drawing draw_figure(const Report& report, const FigureStyle& style);

}  // namespace polyspike
