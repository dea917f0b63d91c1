// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <type_traits>
#include <vector>

#include "engine/vertex/spike_region.hpp"
#include "engine/vertex/walk.hpp"

namespace polyspike::vertex {

// What a search over the outcomes of one spike has met so far.
template <int D>
struct SpikeSearchState {
  SpikeForms<D> forms;
  HyperplaneKeys keys;
  std::size_t first_row;  // rows from here on are the search's own
  struct Seen {
    SpikeGuess guess;
    std::vector<std::uint64_t> events;
  };
  using Outcomes = std::vector<Seen>;
  Outcomes whole;       // their whole region was handed out
  Outcomes in_pieces;   // part of their region was

  bool is_among(const Outcomes& outcomes, const SpikeOutcome<D>& outcome) const {
    for (const Seen& s : outcomes)
      if (s.guess.kind == outcome.guess.kind &&
          s.guess.jump_event == outcome.guess.jump_event &&
          are_same_events(s.events.data(), outcome.events, forms.plan->words))
        return true;
    return false;
  }
  void add(Outcomes& outcomes, const SpikeOutcome<D>& outcome) const {
    outcomes.push_back(
        {outcome.guess, {outcome.events, outcome.events + forms.plan->words}});
  }
};

// Partitions a cell by the outcome of a spike. A part of the cell is taken, the region of
// the outcome at its centre carved out of it, and what was cut away is searched in turn: so
// nothing is lost, whatever the shape of the regions. A region that a part shows only a
// piece of is handed out whole, once.
template <class Cell>
class SpikeSearch {
 public:
  static constexpr int D = Cell::dimension;

  // Calls hand_out(piece, outcome, is_whole) for every piece; stops when that is false.
  template <class HandOut>
  static bool run(Walk<D>& walk, SpikeSearchState<D>& state, const Cell& cell,
                  const HandOut& hand_out) {
    return SpikeSearch(walk, state, cell).search(cell, true, hand_out);
  }

 private:
  template <class>
  friend class SpikeSearch;

  SpikeSearch(Walk<D>& walk, SpikeSearchState<D>& state, const Cell& whole)
      : walk_(walk), state_(state), whole_(whole) {}

  // `is_all`: the part is the whole cell.
  template <class HandOut>
  bool search(const Cell& part, bool is_all, const HandOut& hand_out);
  template <class HandOut>
  bool search_wider(const Cell& part, bool is_all, const HandOut& hand_out);
  template <class HandOut>
  bool deliver(const Cell& piece, bool is_all, SpikeOutcome<D>& outcome,
               const SpikeRegion<Cell>& region, const HandOut& hand_out);
  bool is_cut_off(const Cell& piece, const SpikeRegion<Cell>& region) const;

  Walk<D>& walk_;
  SpikeSearchState<D>& state_;
  const Cell& whole_;
};

template <class Cell>
template <class HandOut>
bool SpikeSearch<Cell>::search(const Cell& part, bool is_all, const HandOut& hand_out) {
  Geometry<D>& geometry = walk_.geometry();
  const ArenaScope scope(geometry.arena);
  const std::size_t rows = geometry.rows.size(), points = geometry.points.size();
  SpikeOutcome<D> outcome = walk_.guess(state_.forms, part);
  SpikeRegion<Cell> region(geometry, state_.forms, state_.keys, outcome);
  std::vector<Cell> outside;
  Cell piece = part;
  bool found = region.carve(piece, &outside);
  if (!found && outside.empty() && !region.is_out_of_slots()) {
    walk_.find_exactly(state_.forms, part, outcome);
    piece = part;
    found = region.carve(piece, &outside);
    assert(found || !outside.empty() || region.is_out_of_slots());
  }
  bool go_on = true;
  if (region.is_out_of_slots()) {
    geometry.rows.shrink(rows);
    go_on = search_wider(part, is_all, hand_out);
  } else {
    if (!found) {
      outside.push_back(piece);
    } else if (!state_.is_among(state_.whole, outcome)) {
      go_on = deliver(piece, is_all, outcome, region, hand_out);
    }
    for (const Cell& next : outside) {
      if (go_on) {
        go_on = search(next, false, hand_out);
      } else {
        walk_.miss(next);
      }
    }
  }
  geometry.rows.shrink(rows);
  geometry.points.shrink(points);
  return go_on;
}

template <class Cell>
template <class HandOut>
bool SpikeSearch<Cell>::search_wider(const Cell& part, bool is_all,
                                     const HandOut& hand_out) {
  using Wider = typename WiderCell<Cell>::type;
  if constexpr (std::is_void_v<Wider>) {
    static_cast<void>(part);
    static_cast<void>(is_all);
    static_cast<void>(hand_out);
    throw std::length_error(too_many_walls);
  } else {
    Arena& arena = walk_.geometry().arena;
    const Wider whole = whole_.template widened<Wider>(arena);
    return SpikeSearch<Wider>(walk_, state_, whole)
        .search(part.template widened<Wider>(arena), is_all, hand_out);
  }
}

// Hands out a piece, or the whole region of its outcome where the piece may be less: where
// the search cut it off, or orders of events found on a part of the cell shaped it.
template <class Cell>
template <class HandOut>
bool SpikeSearch<Cell>::deliver(const Cell& piece, bool is_all, SpikeOutcome<D>& outcome,
                                const SpikeRegion<Cell>& region,
                                const HandOut& hand_out) {
  // An outcome of which a piece is out goes on in pieces.
  if (region.is_split() || state_.is_among(state_.in_pieces, outcome)) {
    state_.add(state_.in_pieces, outcome);
    return hand_out(piece, outcome, false);
  }
  if (is_all || !(region.has_peaks() || is_cut_off(piece, region))) {
    state_.add(state_.whole, outcome);
    return hand_out(piece, outcome, true);
  }
  Geometry<D>& geometry = walk_.geometry();
  const ArenaScope scope(geometry.arena);
  const std::size_t rows = geometry.rows.size(), points = geometry.points.size();
  // A copy, since exact vertices found here do not outlive this function.
  Cell all = whole_.copy(geometry.arena);
  SpikeOutcome<D> again = outcome;
  SpikeRegion<Cell> whole_region(geometry, state_.forms, state_.keys, again);
  bool go_on = true;
  if (whole_region.carve(all, nullptr)) {
    state_.add(state_.whole, outcome);
    go_on = hand_out(all, again, true);
  } else {
    state_.add(state_.in_pieces, outcome);
    go_on = hand_out(piece, outcome, false);
  }
  geometry.rows.shrink(rows);
  geometry.points.shrink(points);
  return go_on;
}

// Whether a wall of the piece is a cut of the search that is no condition of the region.
template <class Cell>
bool SpikeSearch<Cell>::is_cut_off(const Cell& piece,
                                   const SpikeRegion<Cell>& region) const {
  Geometry<D>& geometry = walk_.geometry();
  bool foreign = false;
  piece.for_each_wall(geometry.arena, [&](std::uint32_t w, const int*, int) {
    foreign = foreign || (w >= state_.first_row && !region.owns(geometry.rows[w]));
  });
  return foreign;
}

}  // namespace polyspike::vertex
