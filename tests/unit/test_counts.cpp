// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <catch2/catch.hpp>

#include "engine/engine_choice.hpp"
#include "engine/leaf_watch.hpp"
#include "exact_volume.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#include "property/counts.hpp"
#include "property/key_table.hpp"

using namespace polyspike;

// Counts without a stored partition, threads, and what is said of a walk that was stopped.
namespace {

Problem problem_of(const std::string& name) {
  const Network network = read_network(test_data() + "/" + name + ".json");
  return make_problem(lower(network), *network.domain).value();
}

void check_same(const Counts& found, const Counts& expected) {
  CHECK(found.complete == expected.complete);
  CHECK(found.cells == expected.cells);
  CHECK(found.cell_components == expected.cell_components);
  CHECK(found.causal_pieces == expected.causal_pieces);
  CHECK(found.linear_regions == expected.linear_regions);
  CHECK(found.distinct_maps == expected.distinct_maps);
  CHECK(found.never_regions == expected.never_regions);
}

// The leaves' keys and map hashes in the order in which they are taken.
class Order final : public BatchSink {
 public:
  class Batch final : public LeafBatch {
   public:
    bool add(const Leaf& leaf) override {
      leaf.append_key(words);
      words.push_back(leaf.map_hash().value_or(0));
      return true;
    }
    std::size_t bytes() const override { return 8 * words.size(); }
    std::vector<std::uint64_t> words;
  };
  std::unique_ptr<LeafBatch> new_batch() override { return std::make_unique<Batch>(); }
  bool take(LeafBatch& any) override {
    auto& batch = static_cast<Batch&>(any);
    words.insert(words.end(), batch.words.begin(), batch.words.end());
    batch.words.clear();
    return words.size() < limit;
  }
  std::vector<std::uint64_t> words;
  std::size_t limit = ~std::size_t{0};
};

}  // namespace

TEST_CASE("counts: the same as of the stored partition, whatever the threads",
          "[partition][counts]") {
  for (const char* name :
       {"partition/q2_32_32", "partition/q3_16_16", "partition/g3_32_32",
        "partition/g4_12_12", "partition/d2_int2", "partition/d2_tent6",
        "partition/d3_nobias", "partition/d4_nobias", "yinyang/5-16-3_pos_q16",
        "ttfs/deg_equal_delays_int", "ttfs/quant_w5_d2_s14", "golden/disconnected_E_slice",
        "golden/kernel_trapezoid_neg", "golden/W_negative_2d", "golden/sign_slice5_0"}) {
    INFO(name);
    const Problem problem = problem_of(name);
    const Counts expected = count(problem, find_partition(problem, {}));
    for (const unsigned threads : {1u, 2u, 3u}) {
      ExploreOptions options;
      options.threads = threads;
      check_same(find_counts(problem, options), expected);
      CHECK(count_cells(problem, options).cells == expected.cells);
    }
  }
}

TEST_CASE("counts: the same by linear programs", "[partition][counts]") {
  for (const char* name :
       {"partition/q2_16", "partition/d3_resonance", "golden/sign_rand_0",
        "golden/delta_two_layer_0", "golden/disconnected_E_slice",
        "golden/kernel_trapezoid_neg", "golden/W_negative_2d", "golden/sign_slice5_0"}) {
    INFO(name);
    const Problem problem = problem_of(name);
    ExploreOptions options;
    options.engine = Engine::lp;
    check_same(find_counts(problem, options), find_counts(problem, {}));
  }
}

TEST_CASE("vertex engine: one order of leaves for any number of threads",
          "[partition][counts]") {
  for (const char* name : {"partition/q3_32_32", "yinyang/5-16-3_q256"}) {
    INFO(name);
    const Problem problem = problem_of(name);
    Order alone;
    REQUIRE(explore_any(problem, {}, alone).complete);
    for (const unsigned threads : {2u, 5u}) {
      ExploreOptions options;
      options.threads = threads;
      Order order;
      REQUIRE(explore_any(problem, options, order).complete);
      CHECK(order.words == alone.words);
      Order stopped;
      stopped.limit = alone.words.size() / 2;
      CHECK(!explore_any(problem, options, stopped).complete);
      CHECK(std::equal(stopped.words.begin(), stopped.words.end(), alone.words.begin()));
    }
  }
}

namespace {

class VertexKeys final : public PartitionObserver {
 public:
  bool wants_vertices() const override { return true; }
  void vertex(KeyTable::Key key) override { table.add(key); }
  KeyTable table;
};

}  // namespace

