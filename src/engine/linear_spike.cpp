// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linear_spike.hpp"

#include <algorithm>
#include <cassert>
#include <unordered_map>

namespace polyspike {

namespace {

// With an event removed.
std::vector<std::size_t> without(std::vector<std::size_t> events, std::size_t event) {
  events.erase(std::find(events.begin(), events.end(), event));
  return events;
}

std::vector<std::size_t> with(std::vector<std::size_t> events, std::size_t event) {
  events.push_back(event);
  return events;
}

}  // namespace

LinearSpike::LinearSpike(Explorer& explorer, const SpikeStep& step, std::size_t index)
    : explorer_(explorer), step_(step), index_(index) {
  for (std::uint32_t e = 0; e < step.events.size(); ++e) {
    const SpikeStep::Event& event = step.events[e];
    const Register arrival = step.arrivals[event.synapse];
    if (explorer.registers_.is_never(arrival)) continue;
    (event.slope.sign() > 0 ? positive_ : negative_).push_back(time_.size());
    time_.push_back(explorer.registers_.exact(arrival));
    time_.back().constant += event.offset;
    weight_.push_back(event.slope);
    event_.push_back(e);
  }
}

bool LinearSpike::explore() { return next_negative({}, negative_); }

bool LinearSpike::next_negative(const Events& past, const Events& coming) {
  // The steepest the potential can be before the next negative event.
  Rational slope = -step_.threshold_slope;
  for (std::size_t u : positive_) slope += weight_[u];
  for (std::size_t k : past) slope += weight_[k];
  if (slope.sign() <= 0)
    return explorer_.settle(index_, {Decision::Kind::never, {}, 0}, std::nullopt);
  // A negative event at which the threshold is reached anyway, on the whole cell, does not
  // matter: where it comes before one that does, the potential has crossed before both.
  Events relevant;
  for (std::size_t k : coming)
    if (!always_reached(past, k)) relevant.push_back(k);
  if (relevant.empty()) return cross(past);
  const Point here = explorer_.witness_.point();
  std::size_t earliest = relevant.front();
  Rational first = time_[earliest].at(here);
  for (std::size_t k : relevant) {
    Rational t = time_[k].at(here);
    if (t < first) {
      earliest = k;
      first = std::move(t);
    }
  }
  return earliest_first(past, coming, relevant, earliest, 0);
}

bool LinearSpike::earliest_first(const Events& past, const Events& coming,
                                 const Events& relevant, std::size_t earliest,
                                 std::size_t i) {
  for (; i < relevant.size(); ++i) {
    const AffineForm gap = time_[relevant[i]] - time_[earliest];
    if (gap.is_zero()) continue;
    return explorer_.branch(
        gap, Border::both,
        [&] { return earliest_first(past, coming, relevant, earliest, i + 1); },
        [&] { return next_negative(past, coming); });
  }
  return reach(past, coming, earliest);
}

AffineForm LinearSpike::excess(const Events& past, const Events& before,
                               std::size_t at) const {
  AffineForm sum = -step_.threshold_slope * time_[at];
  sum.constant -= step_.threshold;
  for (const Events* events : {&past, &before})
    for (std::size_t u : *events) sum.add_product(weight_[u], time_[at] - time_[u]);
  return sum;
}

bool LinearSpike::always_reached(const Events& past, std::size_t negative) {
  const Point here = explorer_.witness_.point();
  const Rational t = time_[negative].at(here);
  Events before;
  for (std::size_t u : positive_)
    if (time_[u].at(here) < t) before.push_back(u);
  const AffineForm least = excess(past, before, negative);
  if (least.at(here).sign() < 0) return false;
  if (least.is_constant()) return true;
  return !explorer_.cell_.maximize(-least, explorer_.witness_).positive;
}

bool LinearSpike::reach(const Events& past, const Events& coming, std::size_t negative) {
  Events before, open;
  const Witness& here = explorer_.witness_;
  for (std::size_t u : positive_) {
    const AffineForm gap = time_[negative] - time_[u];
    const int sign = gap.is_constant() ? gap.constant.sign() : Cell::sign_at(gap, here);
    const bool stable =
        gap.is_constant() ||
        (sign > 0 && !explorer_.cell_.maximize(-gap, here).positive) ||
        (sign < 0 && !explorer_.cell_.maximize(gap, here).positive);
    if (!stable) {
      open.push_back(u);
    } else if (sign > 0) {
      before.push_back(u);
    }
  }
  return reach_by_subsets(past, coming, negative, before, open, 0);
}

// P(T) is the maximum of the excess over all subsets of the open events; beyond a few of
// them the cell is cut by their order instead.
bool LinearSpike::reach_by_subsets(const Events& past, const Events& coming,
                                   std::size_t negative, const Events& before,
                                   const Events& open, std::size_t subset) {
  constexpr std::size_t most_open = 4;
  if (open.size() > most_open) {
    const std::size_t u = open.back();
    const Events rest(open.begin(), open.end() - 1);
    return explorer_.branch(
        time_[negative] - time_[u], Border::both,
        [&] {
          return reach_by_subsets(past, coming, negative, with(before, u), rest, 0);
        },
        [&] { return reach_by_subsets(past, coming, negative, before, rest, 0); });
  }
  if (subset == std::size_t{1} << open.size())
    return next_negative(with(past, negative), without(coming, negative));
  Events members = before;
  for (std::size_t i = 0; i < open.size(); ++i)
    if ((subset >> i & 1) == 0) members.push_back(open[i]);
  return explorer_.branch(
      excess(past, members, negative), Border::positive, [&] { return cross(past); },
      [&] {
        return reach_by_subsets(past, coming, negative, before, open, subset + 1);
      });
}

AffineForm LinearSpike::firing_time(const Events& past, const Events& members) const {
  AffineForm sum(explorer_.cell_.dimension());
  sum.constant = step_.threshold;
  Rational slope = -step_.threshold_slope;
  for (const Events* events : {&past, &members}) {
    for (std::size_t u : *events) {
      sum.add_product(weight_[u], time_[u]);
      slope += weight_[u];
    }
  }
  assert(slope.sign() > 0);
  return (Rational(1) / slope) * std::move(sum);
}

LinearSpike::Crossing LinearSpike::crossing_at(const Events& past,
                                               const Point& point) const {
  std::vector<std::pair<Rational, std::size_t>> order;
  for (std::size_t u : positive_) order.emplace_back(time_[u].at(point), u);
  std::sort(order.begin(), order.end());
  Rational slope = -step_.threshold_slope, sum = step_.threshold;
  std::optional<Rational> last;
  for (std::size_t k : past) {
    Rational t = time_[k].at(point);
    slope += weight_[k];
    sum.add_product(weight_[k], t);
    if (!last || t > *last) last = std::move(t);
  }
  Crossing crossing;
  std::size_t i = 0;
  Rational t;
  while (true) {
    const bool can_fire = !last || i == order.size() || order[i].first > *last;
    if (can_fire && slope.sign() > 0) {
      t = sum / slope;
      if (i == order.size() || t <= order[i].first) break;
    }
    assert(i < order.size());
    slope += weight_[order[i].second];
    sum.add_product(weight_[order[i].second], order[i].first);
    crossing.members.push_back(order[i].second);
    ++i;
  }
  std::sort(crossing.members.begin(), crossing.members.end());
  if (i < order.size() && order[i].first == t) {
    const AffineForm time = firing_time(past, crossing.members);
    for (; i < order.size() && order[i].first == t; ++i)
      crossing.generic = crossing.generic && time_[order[i].second] == time;
  }
  return crossing;
}

// Moves the walk's witness off the borders of regions.
bool LinearSpike::move_to_generic(const Events& past) {
  std::uint64_t random = 1;
  while (!crossing_at(past, explorer_.witness_.point()).generic) {
    AffineForm direction(explorer_.cell_.dimension());
    for (Rational& g : direction.gradient) {
      random = random * 6364136223846793005ULL + 1442695040888963407ULL;
      g = Rational(static_cast<std::int64_t>(random >> 44) - (1 << 19));
    }
    if (direction.is_constant()) continue;
    direction.constant = -direction.at(explorer_.witness_.point());
    Cell::Maximum up = explorer_.cell_.maximize(direction, explorer_.witness_);
    assert(up.positive);
    explorer_.witness_ = std::move(up.beyond);
  }
  return true;
}

bool LinearSpike::settle(const Events& past, const Events& members, AffineForm time) {
  Decision decision{Decision::Kind::crossing, {}, 0};
  for (const Events* events : {&past, &members})
    for (std::size_t u : *events) decision.events.push_back(event_[u]);
  std::sort(decision.events.begin(), decision.events.end());
  return explorer_.settle(index_, std::move(decision), std::move(time));
}

// The regions of one convex piece in which the potential crosses after `past`, found by
// crossing facets from the region of the witness.
class CausalRegions {
 public:
  CausalRegions(LinearSpike& spike, const LinearSpike::Events& past)
      : spike_(spike), explorer_(spike.explorer_), past_(past) {}

