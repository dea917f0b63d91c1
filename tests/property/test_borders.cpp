// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "engine/pattern_key.hpp"
#include "engine/vertex/vertex_engine.hpp"
#include "network/lower.hpp"
#include "oracle/random_network.hpp"
#include "property/adjacency.hpp"
#include "property/border_matching.hpp"
#include "property/causal_path.hpp"
#include "property/counts.hpp"

// What the vertex engine says of borders, maps and causal patterns while it walks,
// against the stored partition: facets of exact hyperplanes compared pair by pair,
// rational forms, patterns.
using namespace polyspike;
using namespace polyspike::oracle;

namespace {

using Key = std::vector<std::uint64_t>;
using Pair = std::pair<std::size_t, std::size_t>;

Pair pair_of(std::size_t a, std::size_t b) {
  return std::minmax({a, b});
}

// Whether two ways to name things name the same ones: each name of one kind has one of
// the other.
template <class A, class B>
class Naming {
 public:
  void add(const A& a, const B& b) {
    is_function_ = is_function_ && forward_.emplace(a, b).first->second == b;
    is_injective_ = is_injective_ && back_.emplace(b, a).first->second == a;
  }
  bool is_function() const { return is_function_; }
  bool is_injective() const { return is_injective_; }

 private:
  std::map<A, B> forward_;
  std::map<B, A> back_;
  bool is_function_ = true, is_injective_ = true;
};

// The number of an object among those met before.
template <class T>
std::size_t number_of(std::vector<T>& known, const T& object) {
  const auto found = std::find(known.begin(), known.end(), object);
  if (found == known.end()) known.push_back(object);
  return static_cast<std::size_t>(std::find(known.begin(), known.end(), object) -
                                  known.begin());
}

// A walk, leaf by leaf, with what leaves say of themselves beside what they are.
struct Survey {
  explicit Survey(const Problem& problem) : builder(problem.domain.dimension) {
    const CausalPaths paths(problem.program);
    explore_vertices(problem.program, problem.domain, {}, [&](const Leaf& leaf) {
      add(leaf, paths);
      return true;
    });
    partition = builder.take(true);
    for (auto& piece : partition.pieces) piece.boxes.clear();
    FacetIndex(problem, partition)
        .for_each_pair([](auto, auto, const auto&) { return true; },
                       [&](std::size_t a, std::size_t b, const auto&, const auto&) {
                         neighbours.insert(pair_of(a, b));
                         return true;
                       });
    found_all = matching->found_all();
  }
  void add(const Leaf& leaf, const CausalPaths& paths) {
    kind = leaf.borders();
    if (!matching) matching.emplace(kind);
    Key borders, map, causal;
    leaf.append_borders(borders);
    for (const std::uint32_t other : matching->add(leaves, borders, leaf.facet_boxes()))
      met.insert(pair_of(other, leaves));
    const MapKey kind_of_map = leaf.append_map_key(map);
    const bool is_finite = kind_of_map != MapKey::never;
    has_hashes = has_hashes || kind_of_map == MapKey::hash;
    Piece piece = read_piece(leaf);
    const Pattern pattern = leaf.pattern();
    builder.number(piece, pattern);
    wrong += is_finite != (piece.map != Piece::never);
    if (is_finite) maps.add(piece.map, map);
    const Pattern on_path = paths.pattern_on(pattern);
    const bool is_throughout = leaf.is_causal_throughout();
    if (is_throughout) wrong += on_path != pattern;
    if (leaf.append_causal_key(causal)) patterns.add(number_of(known, on_path), causal);
    builder.add(std::move(piece));
    ++leaves;
  }

  PartitionBuilder builder;
  Partition partition;
  std::optional<BorderMatching> matching;
  Borders kind = Borders::unknown;
  std::uint32_t leaves = 0;
  std::size_t wrong = 0;
  bool has_hashes = false, found_all = false;
  std::set<Pair> met, neighbours;
  Naming<std::uint32_t, Key> maps;
  Naming<std::size_t, Key> patterns;
  std::vector<Pattern> known;
};

// POLYSPIKE_ROUNDS=100 tries a hundred times as many networks.
int rounds() {
  const char* text = std::getenv("POLYSPIKE_ROUNDS");
  return text != nullptr ? std::atoi(text) : 1;
}

struct Tally {
  std::size_t met = 0, neighbours = 0;
};

Tally survey(Family family, int dimension, int networks, Size size) {
  Tally tally;
  size.dimension = dimension;
  for (int seed = 1; seed <= networks * rounds(); ++seed) {
    INFO("family " << static_cast<int>(family) << " dimension " << dimension << " seed "
                   << seed);
    Draw draw(static_cast<std::uint64_t>(3000000 * dimension + seed));
    const Network network = random_network(draw, family, size);
    const auto problem = make_problem(lower(network), *network.domain);
    if (!problem || problem->domain.dimension == 0) continue;
    const Survey found(*problem);
    CHECK(found.wrong == 0);
    CHECK(found.maps.is_function());
    if (!found.has_hashes) CHECK(found.maps.is_injective());
    CHECK(found.patterns.is_function());
    CHECK(found.patterns.is_injective());
    CHECK(std::includes(found.neighbours.begin(), found.neighbours.end(),
                        found.met.begin(), found.met.end()));
    CHECK(found.found_all == (found.kind == Borders::paired));
    if (found.found_all) CHECK(found.met == found.neighbours);
    const Counts counts = find_counts(*problem, {});
    const Counts expected = count(*problem, found.partition);
    CHECK(counts.cells == expected.cells);
    CHECK(counts.cell_components == expected.cell_components);
    CHECK(counts.causal_pieces == expected.causal_pieces);
    CHECK(counts.linear_regions == expected.linear_regions);
    CHECK(counts.distinct_maps == expected.distinct_maps);
    CHECK(counts.never_regions == expected.never_regions);
    tally.met += found.met.size();
    tally.neighbours += found.neighbours.size();
  }
  return tally;
}

}  // namespace

TEST_CASE("borders: cuts of continuous networks pair all facets") {
  survey(Family::relu, 1, 60, {.neurons = 7, .synapses = 6, .outputs = 2});
  survey(Family::relu, 2, 80, {.neurons = 8, .synapses = 6, .outputs = 2});
  survey(Family::relu, 3, 40, {.neurons = 7, .synapses = 6});
  survey(Family::relu, 4, 15, {.neurons = 6, .synapses = 6});
  survey(Family::relu, 5, 4, {.neurons = 5, .synapses = 5});
}

TEST_CASE("borders: facets of spiking networks that meet surely") {
  for (const Family family :
       {Family::positive, Family::linear, Family::window, Family::kernel}) {
    survey(family, 1, 60, {.neurons = 4, .synapses = 6, .outputs = 2});
    const Tally plane =
        survey(family, 2, 60, {.neurons = 4, .synapses = 5, .outputs = 2});
    const Tally space = survey(family, 3, 15, {.neurons = 3, .synapses = 5});
    if (family == Family::positive) {
      CHECK(2 * plane.met > plane.neighbours);
      CHECK(2 * space.met > space.neighbours);
    }
  }
}
