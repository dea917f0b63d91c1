// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "formats/domain.hpp"

using namespace polyspike;

namespace {

// "" for a usable domain, otherwise what is wrong with it.
std::string complaint(const std::string& text) {
  try {
    const JsonDocument document(SourceText("domain", text));
    read_domain(document.root());
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string constraint(const std::string& coefficients, const std::string& at_most) {
  return "{\"coefficients\": [" + coefficients + "], \"at_most\": " + at_most + "}";
}

std::string polytope(const std::vector<std::string>& constraints) {
  std::string text = "{\"constraints\": [";
  for (const std::string& c : constraints) text += (text.back() == '[' ? "" : ", ") + c;
  return text + "]}";
}

}  // namespace

TEST_CASE("polytopes without a box", "[domain]") {
  const std::string triangle[] = {constraint("-1, 0", "0"), constraint("0, -1", "0"),
                                  constraint("1, 1", "1")};
  CHECK(complaint(polytope({triangle[0], triangle[1], triangle[2]})).empty());
  CHECK(complaint(polytope({triangle[0], triangle[1]})).find("unbounded") !=
        std::string::npos);
  CHECK(complaint(polytope({triangle[0], triangle[2]})).find("unbounded") !=
        std::string::npos);
  CHECK(complaint(polytope({triangle[0], triangle[1], constraint("1, 1", "\"-1/2\"")}))
            .find("empty") != std::string::npos);
}

TEST_CASE("flat domains and points are domains", "[domain]") {
  CHECK(complaint("{\"box\": [[1, 1], [0, 0]]}").empty());
  CHECK(complaint("{\"box\": [[0, 1], [0, 1]], \"constraints\": [" +
                  constraint("1, 1", "0") + "]}")
            .empty());
  CHECK(complaint("{\"box\": [[0, 1], [0, 1]], \"constraints\": [" +
                  constraint("1, 1", "\"-1/1000000\"") + "]}")
            .find("empty") != std::string::npos);
  CHECK(complaint(polytope({constraint("1", "1"), constraint("-1", "-1")})).empty());
  CHECK(complaint(
            polytope({constraint("1", "1"), constraint("-1", "\"-1000001/1000000\"")}))
            .find("empty") != std::string::npos);
}
