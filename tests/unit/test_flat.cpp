// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <random>

#include "engine/hull.hpp"
#include "linear/flat.hpp"

using namespace polyspike;

TEST_CASE("a flat's coordinates, restriction and extension agree", "[linear]") {
  std::mt19937 random(3);
  auto draw = [&] { return Rational(static_cast<int>(random() % 7) - 3); };
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = 2 + random() % 3;
    Flat flat = Flat::whole(n);
    for (int cuts = 0; cuts < 2 && flat.dimension() > 0; ++cuts) {
      AffineForm equation(draw(), std::vector<Rational>(flat.dimension()));
      for (Rational& g : equation.gradient) g = draw();
      if (!equation.is_constant()) flat = flat.cut(equation);
    }
    Point y(flat.dimension());
    for (Rational& c : y) c = draw();
    const Point x = flat.extend(y);
    for (const AffineForm& equation : flat.equations()) REQUIRE(equation.at(x).is_zero());
    for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(x[flat.free[i]] == y[i]);
    AffineForm form(draw(), std::vector<Rational>(n));
    for (Rational& g : form.gradient) g = draw();
    REQUIRE(flat.restrict(form).at(y) == form.at(x));
    REQUIRE(flat.extend(flat.restrict(form)).at(x) == form.at(x));
  }
}

TEST_CASE("the hull of a flat, of a strict and of an empty polyhedron", "[engine]") {
  const AffineForm x(0, {1, 0}), y(0, {0, 1});
  std::vector<HalfSpace> square{{x, false},
                                {AffineForm(1, {-1, 0}), false},
                                {y, false},
                                {AffineForm(1, {0, -1}), false}};
  REQUIRE(find_hull(Flat::whole(2), square)->flat.dimension() == 2);
  auto edge = square;
  edge.push_back({-x, false});
  REQUIRE(find_hull(Flat::whole(2), edge)->flat.dimension() == 1);
  edge.push_back({AffineForm(-1, {0, 1}), false});
  const auto corner = find_hull(Flat::whole(2), edge);
  REQUIRE(corner->flat.dimension() == 0);
  REQUIRE(corner->flat.extend(corner->interior) == Point{0, 1});
  auto open = square;
  open[0].strict = true;
  open.push_back({-x, false});
  REQUIRE_FALSE(find_hull(Flat::whole(2), open));
}
