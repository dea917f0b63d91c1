// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "engine/leaf.hpp"
#include "property/adjacency.hpp"
#include "property/structure.hpp"
#include "report/palette.hpp"
#include "report/report.hpp"

namespace polyspike {

namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

Pairs neighbours(const Report& report) {
  Pairs pairs;
  const auto add = [&](std::size_t a, std::size_t b) {
    a = report.maps.of_piece[a];
    b = report.maps.of_piece[b];
    if (a != b) pairs.emplace_back(a, b);
  };
  if (report.plane) {
    for (const Border& border : report.plane->borders)
      if (border.above && border.below) add(*border.above, *border.below);
  } else if (report.graph) {
    const auto& stretches = report.graph->stretches;
    for (std::size_t s = 0; s + 1 < stretches.size(); ++s)
      add(stretches[s].piece, stretches[s + 1].piece);
  }
  return pairs;
}

// The rows with strict ones that are no facets taken out.
std::vector<std::size_t> facets_of(const Polytopes& polytopes, const Piece& piece) {
  const bool all = std::none_of(piece.half_spaces.begin(), piece.half_spaces.end(),
                                [](const HalfSpace& row) { return row.strict; });
  if (!all) return polytopes.facets(forms_of(piece.half_spaces), piece.interior);
  std::vector<std::size_t> rows(piece.half_spaces.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

void find_facets(Report& report) {
  const Partition& partition = report.partition;
  report.facets.resize(partition.pieces.size());
  if (report.plane) {
    for (const Polygon& polygon : report.plane->polygons)
      report.facets[polygon.piece] = polygon.rows;
    return;
  }
  const Domain& domain = report.problem.domain;
  const Polytopes polytopes(forms_of(domain.half_spaces), report.problem.interior);
  for (std::size_t p = 0; p < partition.pieces.size(); ++p)
    if (partition.is_full(partition.pieces[p]))
      report.facets[p] = facets_of(polytopes, partition.pieces[p]);
}

}  // namespace

void add_picture(Report& report) {
  const Partition& partition = report.partition;
  std::unordered_map<OutputForms, std::size_t, OutputsHash> numbers;
  for (const Piece& piece : partition.pieces) {
    const auto [map, fresh] = numbers.try_emplace(piece.outputs, report.maps.forms.size());
    if (fresh) report.maps.forms.push_back(piece.outputs);
    report.maps.of_piece.push_back(map->second);
  }
  if (partition.dimension == 1) report.graph = find_graph(report.problem, partition);
  if (partition.dimension == 2) {
    const Shape shape = output_shape(report.program);
    report.plane = find_plane(partition, shape.continuous && shape.finite);
  }
  find_facets(report);
  report.maps.colours = choose_colours(report.maps.forms.size(), neighbours(report));
}

}  // namespace polyspike
