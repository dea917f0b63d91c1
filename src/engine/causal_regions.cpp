// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/causal_regions.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace polyspike {

namespace {

// Changes the membership of u.
void flip(SpikeForms::Events& members, std::size_t u) {
  const auto place = std::lower_bound(members.begin(), members.end(), u);
  if (place != members.end() && *place == u) {
    members.erase(place);
  } else {
    members.insert(place, u);
  }
}

bool differ_within(const SpikeForms::Events& a, const SpikeForms::Events& b,
                   const SpikeForms::Events& allowed) {
  SpikeForms::Events difference;
  std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(),
                                std::back_inserter(difference));
  return std::includes(allowed.begin(), allowed.end(), difference.begin(),
                       difference.end());
}

}  // namespace

std::size_t RegionIndex::hash(const SpikeForms::Events& members) {
  std::uint64_t h = 0;
  for (const std::size_t u : members) h = (h ^ (u + 1)) * 0x9E3779B97F4A7C15ULL;
  return static_cast<std::size_t>(h ^ (h >> 32));
}

void RegionIndex::put(const SpikeForms::Events& members, std::size_t i) {
  std::size_t s = hash(members) & (slots_.size() - 1);
  while (slots_[s] != 0) s = (s + 1) & (slots_.size() - 1);
  slots_[s] = static_cast<std::uint32_t>(i + 1);
}

const CausalRegions::Events CausalRegions::no_events;

bool CausalRegions::explore() {
  Witness outer = explorer_.witness_;
  ProofObserver* proof = explorer_.proof();
  if (proof) proof->regions(explorer_.here(), forms_.describe(past_));
  move_to_generic();
  discover(forms_.crossing(past_, explorer_.witness_).members, explorer_.witness_);
  const bool goes_on = visit_all();
  explorer_.witness_ = std::move(outer);
  if (proof) proof->end_regions();
  return goes_on;
}

void CausalRegions::add_seed() {
  const Witness outer = explorer_.witness_;
  move_to_generic();
  discover(forms_.crossing(past_, explorer_.witness_).members, explorer_.witness_);
  explorer_.witness_ = outer;
}

bool CausalRegions::explore_seeds() {
  Witness outer = explorer_.witness_;
  const bool goes_on = visit_all();
  explorer_.witness_ = std::move(outer);
  return goes_on;
}

bool CausalRegions::visit_all() {
  bool goes_on = true;
  for (std::size_t i = 0; goes_on && i < found_.size(); ++i) goes_on = visit(i);
  return goes_on;
}

// Moves the walk's witness off the borders of regions.
void CausalRegions::move_to_generic() {
  std::uint64_t random = 1;
  while (!forms_.crossing(past_, explorer_.witness_).generic) {
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
}

void CausalRegions::discover(Events members, Witness inside) {
  if (index_of_.find(found_, members) != RegionIndex::none) return;
  found_.push_back({std::move(members), std::move(inside)});
  index_of_.add(found_);
}

bool CausalRegions::visit(std::size_t i) {
  const Events members = found_[i].members;
  const SpikeForms::Firing time = forms_.firing(past_, members);
  explorer_.witness_ = std::move(found_[i].inside);
  const std::vector<Side> sides = sides_of(time);
  const std::size_t size = explorer_.cell_.size();
  const std::uint32_t next_id = explorer_.next_id_;
  for (const Side& side : sides) push(side, next_id);
  std::vector<std::size_t> facets;
  for (std::size_t s = 0; s < sides.size(); ++s)
    if (cross(members, sides[s], size + s)) facets.push_back(s);
  if (explorer_.proof()) tell_region(members, sides, facets, size);
  explorer_.pop(size);
  for (std::size_t s : facets) push(sides[s], next_id);
  explorer_.next_id_ = next_id + static_cast<std::uint32_t>(forms_.positive().size());
  const auto choices = static_cast<unsigned>(std::bit_width(found_.size() - 1));
  explorer_.choices_ += choices;
  const bool goes_on = settle(time);
  explorer_.choices_ -= choices;
  explorer_.pop(size);
  explorer_.next_id_ = next_id;
  return goes_on;
}

// In proofs every positive event has a side, and an id for it.
void CausalRegions::push(const Side& side, std::uint32_t next_id) {
  explorer_.push(side.form, false);
  explorer_.ids_.back() = next_id + static_cast<std::uint32_t>(place(side.events.front()));
}

std::size_t CausalRegions::place(std::size_t event) const {
  const Events& all = forms_.positive();
  return static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), event) -
                                  all.begin());
}

