// SPDX-License-Identifier: GPL-3.0-or-later
#include "emulate/shared_carriers.hpp"

#include <numeric>
#include <optional>

#include "linear/solve.hpp"

namespace polyspike {

namespace {

using Partner = SharedBend::Partner;

// Wider layers would get numbers of thousands of bits.
constexpr std::size_t most_neurons = 16;
constexpr std::size_t most_dependencies = 3;
constexpr std::size_t most_tries = 20000;

// Source i with its row of the inverse: source / scale = sum over m of mu[m] * z_m, up to
// a constant.
struct Candidate {
  std::size_t source;
  std::vector<Rational> mu;
};

std::vector<AffineForm> rows_of(const AffineMap& map) {
  std::vector<AffineForm> rows;
  for (std::size_t m = 0; m < map.outputs(); ++m)
    rows.emplace_back(map.biases[m], map.weights[m]);
  return rows;
}

std::vector<Candidate> candidates(const AffineMap& map, const CarrierSources& sources) {
  const std::vector<AffineForm> rows = rows_of(map);
  std::vector<std::size_t> all(rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<Candidate> result;
  for (std::size_t i = 0; i < map.inputs(); ++i) {
    if (!sources.are_inputs && !sources.have_carriers[i]) continue;
    AffineForm source(map.inputs());
    source.gradient[i] = Rational(-1) / sources.scales[i];
    if (auto mu = combine(rows, all, source)) result.push_back({i, std::move(*mu)});
  }
  return result;
}

// Searches the sets Y_k and C_k one after the other, smallest numbers first.
class Search {
 public:
  Search(std::size_t neurons, bool are_inputs)
      : bends_(neurons), are_inputs_(are_inputs) {}

  std::optional<std::vector<SharedBend>> run(
      const std::vector<const Candidate*>& chosen) {
    chosen_ = chosen;
    bends_.assign(bends_.size(), {});
    if (fill(0)) return bends_;
    return std::nullopt;
  }
  bool is_tired() const { return tries_ > most_tries; }

 private:
  std::size_t sets() const { return chosen_.size() * (are_inputs_ ? 1 : 2); }
  bool fill(std::size_t set);
  bool fill_from(std::size_t set, std::size_t first, std::vector<std::size_t>& members);
  bool take(std::size_t set, const std::vector<std::size_t>& members);

  std::vector<SharedBend> bends_;
  bool are_inputs_;
  std::vector<const Candidate*> chosen_;
  std::size_t tries_ = 0;
};

bool Search::fill(std::size_t set) {
  std::vector<std::size_t> members;
  return set == sets() || fill_from(set, 0, members);
}

bool Search::fill_from(std::size_t set, std::size_t first,
                       std::vector<std::size_t>& members) {
  if (!members.empty() && take(set, members)) {
    if (fill(set + 1)) return true;
    for (const std::size_t m : members) bends_[m] = {};
  }
  if (members.size() == chosen_.size()) return false;
  for (std::size_t m = first; m < bends_.size() && !is_tired(); ++m) {
    if (bends_[m].partner != Partner::reference) continue;
    members.push_back(m);
    if (fill_from(set, m + 1, members)) return true;
    members.pop_back();
  }
  return false;
}

// Scales that solve the set's equations, if there are positive ones.
bool Search::take(std::size_t set, const std::vector<std::size_t>& members) {
  ++tries_;
  const std::size_t r = chosen_.size(), k = set % r;
  const bool is_node = set < r;
  std::vector<AffineForm> rows;
  for (const std::size_t m : members) {
    rows.emplace_back(r);
    for (std::size_t j = 0; j < r; ++j) rows.back().gradient[j] = chosen_[j]->mu[m];
  }
  AffineForm wanted(r);
  wanted.gradient[k] = is_node ? 1 : -1;
  std::vector<std::size_t> all(members.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto scales = combine(rows, all, wanted);
  if (!scales) return false;
  for (const Rational& s : *scales)
    if (s.sign() <= 0) return false;
  for (std::size_t n = 0; n < members.size(); ++n)
    bends_[members[n]] = {is_node ? Partner::node : Partner::carrier, chosen_[k]->source,
                          (*scales)[n]};
  return true;
}

std::optional<std::vector<SharedBend>> choose(Search& search,
                                              const std::vector<Candidate>& candidates,
                                              std::size_t first, std::size_t missing,
                                              std::vector<const Candidate*>& chosen) {
  if (missing == 0) return search.run(chosen);
  for (std::size_t i = first; i < candidates.size() && !search.is_tired(); ++i) {
    chosen.push_back(&candidates[i]);
    if (auto bends = choose(search, candidates, i + 1, missing - 1, chosen)) return bends;
    chosen.pop_back();
  }
  return std::nullopt;
}

std::vector<SharedBend> choose_bends(const AffineMap& map,
                                     const CarrierSources& sources) {
  const std::size_t n = map.outputs();
  if (n <= most_neurons && map.inputs() <= n) {
    const std::vector<Candidate> all = candidates(map, sources);
    std::size_t r = std::min(all.size(), most_dependencies);
    while (r > 0 && (sources.are_inputs ? 1 : 2) * r * r > n) --r;
    for (; r > 0; --r) {
      Search search(n, sources.are_inputs);
      std::vector<const Candidate*> chosen;
      if (auto bends = choose(search, all, 0, r, chosen)) return std::move(*bends);
    }
  }
  return std::vector<SharedBend>(n);
}

// The affine parts over h, then over the carriers of the layer before.
std::vector<AffineForm> parts_of(const AffineMap& map, const CarrierSources& sources,
                                 const std::vector<SharedBend>& bends) {
  const std::size_t h = map.inputs();
  std::vector<AffineForm> parts;
  for (std::size_t m = 0; m < map.outputs(); ++m) {
    const SharedBend& bend = bends[m];
    AffineForm part(2 * h);
    for (std::size_t i = 0; i < h; ++i) part.gradient[i] = map.weights[m][i] / bend.scale;
    part.constant = map.biases[m] / bend.scale;
    if (bend.partner == Partner::node)
      part.gradient[bend.index] += Rational(1) / sources.scales[bend.index];
    if (bend.partner == Partner::carrier ||
        (bend.partner == Partner::node && !sources.are_inputs))
      part.gradient[h + bend.index] += 1;
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

CarrierPlan plan_carriers(const AffineMap& map, const CarrierSources& sources) {
  CarrierPlan plan;
  plan.bends = choose_bends(map, sources);
  const std::vector<AffineForm> parts = parts_of(map, sources, plan.bends);
  std::vector<std::vector<Rational>> rows;
  for (std::size_t m = 0; m < parts.size(); ++m) {
    Rational constant = parts[m].constant;
    auto row = combine(parts, plan.carried, -parts[m]);
    if (row) {
      for (std::size_t c = 0; c < row->size(); ++c)
        constant -= (*row)[c] * parts[plan.carried[c]].constant;
    } else {
      row = std::vector<Rational>(plan.carried.size());
      row->push_back(1);
      plan.carried.push_back(m);
      constant = 0;
    }
    rows.push_back(std::move(*row));
    plan.parts.biases.push_back(std::move(constant));
  }
  for (auto& row : rows) row.resize(plan.carried.size());
  plan.parts.weights = std::move(rows);
  return plan;
}

}  // namespace polyspike
