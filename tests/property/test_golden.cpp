// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "oracle/claims.hpp"
#include "oracle/counts.hpp"
#include "oracle/evaluate.hpp"
#include "polyspike/read_network.hpp"

// The oracle against the golden networks, whose answers two other exact methods found.
using namespace polyspike;
using namespace polyspike::oracle;
using Tree = boost::property_tree::ptree;

namespace {

std::filesystem::path data_folder() {
  const char* folder = std::getenv("POLYSPIKE_DATA");
  return folder ? folder : POLYSPIKE_DATA_DEFAULT;
}

std::optional<Tree> read_answers(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    std::cout << "SKIPPED: no " << file << '\n';
    return std::nullopt;
  }
  Tree tree;
  boost::property_tree::read_json(file.string(), tree);
  return tree;
}

Vector vector_of(const Tree& tree) {
  Vector result;
  for (const auto& [key, entry] : tree) result.emplace_back(entry.data());
  return result;
}

Extended extended_of(const std::string& text) {
  return text == "inf" ? Extended() : Extended(Q(text));
}

std::vector<Extended> values_of(const Tree& tree) {
  std::vector<Extended> result;
  if (tree.empty()) result.push_back(extended_of(tree.data()));
  for (const auto& [key, entry] : tree) result.push_back(extended_of(entry.data()));
  return result;
}

// Compares an answer with the file's, where the file has one.
template <class Answer>
void compare(const Tree& expected, const std::string& key, Answer&& answer) {
  const auto text = expected.get_optional<std::string>(key);
  if (!text || *text == "n/a") return;
  INFO(key);
  if (*text == "true" || *text == "false")
    CHECK(Q(answer()) == Q(*text == "true"));
  else
    CHECK(Q(answer()) == Q(*text));
}

void compare_counts(const Tree& expected, const Counts& counts) {
  compare(expected, "cells", [&] { return counts.cells; });
  compare(expected, "cell_components", [&] { return counts.cell_components; });
  compare(expected, "linear_regions", [&] { return counts.linear_regions; });
  compare(expected, "distinct_maps", [&] { return counts.distinct_maps; });
  compare(expected, "never_regions", [&] { return counts.never_regions; });
}

void compare_claims(const Tree& expected, const Survey& s) {
  compare(expected, "continuous", [&] { return continuous(s); });
  compare(expected, "fires_everywhere", [&] { return fires(s); });
  compare(expected, "monotone", [&] { return monotone(s); });
  compare(expected, "concave", [&] { return concave(s); });
  compare(expected, "convex", [&] { return convex(s); });
  compare(expected, "min", [&] { return *extremes(s, 0).least; });
  compare(expected, "max", [&] { return *extremes(s, 0).greatest; });
}

void compare_values(const Tree& expected, const Model& model) {
  const auto values = expected.get_child_optional("values");
  if (!values) return;
  for (const auto& [key, pair] : *values)
    CHECK(evaluate(model, vector_of(pair.front().second)).outputs ==
          values_of(pair.back().second));
}

void compare_jump(const Tree& expected, const Survey& s) {
  const auto jump = expected.get_child_optional("discontinuity");
  if (!jump) return;
  const Vector point = vector_of(jump->get_child("point"));
  CHECK(evaluate(s.model, point).outputs == values_of(jump->get_child("value")));
  auto limits = limits_at(s.full(), *s.frame.coordinates(point));
  // At an isolated point the file lists the value itself beside the limits.
  limits.push_back(values_of(jump->get_child("value")));
  for (const auto& [key, limit] : jump->get_child("limits"))
    CHECK(std::count(limits.begin(), limits.end(), values_of(limit)) > 0);
}

Network read(const std::filesystem::path& file) {
  return read_network(file.string());
}

void compare_equality(const std::filesystem::path& folder, const Tree& expected,
                      const Survey& s, const std::string& key, bool is_equal) {
  const auto other = expected.get_optional<std::string>(key);
  if (!other) return;
  const Model both = side_by_side(s.model, model_of(read(folder / (*other + ".json"))));
  CHECK(halves_equal(survey(both, s.frame)) == is_equal);
}

}  // namespace

TEST_CASE("the oracle agrees with the golden answers") {
  const auto folder = data_folder() / "golden";
  const auto answers = read_answers(folder / "golden.json");
  if (!answers) return;
  for (const auto& [name, expected] : *answers) {
    INFO(name);
    const Network network = read(folder / (name + ".json"));
    const Model model = model_of(network);
    const Frame frame = *frame_of(*network.domain);
    compare_values(expected, model);
    if (frame.dimension() > 4) continue;
    compare_counts(expected, count(model, strata_of(model, frame, Extent::full)));
    if (frame.dimension() > 2) continue;
    const Survey s = survey(model, frame);
    compare_claims(expected, s);
    compare_jump(expected, s);
    compare_equality(folder, expected, s, "equal_to", true);
    compare_equality(folder, expected, s, "not_equal_to", false);
  }
}

TEST_CASE("the oracle agrees with known counts of cells, maps and vertices") {
  const char* heavy = std::getenv("POLYSPIKE_HEAVY");
  const std::size_t largest = heavy ? 400 : 60;
  for (const char* set : {"partition", "ttfs"}) {
    const auto folder = data_folder() / set;
    const auto answers = read_answers(folder / "expected.json");
    if (!answers) continue;
    for (const auto& [name, expected] : *answers) {
      if (expected.get<std::size_t>("cells") > largest) continue;
      INFO(name);
      const Network network = read(folder / (name + ".json"));
      const Frame frame = *frame_of(*network.domain);
      const Model model = model_of(network);
      if (frame.dimension() > 3) continue;
      const auto strata = strata_of(model, frame, Extent::full);
      compare_counts(expected, count(model, strata));
      compare(expected, "vertices", [&] { return count_vertices(strata); });
    }
  }
}
