// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "oracle/claims.hpp"
#include "oracle/counts.hpp"
#include "oracle/evaluate.hpp"
#include "oracle/random_network.hpp"

// The oracle against itself: what must hold of any partition, and its two definitions of
// the firing time against each other.
using namespace polyspike;
using namespace polyspike::oracle;

namespace {

Form form(int constant, std::vector<int> gradient) {
  return {Q(constant), Vector(gradient.begin(), gradient.end())};
}

std::vector<Form> cube(int dimension) {
  std::vector<Form> forms;
  for (int i = 0; i < dimension; ++i) {
    forms.push_back(Form::coordinate(dimension, i));
    forms.push_back(Form::zero(dimension) + Q(1) - Form::coordinate(dimension, i));
  }
  return forms;
}

// The sum of (-1)^dimension over the strata is 1 iff no relatively open stratum of a
// closed polytope is lost or counted twice (up to coincidences).
int euler_characteristic(const std::vector<Stratum>& strata) {
  int sum = 0;
  for (const Stratum& stratum : strata) sum += stratum.dimension % 2 == 0 ? 1 : -1;
  return sum;
}

Q volume_of(const std::vector<Stratum>& strata, std::size_t dimension) {
  Q sum = 0;
  for (const Stratum& stratum : strata)
    if (stratum.dimension == dimension) sum += volume(stratum.cell);
  return sum;
}

void check_strata(const Survey& survey) {
  CHECK(euler_characteristic(survey.strata) == 1);
  CHECK(volume_of(survey.strata, survey.frame.dimension()) ==
        volume(survey.frame.domain));
  for (const Stratum& stratum : survey.strata) {
    const Vector y = stratum.cell.center();
    const Trace trace = evaluate(survey.model, survey.frame.point(y));
    CHECK(trace.decisions == stratum.decisions);
    for (std::size_t o = 0; o < trace.outputs.size(); ++o) {
      REQUIRE(trace.outputs[o].has_value() == stratum.outputs[o].has_value());
      if (trace.outputs[o]) CHECK(*trace.outputs[o] == stratum.outputs[o]->at(y));
    }
  }
}

}  // namespace

TEST_CASE("polytopes: volumes, faces, splits") {
  for (int d = 0; d <= 4; ++d) {
    const auto p = polytope(d, cube(d));
    REQUIRE(p);
    CHECK(volume(*p) == 1);
    std::size_t count = 1;
    for (int i = 0; i < d; ++i) count *= 3;
    CHECK(faces(*p).size() == count);
  }
  const auto p = polytope(3, cube(3));
  Parts parts = split(*p, form(-1, {1, 1, 1}));
  CHECK(volume(*parts.negative) == Q(1, 6));
  CHECK(volume(*parts.positive) == Q(5, 6));
  CHECK(parts.zero->dimension() == 2);
  CHECK(parts.zero->vertices.size() == 3);
  parts = split(*p, form(-3, {1, 1, 1}));
  CHECK(!parts.positive);
  CHECK(!parts.zero);
  CHECK(slice(*p, form(-3, {1, 1, 1}))->vertices.size() == 1);
  CHECK(!polytope(1, {form(-1, {1}), form(0, {-1})}));
}

TEST_CASE("strata of random networks cover the domain, in every dimension") {
  const Family families[] = {Family::relu, Family::linear, Family::positive,
                             Family::window, Family::kernel};
  for (Family family : families)
    for (int seed = 1; seed <= 40; ++seed) {
      Draw draw(seed);
      Size size;
      size.dimension = draw.integer(1, 2);
      size.outputs = 2;
      const Network network = random_network(draw, family, size);
      INFO("family " << int(family) << " seed " << seed);
      const auto frame = frame_of(*network.domain);
      REQUIRE(frame);
      const Survey s = survey(model_of(network), *frame);
      check_strata(s);
      const Counts counts = count(s.model, s.full());
      CHECK(counts == count(s.model, strata_of(s.model, *frame, Extent::full)));
      if (family != Family::linear || seed > 15) continue;
      CHECK(counts == count(s.model, strata_of(s.model, *frame, Extent::full,
                                               Definition::subsets)));
    }
}
