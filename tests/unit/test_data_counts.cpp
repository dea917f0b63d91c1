// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <set>

#include "engine/engine_choice.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#include "property/counts.hpp"

using namespace polyspike;

// The counts of all networks in tests/data against their expected files, by either engine.
namespace {

// What takes the engine in question more than a few seconds; tests/heavy/run tries them.
const std::set<std::string> heavy_for_lp = {"g2_128x4", "g2_64_64_64", "g3_64_64",
                                            "g4_40_40"};
// Of these only the cells are counted: all pieces together need gigabytes.
const std::set<std::string> large = {"g2_128x4", "g3_64_64", "g4_40_40"};
const std::set<std::string> heavy_for_all = {"ttfs_w12_d3_s42_in784",
                                             "ttfs_w16_d2_s42_in784"};

enum class Weight { light, heavy };

Problem problem_of(const std::string& file) {
  const Network network = read_network(file);
  return make_problem(lower(network), *network.domain).value();
}

void require_counts(Json expected, const Counts& counts) {
  const std::pair<const char*, std::uint64_t> found[] = {
      {"cells", counts.cells},
      {"cell_components", counts.cell_components},
      {"linear_regions", counts.linear_regions},
      {"distinct_maps", counts.distinct_maps},
      {"never_regions", counts.never_regions}};
  for (const auto& [name, number] : found) {
    const auto known = find_field(expected, name);
    if (!known) continue;
    INFO(name);
    CHECK(known->rational() == Rational(static_cast<std::int64_t>(number)));
  }
}

int require_folder(const std::string& folder, Engine engine, Weight weight) {
  const std::string path = test_data() + '/' + folder + '/';
  const std::string answers = folder == "golden" ? "golden.json" : "expected.json";
  int tried = 0;
  for_each_expected(path + answers, [&](const std::string& name, Json expected) {
    INFO(folder << '/' << name);
    const Problem problem = problem_of(path + name + ".json");
    ExploreOptions options;
    if (engine == Engine::vertex && !fits_vertex_engine(problem, options)) return;
    const bool is_heavy = heavy_for_all.contains(name) ||
                          (engine == Engine::lp && heavy_for_lp.contains(name));
    if (is_heavy != (weight == Weight::heavy)) return;
    options.engine = engine;
    if (large.contains(name)) {
      const CellCount cells = count_cells(problem, options);
      CHECK(cells.complete);
      CHECK(field(expected, "cells").rational() ==
            Rational(static_cast<std::int64_t>(cells.cells)));
    } else {
      const Counts counts = find_counts(problem, options);
      CHECK(counts.complete);
      require_counts(expected, counts);
    }
    ++tried;
  });
  return tried;
}

}  // namespace

TEST_CASE("counts of golden networks", "[counts]") {
  CHECK(require_folder("golden", Engine::lp, Weight::light) == 61);
  CHECK(require_folder("golden", Engine::vertex, Weight::light) > 0);
}

TEST_CASE("counts of partition networks by linear programs", "[counts]") {
  CHECK(require_folder("partition", Engine::lp, Weight::light) == 30);
}

TEST_CASE("counts of partition networks by vertices", "[counts]") {
  CHECK(require_folder("partition", Engine::vertex, Weight::light) == 30);
}

TEST_CASE("counts of trained networks", "[counts]") {
  CHECK(require_folder("yinyang", Engine::lp, Weight::light) == 4);
  require_folder("yinyang", Engine::vertex, Weight::light);
}

TEST_CASE("counts of slices of time-to-first-spike networks", "[counts]") {
  CHECK(require_folder("ttfs", Engine::lp, Weight::light) == 100);
  require_folder("ttfs", Engine::vertex, Weight::light);
}

TEST_CASE("counts that take long", "[.][heavy]") {
  CHECK(require_folder("partition", Engine::lp, Weight::heavy) == 4);
  CHECK(require_folder("ttfs", Engine::lp, Weight::heavy) == 2);
}
