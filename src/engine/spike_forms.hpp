// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/proof_observer.hpp"
#include "engine/register_file.hpp"
#include "lp/cell.hpp"

namespace polyspike {

// The events of a linear spike step that happen on a cell, and the forms made of their
// times, in doubles with error bounds; exactly when asked for. Events are numbered from 0; a
// set of events is a list of such numbers. Forms refer to the sets they were asked for with.
class SpikeForms {
 public:
  using Events = std::vector<std::size_t>;

  SpikeForms(const RegisterFile& registers, const SpikeStep& step);
  SpikeForms(const SpikeForms&) = delete;
  SpikeForms& operator=(const SpikeForms&) = delete;

  const Events& positive() const { return positive_; }
  const Events& negative() const { return negative_; }
  const SpikeStep& step() const { return step_; }
  const Rational& weight(std::size_t u) const { return weight_[u]; }
  // The event's index in the step.
  std::uint32_t index(std::size_t u) const { return index_[u]; }
  // Sign of the slope of potential minus threshold line once the events happened.
  int slope_sign(const Events& events, const Events& more) const;

  // For the observer of proofs; `note_reached` tells of a set of positive events for which
  // the potential may have been seen to reach the threshold.
  ProofObserver::LinearSpike describe(const Events& past) const;
  void note_reached(const Events& events) { reached_.push_back(events); }

  // T_a - T_b.
  Form gap(std::size_t a, std::size_t b) const;
  // Potential minus threshold at T_at, from the events of `past` and `before` alone, each
  // taken as if it came before: for positive events a lower bound of the true excess.
  Form excess(const Events& past, const Events& before, std::size_t at) const;

  // The firing time t where exactly the events of both sets come before it:
  // slope * t = sum, a form, slope > 0.
  struct Firing {
    const Events& past;
    const Events& members;
    double slope, slope_error;
    std::vector<double> sum;
    double size, error;
  };
  Firing firing(const Events& past, const Events& members) const;
  // t - T_u, or T_u - t where u is not a member.
  Form side(const Firing& firing, std::size_t u, bool is_member) const;
  // Makes t the value of a register.
  void set_time(const Firing& firing, RegisterFile& registers, Register r) const;

  // T_u and the firing time exactly.
  AffineForm exact_time(std::size_t u) const;
  AffineForm exact_firing(const Events& past, const Events& members) const;

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
  friend class GapForm;
  friend class ExcessForm;
  friend class FiringForm;
  friend class SideForm;

  // A sum of multiples of the times in doubles, with what is needed for its error.
  struct Sum {
    std::vector<double> form;
    double size = 0;    // of the terms
    double errors = 0;  // of the times, times their coefficients
    void add(const SpikeForms& forms, double coefficient, std::size_t u);
  };
  struct Instant {
    double time;
    double error;
  };
  struct Arrival {
    Instant instant;
    std::size_t event;
  };

  const double* time(std::size_t u) const { return &times_[u * width_]; }
  Form known(AffineForm exact) const;
  Form finish(Sum sum, std::shared_ptr<const LazyForm> lazy) const;
  void add_exact(const Rational& factor, std::size_t u, AffineForm& sum) const;
  std::optional<int> constant_gap(std::size_t a, std::size_t b) const;
  AffineForm exact_excess(const Events& past, const Events& before, std::size_t at) const;
  Rational exact_slope(const Events& events, const Events& more) const;

  Instant instant(std::size_t u, const Witness& at) const;
  Rational exact_instant(std::size_t u, const Point& at) const;
  std::optional<Events> find_crossing(const Events& past, const Witness& at) const;
  Crossing find_crossing_exactly(const Events& past, const Point& at) const;

  const RegisterFile& registers_;
  const SpikeStep& step_;
  std::size_t width_;
  std::vector<Register> arrival_;
  std::vector<const SpikeStep::Event*> event_;
  std::vector<Rational> weight_;
  std::vector<double> slope_;          // of the events
  std::vector<double> times_;          // T_u as forms, width_ doubles each,
  std::vector<double> size_, error_;   // their sizes and errors on the domain
  std::vector<std::uint32_t> index_;
  double threshold_ = 0, threshold_slope_ = 0;
  Events positive_, negative_;
  std::vector<Events> reached_;
  mutable std::vector<Arrival> order_;  // of one search
};

}  // namespace polyspike
