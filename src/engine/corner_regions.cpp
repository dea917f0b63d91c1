// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/corner_regions.hpp"

#include <algorithm>

#include "engine/pattern_hash.hpp"
#include "linear/axis_bounds.hpp"
#include "lp/facets.hpp"

namespace polyspike {

namespace {

constexpr std::size_t most_events = 40;  // there are 2^n regions

SpikeForms::Events events_of(std::uint64_t mask) {
  SpikeForms::Events events;
  for (; mask != 0; mask &= mask - 1)
    events.push_back(static_cast<std::size_t>(__builtin_ctzll(mask)));
  return events;
}

}  // namespace

// A region of the last spike: nothing of it is computed before it is asked for.
class CornerLeaf final : public Leaf {
 public:
  CornerLeaf(const CornerRegions& regions, std::uint64_t mask)
      : regions_(regions), walk_(regions.explorer_), mask_(mask) {}

  std::size_t dimension() const override { return walk_.flat_.dimension(); }
  bool is_whole_cell() const override { return walk_.has_whole_cells(); }
  Pattern pattern() const override {
    Pattern pattern = walk_.pattern_;
    pattern.push_back(regions_.decision(events_of(mask_)));
    return pattern;
  }
  std::uint64_t pattern_hash() const override { return hash_pattern(pattern()); }
  Point interior() const override {
    return walk_.flat_.extend(regions_.inner_point(events_of(mask_)));
  }
  std::vector<HalfSpace> half_spaces() const override {
    std::vector<HalfSpace> result = walk_.half_spaces();
    const Events members = events_of(mask_), past;
    const auto time = regions_.forms_.firing(past, members);
    for (const std::size_t u : regions_.forms_.positive()) {
      const bool is_member = (mask_ >> u & 1) != 0;
      const AffineForm side = regions_.forms_.side(time, u, is_member).exact();
      if (!side.is_constant())
        result.push_back({walk_.flat_.extend(side.primitive()), false});
    }
    return result;
  }
  std::optional<std::uint64_t> map_hash() const override {
    return walk_.hash_map(pattern(), *this);
  }
  OutputForms outputs() const override {
    const Events members = events_of(mask_), past;
    regions_.forms_.set_time(regions_.forms_.firing(past, members), walk_.registers_,
                             walk_.register_of(regions_.index_));
    walk_.run_affine_steps(regions_.index_ + 1);
    return walk_.outputs();
  }