  bool explore() {
    const Witness outer = explorer_.witness_;
    spike_.move_to_generic(past_);
    discover(spike_.crossing_at(past_, explorer_.witness_.point()).members,
             explorer_.witness_);
    bool goes_on = true;
    for (std::size_t i = 0; goes_on && i < found_.size(); ++i) goes_on = visit(i);
    explorer_.witness_ = outer;
    return goes_on;
  }

 private:
  using Events = LinearSpike::Events;
  struct Region {
    Events members;
    Witness inside;
  };
  // A half-space of a region: which positive events it holds back on their side.
  struct Side {
    AffineForm form;
    Events events;
  };

  void discover(Events members, Witness inside) {
    const auto [place, fresh] = index_.try_emplace(key(members), found_.size());
    if (fresh) found_.push_back({std::move(members), std::move(inside)});
  }

  static std::string key(const Events& members) {
    std::string text;
    for (std::size_t u : members) {
      text += static_cast<char>(u & 0xFF);
      text += static_cast<char>(u >> 8);
    }
    return text;
  }

  bool visit(std::size_t i) {
    const Events members = found_[i].members;
    const AffineForm time = spike_.firing_time(past_, members);
    explorer_.witness_ = found_[i].inside;
    const std::vector<Side> sides = sides_of(members, time);
    const std::size_t size = explorer_.cell_.size();
    for (const Side& side : sides) explorer_.push(side.form, false);
    std::vector<std::size_t> facets;
    for (std::size_t s = 0; s < sides.size(); ++s)
      if (cross_side(members, sides[s], size + s)) facets.push_back(s);
    explorer_.pop(size);
    for (std::size_t s : facets) explorer_.push(sides[s].form, false);
    const bool goes_on = spike_.settle(past_, members, time);
    explorer_.pop(size);
    return goes_on;
  }

