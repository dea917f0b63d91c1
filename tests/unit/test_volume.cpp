// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <random>

#include "geometry/cover.hpp"
#include "geometry/pulling_volume.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#ifdef POLYSPIKE_HAS_CGAL
#include "geometry/hull_volume.hpp"
#endif

using namespace polyspike;

namespace {

Problem problem_of(const std::string& file) {
  const Network network = read_network(file);
  return make_problem(lower(network), *network.domain).value();
}

std::vector<AffineForm> cross_polytope(std::size_t d) {
  std::vector<AffineForm> rows;
  for (std::size_t signs = 0; signs < std::size_t{1} << d; ++signs) {
    AffineForm row(d);
    row.constant = 1;
    for (std::size_t i = 0; i < d; ++i) row.gradient[i] = (signs >> i & 1) != 0 ? 1 : -1;
    rows.push_back(row);
  }
  return rows;
}

std::vector<AffineForm> cube(std::size_t d) {
  std::vector<AffineForm> rows;
  for (std::size_t i = 0; i < d; ++i)
    for (const int sign : {1, -1}) {
      AffineForm row(d);
      row.gradient[i] = sign;
      row.constant = Rational(1, 3);
      rows.push_back(row.primitive());
    }
  return rows;
}

Rational power(const Rational& base, std::size_t exponent) {
  Rational result = 1;
  while (exponent-- > 0) result *= base;
  return result;
}

Rational factorial(std::size_t n) {
  Rational result = 1;
  for (std::size_t k = 2; k <= n; ++k) result *= Rational(static_cast<std::int64_t>(k));
  return result;
}

// Covers of all networks in an expected file that `wanted` picks.
int require_covers(const std::string& folder, const ExploreOptions& options,
                   const std::function<bool(const Problem&, Json)>& wanted,
                   const std::function<Rational(const VertexList&)>& volume) {
  const std::string path = test_data() + '/' + folder + '/';
  const std::string answers = folder == "golden" ? "golden.json" : "expected.json";
  int tried = 0;
  for_each_expected(path + answers, [&](const std::string& name, Json expected) {
    INFO(folder << '/' << name);
    const Problem problem = problem_of(path + name + ".json");
    if (!wanted(problem, expected)) return;
    const Cover cover = measure_cover(problem, options, volume);
    CHECK(cover.complete);
    CHECK(cover.pieces == cover.domain);
    ++tried;
  });
  return tried;
}

auto at_most(std::int64_t cells) {
  return [cells](const Problem& problem, Json expected) {
    return problem.domain.dimension <= 4 &&
           field(expected, "cells").rational() <= Rational(cells);
  };
}

ExploreOptions by(Engine engine) {
  ExploreOptions options;
  options.engine = engine;
  return options;
}

}  // namespace

TEST_CASE("volumes of cubes and cross-polytopes", "[volume]") {
  for (std::size_t d = 1; d <= 5; ++d) {
    REQUIRE(pulling_volume(find_vertices(cube(d))) == power(Rational(2, 3), d));
    REQUIRE(pulling_volume(find_vertices(cross_polytope(d))) == power(2, d) / factorial(d));
  }
  REQUIRE(pulling_volume(find_vertices({})) == Rational(1));
}

TEST_CASE("pieces cover the domains of the golden networks", "[volume]") {
  const auto all = [](const Problem&, Json) { return true; };
  CHECK(require_covers("golden", by(Engine::lp), all, pulling_volume) == 61);
  CHECK(require_covers("golden", by(Engine::automatic), all, pulling_volume) == 61);
}

TEST_CASE("pieces cover the domains of partition networks", "[volume]") {
  CHECK(require_covers("partition", by(Engine::lp), at_most(400), pulling_volume) >= 10);
  CHECK(require_covers("partition", by(Engine::automatic), at_most(4000), pulling_volume) >=
        15);
}

TEST_CASE("pieces cover the domains of spiking networks", "[volume]") {
  CHECK(require_covers("ttfs", by(Engine::lp), at_most(200), pulling_volume) >= 80);
  CHECK(require_covers("ttfs", by(Engine::automatic), at_most(2000), pulling_volume) >= 90);
  CHECK(require_covers("yinyang", by(Engine::automatic), at_most(3000), pulling_volume) == 4);
  CHECK(require_covers("yinyang", by(Engine::lp), at_most(400), pulling_volume) == 1);
}

#ifdef POLYSPIKE_HAS_CGAL
TEST_CASE("volumes by CGAL's triangulation", "[volume][cgal]") {
  const auto by_cgal = [](const VertexList& list) { return hull_volume(list.points); };
  for (std::size_t d = 1; d <= 4; ++d) {
    REQUIRE(by_cgal(find_vertices(cube(d))) == power(Rational(2, 3), d));
    REQUIRE(by_cgal(find_vertices(cross_polytope(d))) == power(2, d) / factorial(d));
  }
  CHECK(require_covers("golden", by(Engine::automatic), at_most(160), by_cgal) >= 50);
  CHECK(require_covers("partition", by(Engine::automatic), at_most(160), by_cgal) >= 8);
  CHECK(require_covers("ttfs", by(Engine::automatic), at_most(160), by_cgal) >= 80);
  CHECK(require_covers("yinyang", by(Engine::automatic), at_most(400), by_cgal) == 1);
}
#endif
