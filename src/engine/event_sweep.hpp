// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/explorer.hpp"

namespace polyspike {

// A spike step with any events, explored in their order: branch on which event comes next,
// on whether the potential reaches the threshold before it, and on where a jump takes it.
// Right for every kernel; it cuts a cell along orders of events that do not matter.
class EventSweep {
 public:
  EventSweep(Explorer& explorer, const SpikeStep& step, std::size_t index);
  bool explore();

 private:
  // How far a walk has come: what happened, and the potential slope * t - offset since.
  struct State {
    std::vector<std::size_t> next;       // per synapse, its next event in by_synapse_
    std::vector<std::uint32_t> happened;
    std::vector<std::vector<std::uint32_t>> groups;  // the same, for the observer of proofs
    Rational slope;                      // of potential minus threshold
    AffineForm offset;
  };
  bool sweep(const State& state);
  // Candidates before position i are known not to come before `first`; those in `tied` come
  // with it.
  bool order(const State& state, std::size_t first, std::size_t i,
             std::vector<std::size_t> tied);
  bool reach(const State& state, std::size_t first, const std::vector<std::size_t>& tied);
  bool happen(State state, const AffineForm& time, const std::vector<std::size_t>& tied);
  bool fire(const State& state);
  void tell(const State& state, Decision::Kind kind, const std::optional<AffineForm>& time);
  const SpikeStep::Event& event(const State& state, std::size_t synapse) const;
  AffineForm time(const State& state, std::size_t synapse) const;
  bool is_over(const State& state, std::size_t synapse) const;

  Explorer& explorer_;
  const SpikeStep& step_;
  std::size_t index_;
  std::vector<std::vector<std::uint32_t>> by_synapse_;  // event indices, in time order
  bool has_jumps_ = false;
};

}  // namespace polyspike
