// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/engine_choice.hpp"
#include "geometry/volume_sample.hpp"
#include "formats/native.hpp"
#include "golden.hpp"
#include "network/lower.hpp"

using namespace polyspike;

namespace {

Problem problem_of(const Network& network) {
  return make_problem(lower(network), *network.domain).value();
}

// One hidden neuron, on where x > 1/4, on [-1, 1] x [0, 3].
const std::string step = R"({
  "network": "relu",
  "domain": {"box": [["-1", "1"], ["0", "3"]]},
  "layers": [
    {"weights": [["1", "0"]], "biases": ["-1/4"], "activation": "relu"},
    {"weights": [["1"]], "biases": ["0"], "activation": "identity"}
  ]
})";

}  // namespace

TEST_CASE("volume sample: the share of the cells found, about") {
  const Problem problem = problem_of(read_native(JsonDocument(SourceText("step", step))));
  for (const Engine engine : {Engine::lp, Engine::vertex}) {
    VolumeSample sample(problem);
    CHECK(sample.share() == 0.0);
    std::vector<double> shares;
    ExploreOptions options;
    options.engine = engine;
    explore_any(problem, options, [&](const Leaf& leaf) {
      const double before = *sample.share();
      sample.add(leaf);
      sample.add(leaf);
      shares.push_back(*sample.share() - before);
      return true;
    });
    REQUIRE(shares.size() == 2);
    std::sort(shares.begin(), shares.end());
    CHECK(shares[0] == Approx(3.0 / 8).margin(0.08));
    CHECK(shares[1] == Approx(5.0 / 8).margin(0.08));
    CHECK(sample.share() == 1.0);
  }
}

TEST_CASE("volume sample: all cells found are all of the volume") {
  int networks = 0;
  for_each_expected(test_data() + "/golden/golden.json", [&](const std::string& name, Json) {
    INFO(name);
    const Problem problem = problem_of(read_network(golden_file(name)));
    if (problem.domain.dimension == 0) return;
    VolumeSample sample(problem, 50);
    explore_any(problem, {}, [&](const Leaf& leaf) {
      sample.add(leaf);
      return true;
    });
    CHECK(sample.share() == 1.0);
    ++networks;
  });
  CHECK(networks > 50);
}
