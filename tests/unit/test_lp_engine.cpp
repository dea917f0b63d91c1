// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <string>

#include "engine/explore.hpp"
#include "engine/map_hash.hpp"
#include "engine/vertex/vertex_engine.hpp"
#include "lp/cell.hpp"
#include "lp/facets.hpp"
#include "network/lower.hpp"
#include "program/evaluate.hpp"

using namespace polyspike;

namespace {

int draw(std::mt19937& random, int low, int high) {
  return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

AffineForm random_form(std::mt19937& random, std::size_t d) {
  AffineForm form(d);
  do {
    form.constant = draw(random, -4, 6);
    for (Rational& g : form.gradient) g = draw(random, -3, 3);
  } while (form.is_constant());
  return form;
}

Domain box(std::size_t d, const Rational& low, const Rational& high) {
  Domain domain{d, {}};
  for (std::size_t j = 0; j < d; ++j) {
    AffineForm x = AffineForm::coordinate(d, j);
    x.constant -= low;
    domain.half_spaces.push_back({x, false});
    x = -AffineForm::coordinate(d, j);
    x.constant += high;
    domain.half_spaces.push_back({x, false});
  }
  return domain;
}

// A cell with the same rows kept as exact forms.
struct Doubled {
  Cell cell;
  std::vector<AffineForm> rows;

  explicit Doubled(std::size_t d) : cell(d) {
    cell.set_bounds(std::vector<double>(d, 9));
    for (const HalfSpace& h : box(d, -8, 8).half_spaces) push(h.form);
  }
  void push(const AffineForm& form) {
    cell.push(form);
    rows.push_back(form);
  }
  void pop(std::size_t size) {
    cell.pop(size);
    rows.resize(size);
  }
  // Asks for the maximum; tells whether it is positive, checked.
  bool ask(const AffineForm& form, Witness& inside) {
    const Rational best = exact_maximum(rows, form, inside.point()).value;
    Cell::Maximum answer = cell.maximize(form, inside);
    REQUIRE(answer.positive == (best.sign() > 0));
    if (best.is_zero()) REQUIRE(answer.may_be_zero);
    if (!answer.positive) return false;
    REQUIRE(form.at(answer.beyond.point()).sign() > 0);
    for (const AffineForm& row : rows) REQUIRE(row.at(answer.beyond.point()).sign() > 0);
    inside = std::move(answer.beyond);
    return true;
  }
};

// One neuron whose synapses all have positive weights; input u has delay and weight u.
Network positive_neuron(std::mt19937& random, std::size_t d, const Rational& high) {
  SpikingNetwork body;
  body.inputs = d;
  SpikingNeuron neuron{"y", draw(random, 2, 6), {}};
  for (std::size_t u = 0; u < d; ++u)
    neuron.synapses.push_back(
        {{Source::Kind::input, u}, draw(random, 1, 3), Rational(draw(random, 0, 2), 2)});
  body.neurons.push_back(neuron);
  body.outputs = {{Source::Kind::neuron, 0}};
  return {std::move(body), std::nullopt, box(d, 0, high)};
}

}  // namespace

TEST_CASE("lp: a walk that goes on where the last one ended stays right", "[lp]") {
  std::mt19937 random(29);
  for (int round = 0; round < 150; ++round) {
    const auto d = static_cast<std::size_t>(draw(random, 1, 5));
    Doubled it(d);
    std::vector<std::pair<std::size_t, Witness>> stack;
    Witness inside = make_witness(it.cell, Point(d));
    for (int step = 0; step < 25; ++step) {
      const AffineForm form = random_form(random, d);
      Witness there = inside;
      const std::size_t before = it.cell.keep_place();
      const bool up = it.ask(form, there);
      const int what = draw(random, 0, 3);
      if (up && what < 2) {
        stack.emplace_back(it.rows.size(), inside);
        it.push(form);
        inside = there;
        it.cell.find_place({before});
      } else if (what == 2 && !stack.empty()) {
        it.pop(stack.back().first);
        inside = stack.back().second;
        stack.pop_back();
      } else if (it.rows.size() > 2 * d) {
        const std::size_t off = it.rows.size() - 1;
        it.cell.enable(off, false);
        const AffineForm last = std::exchange(it.rows[off], it.rows[0]);
        it.ask(-last, there = inside);
        it.rows[off] = last;
        it.cell.enable(off, true);
      }
      it.cell.drop_places(before);
    }
  }
}

TEST_CASE("lp: a positive neuron on boxes of any size, by both engines", "[lp]") {
  std::mt19937 random(31);
  int all_regions = 0;
  for (int round = 0; round < 150; ++round) {
    const auto d = static_cast<std::size_t>(draw(random, 2, 4));
    const Network network = positive_neuron(random, d, Rational(draw(random, 1, 10), 1));
    const Program program = lower(network);
    const auto problem = make_problem(program, *network.domain);
    std::map<std::uint64_t, std::set<std::uint64_t>> by_programs, by_vertices;
    explore(*problem, {}, [&](const Leaf& leaf) {
      REQUIRE(leaf.is_whole_cell());
      REQUIRE(by_programs[leaf.pattern_hash()].insert(hash_outputs(leaf.outputs())).second);
      const Evaluation run = evaluate(program, leaf.interior());
      REQUIRE(run.pattern == leaf.pattern());
      const auto output = leaf.outputs()[0];
      REQUIRE(run.outputs(program)[0] == output->at(leaf.interior()));
      for (const HalfSpace& h : leaf.half_spaces())
        REQUIRE(h.form.at(leaf.interior()).sign() > 0);
      return true;
    });
    explore_vertices(program, *network.domain, {}, [&](const Leaf& leaf) {
      by_vertices[leaf.pattern_hash()].insert(hash_outputs(leaf.outputs()));
      return true;
    });
    REQUIRE(by_programs == by_vertices);
    all_regions += by_programs.size() == (std::size_t{1} << d) - 1;
  }
  CHECK(all_regions > 20);
  CHECK(all_regions < 140);
}

TEST_CASE("lp: the first of several layers on a large box", "[lp]") {
  std::mt19937 random(37);
  for (int round = 0; round < 30; ++round) {
    const auto d = static_cast<std::size_t>(draw(random, 2, 3));
    Network network = positive_neuron(random, d, 9);
    auto& body = std::get<SpikingNetwork>(network.body);
    SpikingNeuron next{"z", draw(random, 1, 4), {}};
    next.synapses.push_back({{Source::Kind::neuron, 0}, 1, 0});
    next.synapses.push_back({{Source::Kind::input, 0}, draw(random, 1, 3), 1});
    next.synapses.push_back({{Source::Kind::input, 1}, draw(random, 0, 1) == 0 ? 2 : -1, 2});
    body.neurons.push_back(next);
    body.outputs = {{Source::Kind::neuron, 1}};
    const Program program = lower(network);
    const auto problem = make_problem(program, *network.domain);
    std::map<std::uint64_t, std::set<std::uint64_t>> by_programs, by_vertices;
    explore(*problem, {}, [&](const Leaf& leaf) {
      by_programs[leaf.pattern_hash()].insert(hash_outputs(leaf.outputs()));
      REQUIRE(evaluate(program, leaf.interior()).pattern == leaf.pattern());
      return true;
    });
    explore_vertices(program, *network.domain, {}, [&](const Leaf& leaf) {
      by_vertices[leaf.pattern_hash()].insert(hash_outputs(leaf.outputs()));
      return true;
    });
    REQUIRE(by_programs == by_vertices);
  }
}

TEST_CASE("lp: hashes of maps along patterns are those of the exact forms", "[lp]") {
  std::mt19937 random(41);
  std::map<std::uint64_t, std::set<std::string>> maps;
  for (int round = 0; round < 40; ++round) {
    const auto d = static_cast<std::size_t>(draw(random, 2, 3));
    Network network = positive_neuron(random, d, draw(random, 1, 6));
    auto& body = std::get<SpikingNetwork>(network.body);
    SpikingNeuron next{"z", draw(random, 1, 4), {}};
    next.synapses.push_back({{Source::Kind::neuron, 0}, draw(random, 0, 2) - 1, 0});
    next.synapses.push_back({{Source::Kind::input, 0}, draw(random, 1, 2), 1});
    body.neurons.push_back(next);
    body.outputs = {{Source::Kind::neuron, 1}, {Source::Kind::neuron, 0}};
    const auto problem = make_problem(lower(network), *network.domain);
    explore(*problem, {}, [&](const Leaf& leaf) {
      const OutputForms outputs = leaf.outputs();
      const auto hash = leaf.map_hash();
      REQUIRE(hash.has_value() == (outputs[0] && outputs[1]));
      if (!hash) return true;
      REQUIRE(*hash == MapHash::of(outputs));
      maps[*hash].insert(outputs[0]->str() + " | " + outputs[1]->str());
      return true;
    });
  }
  CHECK(maps.size() > 50);
  for (const auto& [hash, forms] : maps) REQUIRE(forms.size() == 1);
}

namespace {

// What reaches a sink, in order, as text.
class Listing final : public BatchSink {
 public:
  std::vector<std::string> lines;