  std::vector<Side> sides_of(const Events& members, const AffineForm& time) const {
    std::vector<Side> sides;
    for (std::size_t u : spike_.positive_) {
      const bool in = std::binary_search(members.begin(), members.end(), u);
      AffineForm form = in ? time - spike_.time_[u] : spike_.time_[u] - time;
      if (form.is_constant()) continue;
      form = form.primitive();
      const auto same = std::find_if(sides.begin(), sides.end(),
                                     [&](const Side& s) { return s.form == form; });
      if (same != sides.end()) {
        same->events.push_back(u);
      } else {
        sides.push_back({std::move(form), {u}});
      }
    }
    return sides;
  }

  // Whether the cell goes on beyond a side of the region; the neighbour is discovered.
  bool cross_side(const Events& members, const Side& side, std::size_t row) {
    if (side.events.size() == 1 && index_.contains(key(flipped(members, side.events[0]))))
      return true;
    Cell& cell = explorer_.cell_;
    cell.enable(row, false);
    const Cell::Maximum beyond = cell.maximize(-side.form, explorer_.witness_);
    cell.enable(row, true);
    if (beyond.positive) discover_neighbour(members, side, row, beyond.beyond);
    return beyond.positive;
  }

  static Events flipped(Events members, std::size_t u) {
    const auto place = std::lower_bound(members.begin(), members.end(), u);
    if (place != members.end() && *place == u) {
      members.erase(place);
    } else {
      members.insert(place, u);
    }
    return members;
  }

  // Between the region's witness and a point beyond the side, all other sides hold: just
  // beyond the side only its events change membership.
  void discover_neighbour(const Events& members, const Side& side, std::size_t row,
                          const Witness& beyond) {
    const Point from = explorer_.witness_.point(), to = beyond.point();
    const Rational here = side.form.at(from), there = side.form.at(to);
    const Rational crossing = here / (here - there);
    Rational share = Rational(1) - crossing;
    for (Witness next = beyond;; share /= Rational(2)) {
      LinearSpike::Crossing crossed = spike_.crossing_at(past_, next.point());
      if (crossed.generic) {
        const bool adjacent = differ_within(members, crossed.members, side.events);
        discover(std::move(crossed.members), next);
        if (adjacent) return;
      }
      next = between(from, to, crossing + share / Rational(2), row);
    }
  }

  static bool differ_within(const Events& a, const Events& b, const Events& allowed) {
    Events difference;
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(),
                                  std::back_inserter(difference));
    return std::includes(allowed.begin(), allowed.end(), difference.begin(),
                         difference.end());
  }

  // A point of the segment, in doubles where they still lie inside and beyond the side.
  Witness between(const Point& from, const Point& to, const Rational& share,
                  std::size_t row) {
    Witness w;
    Point p;
    for (std::size_t j = 0; j < from.size(); ++j) {
      p.push_back(from[j] + share * (to[j] - from[j]));
      w.x.push_back(p.back().approximate());
    }
    Cell& cell = explorer_.cell_;
    cell.enable(row, false);
    const bool rounded = cell.is_inside(w) && Cell::sign_at(cell.row(row), w) < 0;
    cell.enable(row, true);
    if (!rounded) w.exact = std::move(p);
    return w;
  }

  LinearSpike& spike_;
  Explorer& explorer_;
  const Events& past_;
  std::vector<Region> found_;
  std::unordered_map<std::string, std::size_t> index_;
};

bool LinearSpike::cross(const Events& past) {
  return CausalRegions(*this, past).explore();
}

}  // namespace polyspike
