// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <unordered_set>

#include "../unit/golden.hpp"
#include "engine/vertex/vertex_engine.hpp"
#include "network/lower.hpp"

// The vertex engine on the networks whose exact counts are known.
using namespace polyspike;

namespace {

std::string data() {
  const char* folder = std::getenv("POLYSPIKE_DATA");
  return folder != nullptr ? folder : POLYSPIKE_DATA_DEFAULT;
}

struct Counted {
  std::unordered_set<std::uint64_t> cells, maps;
  bool has_infinite = false;
};

Counted count(const Network& network) {
  Counted counted;
  REQUIRE(explore_vertices(lower(network), *network.domain, {}, [&](const Leaf& leaf) {
    counted.cells.insert(leaf.pattern_hash());
    const OutputForms outputs = leaf.outputs();
    bool finite = true;
    for (const auto& form : outputs) finite = finite && form.has_value();
    if (finite) counted.maps.insert(hash_outputs(outputs));
    counted.has_infinite = counted.has_infinite || !finite;
    return true;
  }));
  return counted;
}

// Returns how many networks of the folder were tried.
std::size_t try_folder(const std::string& folder, const std::string& expected_file) {
  std::size_t tried = 0;
  const std::string expected_path = folder + "/" + expected_file;
  if (!std::ifstream(expected_path)) {
    WARN("skipped: no " << expected_path);
    return 0;
  }
  for_each_expected(expected_path, [&](const std::string& name, Json expected) {
    const std::string path = folder + "/" + name + ".json";
    if (!std::ifstream(path)) return;
    const Network network = read_network(path);
    if (network.inputs() > max_vertex_dimension) return;
    ++tried;
    INFO(name);
    const Counted counted = count(network);
    CHECK(Rational(static_cast<std::int64_t>(counted.cells.size())) ==
          field(expected, "cells").rational());
    if (const auto maps = find_field(expected, "distinct_maps"))
      CHECK(Rational(static_cast<std::int64_t>(counted.maps.size())) == maps->rational());
  });
  return tried;
}

}  // namespace

TEST_CASE("vertex engine: counts of the golden networks") {
  CHECK(try_folder(test_data() + "/golden", "golden.json") >= 58);
}

TEST_CASE("vertex engine: counts of the Yin-Yang networks") {
  try_folder(data() + "/yinyang", "expected.json");
}

TEST_CASE("vertex engine: counts of the slices of time-to-first-spike networks") {
  try_folder(data() + "/ttfs", "expected.json");
}
