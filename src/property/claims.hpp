// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/explore.hpp"
#include "property/partition.hpp"

namespace polyspike {

enum class Verdict { holds, violated, unknown };
std::string to_string(Verdict verdict);

// What refutes a claim, in the domain's own coordinates; every value was evaluated at its
// point. One point for a bound or a neuron that never fires; two for monotonicity and a
// Lipschitz bound; three on a line, the middle one second, for concavity and convexity; a
// jump has its point, the value there and the limits from adjacent full-dimensional cells.
struct Refutation {
  std::vector<Point> points;
  std::vector<std::vector<Value>> values;
  std::vector<std::vector<Value>> limits;
  std::optional<std::uint64_t> found;  // a count that is not the one claimed
};

struct Answer {
  Verdict verdict = Verdict::unknown;
  std::optional<Refutation> refutation;
  std::string reason;  // why it holds or is unknown: a theorem's name, "partition", a limit
};

// A claim about a network on its domain.
struct Claim {
  enum class Kind {
    piecewise_linear, continuous, monotone, concave, convex, fires,
    cells, linear_regions, distinct_maps,
    at_least, at_most, above, below,  // output >= c, <= c, > c, < c
    lipschitz,                        // sup norm in, sup norm out
  };
  Kind kind = Kind::continuous;
  std::string text;                     // as typed
  std::uint64_t count = 0;              // cells=N, ...
  Rational bound;                       // output>=c, ..., lipschitz<=c
  std::optional<std::size_t> output;    // output2<=c: 1; all outputs where absent
};

// Reads a claim such as "output2<=1/2"; nothing if it is none. An output that the network
// does not have is none.
std::optional<Claim> parse_claim(const std::string& text, std::size_t outputs);
// The claims as they can be typed, for help and messages.
extern const char* const claim_syntax;

// Decides claims about one problem, exactly. The partition is explored when a claim first
// needs it and shared by all.
class Claims {
 public:
  Claims(const Problem& problem, const ExploreOptions& options)
      : problem_(problem), options_(options) {}
  Answer decide(const Claim& claim);
  // Explored at the first call; in all dimensions, unless the structure of the network says
  // that the full-dimensional pieces determine the rest by continuity.
  const Partition& partition();

 private:
  Answer decide_count(const Claim& claim);

  const Problem& problem_;
  ExploreOptions options_;
  std::optional<Partition> partition_;
};

}  // namespace polyspike
