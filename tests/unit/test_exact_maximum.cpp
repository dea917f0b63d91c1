// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <algorithm>
#include <random>

#include "linear/solve.hpp"
#include "lp/exact_maximum.hpp"
#include "lp/facets.hpp"

using namespace polyspike;

namespace {

Rational small(std::mt19937& random, int size) {
  return Rational(static_cast<int>(random() % (2 * size + 1)) - size);
}

// A box [-3,3]^d and a few random half-spaces that hold at the origin.
std::vector<AffineForm> random_polytope(std::mt19937& random, std::size_t d,
                                        std::size_t cuts) {
  std::vector<AffineForm> rows;
  for (std::size_t j = 0; j < d; ++j)
    for (int sign : {1, -1}) {
      AffineForm row(d);
      row.constant = 3;
      row.gradient[j] = sign;
      rows.push_back(row);
    }
  for (std::size_t c = 0; c < cuts; ++c) {
    AffineForm row(d);
    row.constant = Rational(static_cast<int>(random() % 4));
    for (Rational& g : row.gradient) g = small(random, 2);
    if (!row.is_constant()) rows.push_back(row);
  }
  return rows;
}

AffineForm random_form(std::mt19937& random, std::size_t d) {
  AffineForm form(d);
  form.constant = small(random, 3);
  do {
    for (Rational& g : form.gradient) g = small(random, 3);
  } while (form.is_constant());
  return form;
}

bool satisfies(const std::vector<AffineForm>& rows, const Point& point) {
  for (const AffineForm& row : rows)
    if (row.at(point).sign() < 0) return false;
  return true;
}

// The maximum over all vertices: every choice of d rows that meet in one point.
Rational maximum_over_vertices(const std::vector<AffineForm>& rows, const AffineForm& form) {
  const std::size_t d = form.dimension();
  std::optional<Rational> best;
  std::vector<std::size_t> chosen;
  auto visit = [&](auto&& self, std::size_t from) -> void {
    if (chosen.size() < d) {
      for (std::size_t i = from; i < rows.size(); ++i) {
        chosen.push_back(i);
        self(self, i + 1);
        chosen.pop_back();
      }
      return;
    }
    // form = value on the rows' meeting point iff form + sum m row is constant.
    Point vertex;
    for (std::size_t j = 0; j < d; ++j) {
      const AffineForm x = AffineForm::coordinate(d, j);
      const auto m = combine(rows, chosen, x);
      if (!m) return;
      Rational value;
      for (std::size_t k = 0; k < d; ++k) value.add_product((*m)[k], rows[chosen[k]].constant);
      vertex.push_back(value);
    }
    for (std::size_t k : chosen)
      if (!rows[k].at(vertex).is_zero()) return;
    if (!satisfies(rows, vertex)) return;
    const Rational value = form.at(vertex);
    if (!best || value > *best) best = value;
  };
  visit(visit, 0);
  return *best;
}

}  // namespace

TEST_CASE("the exact maximum is attained, bounded by its multipliers, and the best vertex",
          "[lp]") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const std::size_t d = 1 + random() % 3;
    const auto rows = random_polytope(random, d, random() % 5);
    const AffineForm form = random_form(random, d);
    const ExactMaximum best = exact_maximum(rows, form, Point(d));
    REQUIRE_FALSE(best.unbounded);
    REQUIRE(satisfies(rows, best.point));
    REQUIRE(form.at(best.point) == best.value);
    AffineForm rest = -form;
    rest.constant += best.value;
    for (const auto& [row, multiplier] : best.multipliers) {
      REQUIRE(multiplier.sign() > 0);
      rest.add_product(-multiplier, rows[row]);
    }
    REQUIRE(rest.is_zero());
    REQUIRE(best.value == maximum_over_vertices(rows, form));
  }
}

