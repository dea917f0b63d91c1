// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include "engine/explore.hpp"
#include "engine/pattern_hash.hpp"
#include "engine/vertex/vertex_engine.hpp"
#include "property/comparison.hpp"

namespace polyspike::property {
namespace {

// What an engine found: by the hash of the pattern, the hashes of the output forms.
struct Found {
  std::map<std::uint64_t, std::set<std::uint64_t>> maps;
  std::size_t leaves = 0;
};

// Checks what each leaf says of itself and adds it.
void add(Found& found, const char* engine, const Leaf& leaf, Findings& findings) {
  ++found.leaves;
  if (leaf.pattern_hash() != hash_pattern(leaf.pattern()))
    findings.push_back(words(engine, ": a leaf's pattern hash is not its pattern's"));
  auto& maps = found.maps[leaf.pattern_hash()];
  if (leaf.is_whole_cell() && !maps.empty())
    findings.push_back(
        words(engine, ": a whole cell that is not the first leaf of its pattern"));
  maps.insert(hash_outputs(leaf.outputs()));
}

// The vertices a leaf names against those of its half-spaces.
void check_vertices(const Leaf& leaf, Findings& findings) {
  std::vector<oracle::Form> forms;
  for (const HalfSpace& half_space : leaf.half_spaces())
    forms.emplace_back(oracle::from(half_space.form.constant),
                       oracle::from(half_space.form.gradient));
  const auto polytope = oracle::polytope(leaf.dimension(), forms);
  std::set<oracle::Vector> named;
  for (const Point& vertex : leaf.vertices()) named.insert(oracle::from(vertex));
  if (!polytope || leaf.vertices().size() != named.size() ||
      named != std::set(polytope->vertices.begin(), polytope->vertices.end()))
    findings.push_back("vertex engine: vertices that are not the piece's");
}

}  // namespace

Findings compare_engines(const Case& it) {
  Findings findings;
  const std::size_t dimension = it.problem.domain.dimension;
  if (dimension == 0 || dimension > max_vertex_dimension) return findings;
  Found by_programs, by_vertices;
  explore(it.problem, {}, [&](const Leaf& leaf) {
    add(by_programs, "linear programs", leaf, findings);
    return true;
  });
  const bool complete =
      explore_vertices(it.problem.program, it.problem.domain, {}, [&](const Leaf& leaf) {
        add(by_vertices, "vertex engine", leaf, findings);
        check_vertices(leaf, findings);
        return true;
      });
  if (!complete) findings.push_back("vertex engine: not complete");
  if (by_programs.maps != by_vertices.maps)
    findings.push_back(words("engines: other patterns or maps: ", by_programs.maps.size(),
                             " cells by programs, ", by_vertices.maps.size(),
                             " by vertices"));
  return findings;
}

}  // namespace polyspike::property
