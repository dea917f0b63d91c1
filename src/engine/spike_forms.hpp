// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/proof_observer.hpp"
#include "engine/register_file.hpp"
#include "lp/cell.hpp"

namespace polyspike {

// The events of a linear spike step that happen on a cell, and the forms made of their
// times. Events are numbered from 0; a set of events is a list of such numbers.
class SpikeForms {
 public:
  using Events = std::vector<std::size_t>;

  SpikeForms(const RegisterFile& registers, const SpikeStep& step);

  const Events& positive() const { return positive_; }
  const Events& negative() const { return negative_; }
  // The event's index in the step.
  std::uint32_t index(std::size_t u) const { return index_[u]; }
  // Slope of potential minus threshold line once the events happened.
  Rational slope(const Events& events, const Events& more) const;

  // For the observer of proofs; `note_reached` tells of a set of positive events for which
  // the potential may have been seen to reach the threshold.
  ProofObserver::LinearSpike describe(const Events& past) const;
  void note_reached(const Events& events) { reached_.push_back(events); }

  // T_a - T_b.
  Form gap(std::size_t a, std::size_t b) const;
  // Potential minus threshold at T_at, from the events of `past` and `before` alone, each
  // taken as if it came before: for positive events a lower bound of the true excess.
  Form excess(const Events& past, const Events& before, std::size_t at) const;
  // The firing time where exactly these events come before it.
  Combination firing_time(const Events& past, const Events& members) const;
  // t - T_u for the firing time t, or T_u - t where u is not a member.
  Form side(const Combination& firing_time, std::size_t u, bool is_member) const;

  // Sign of T_a - T_b at a point.
  int compare(std::size_t a, std::size_t b, const Witness& at) const;
  // The positive events before the firing time at a point where the potential crosses after
  // all of `past`, in order of number. Generic: no other event coincides with the firing
  // time there but those that do everywhere.
  struct Crossing {
    Events members;
    bool generic = true;
  };
  Crossing crossing(const Events& past, const Witness& at) const;

 private:
  struct Instant {
    double time;
    double error;
  };
  Instant instant(std::size_t u, const Witness& at) const;
  Rational exact_time(std::size_t u, const Point& at) const;
  std::optional<Events> find_crossing(const Events& past, const Witness& at) const;
  Crossing find_crossing_exactly(const Events& past, const Point& at) const;

  const RegisterFile& registers_;
  const SpikeStep& step_;
  std::vector<Register> arrival_;
  std::vector<Rational> offset_, weight_;
  std::vector<double> offset_double_, weight_double_;
  std::vector<std::uint32_t> index_;
  double threshold_ = 0, threshold_slope_ = 0;
  Events positive_, negative_;
  std::vector<Events> reached_;
};

}  // namespace polyspike
