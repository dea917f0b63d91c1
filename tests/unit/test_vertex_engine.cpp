// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/vertex_engine.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <unordered_set>

#include "engine/pattern_hash.hpp"
#include "exact_volume.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#include "program/evaluate.hpp"

using namespace polyspike;

namespace {

struct PointHash {
  std::size_t operator()(const Point& point) const {
    std::size_t h = 0;
    for (const Rational& x : point) h = h * 1000003 + x.hash();
    return h;
  }
};

// What the tests look at in every leaf.
struct Survey {
  bool vertices = false;
  bool volumes = false;
  bool values = false;

  std::uint64_t pieces = 0;
  std::unordered_set<std::uint64_t> patterns;
  std::unordered_set<Point, PointHash> points;
  Rational volume;
  std::uint64_t wrong = 0;

  void run(const Program& program, const Domain& domain) {
    REQUIRE(explore_vertices(program, domain, {}, [&](const Leaf& leaf) {
      visit(program, leaf);
      return true;
    }));
  }

 private:
  void visit(const Program& program, const Leaf& leaf) {
    ++pieces;
    patterns.insert(leaf.pattern_hash());
    if (vertices)
      for (const Point& v : leaf.vertices()) points.insert(v);
    if (volumes) volume += ExactVolume(leaf.vertices(), leaf.half_spaces()).compute();
    if (values) compare(program, leaf);
  }
  // The leaf's word against the program run at its interior point.
  void compare(const Program& program, const Leaf& leaf) {
    const Point x = leaf.interior();
    const Evaluation run = evaluate(program, x);
    wrong += run.pattern != leaf.pattern();
    wrong += hash_pattern(run.pattern) != leaf.pattern_hash();
    for (const HalfSpace& h : leaf.half_spaces()) wrong += h.form.at(x).sign() <= 0;
    const OutputForms forms = leaf.outputs();
    const std::vector<Value> values = run.outputs(program);
    for (std::size_t k = 0; k < forms.size(); ++k)
      wrong += forms[k] ? values[k] != forms[k]->at(x) : values[k].has_value();
  }
};

Rational box_volume(const Domain& domain) {
  Rational volume = 1;
  for (std::size_t i = 0; i < domain.dimension; ++i) {
    const auto bound = [&](std::size_t h) {
      const AffineForm& form = domain.half_spaces[h].form;
      return -form.constant / form.gradient[i];
    };
    volume *= bound(2 * i + 1) - bound(2 * i);
  }
  return volume;
}

std::int64_t number(Json object, const std::string& name) {
  return field(object, name).rational().to_int64();
}

Network partition_network(const std::string& name) {
  return read_network(test_data() + "/partition/" + name + ".json");
}

}  // namespace

TEST_CASE("vertex engine: cells and vertices of the partition networks") {
  std::size_t tried = 0;
  for_each_expected(
      test_data() + "/partition/expected.json",
      [&](const std::string& name, Json expected) {
        const std::string path = test_data() + "/partition/" + name + ".json";
        if (!std::ifstream(path)) return;
        const Network network = read_network(path);
        if (network.inputs() > max_vertex_dimension) return;
        ++tried;
        INFO(name);
        const std::int64_t cells = number(expected, "cells");
        Survey survey;
        survey.vertices = cells < 5000;
        survey.run(lower(network), *network.domain);
        CHECK(survey.pieces == static_cast<std::uint64_t>(cells));
        CHECK(survey.patterns.size() == survey.pieces);
        if (survey.vertices)
          CHECK(static_cast<std::int64_t>(survey.points.size()) ==
                number(expected, "vertices"));
      });
  CHECK(tried >= 26);
}

TEST_CASE("vertex engine: pieces cover the domain and agree with evaluation") {
  for (const char* name :
       {"d2_dup", "d2_int2", "d2_lattice", "d2_min_dup", "d2_nearconc", "d2_nobias",
        "d2_scales", "d2_tent4", "d3_braid", "d3_nobias", "d3_resonance", "d4_braid",
        "g2_16", "g2_32_32", "g3_16_16", "q2_32_32"}) {
    INFO(name);
    const Network network = partition_network(name);
    Survey survey;
    survey.volumes = survey.values = true;
    survey.run(lower(network), *network.domain);
    CHECK(survey.volume == box_volume(*network.domain));
    CHECK(survey.wrong == 0);
  }
}

TEST_CASE("vertex engine: golden ReLU networks") {
  std::size_t tried = 0;
  for_each_expected(golden_file("golden"), [&](const std::string& name, Json expected) {
    const Network network = read_network(golden_file(name));
    if (network.is_spiking() || network.inputs() > max_vertex_dimension) return;
    ++tried;
    INFO(name);
    Survey survey;
    survey.volumes = survey.values = true;
    survey.run(lower(network), *network.domain);
    CHECK(static_cast<std::int64_t>(survey.patterns.size()) == number(expected, "cells"));
    CHECK(survey.volume == box_volume(*network.domain));
    CHECK(survey.wrong == 0);
  });
  CHECK(tried >= 10);
}

TEST_CASE("vertex engine: the sink stops it") {
  const Network network = partition_network("g2_32_32");
  int seen = 0;
  CHECK_FALSE(explore_vertices(lower(network), *network.domain, {},
                               [&](const Leaf&) { return ++seen < 10; }));
  CHECK(seen == 10);
}

TEST_CASE("vertex engine: polytopes that name no bounds of coordinates") {
  LayeredNetwork difference;
  difference.layers.push_back({{{{1, -1}}, {0}}, "relu"});
  const Program program = lower(Network{difference, std::nullopt, std::nullopt});
  Domain square{2, {}};  // |x| + |y| <= 1
  for (const int a : {-1, 1})
    for (const int b : {-1, 1})
      square.half_spaces.push_back({AffineForm(1, {a, b}), false});
  Survey survey;
  survey.volumes = survey.values = survey.vertices = true;
  survey.run(program, square);
  CHECK(survey.pieces == 2);
  CHECK(survey.points.size() == 6);
  CHECK(survey.volume == Rational(2));
  CHECK(survey.wrong == 0);
}
