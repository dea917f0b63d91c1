// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "golden.hpp"
#include "network/lower.hpp"
#include "property/adjacency.hpp"
#include "property/cuts.hpp"
#include "property/partition.hpp"

using namespace polyspike;

namespace {

Problem problem_of(const std::string& file) {
  const Network network = read_network(file);
  return make_problem(lower(network), *network.domain).value();
}

// Collects, per piece, which facets the stream would mark as cuts.
class CutCollector final : public PartitionObserver {
 public:
  explicit CutCollector(const Problem& problem) : finder_(problem) {}
  bool wants_pieces() const override { return true; }
  void piece(const Leaf&, const Piece& piece, const Pattern& pattern) override {
    cuts.push_back(finder_.find_cuts(piece, pattern));
  }
  std::vector<std::vector<bool>> cuts;

 private:
  CutFinder finder_;
};

std::size_t facet_of(const Piece& piece, const AffineForm& form) {
  for (std::size_t f = 0; f < piece.half_spaces.size(); ++f)
    if (piece.half_spaces[f].form == form) return f;
  throw std::logic_error("no such facet");
}

}  // namespace

TEST_CASE("cuts are the facets with the same cell on both sides", "[partition]") {
  for_each_expected(
      test_data() + "/golden/golden.json", [&](const std::string& name, Json) {
        INFO(name);
        const Problem problem = problem_of(golden_file(name));
        CutCollector collector(problem);
        const Partition partition = find_partition(problem, {}, &collector);
        REQUIRE(collector.cuts.size() == partition.pieces.size());
        const FacetIndex facets(problem, partition);
        facets.for_each_pair(
            [](std::size_t, std::size_t, const AffineForm&) { return true; },
            [&](std::size_t a, std::size_t b, const AffineForm& form, const Point&) {
              const Piece &above = partition.pieces[a], &below = partition.pieces[b];
              const bool same = above.cell == below.cell;
              INFO(form.str());
              CHECK(collector.cuts[a][facet_of(above, form)] == same);
              CHECK(collector.cuts[b][facet_of(below, -form)] == same);
              return true;
            });
      });
}

TEST_CASE("a partition that was stopped has lower bounds", "[partition]") {
  const Problem problem = problem_of(golden_file("relu_sawtooth_4"));
  const Counts all = count(problem, find_partition(problem, {}));
  Budget budget;
  budget.interrupt();
  ExploreOptions options;
  options.budget = &budget;
  options.engine = Engine::lp;
  const Counts none = count(problem, find_partition(problem, options));
  REQUIRE_FALSE(none.complete);
  REQUIRE(none.cells < all.cells);
  const Partition partition = find_partition(problem, {});
  const Counts some = count(problem, partition, &budget);
  REQUIRE(some.cells == all.cells);
  REQUIRE(some.linear_regions <= all.linear_regions);
  REQUIRE(some.linear_regions >= some.distinct_maps);
}
