// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "oracle/random_network.hpp"
#include "property/comparison.hpp"
#include "property/families.hpp"

// The library against the oracle on random small networks. POLYSPIKE_SEEDS=FIRST-LAST
// draws others than the default few of each family.
using namespace polyspike;

namespace {

struct Seeds {
  std::uint64_t first = 1, last = 0;
};

Seeds seeds_or(std::uint64_t last) {
  Seeds seeds{1, last};
  if (const char* text = std::getenv("POLYSPIKE_SEEDS")) {
    char* end = nullptr;
    seeds.first = std::strtoull(text, &end, 10);
    seeds.last = *end == '-' ? std::strtoull(end + 1, nullptr, 10) : seeds.first;
  }
  std::cout << "seeds " << seeds.first << '-' << seeds.last << '\n';
  return seeds;
}

}  // namespace

TEST_CASE("library and oracle agree on random networks") {
  const Seeds seeds = seeds_or(12);
  int skipped = 0;
  for (const property::Recipe& recipe : property::recipes)
    for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
      INFO("recipe " << recipe.name << " seed " << seed);
      try {
        for (const std::string& finding : property::compare(recipe.network(seed)))
          FAIL_CHECK(finding);
      } catch (const oracle::TooLarge&) {
        ++skipped;
      }
    }
  std::cout << skipped << " networks too large for the oracle\n";
}

TEST_CASE("library and oracle agree on pairs of random networks") {
  const Seeds seeds = seeds_or(12);
  for (const property::Recipe& recipe : property::recipes)
    for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
      INFO("recipe " << recipe.name << " seed " << seed);
      oracle::Draw draw(seed);
      const Network network = recipe.network(seed);
      const Network variant = oracle::random_variant(draw, network);
      try {
        for (const std::string& finding : property::compare_pair(network, variant))
          FAIL_CHECK(finding);
      } catch (const oracle::TooLarge&) {
      }
    }
}