TEST_CASE("counts: distinct vertices by their keys, whatever the threads",
          "[partition][counts]") {
  for (const auto& [name, vertices] :
       {std::pair{"partition/q2_32_32", 1052},
        std::pair{"partition/q3_16_16", 1859},
        std::pair{"partition/d2_lattice", 145},
        std::pair{"partition/d3_nobias", 344},
        std::pair{"partition/d4_nobias", 2078},
        std::pair{"partition/g4_12_12", 4997}}) {
    INFO(name);
    const Problem problem = problem_of(name);
    for (const unsigned threads : {1u, 3u}) {
      ExploreOptions options;
      options.threads = threads;
      VertexKeys keys;
      REQUIRE(find_counts(problem, options, &keys).complete);
      CHECK(keys.table.size() == static_cast<std::size_t>(vertices));
      VertexKeys again;
      REQUIRE(count_cells(problem, options, &again).complete);
      CHECK(again.table.size() == static_cast<std::size_t>(vertices));
    }
  }
}

namespace {

// Explores until some leaves were found; the share covered and the exact volume of these.
struct Stopped {
  ExploreResult result;
  Rational volume;
};

Stopped stop_after(const Problem& problem, int leaves) {
  Stopped stopped;
  Budget budget;
  ExploreOptions options;
  options.budget = &budget;
  stopped.result = explore_any(problem, options, [&](const Leaf& leaf) {
    stopped.volume += ExactVolume(leaf.vertices(), leaf.half_spaces()).compute();
    if (--leaves == 0) budget.interrupt();
    return true;
  });
  return stopped;
}

}  // namespace

TEST_CASE("vertex engine: the share covered when stopped is exact for ReLU networks",
          "[partition][counts]") {
  for (const char* name : {"partition/q2_32_32", "partition/q3_16_16",
                           "partition/d3_nobias", "partition/d4_nobias"}) {
    INFO(name);
    const Problem problem = problem_of(name);
    const Rational whole = stop_after(problem, -1).volume;
    for (const int leaves : {1, 20, 200}) {
      const Stopped stopped = stop_after(problem, leaves);
      CHECK(!stopped.result.complete);
      CHECK(stopped.result.covered == stopped.volume / whole);
    }
  }
}

TEST_CASE("vertex engine: the share covered when stopped is no more than there is",
          "[partition][counts]") {
  const Problem problem = problem_of("yinyang/5-16-3_q256");
  const Rational whole = stop_after(problem, -1).volume;
  for (const int leaves : {1, 100, 2000}) {
    const Stopped stopped = stop_after(problem, leaves);
    CHECK(!stopped.result.complete);
    CHECK(*stopped.result.covered <= stopped.volume / whole);
    CHECK(stopped.result.covered->sign() >= 0);
  }
}

TEST_CASE("counts: lower bounds when threads are stopped", "[partition][counts]") {
  const Problem problem = problem_of("partition/g3_32_32");
  const Counts all = find_counts(problem, {});
  class Interrupt final : public LeafWatch {
   public:
    explicit Interrupt(Budget& budget) : budget_(budget) {}
    void start(const Problem&) override {}
    void leaf(const Leaf&) override {
      if (++found_ > 1000) budget_.interrupt();
    }
    void finish() override {}

   private:
    Budget& budget_;
    std::atomic<int> found_{0};
  };
  for (const unsigned threads : {1u, 2u, 4u}) {
    Budget budget;
    Interrupt interrupt(budget);
    ExploreOptions options;
    options.budget = &budget;
    options.threads = threads;
    options.watch = &interrupt;
    const Counts some = find_counts(problem, options);
    CHECK(!some.complete);
    CHECK(some.cells > 0);
    CHECK(some.cells < all.cells);
    CHECK(some.distinct_maps <= some.linear_regions);
    CHECK(some.linear_regions <= some.cells);
    CHECK(some.covered->sign() > 0);
    CHECK(*some.covered < 1);
  }
}

TEST_CASE("key table: numbers in order of arrival", "[partition][counts]") {
  KeyTable table;
  const auto key = [](std::uint64_t i) {
    return std::vector<std::uint64_t>(1 + i % 3, i / 3);
  };
  for (std::uint64_t i = 0; i < 1000; ++i)
    CHECK(table.add(key(i)) == std::pair(static_cast<std::uint32_t>(i), true));
  for (std::uint64_t i = 0; i < 1000; ++i) CHECK(table.find(key(i)) == i);
  CHECK(!table.add(key(17)).second);
  CHECK(!table.find(key(5000)));
  CHECK(table.size() == 1000);
}
