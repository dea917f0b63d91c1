// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/vertex/geometry.hpp"
#include "engine/vertex/spike_forms.hpp"
#include "engine/vertex/spike_sweep.hpp"

namespace polyspike::vertex {

// Numbers for the hyperplanes "the potential of a set of events at the time of one of them
// equals the threshold", so that the two sides of a wall recognise it without arithmetic.
class HyperplaneKeys {
 public:
  // `last`: the last number given to any hyperplane; `node`: that of the search.
  HyperplaneKeys(const SpikePlan& plan, std::uint64_t& last, std::uint32_t node)
      : plan_(plan), last_(last), node_(node) {}

  // Sets the key of a row from its source, and its place.
  template <int D>
  void mark(Row<D>& row) {
    const RowSource& source = row.source;
    const bool is_potential = source.kind == RowSource::Kind::potential;
    row.key = is_potential ? key(source.events, source.event) : 0;
    // An order of events, whoever comes first, has an odd number.
    const std::uint64_t first = std::min(source.event, source.other);
    const std::uint64_t order =
        first * plan_.events.size() + std::max(source.event, source.other);
    row.place = {node_, false, is_potential ? 2 * last_found_ : 2 * order + 1};
  }

  // Gives the row, which becomes a wall, the number of an earlier wall of the search in the
  // same hyperplane, as where events come at the same time throughout.
  template <int D>
  void unify(Row<D>& row, Geometry<D>& geometry) {
    const std::uint64_t code = row.place.number;
    for (const Wall& known : walls_)
      if (known.code == code) {
        row.place.number = known.number;
        return;
      }
    Wall wall{code, code, row.source, {}};
    std::copy(row.h, row.h + D + 1, wall.row.begin());
    for (const Wall& other : walls_)
      if (are_near<D>(wall, other) && is_same(row, other, geometry)) {
        row.place.number = wall.number = other.number;
        break;
      }
    walls_.push_back(wall);
  }

 private:
  struct Wall {
    std::uint64_t code, number;
    RowSource source;
    std::array<double, 6> row;
  };

  // Whether two rows seem to be multiples of each other.
  template <int D>
  static bool are_near(const Wall& a, const Wall& b) {
    std::size_t top = 0;
    for (std::size_t i = 1; i <= D; ++i)
      if (std::fabs(a.row[i]) > std::fabs(a.row[top])) top = i;
    const double size = std::fabs(a.row[top]) * std::fabs(b.row[top]) * 0x1p-20;
    for (std::size_t i = 0; i <= D; ++i)
      if (!(std::fabs(a.row[i] * b.row[top] - b.row[i] * a.row[top]) <= size)) return false;
    return true;
  }
  template <int D>
  bool is_same(Row<D>& row, const Wall& wall, Geometry<D>& geometry) {
    RowSource source = wall.source;
    if (source.kind == RowSource::Kind::potential)
      source.events = &sets_[wall.code / 2 * plan_.words];
    IntegerVector<D + 1> other;
    geometry.exact_rows->compute(source, other);
    return are_multiples(geometry.exact_row(row), other);
  }
  std::uint64_t key(const std::uint64_t* events, std::uint32_t at) {
    // An event that does not jump has no effect at its own time.
    const bool has_jump = plan_.events[at].jump != 0;
    const std::size_t words = plan_.words;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].at != at) continue;
      const std::uint64_t* known = &sets_[i * words];
      if (has_jump ? are_same_events(known, events, words)
                   : are_same_but_for(known, events, words, at)) {
        last_found_ = i;
        return entries_[i].key;
      }
    }
    last_found_ = entries_.size();
    entries_.push_back({at, ++last_});
    sets_.insert(sets_.end(), events, events + words);
    return last_;
  }

  struct Entry {
    std::uint32_t at;
    std::uint64_t key;
  };
  const SpikePlan& plan_;
  std::uint64_t& last_;
  const std::uint32_t node_;
  std::uint64_t last_found_ = 0;  // place of the last key in entries_
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> sets_;
  std::vector<Wall> walls_;
};

// What a spike decides on a region.
template <int D>
struct SpikeOutcome {
  SpikeGuess guess;
  std::uint64_t* events = nullptr;  // those before the firing time; `never`: all live ones
  DoubleForm<D> time{};
};

// Cuts a cell down to a convex part of the region where a spike has a given outcome, by the
// conditions that theory calls R_E: members come before the firing time, others do not, and
// the potential stays below the threshold at every event where it may have a peak.
template <class Cell>
class SpikeRegion {
 public:
  static constexpr int D = Cell::dimension;

  SpikeRegion(Geometry<D>& geometry, const SpikeForms<D>& forms, HyperplaneKeys& keys,
              SpikeOutcome<D>& outcome)
      : geometry_(geometry), forms_(forms), keys_(keys), outcome_(outcome) {
    for (const EventPlan& event : forms_.plan->events)
      has_jumps_ = has_jumps_ || event.jump != 0;
  }

