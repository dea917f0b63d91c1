// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/decisions.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/engine_choice.hpp"
#include "linear/flat.hpp"
#include "program/germ.hpp"
#include "property/adjacency.hpp"
#include "property/partition.hpp"

namespace polyspike {

namespace {

class DecisionSearch {
 public:
  DecisionSearch(const Problem& problem, DecisionRule rule, const ExploreOptions& options)
      : problem_(problem),
        rule_(rule),
        options_(options),
        polytopes_(forms_of(problem.domain.half_spaces), problem.interior) {
    pieces_.dimension = problem.domain.dimension;
  }

  Decisions run() {
    const ExploreResult result = explore_any(problem_, options_, [&](const Leaf& leaf) {
      split(leaf);
      return true;
    });
    Decisions decisions;
    decisions.complete = result.complete && look_across_facets();
    for (const auto& [outputs, key] : keys_) decisions.winners.push_back({outputs, 0});
    if (decisions.complete) count_regions(decisions);
    decisions.border_ties.assign(ties_.begin(), ties_.end());
    return decisions;
  }

 private:
  // Outputs with one form; `form` is negated where the largest wins.
  struct Group {
    AffineForm form;
    OutputSet outputs;
  };

  std::vector<Group> groups_of(const OutputForms& forms) const {
    std::vector<Group> groups;
    for (std::size_t j = 0; j < forms.size(); ++j) {
      if (!forms[j]) continue;
      AffineForm form = rule_ == DecisionRule::earliest ? *forms[j] : -*forms[j];
      const auto same = std::find_if(groups.begin(), groups.end(),
                                     [&](const Group& g) { return g.form == form; });
      if (same != groups.end()) {
        same->outputs.push_back(j);
      } else {
        groups.push_back({std::move(form), {j}});
      }
    }
    return groups;
  }

  // Adds the parts of a leaf on which one group is first.
  void split(const Leaf& leaf) {
    Piece whole = read_piece(leaf);
    const std::vector<Group> groups = groups_of(whole.outputs);
    if (groups.empty()) return add(std::move(whole), {}, {});
    for (const Group& first : groups) {
      std::vector<AffineForm> rows;
      bool is_first = true;
      for (const Group& other : groups) {
        if (&other == &first) continue;
        const AffineForm lead = other.form - first.form;
        if (!lead.is_constant()) rows.push_back(lead.primitive());
        is_first = is_first && (!lead.is_constant() || lead.constant.sign() > 0);
      }
      if (is_first) add(whole, rows, first.outputs);
    }
  }

  // Adds the part of a piece where the rows are >= 0, if it is full-dimensional.
  void add(Piece piece, const std::vector<AffineForm>& rows, const OutputSet& outputs) {
    std::vector<AffineForm> all = forms_of(piece.half_spaces);
    if (!rows.empty()) {
      auto inside = polytopes_.common_interior(all, piece.interior, rows);
      if (!inside) return;
      piece.interior = std::move(*inside);
    }
    all.insert(all.end(), rows.begin(), rows.end());
    piece.half_spaces.clear();
    for (const std::size_t i : polytopes_.facets(all, piece.interior))
      piece.half_spaces.push_back({all[i], false});
    piece.cell = keys_.try_emplace(outputs, static_cast<std::uint32_t>(keys_.size()))
                     .first->second;
    pieces_.pieces.push_back(std::move(piece));
  }

  // Whether two outputs of the piece that differ have one value on the plane.
  bool may_tie_on(const AffineForm& plane, const Piece& piece) const {
    const std::vector<Group> groups = groups_of(piece.outputs);
    for (std::size_t a = 0; a < groups.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) {
        const AffineForm difference = (groups[a].form - groups[b].form).primitive();
        if (difference == plane || difference == -plane) return true;
      }
    return false;
  }

  // Joins neighbours with the same winner and notes the ties between them. False if the
  // budget ran out.
  bool look_across_facets() {
    const FacetIndex facets(problem_, pieces_);
    sets_.emplace(pieces_.pieces.size());
    bool stopped = false;
    facets.for_each_pair(
        [&](std::size_t a, std::size_t b, const AffineForm& form) {
          stopped =
              stopped || (options_.budget != nullptr && options_.budget->exhausted());
          if (stopped) return false;
          const Piece &above = pieces_.pieces[a], &below = pieces_.pieces[b];
          return above.cell != below.cell || sets_->find(a) != sets_->find(b) ||
                 may_tie_on(form, above) || may_tie_on(form, below);
        },
        [&](std::size_t a, std::size_t b, const AffineForm& form, const Point& point) {
          note_tie(a, b, form, point);
          if (pieces_.pieces[a].cell == pieces_.pieces[b].cell) sets_->unite(a, b);
          return true;
        });
    return !stopped;
  }

  // What is first on the facet, next to the point.
  void note_tie(std::size_t a, std::size_t b, const AffineForm& facet, const Point& point) {
    const auto values = outputs_near(problem_.program, point, directions_within(facet));
    OutputSet first;
    for (std::size_t j = 0; j < values.size(); ++j) {
      if (!values[j]) continue;
      const auto order = first.empty() ? std::strong_ordering::less
                                       : *values[j] <=> *values[first.front()];
      const bool wins = rule_ == DecisionRule::earliest ? order < 0 : order > 0;
      if (wins || first.empty()) first.clear();
      if (wins || first.empty() || order == 0) first.push_back(j);
    }
    if (first.size() < 2) return;
    const auto is_at = [&](std::size_t p) {
      return keys_.at(first) == pieces_.pieces[p].cell;
    };
    if (keys_.contains(first) && (is_at(a) || is_at(b))) return;
    ties_.insert(std::move(first));
  }

  void count_regions(Decisions& decisions) {
    std::vector<std::uint64_t> regions(keys_.size(), 0);
    for (std::size_t p = 0; p < pieces_.pieces.size(); ++p)
      if (sets_->find(p) == p) ++regions[pieces_.pieces[p].cell];
    for (Winner& winner : decisions.winners) winner.regions = regions[keys_.at(winner.outputs)];
  }

  const Problem& problem_;
  DecisionRule rule_;
  ExploreOptions options_;
  Polytopes polytopes_;
  Partition pieces_;  // a piece's cell is the key of its winner
  std::map<OutputSet, std::uint32_t> keys_;
  std::optional<UnionFind> sets_;
  std::set<OutputSet> ties_;
};

}  // namespace

Decisions find_decisions(const Problem& problem, DecisionRule rule,
                         const ExploreOptions& options) {
  return DecisionSearch(problem, rule, options).run();
}

}  // namespace polyspike
