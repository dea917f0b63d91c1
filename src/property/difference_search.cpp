// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/difference_search.hpp"

#include <algorithm>
#include <random>

#include "network/lower.hpp"
#include "network/ranges.hpp"
#include "program/evaluate.hpp"

namespace polyspike {

namespace {

Point draw_point(std::mt19937& random, const std::vector<Bounds>& box, std::size_t turn) {
  Point point;
  const unsigned parts = turn % 3 == 0 ? 1 : turn % 3 == 1 ? 8 : 97;
  for (const Bounds& side : box)
    point.push_back(side.lower +
                    (side.upper - side.lower) * Rational(random() % (parts + 1), parts));
  return point;
}

}  // namespace

std::optional<Difference> find_difference(const Network& a, const Network& b,
                                          const Domain& domain, std::size_t points,
                                          Budget& budget) {
  const auto box = box_of(domain);
  if (!box) return std::nullopt;
  const Program first = lower(a), second = lower(b);
  std::mt19937 random(1);
  for (std::size_t turn = 0; turn < points && !budget.exhausted(); ++turn) {
    Difference found{draw_point(random, *box, turn), {}, {}};
    const auto contains = [&](const HalfSpace& h) { return h.contains(found.point); };
    if (!std::all_of(domain.half_spaces.begin(), domain.half_spaces.end(), contains))
      continue;
    found.values_a = evaluate(first, found.point).outputs(first);
    found.values_b = evaluate(second, found.point).outputs(second);
    if (found.values_a != found.values_b) return found;
  }
  return std::nullopt;
}

}  // namespace polyspike