 private:
  using Events = SpikeForms::Events;
  const CornerRegions& regions_;
  Explorer& walk_;
  std::uint64_t mask_;
};

CornerRegions::CornerRegions(Explorer& explorer, const SpikeForms& forms, std::size_t index)
    : explorer_(explorer), forms_(forms), index_(index) {
  const auto& steps = explorer.shared_.program.steps;
  for (std::size_t s = index + 1; s < steps.size(); ++s)
    is_last_ = is_last_ && std::holds_alternative<AffineStep>(steps[s]);
}

bool CornerRegions::apply() {
  const std::size_t n = forms_.positive().size();
  if (explorer_.proof() || !explorer_.is_at_domain() || !forms_.negative().empty() ||
      n == 0 || n > most_events || !forms_.step().threshold_slope.is_zero())
    return false;
  if (!find_box() || !find_ranges()) return false;
  Rational latest = ranges_[0].low, sum;
  for (const Range& range : ranges_) latest = std::max(latest, range.low);
  for (std::size_t u = 0; u < n; ++u)
    sum.add_product(forms_.weight(u), latest - ranges_[u].low);
  if (sum >= forms_.step().threshold) return false;
  for (std::size_t k = 0; k < n; ++k) {
    const Rational alone = ranges_[k].low + forms_.step().threshold / forms_.weight(k);
    for (std::size_t j = 0; j < n; ++j)
      if (j != k && alone >= ranges_[j].high) return false;
  }
  return true;
}

bool CornerRegions::find_box() {
  const std::vector<AffineForm> rows = explorer_.cell_.rows();
  if (!std::all_of(rows.begin(), rows.end(),
                   [](const AffineForm& row) { return only_coordinate(row).has_value(); }))
    return false;
  low_.clear();
  high_.clear();
  for (const AxisBounds& bounds : axis_bounds(rows, explorer_.cell_.dimension())) {
    if (!bounds.are_known()) return false;
    low_.push_back(*bounds.low);
    high_.push_back(*bounds.high);
  }
  return true;
}

bool CornerRegions::find_ranges() {
  std::vector<bool> used(low_.size());
  ranges_.assign(forms_.positive().size(), {});
  for (std::size_t u = 0; u < ranges_.size(); ++u) {
    const AffineForm time = forms_.exact_time(u);
    Range& range = ranges_[u];
    range.low = range.high = time.constant;
    if (time.is_constant()) continue;
    const auto only = only_coordinate(time);
    if (!only || used[*only]) return false;
    used[*only] = true;
    range.varies = true;
    range.coordinate = *only;
    range.grows = time.gradient[*only].sign() > 0;
    range.low.add_product(time.gradient[*only], range.grows ? low_[*only] : high_[*only]);
    range.high.add_product(time.gradient[*only], range.grows ? high_[*only] : low_[*only]);
  }
  return true;
}

// From the corner towards the middle of the box, as far as the region goes at least.
Point CornerRegions::inner_point(const Events& members) const {
  Point middle, corner;
  for (std::size_t j = 0; j < low_.size(); ++j)
    middle.push_back((low_[j] + high_[j]) * Rational(1, 2));
  corner = middle;
  for (std::size_t u = 0; u < ranges_.size(); ++u) {
    const Range& range = ranges_[u];
    const bool is_member = std::binary_search(members.begin(), members.end(), u);
    if (range.varies)
      corner[range.coordinate] =
          (is_member == range.grows ? low_ : high_)[range.coordinate];
  }
  const AffineForm time = forms_.exact_firing({}, members);
  for (Rational share(1, 2);; share *= Rational(1, 2)) {
    Point point = corner;
    for (std::size_t j = 0; j < point.size(); ++j)
      point[j].add_product(share, middle[j] - corner[j]);
    const Rational t = time.at(point);
    bool inside = true;
    for (std::size_t u = 0; u < ranges_.size(); ++u) {
      const int sign = (t - forms_.exact_time(u).at(point)).sign();
      const bool is_member = std::binary_search(members.begin(), members.end(), u);
      inside = inside && (is_member ? sign > 0 : sign < 0);
    }
    if (inside) return point;
  }
}

Decision CornerRegions::decision(const Events& members) const {
  Decision decision{Decision::Kind::crossing, {}, 0};
  for (const std::size_t u : members) decision.events.push_back(forms_.index(u));
  std::sort(decision.events.begin(), decision.events.end());
  return decision;
}

bool CornerRegions::explore() {
  Witness outer = explorer_.witness_;
  bool goes_on = true;
  const std::uint64_t end = std::uint64_t{1} << ranges_.size();
  const auto choices = static_cast<unsigned>(ranges_.size());
  explorer_.choices_ += choices;
  if (is_last_) {
    constexpr std::uint64_t unit = 256;
    for (std::uint64_t mask = 0; goes_on && mask < end; mask += unit)
      goes_on = explorer_.walk_unit([&] { return tell(mask, std::min(end, mask + unit)); });
  } else {
    for (std::uint64_t mask = 1; goes_on && mask < end; ++mask)
      goes_on = visit(events_of(mask));
  }
  explorer_.choices_ -= choices;
  explorer_.witness_ = std::move(outer);
  return goes_on;
}

bool CornerRegions::tell(std::uint64_t first, std::uint64_t end) {
  Budget* budget = explorer_.shared_.options.budget;
  for (std::uint64_t mask = std::max<std::uint64_t>(first, 1); mask < end; ++mask) {
    if (budget != nullptr && budget->exhausted()) return explorer_.stop();
    if (!explorer_.deliver(CornerLeaf(*this, mask))) return false;
  }
  return true;
}

bool CornerRegions::visit(const Events& members) {
  const Events past;
  const SpikeForms::Firing time = forms_.firing(past, members);
  const std::size_t size = explorer_.cell_.size();
  const std::uint32_t next_id = explorer_.next_id_;
  for (const std::size_t u : forms_.positive()) {
    const bool is_member = std::binary_search(members.begin(), members.end(), u);
    const Form side = forms_.side(time, u, is_member);
    if (!side.constant_sign(explorer_.cell_.bounds())) explorer_.push(side, false);
  }
  explorer_.witness_ = make_witness(explorer_.cell_, inner_point(members));
  forms_.set_time(time, explorer_.registers_, explorer_.register_of(index_));
  const bool goes_on = explorer_.settle(index_, decision(members));
  explorer_.pop(size);
  explorer_.next_id_ = next_id;
  return goes_on;
}

}  // namespace polyspike
