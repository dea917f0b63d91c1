// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "polyspike/rational.hpp"

// A program is what stands between a network and the engine: a loop-free list of steps over
// registers that hold rationals (or `inf`: a spike that never comes). Run on a point it
// evaluates the network; run on affine forms over a cell it is what the engine explores.
// The steps know no neuron model; the models (src/neuron/models) emit steps.
namespace polyspike {

using Register = std::uint32_t;

// constant + sum of coefficient * register. With terms it is `inf` where a register is;
// only a single term with coefficient > 0 may name a register that can be `inf`.
struct Combination {
  struct Term {
    Register source;
    Rational coefficient;
    bool operator==(const Term&) const = default;
  };
  Rational constant;
  std::vector<Term> terms;
  bool operator==(const Combination&) const = default;
};

struct AffineStep {
  Combination value;
};

// value = positive where condition > 0, otherwise where condition <= 0: a tie is "off".
// The two need not agree on the border. One activation bit (condition > 0) per step.
struct BranchStep {
  Register condition;
  Combination positive;
  Combination otherwise;
};

// The first time t, from the earliest arrival on, at which the potential
//   P(t) = sum over events of slope * max(0, t - time) + jump * [t > time]
// reaches threshold + threshold_slope * t; `inf` if there is none. Where P jumps over the
// threshold right after an event, that event's time (the infimum, not attained).
// An event's time is register[synapse] + offset. Events of a synapse whose register is `inf`
// never happen. Within a synapse offsets strictly increase; slope and jump are not both 0.
struct SpikeStep {
  struct Event {
    std::uint32_t synapse;  // index into arrivals
    Rational offset;
    Rational slope;
    Rational jump;
  };
  std::vector<Register> arrivals;
  std::vector<Event> events;
  Rational threshold;        // > 0 at the earliest arrival
  Rational threshold_slope;  // 0 but for threshold lines
  // Position of arrivals[k] among the synapses of the network's file, zero weights included.
  std::vector<std::uint32_t> synapse_names;
  // No jumps and one event a synapse: what the membership search of the engine is made for.
  bool is_linear = false;
};

using Step = std::variant<AffineStep, BranchStep, SpikeStep>;

struct Neuron {
  std::string name;
  std::uint32_t step;  // a BranchStep or a SpikeStep
};

// Registers 0 .. inputs - 1 hold the point; step s defines register inputs + s.
struct Program {
  std::size_t inputs = 0;
  std::vector<Step> steps;
  std::vector<Register> outputs;
  std::vector<Neuron> neurons;  // in the order of their steps

  Register add(Step step) {
    steps.push_back(std::move(step));
    return static_cast<Register>(inputs + steps.size() - 1);
  }
  std::size_t registers() const { return inputs + steps.size(); }
};

// Whether any step is a spike; where none is, every cell is convex.
inline bool has_spikes(const Program& program) {
  for (const Step& step : program.steps)
    if (std::holds_alternative<SpikeStep>(step)) return true;
  return false;
}

}  // namespace polyspike
