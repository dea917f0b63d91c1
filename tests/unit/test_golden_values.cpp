// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <sstream>

#include "formats/domain.hpp"
#include "formats/native.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#include "program/evaluate.hpp"

using namespace polyspike;

namespace {

std::string text(const Network& network) {
  std::ostringstream out;
  write_native(out, network);
  return out.str();
}

// The pairs [point, value] of an entry of golden.json; a few have none.
std::vector<Json> samples(Json expected) {
  const auto values = find_field(expected, "values");
  return values ? std::vector<Json>(values->begin(), values->end()) : std::vector<Json>();
}

Network reread(const std::string& text) {
  return read_native(JsonDocument(SourceText("text", text)));
}

}  // namespace

TEST_CASE("golden networks have their values", "[golden]") {
  int networks = 0;
  for_each_expected(test_data() + "/golden/golden.json",
                    [&](const std::string& name, Json expected) {
                      INFO(name);
                      const Network network = read_network(golden_file(name));
                      const Program program = lower(network);
                      const Program twice = product(program, program);
                      for (const Json sample : samples(expected)) {
                        auto entry = sample.begin();
                        const Point point = read_rationals(*entry);
                        const std::string value = (*++entry).string();
                        const auto found = evaluate(program, point).outputs(program);
                        REQUIRE(to_string(found.at(0)) == value);
                        const auto both = evaluate(twice, point).outputs(twice);
                        REQUIRE(both.size() == 2 * found.size());
                        REQUIRE(both.at(found.size()) == found.at(0));
                      }
                      ++networks;
                    });
  REQUIRE(networks == 61);
}

TEST_CASE("networks survive writing and reading", "[formats]") {
  for_each_expected(
      test_data() + "/golden/golden.json", [](const std::string& name, Json expected) {
        INFO(name);
        const Network network = read_network(golden_file(name));
        const Network again = reread(text(network));
        REQUIRE(text(again) == text(network));
        REQUIRE(again.domain->half_spaces == network.domain->half_spaces);
        const Program a = lower(network), b = lower(again);
        for (const Json sample : samples(expected)) {
          const Point point = read_rationals(*sample.begin());
          REQUIRE(evaluate(a, point).registers == evaluate(b, point).registers);
        }
      });
}