  // Cuts `cell` down; what is cut away goes to `outside`, if that is wanted. False if
  // nothing with that outcome is left of it; `cell` is then a rest of unknown outcome.
  bool carve(Cell& cell, std::vector<Cell>* outside);

  // Whether a bound shows that the potential stays below the threshold at all events where
  // it may have a peak.
  bool are_peaks_below(const Cell& cell) {
    for (std::uint32_t k = 0; k < forms_.count; ++k) {
      if (!is_member(k) || !may_peak(k)) continue;
      if (!is_below(cell, k, order(cell, k))) return false;
    }
    return true;
  }

  // Whether the cell ran out of slots for walls; everything is undone by the caller then.
  bool is_out_of_slots() const { return out_of_slots_; }
  // Whether something of the region may have been cut away along an order of events.
  bool is_split() const { return is_split_; }
  // Whether conditions on the potential at events have a part in the region.
  bool has_peaks() const {
    for (std::uint32_t e = 0; e < forms_.count; ++e)
      if (is_member(e) && may_peak(e)) return true;
    return false;
  }
  // Whether a wall is one of the region's own conditions.
  bool owns(const Row<D>& row) const {
    return row.key != 0 &&
           std::find(own_keys_.begin(), own_keys_.end(), row.key) != own_keys_.end();
  }

 private:
  enum class Clip { none, all, cut };

  // Keeps the part of the cell where the form is positive, or zero if not strict.
  Clip clip(Cell& cell, const DoubleForm<D>& form, const RowSource& source, bool strict,
            std::vector<Cell>* outside);
  Row<D>& push(const DoubleForm<D>& form, const RowSource& source);
  RowSource potential_source(const std::uint64_t* events, std::uint32_t at,
                             bool negated) const {
    return {RowSource::Kind::potential, negated, forms_.level, forms_.spike, at, 0, events};
  }
  // The time of e minus that of f.
  RowSource order_source(std::uint32_t e, std::uint32_t f, bool negated = false) const {
    return {RowSource::Kind::order, negated, forms_.level, forms_.spike, e, f, nullptr};
  }
  std::uint64_t* new_set() {
    auto* set = geometry_.arena.template take<std::uint64_t>(forms_.plan->words);
    clear_events(set, forms_.plan->words);
    return set;
  }
  bool is_member(std::uint32_t e) const { return has_event(outcome_.events, e); }

  bool clip_members(Cell& cell, std::vector<Cell>* outside);
  bool clip_jump(Cell& cell, std::vector<Cell>* outside);
  bool clip_peak(Cell& cell, std::uint32_t k, std::vector<Cell>* outside);

  // How the other members stand to one of them on the cell.
  struct Order {
    std::uint64_t* before;
    std::uint64_t* tied;              // identically
    std::vector<std::uint32_t> open;  // before on one part of the cell, after on another
  };
  Order order(const Cell& cell, std::uint32_t k);
  void place(const Cell& cell, std::uint32_t k, std::uint32_t f, Order& order);
  bool is_tied(const Cell& cell, std::uint32_t e, std::uint32_t f);
  bool is_below(const Cell& cell, std::uint32_t k, const Order& order) const;
  bool clip_ordered(Cell& cell, std::uint32_t k, const Order& order,
                    std::vector<Cell>* outside);
  bool split(Cell& cell, std::uint32_t k, std::uint32_t f, std::vector<Cell>* outside);
  // The first vertex where the potential at event k is above the threshold, and the set of
  // events that shows it; -1 if there is none.
  struct Peak {
    int vertex = -1;
    const std::uint64_t* events = nullptr;
    bool touches_everywhere = false;
  };
  Peak peak(const Cell& cell, std::uint32_t k, const Order& order);
  // Whether the event lowers the potential or lifts it by a jump: a peak may come with it.
  bool may_peak(std::uint32_t e) const {
    return forms_.plan->events[e].slope < 0 || forms_.plan->events[e].jump != 0;
  }
  // Whether its share of the potential at a later time is convex.
  bool is_convex(std::uint32_t e) const {
    return forms_.plan->events[e].slope > 0 && forms_.plan->events[e].jump == 0;
  }
  void centre(const Cell& cell, double* x) const {
    for (int i = 0; i < D; ++i) {
      x[i] = 0;
      for (int v = 0; v < cell.size(); ++v) x[i] += cell.vertex(v).x[i];
      x[i] /= cell.size();
    }
  }

  Geometry<D>& geometry_;
  const SpikeForms<D>& forms_;
  HyperplaneKeys& keys_;
  SpikeOutcome<D>& outcome_;
  std::vector<std::uint64_t> own_keys_;
  bool has_jumps_ = false;
  bool is_split_ = false;
  bool out_of_slots_ = false;
};

}  // namespace polyspike::vertex

#include "engine/vertex/spike_region_clip.hpp"
