// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "engine/vertex/resolve.hpp"

using namespace polyspike;
using namespace polyspike::vertex;

namespace {

// Rows with small integers through a point of the chart's box with small coordinates; with
// `spread` a power of two, almost the same gradient in all.
template <int D>
std::vector<Row<D>> rows_through(std::mt19937& random, const double (&point)[D],
                                 std::size_t count, double spread) {
  std::uniform_int_distribution<int> draw(-6, 6);
  double common[D];
  for (double& c : common) c = spread * draw(random);
  std::vector<Row<D>> rows(count);
  for (Row<D>& row : rows) {
    row.h[D] = 0;
    for (int i = 0; i < D; ++i) {
      row.h[i] = common[i] + draw(random);
      row.h[D] -= row.h[i] * point[i];
    }
    row.measure();
  }
  return rows;
}

// Bounds proved among `rounds` sets of rows; every one is checked.
template <int D>
int count_proved(double spread, std::size_t rows_each, int rounds) {
  std::mt19937 random(11);
  std::uniform_int_distribution<int> draw(-8, 8);
  int proved = 0;
  for (int round = 0; round < rounds; ++round) {
    double point[D], x[D];
    for (int i = 0; i < D; ++i) {
      point[i] = draw(random) * 0.125;
      x[i] = point[i] + 1e-9 * draw(random);
    }
    const auto rows = rows_through<D>(random, point, rows_each, spread);
    std::vector<const Row<D>*> pointers;
    for (const Row<D>& row : rows) pointers.push_back(&row);
    Resolver<D> resolver;
    double error = 0;
    if (!resolver.solve(pointers, x, error)) continue;
    ++proved;
    for (int i = 0; i < D; ++i) REQUIRE(std::fabs(x[i] - point[i]) <= error);
  }
  return proved;
}

}  // namespace

TEST_CASE("vertices computed afresh lie within their bounds") {
  CHECK(count_proved<2>(0, 2, 400) > 350);
  CHECK(count_proved<3>(0, 3, 400) > 350);
  CHECK(count_proved<4>(0, 4, 400) > 350);
  CHECK(count_proved<5>(0, 5, 400) > 350);
  CHECK(count_proved<4>(0, 7, 400) > 350);
}

TEST_CASE("vertices of almost parallel rows lie within their bounds or have none") {
  CHECK(count_proved<2>(0x1p20, 2, 400) > 0);
  CHECK(count_proved<3>(0x1p8, 3, 400) > 0);
  CHECK(count_proved<4>(0x1p5, 4, 400) > 0);
  count_proved<3>(0x1p30, 3, 400);
  count_proved<4>(0x1p20, 4, 400);
  count_proved<5>(0x1p14, 5, 400);
}

TEST_CASE("rows without a common vertex are not given one") {
  Row<3> rows[3];
  for (int r = 0; r < 3; ++r) {
    for (int i = 0; i <= 3; ++i) rows[r].h[i] = r == 2 ? 2 : i + r;
    if (r == 2)
      for (int i = 0; i <= 3; ++i) rows[2].h[i] = rows[0].h[i] + rows[1].h[i];
    rows[r].measure();
  }
  const Row<3>* const pointers[] = {&rows[0], &rows[1], &rows[2]};
  double x[3] = {0, 0, 0}, error = 0;
  Resolver<3> resolver;
  CHECK_FALSE(resolver.solve(pointers, x, error));
}
