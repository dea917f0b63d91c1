// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/vertex/plan.hpp"
#include "polyspike/affine_form.hpp"
#include "program/pattern.hpp"

// What a spike does at a point: the first crossing, found by a sweep over its events.
namespace polyspike::vertex {

struct SpikeGuess {
  Decision::Kind kind = Decision::Kind::never;
  std::uint32_t jump_event = 0;
};

// In doubles, from event times (infinite: never happens); a guess for others to prove. Sets
// the events before the firing time, for `never` all that happen. Needs no memory of its own
// once it has seen the largest spike.
class DoubleSweep {
 public:
  SpikeGuess run(const SpikePlan& spike, const double* times, std::uint64_t* events);

 private:
  std::vector<std::uint32_t> order_;
};

// Exactly, near a point: times are forms in coordinates around the point. Where forms tie
// at the point, it is moved by a little along the first axis, much less along the second,
// and so on, so that only identical forms stay tied. Sets the events as above.
SpikeGuess exact_sweep(const SpikePlan& spike,
                       const std::vector<std::optional<AffineForm>>& times,
                       std::uint64_t* events);

}  // namespace polyspike::vertex
