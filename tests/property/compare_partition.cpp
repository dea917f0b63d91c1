// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "oracle/polytope.hpp"
#include "property/comparison.hpp"
#include "property/counts.hpp"
#include "property/pattern_text.hpp"

namespace polyspike::property {
namespace {

using oracle::Polytope;
using oracle::Q;

std::vector<oracle::Form> forms_of(const std::vector<HalfSpace>& half_spaces) {
  std::vector<oracle::Form> forms;
  for (const HalfSpace& half_space : half_spaces)
    forms.emplace_back(oracle::from(half_space.form.constant),
                       oracle::from(half_space.form.gradient));
  return forms;
}

bool same_outputs(const std::vector<oracle::Extended>& expected, const OutputForms& found,
                  const Point& z) {
  if (expected.size() != found.size()) return false;
  for (std::size_t o = 0; o < found.size(); ++o) {
    if (expected[o].has_value() != found[o].has_value()) return false;
    if (found[o] && oracle::from(found[o]->at(z)) != *expected[o]) return false;
  }
  return true;
}

bool contains(const Piece& piece, const Point& z) {
  for (const HalfSpace& half_space : piece.half_spaces)
    if (!half_space.contains(z)) return false;
  return true;
}

// Points of the relative interior of a polytope.
std::vector<oracle::Vector> samples(const Polytope& polytope) {
  const oracle::Vector center = polytope.center();
  std::vector<oracle::Vector> points{center};
  for (const oracle::Vector& v : polytope.vertices) {
    points.push_back(center);
    for (std::size_t i = 0; i < center.size(); ++i) (points.back()[i] += v[i]) /= 2;
  }
  return points;
}

void compare_counts(const oracle::Counts& expected, const Counts& found,
                    Findings& findings) {
  const oracle::Counts counts{found.cells,         found.cell_components,
                              found.causal_pieces, found.linear_regions,
                              found.distinct_maps, found.never_regions};
  if (!(counts == expected))
    findings.push_back(words("counts: expected ", expected, "; found ", counts));
  if (!found.complete) findings.push_back("counts: not complete");
}

void compare_counts(const Case& it, const Partition& partition, Findings& findings) {
  const oracle::Counts expected = oracle::count(it.model, it.full);
  compare_counts(expected, count(it.problem, partition), findings);
  ExploreOptions two_threads;
  two_threads.threads = 2;
  compare_counts(expected, find_counts(it.problem, two_threads), findings);
  const CellCount cells = count_cells(it.problem, {});
  if (cells.cells != expected.cells || !cells.complete)
    findings.push_back(
        words("count_cells: expected ", expected.cells, "; found ", cells.cells));
}

// A full-dimensional piece's polytope, sampled; its half-spaces must be its facets.
Q check_full_piece(const Case& it, const Partition& partition, const Piece& piece,
                   Findings& findings) {
  const auto polytope =
      oracle::polytope(partition.dimension, forms_of(piece.half_spaces));
  const std::string where = words("piece at ", text_of(piece.interior));
  if (!polytope || !polytope->contains_inside(oracle::from(piece.interior))) {
    findings.push_back(where + ": interior point is not strictly inside");
    return 0;
  }
  if (polytope->facets.size() != piece.half_spaces.size())
    findings.push_back(words(where, ": ", piece.half_spaces.size(), " half-spaces for ",
                             polytope->facets.size(), " facets"));
  for (const oracle::Vector& sample : samples(*polytope)) {
    const Point z = oracle::to(sample);
    const oracle::Trace trace = oracle::evaluate(it.model, it.from_flat(z));
    if (!same_pattern(it, trace.decisions, partition.patterns[piece.cell]))
      findings.push_back(where + ": another pattern at " + text_of(z));
    if (!same_outputs(trace.outputs, piece.outputs, z))
      findings.push_back(where + ": other outputs at " + text_of(z));
  }
  return oracle::volume(*polytope);
}

void check_cover(const Case& it, const Partition& partition, Findings& findings) {
  Q sum = 0;
  for (const Piece& piece : partition.pieces)
    if (partition.is_full(piece)) sum += check_full_piece(it, partition, piece, findings);
  const Q whole = oracle::volume(
      *oracle::polytope(partition.dimension, forms_of(it.problem.domain.half_spaces)));
  if (sum != whole)
    findings.push_back(words("volumes of the pieces: ", sum, " of ", whole));
}

// Every point of the domain lies in a piece, and each such piece tells its value.
void check_closed_cover(const Case& it, const Partition& partition, Findings& findings) {
  for (const Piece& piece : partition.pieces) {
    const auto values = oracle::evaluate(it.model, it.from_flat(piece.interior)).outputs;
    if (!contains(piece, piece.interior) ||
        !same_outputs(values, piece.outputs, piece.interior))
      findings.push_back(
          words("piece at ", text_of(piece.interior), ": not its own value"));
  }
  for (const oracle::Stratum& stratum : it.survey.strata)
    for (const oracle::Vector& y : samples(stratum.cell)) {
      const Point z = it.to_flat(y);
      const auto values = oracle::evaluate(it.model, it.frame.point(y)).outputs;
      bool is_covered = false;
      for (const Piece& piece : partition.pieces) {
        if (!contains(piece, z)) continue;
        is_covered = true;
        if (!same_outputs(values, piece.outputs, z))
          findings.push_back(words("piece at ", text_of(piece.interior),
                                   " holds a point of another value: ", text_of(z)));
      }
      if (!is_covered) findings.push_back(words("no piece holds ", text_of(z)));
    }
}

}  // namespace

Findings compare_partition(const Case& it) {
  Findings findings;
  const Partition partition = find_partition(it.problem, {});
  compare_counts(it, partition, findings);
  check_cover(it, partition, findings);
  ExploreOptions options;
  options.all_dimensions = true;
  check_closed_cover(it, find_partition(it.problem, options), findings);
  return findings;
}

}  // namespace polyspike::property