void CausalRegions::tell_region(const Events& members, const std::vector<Side>& sides,
                                const std::vector<std::size_t>& facets, std::size_t size) {
  std::vector<ProofObserver::ClosedSide> closed;
  for (std::size_t s = 0; s < sides.size(); ++s)
    if (!std::binary_search(facets.begin(), facets.end(), s))
      closed.push_back({place(sides[s].events.front()), size + s, sides[s].form.exact()});
  explorer_.proof()->region(explorer_.here(), forms_.describe(past_), members, closed);
}

bool CausalRegions::settle(const SpikeForms::Firing& time) {
  Decision decision{Decision::Kind::crossing, {}, 0};
  decision.events.reserve(past_.size() + time.members.size());
  for (const Events* events : {&past_, &time.members})
    for (std::size_t u : *events) decision.events.push_back(forms_.index(u));
  std::sort(decision.events.begin(), decision.events.end());
  const auto result =
      static_cast<Register>(explorer_.shared_.program.inputs + index_);
  forms_.set_time(time, explorer_.registers_, result);
  return explorer_.settle(index_, std::move(decision));
}

std::vector<CausalRegions::Side> CausalRegions::sides_of(
    const SpikeForms::Firing& time) const {
  std::vector<Side> sides;
  sides.reserve(forms_.positive().size() + limits_.size());
  for (const std::size_t u : forms_.positive()) {
    const bool is_member = std::binary_search(time.members.begin(), time.members.end(), u);
    add_side(sides, forms_.side(time, u, is_member), u, false);
  }
  for (const std::size_t l : limits_) add_side(sides, forms_.side(time, l, false), l, true);
  return sides;
}

// Events of one half-space share a side.
void CausalRegions::add_side(std::vector<Side>& sides, Form form, std::size_t event,
                             bool is_limit) const {
  const auto& bounds = explorer_.cell_.bounds();
  if (!form.surely_varies(bounds)) {
    AffineForm exact = form.exact();
    if (exact.is_constant()) return;
    form = Form(std::move(exact), bounds);
  }
  std::size_t largest = 0;
  for (std::size_t j = 1; j < bounds.size(); ++j)
    if (std::abs(form.approx[1 + j]) * bounds[j] >
        std::abs(form.approx[1 + largest]) * bounds[largest])
      largest = j;
  const auto same = std::find_if(sides.begin(), sides.end(), [&](const Side& s) {
    return is_multiple(s.form, form, largest);
  });
  Side& side = same == sides.end() ? sides.emplace_back(Side{std::move(form), {}, {}}) : *same;
  side.events.push_back(event);
  if (is_limit) side.limits.push_back(event);
}

// Whether a is a positive multiple of b. The doubles can only say no: with the factor f of
// b's largest coordinate, a - f b is off by at most twice the errors in any other, and by
// as much more in the constant as it is larger.
bool CausalRegions::is_multiple(const Form& a, const Form& b, std::size_t largest) const {
  const auto& bounds = explorer_.cell_.bounds();
  const double f = a.approx[1 + largest] / b.approx[1 + largest];
  const double off = 8 * (a.error + std::abs(f) * b.error);
  for (std::size_t j = 0; j < bounds.size(); ++j)
    if (std::abs(a.approx[1 + j] - f * b.approx[1 + j]) * bounds[j] > off) return false;
  const double reach = std::abs(b.approx[1 + largest]) * bounds[largest];
  if (std::abs(a.approx[0] - f * b.approx[0]) > off * (1 + std::abs(b.approx[0]) / reach))
    return false;
  return a.exact().primitive() == b.exact().primitive();
}

