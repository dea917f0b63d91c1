// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <catch2/catch.hpp>
#include <filesystem>

#include "network/lower.hpp"
#include "polyspike/read_network.hpp"
#include "property/claims.hpp"
#include "property/comparison.hpp"

// Networks on which library and oracle once differed, small, with the verdicts that are
// true of them.
using namespace polyspike;

TEST_CASE("differences found once stay fixed") {
  const std::filesystem::path folder = POLYSPIKE_REGRESS;
  boost::property_tree::ptree answers;
  boost::property_tree::read_json((folder / "expected.json").string(), answers);
  REQUIRE(!answers.empty());
  for (const auto& [name, verdicts] : answers) {
    INFO(name);
    const Network network = read_network((folder / (name + ".json")).string());
    for (const std::string& finding : property::compare(network)) FAIL_CHECK(finding);
    const auto problem = make_problem(lower(network), *network.domain);
    REQUIRE(problem);
    Claims claims(*problem, {});
    for (const auto& [text, verdict] : verdicts) {
      INFO(text);
      const auto claim = parse_claim(text, network.outputs());
      REQUIRE(claim);
      CHECK(to_string(claims.decide(*claim).verdict) == verdict.data());
    }
  }
}