TEST_CASE("an objective that grows without end is told", "[lp]") {
  const std::vector<AffineForm> rows{AffineForm(0, {1, 0})};
  CHECK(exact_maximum(rows, AffineForm(0, {1, 0}), Point(2)).unbounded);
  CHECK(exact_maximum(rows, AffineForm(0, {0, 1}), Point(2)).unbounded);
  CHECK_FALSE(exact_maximum(rows, AffineForm(0, {-1, 0}), Point(2)).unbounded);
}

TEST_CASE("an interior, a flat or an empty polyhedron, each with its evidence", "[lp]") {
  std::mt19937 random(11);
  int seen[3] = {0, 0, 0};
  for (int round = 0; round < 400; ++round) {
    const std::size_t d = 1 + random() % 3;
    auto rows = random_polytope(random, d, 0);
    for (int cuts = 0; cuts < 4; ++cuts) rows.push_back(random_form(random, d));
    const Interior interior = find_interior(rows, d);
    ++seen[static_cast<int>(interior.kind)];
    if (interior.kind == Interior::Kind::full) {
      for (const AffineForm& row : rows) REQUIRE(row.at(interior.point).sign() > 0);
      continue;
    }
    AffineForm sum(d);
    for (const auto& [row, multiplier] : interior.multipliers) {
      REQUIRE(multiplier.sign() > 0);
      sum.add_product(multiplier, rows[row]);
    }
    REQUIRE(sum.is_constant());
    REQUIRE(sum.constant.sign() == (interior.kind == Interior::Kind::flat ? 0 : -1));
  }
  CHECK(seen[0] > 20);
  CHECK(seen[1] > 5);
  CHECK(seen[2] > 20);
}

TEST_CASE("a cell's answers in doubles are those of the exact simplex", "[lp]") {
  std::mt19937 random(13);
  for (int round = 0; round < 2000; ++round) {
    const std::size_t d = 1 + random() % 4;
    auto rows = random_polytope(random, d, 6);
    const Interior interior = find_interior(rows, d);
    if (interior.kind != Interior::Kind::full) continue;
    Cell cell(d);
    cell.set_bounds(coordinate_bounds(rows, interior.point));
    for (const AffineForm& row : rows) cell.push(row);
    const Witness inside = make_witness(cell, interior.point);
    AffineForm form = random_form(random, d);
    // Every other time exactly touching.
    if (round % 2 == 0) form.constant -= exact_maximum(rows, form, interior.point).value;
    const Rational best = exact_maximum(rows, form, interior.point).value;
    const Cell::Maximum answer = cell.maximize(form, inside);
    REQUIRE(answer.positive == (best.sign() > 0));
    if (best.is_zero()) REQUIRE(answer.may_be_zero);
    if (!answer.positive) continue;
    REQUIRE(form.at(answer.beyond.point()).sign() > 0);
    for (const AffineForm& row : rows) REQUIRE(row.at(answer.beyond.point()).sign() > 0);
  }
}

TEST_CASE("facets are the rows whose removal enlarges the polytope", "[lp]") {
  std::mt19937 random(17);
  for (int round = 0; round < 300; ++round) {
    const std::size_t d = 1 + random() % 3;
    auto rows = random_polytope(random, d, 6);
    for (AffineForm& row : rows) row = row.primitive();
    const Interior interior = find_interior(rows, d);
    if (interior.kind != Interior::Kind::full) continue;
    const Polytopes polytopes{std::span<const AffineForm>(rows).first(2 * d), Point(d)};
    const auto facets = polytopes.facets(rows, interior.point);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::vector<AffineForm> others;
      for (std::size_t k = 0; k < rows.size(); ++k)
        if (!(rows[k] == rows[i])) others.push_back(rows[k]);
      const ExactMaximum out = exact_maximum(others, -rows[i], interior.point);
      const bool needed = out.unbounded || out.value.sign() > 0;
      const bool first = std::find(rows.begin(), rows.begin() + static_cast<long>(i),
                                   rows[i]) == rows.begin() + static_cast<long>(i);
      const bool listed = std::find(facets.begin(), facets.end(), i) != facets.end();
      REQUIRE(listed == (needed && first));
    }
  }
}