// Whether the cell goes on beyond a side of the region; the neighbour is discovered.
bool CausalRegions::cross(const Events& members, const Side& side, std::size_t row) {
  if (side.events.size() == 1 && side.limits.empty()) {
    flipped_ = members;
    flip(flipped_, side.events[0]);
    if (index_of_.find(found_, flipped_) != RegionIndex::none) return true;
  }
  Cell& cell = explorer_.cell_;
  const std::size_t here = cell.keep_place();
  cell.enable(row, false);
  const Cell::Maximum beyond = cell.maximize(-side.form, explorer_.witness_);
  cell.enable(row, true);
  cell.find_place({here});
  cell.drop_places(here);
  if (beyond.positive && side.events.size() > side.limits.size())
    discover_neighbour(members, side, row, beyond.beyond);
  return beyond.positive;
}

bool CausalRegions::try_neighbour(const Events& members, const Side& side,
                                  const Witness& at) {
  SpikeForms::Crossing crossed = forms_.crossing(past_, at);
  if (!crossed.generic) return false;
  const bool adjacent = differ_within(members, crossed.members, side.events);
  const SpikeForms::Firing time = forms_.firing(past_, crossed.members);
  // The regions on both sides have one firing time on the side itself: if a limit that holds
  // there with equality is exceeded at a point of the neighbour, it is from the side on.
  if (adjacent && exceeds(time, side.limits, at)) return true;
  if (exceeds(time, limits_, at)) return false;
  discover(std::move(crossed.members), at);
  return adjacent;
}

// Whether an event of the limits comes before the firing time, or just then by chance.
bool CausalRegions::exceeds(const SpikeForms::Firing& time, const Events& limits,
                            const Witness& at) const {
  return std::any_of(limits.begin(), limits.end(), [&](std::size_t l) {
    const Form form = forms_.side(time, l, false);
    return form.constant_sign(explorer_.cell_.bounds()) != 0 &&
           Cell::sign_at(form, at) <= 0;
  });
}

bool CausalRegions::is_beyond(const Side& side, std::size_t row, const Witness& at) const {
  Cell& cell = explorer_.cell_;
  cell.enable(row, false);
  const bool inside = cell.is_inside(at) && Cell::sign_at(side.form, at) < 0;
  cell.enable(row, true);
  return inside;
}

// Between the region's witness and a point beyond the side, all other sides hold: just
// beyond the side only its events change membership.
void CausalRegions::discover_neighbour(const Events& members, const Side& side,
                                       std::size_t row, const Witness& beyond) {
  if (try_neighbour(members, side, beyond)) return;
  const Witness here = explorer_.witness_;
  double error = 0;
  const double start = side.form.at(here.x, &error), end = side.form.at(beyond.x, &error);
  const double double_crossing = start / (start - end);
  for (double share = 0.5; here.exact.empty() && share > 0x1p-30; share /= 4) {
    Witness at;
    for (std::size_t j = 0; j < here.x.size(); ++j)
      at.x.push_back(here.x[j] + (double_crossing + share * (1 - double_crossing)) *
                                     (beyond.x[j] - here.x[j]));
    if (is_beyond(side, row, at) && try_neighbour(members, side, at)) return;
  }
  const Point from = here.point(), to = beyond.point();
  const AffineForm form = side.form.exact();
  const Rational at_start = form.at(from), at_end = form.at(to);
  const Rational crossing = at_start / (at_start - at_end);
  // Below that, rounding would move a point farther than it is off the side.
  const Rational fine = Rational::power_of_two(-40);
  for (Rational share = (Rational(1) - crossing) / Rational(2);; share /= Rational(4)) {
    Witness at = between(from, to, crossing + share);
    if (Witness rounded{at.x, {}}; share > fine && is_beyond(side, row, rounded))
      at = std::move(rounded);
    if (try_neighbour(members, side, at)) return;
  }
}

// A point of the segment, and what it is in doubles.
Witness CausalRegions::between(const Point& from, const Point& to, const Rational& share) {
  Witness at;
  for (std::size_t j = 0; j < from.size(); ++j) {
    at.exact.push_back(from[j] + share * (to[j] - from[j]));
    at.x.push_back(at.exact.back().approximate());
  }
  return at;
}

}  // namespace polyspike
