// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cstdlib>
#include <unordered_map>

#include "../unit/exact_volume.hpp"
#include "engine/explore.hpp"
#include "engine/vertex/vertex_engine.hpp"
#include "linear/double_description.hpp"
#include "network/lower.hpp"
#include "oracle/random_network.hpp"
#include "program/evaluate.hpp"
#include "property/counts.hpp"

// Both engines on random networks full of ties: their pieces cover the domain exactly, say
// what evaluation says, and belong to the same cells.
using namespace polyspike;
using namespace polyspike::oracle;

namespace {

// What an engine says of each pattern.
using Maps = std::unordered_map<std::uint64_t, std::uint64_t>;

struct Pieces {
  Maps maps;
  Rational volume;
  std::size_t wrong = 0;
  std::size_t whole = 0;

  void add(const Program& program, const Leaf& leaf, const std::vector<Point>& vertices) {
    const bool fresh = maps.emplace(leaf.pattern_hash(), hash_outputs(leaf.outputs())).second;
    // A whole cell comes once.
    wrong += leaf.is_whole_cell() && !fresh;
    wrong += maps.at(leaf.pattern_hash()) != hash_outputs(leaf.outputs());
    const std::vector<HalfSpace> rows = leaf.half_spaces();
    volume += ExactVolume(vertices, rows).compute();
    const Point x = leaf.interior();
    const Evaluation run = evaluate(program, x);
    wrong += run.pattern != leaf.pattern();
    for (const HalfSpace& h : rows) wrong += h.form.at(x).sign() <= 0;
    const OutputForms forms = leaf.outputs();
    const std::vector<Value> values = run.outputs(program);
    for (std::size_t k = 0; k < forms.size(); ++k)
      wrong += forms[k] ? values[k] != forms[k]->at(x) : values[k].has_value();
  }
};

Rational volume(const Domain& domain) {
  Program nothing;
  nothing.inputs = domain.dimension;
  Rational result;
  explore_vertices(nothing, domain, {}, [&](const Leaf& leaf) {
    result += ExactVolume(leaf.vertices(), leaf.half_spaces()).compute();
    return true;
  });
  return result;
}

Pieces pieces_by_linear_programs(const Problem& problem) {
  Pieces pieces;
  explore(problem, {}, [&](const Leaf& leaf) {
    std::vector<AffineForm> rows;
    for (const HalfSpace& h : leaf.half_spaces()) rows.push_back(h.form);
    pieces.add(problem.program, leaf, find_vertices(rows).points);
    return true;
  });
  return pieces;
}

// POLYSPIKE_ROUNDS=100 tries a hundred times as many networks.
int rounds() {
  const char* text = std::getenv("POLYSPIKE_ROUNDS");
  return text != nullptr ? std::atoi(text) : 1;
}

// Calls `check (problem)` for random networks, where their domain suits the engine; they
// are drawn from `seeds` times the dimension on.
template <typename Check>
void for_each_problem(std::uint64_t seeds, Family family, int dimension, int networks,
                      Size size, Check&& check) {
  for (int seed = 1; seed <= networks * rounds(); ++seed) {
    INFO("family " << static_cast<int>(family) << " dimension " << dimension << " seed "
                   << seed);
    Draw draw(seeds * static_cast<std::uint64_t>(dimension) +
              static_cast<std::uint64_t>(seed));
    size.dimension = dimension;
    const Network network = random_network(draw, family, size);
    const auto problem = make_problem(lower(network), *network.domain);
    if (!problem || problem->domain.dimension == 0 ||
        problem->domain.dimension > max_vertex_dimension)
      continue;
    check(*problem);
  }
}

void compare(Family family, int dimension, int networks, Size size) {
  for_each_problem(1000000, family, dimension, networks, size, [](const Problem& problem) {
    Pieces pieces;
    REQUIRE(explore_vertices(problem.program, problem.domain, {}, [&](const Leaf& leaf) {
      pieces.add(problem.program, leaf, leaf.vertices());
      return true;
    }));
    CHECK(pieces.wrong == 0);
    CHECK(pieces.volume == volume(problem.domain));
    const Pieces by_programs = pieces_by_linear_programs(problem);
    CHECK(by_programs.wrong == 0);
    CHECK(by_programs.volume == pieces.volume);
    CHECK(by_programs.maps == pieces.maps);
  });
}

}  // namespace

TEST_CASE("vertex engine: random ReLU networks") {
  compare(Family::relu, 1, 40, {.neurons = 7, .synapses = 6});
  compare(Family::relu, 2, 60, {.neurons = 8, .synapses = 6});
  compare(Family::relu, 3, 30, {.neurons = 7, .synapses = 6});
  compare(Family::relu, 4, 15, {.neurons = 6, .synapses = 6});
  compare(Family::relu, 5, 4, {.neurons = 5, .synapses = 5});
}

TEST_CASE("vertex engine: random networks of positive spiking neurons") {
  compare(Family::positive, 1, 40, {.neurons = 5, .synapses = 6});
  compare(Family::positive, 2, 60, {.neurons = 4, .synapses = 6});
  compare(Family::positive, 3, 20, {.neurons = 3, .synapses = 6});
  compare(Family::positive, 4, 10, {.neurons = 2, .synapses = 6});
  compare(Family::positive, 5, 3, {.neurons = 2, .synapses = 5});
}

TEST_CASE("vertex engine: random networks of spiking neurons") {
  compare(Family::linear, 1, 100, {.neurons = 5, .synapses = 7});
  compare(Family::linear, 2, 150, {.neurons = 4, .synapses = 7});
  compare(Family::linear, 3, 40, {.neurons = 3, .synapses = 6});
  compare(Family::linear, 4, 10, {.neurons = 2, .synapses = 6});
  compare(Family::linear, 5, 4, {.neurons = 2, .synapses = 5});
}

TEST_CASE("vertex engine: random networks with windows and kernels") {
  for (const Family family : {Family::window, Family::kernel}) {
    compare(family, 1, 80, {.neurons = 4, .synapses = 5});
    compare(family, 2, 80, {.neurons = 3, .synapses = 4});
    compare(family, 3, 15, {.neurons = 2, .synapses = 4});
  }
}

namespace {

// Counts whose components hang on which pieces are neighbours, by either engine.
void compare_counts(Family family, int dimension, int networks, Size size) {
  for_each_problem(2000000, family, dimension, networks, size, [](const Problem& problem) {
    ExploreOptions by_programs, by_vertices;
    by_programs.engine = Engine::lp;
    by_vertices.engine = Engine::vertex;
    const Counts found = find_counts(problem, by_programs);
    const Counts expected = find_counts(problem, by_vertices);
    CHECK(found.cells == expected.cells);
    CHECK(found.cell_components == expected.cell_components);
    CHECK(found.linear_regions == expected.linear_regions);
    CHECK(found.distinct_maps == expected.distinct_maps);
    CHECK(found.never_regions == expected.never_regions);
  });
}

}  // namespace

TEST_CASE("counts by either engine: random networks of spiking neurons") {
  compare_counts(Family::linear, 2, 40, {.neurons = 4, .synapses = 7});
  compare_counts(Family::linear, 3, 20, {.neurons = 3, .synapses = 6});
  compare_counts(Family::linear, 4, 8, {.neurons = 2, .synapses = 6});
  compare_counts(Family::linear, 5, 4, {.neurons = 2, .synapses = 6});
}
