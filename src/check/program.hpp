// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "integer.hpp"

// A network as the list of steps that FORMAT.md describes ("The program").
namespace check {

struct Term {
  std::size_t source;
  Ratio factor;
};

struct Event {
  std::size_t synapse;  // index into arrivals
  Ratio offset;
  Ratio slope;
  Ratio jump;
};

struct Step {
  enum class Kind { affine, branch, spike };
  Kind kind = Kind::affine;
  // affine: constant + terms
  Ratio constant;
  std::vector<Term> terms;
  // branch: z where z > 0, slope * z elsewhere
  std::size_t source = 0;
  Ratio slope;
  // spike
  std::vector<std::size_t> arrivals;
  std::vector<Event> events;
  Ratio threshold;  // > 0

  bool is_linear() const;  // one event a synapse, no jumps
  bool has_jumps() const;
};

// Values 0 .. dimension - 1 are the coordinates; step s computes value dimension + s.
struct Program {
  std::size_t dimension = 0;
  std::vector<Step> steps;
  std::vector<std::size_t> outputs;
};

// A map x -> rows of Ratio over (1, x), and a polytope {row >= 0}, rows primitive.
using Map = std::vector<std::vector<Ratio>>;
struct Surroundings {
  bool has_encoder = false, has_domain = false;
  std::size_t dimension = 0;  // of the domain
  Map encoder;
  std::vector<Vector> domain;
};

// Appends the network in the file's text to a program, behind its encoder; the coordinates
// are shared. `own` holds what the file says; the surroundings of the statement, if there
// are any, replace it. Throws Unusable.
void append_network(std::string_view text, bool normalized, const Surroundings* stated,
                    Program& program, Surroundings& own);

}  // namespace check