  std::unique_ptr<LeafBatch> new_batch() override { return std::make_unique<Batch>(); }
  bool take(LeafBatch& any) override {
    auto& batch = static_cast<Batch&>(any);
    for (std::string& line : batch.lines) lines.push_back(std::move(line));
    batch.lines.clear();
    return true;
  }

 private:
  struct Batch final : LeafBatch {
    std::vector<std::string> lines;
    bool add(const Leaf& leaf) override {
      std::string line = std::to_string(leaf.pattern_hash());
      for (const Rational& x : leaf.interior()) line.append(" ").append(x.str());
      for (const HalfSpace& h : leaf.half_spaces()) line.append(" ").append(h.form.str());
      lines.push_back(std::move(line));
      return true;
    }
    std::size_t bytes() const override { return lines.size() * 256; }
  };
};

}  // namespace

TEST_CASE("lp: the same leaves in the same order by any number of threads", "[lp]") {
  std::mt19937 random(43);
  LayeredNetwork body;
  for (const auto& [in, out] : {std::pair<std::size_t, std::size_t>{5, 8}, {8, 8}, {8, 1}}) {
    AffineMap map;
    for (std::size_t o = 0; o < out; ++o) {
      map.weights.emplace_back();
      for (std::size_t i = 0; i < in; ++i)
        map.weights.back().emplace_back(draw(random, -9, 9), 8);
      map.biases.emplace_back(draw(random, -9, 9), 8);
    }
    body.layers.push_back({std::move(map), out == 1 ? "identity" : "relu"});
  }
  const Network network{std::move(body), std::nullopt, box(5, -1, 1)};
  const auto problem = make_problem(lower(network), *network.domain);
  std::vector<std::string> first;
  for (const unsigned threads : {1U, 2U, 3U}) {
    ExploreOptions options;
    options.threads = threads;
    Listing listing;
    REQUIRE(explore(*problem, options, listing).complete);
    if (threads == 1) first = listing.lines;
    REQUIRE(listing.lines == first);
  }
  CHECK(first.size() > 700);
  std::size_t leaves = 0;
  explore(*problem, {}, [&](const Leaf&) { return ++leaves > 0; });
  CHECK(leaves == first.size());
}
