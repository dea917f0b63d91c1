// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/vertices.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "engine/engine_choice.hpp"
#include "golden.hpp"
#include "linear/double_description.hpp"
#include "lp/cell.hpp"
#include "network/lower.hpp"
#include "property/adjacency.hpp"
#include "property/counts.hpp"

using namespace polyspike;

namespace {

using PointSet = std::set<Point>;

bool is_tight(const VertexList& list, std::size_t vertex, std::size_t row) {
  return (list.tight[vertex][row / 64] >> (row % 64) & 1) != 0;
}

// By the definition: where d independent rows meet and all are >= 0.
PointSet slow_vertices(const std::vector<AffineForm>& rows) {
  const std::size_t d = rows.front().dimension();
  std::vector<IntegerRow> exact;
  for (const AffineForm& row : rows) exact.push_back(integer_row(row));
  PointSet result;
  std::vector<bool> chosen(rows.size(), false);
  std::fill(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(d), true);
  do {
    std::vector<const IntegerRow*> some;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (chosen[i]) some.push_back(&exact[i]);
    const auto point = intersection(some);
    if (!point) continue;
    bool inside = true;
    for (const IntegerRow& row : exact) inside = inside && product(row, *point).sign() >= 0;
    if (inside) result.insert(affine(*point));
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return result;
}

// A box and random rows that leave the origin strictly inside, few values so that many meet.
std::vector<AffineForm> random_polytope(std::mt19937& random, std::size_t d, int scale) {
  const auto draw = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  std::vector<AffineForm> rows;
  for (std::size_t i = 0; i < d; ++i)
    for (const int sign : {1, -1}) {
      AffineForm row(d);
      row.gradient[i] = sign;
      row.constant = draw(1, 2);
      rows.push_back(row.primitive());
    }
  const int more = draw(0, 6);
  for (int k = 0; k < more; ++k) {
    AffineForm row(d);
    for (Rational& g : row.gradient) g = draw(-scale, scale);
    row.constant = draw(1, 2 * scale);
    if (!row.is_constant()) rows.push_back(row.primitive());
  }
  return rows;
}

Problem problem_of(const std::string& file) {
  const Network network = read_network(file);
  return make_problem(lower(network), *network.domain).value();
}

class VertexCounter final : public PartitionObserver {
 public:
  explicit VertexCounter(const Problem& problem)
      : table(coordinate_bounds(forms_of(problem.domain.half_spaces), problem.interior)) {}
  bool wants_pieces() const override { return true; }
  void piece(const Leaf& leaf, const Piece& piece, const Pattern&) override {
    table.add_piece(leaf, piece);
  }
  VertexTable table;
};

std::size_t count_vertices(const Problem& problem, Engine engine) {
  ExploreOptions options;
  options.engine = engine;
  VertexCounter counter(problem);
  REQUIRE(count_cells(problem, options, &counter).complete);
  return counter.table.size();
}

}  // namespace

TEST_CASE("vertices of random polytopes", "[vertices]") {
  const unsigned seed = 20240611;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t d = 1 + random() % 4;
    const int scale = trial % 3 == 0 ? 1 : trial % 3 == 1 ? 3 : 1000000000;
    const std::vector<AffineForm> rows = random_polytope(random, d, scale);
    const PointSet expected = slow_vertices(rows);
    const VertexList list = find_vertices(rows);
    REQUIRE(PointSet(list.points.begin(), list.points.end()) == expected);
    REQUIRE(list.points.size() == expected.size());
    for (std::size_t v = 0; v < list.points.size(); ++v)
      for (std::size_t i = 0; i < rows.size(); ++i)
        REQUIRE(is_tight(list, v, i) == rows[i].at(list.points[v]).is_zero());
    VertexTable table(std::vector<double>(d, 2.0));
    const auto ids = table.add_polytope(rows, Point(d));
    REQUIRE(ids.size() == expected.size());
    REQUIRE(table.size() == expected.size());
    for (const VertexTable::Id id : ids) REQUIRE(expected.contains(table.point(id)));
    REQUIRE(table.add_polytope(rows, Point(d)).size() == expected.size());
    REQUIRE(table.size() == expected.size());
  }
}

TEST_CASE("vertices of numbers beyond machine words", "[vertices]") {
  const Rational big = Rational::power_of_two(90);
  std::vector<AffineForm> rows;
  for (const int sign : {1, -1})
    for (std::size_t i = 0; i < 3; ++i) {
      AffineForm row(3);
      row.gradient[i] = Rational(sign) * big;
      row.gradient[(i + 1) % 3] = Rational(1, 3);
      row.constant = big + Rational(static_cast<std::int64_t>(i));
      rows.push_back(row.primitive());
    }
  const VertexList list = find_vertices(rows);
  REQUIRE(PointSet(list.points.begin(), list.points.end()) == slow_vertices(rows));
  REQUIRE(list.points.size() == 8);
}

TEST_CASE("a simple polytope needs no exact description", "[vertices]") {
  std::vector<AffineForm> rows;
  for (std::size_t i = 0; i < 6; ++i)
    for (const int sign : {1, -1}) {
      AffineForm row(6);
      row.gradient[i] = sign;
      row.constant = 1;
      rows.push_back(row);
    }
  VertexTable table(std::vector<double>(6, 1.0));
  REQUIRE(table.add_polytope(rows, Point(6)).size() == 64);
  REQUIRE(table.exact_polytopes() == 0);
}

TEST_CASE("vertices of the partition networks", "[vertices][counts]") {
  for_each_expected(
      test_data() + "/partition/expected.json", [&](const std::string& name, Json expected) {
        INFO(name);
        const Problem problem = problem_of(test_data() + "/partition/" + name + ".json");
        const Rational cells = field(expected, "cells").rational();
        const Rational vertices = field(expected, "vertices").rational();
        if (cells > Rational(12000)) return;
        const auto found = count_vertices(problem, Engine::automatic);
        CHECK(Rational(static_cast<std::int64_t>(found)) == vertices);
        if (cells > Rational(500) || !fits_vertex_engine(problem, {})) return;
        const auto by_lp = count_vertices(problem, Engine::lp);
        CHECK(Rational(static_cast<std::int64_t>(by_lp)) == vertices);
      });
}
