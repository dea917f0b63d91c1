// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "golden.hpp"
#include "network/lower.hpp"
#include "program/evaluate.hpp"
#include "program/germ.hpp"

using namespace polyspike;

TEST_CASE("germs are ordered by their first coefficients", "[germ]") {
  using Coefficients = std::vector<Rational>;
  const Germ zero, one(Rational(1)), above(Coefficients{1, 2}),
      below(Coefficients{1, 0, -5}), padded(Coefficients{1, 0, 0});
  REQUIRE(zero.sign() == 0);
  REQUIRE(below < one);
  REQUIRE(one < above);
  REQUIRE(one == padded);
  Germ sum = above;
  sum.add_product(-1, one);
  REQUIRE(sum.sign() == 1);
  sum *= Rational(-1, 3);
  REQUIRE(sum.sign() == -1);
}

TEST_CASE("the pattern near a point is the pattern of a nearby point", "[germ]") {
  const Program program = lower(read_network(golden_file("relu_sawtooth_2")));
  const std::vector<Point> zero{{0}}, left{{-1}}, right{{1}};
  for (int k = 0; k <= 16; ++k) {
    const Rational x(k, 16), step = Rational::power_of_two(-40);
    REQUIRE(pattern_near(program, {x}, right) == evaluate(program, Point{x + step}).pattern);
    REQUIRE(pattern_near(program, {x}, left) == evaluate(program, Point{x - step}).pattern);
    REQUIRE(pattern_near(program, {x}, zero) == evaluate(program, Point{x}).pattern);
  }
}
