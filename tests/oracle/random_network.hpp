// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>

#include "polyspike/network.hpp"

// Random small networks made of small integers and denominators, so that ties, zeros,
// duplicates, touching thresholds and simultaneous arrivals are common.
namespace polyspike::oracle {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : generator_(seed) {}
  // An integer from low to high, both included.
  int integer(int low, int high);
  // True once in n times.
  bool once_in(int n) { return integer(1, n) == 1; }
  // A fraction k/q with q in {1, 2} mostly, between low and high.
  Rational fraction(int low, int high);

 private:
  std::mt19937_64 generator_;
};

enum class Family { relu, linear, positive, window, kernel };

struct Size {
  int dimension = 2;    // of the domain's space
  int neurons = 2;      // at most
  int synapses = 4;     // at most, per neuron
  int outputs = 1;      // at most
  bool encoder = true;  // may have one
};

// A network with a domain: a box, at times with further constraints, at times flat.
Network random_network(Draw& draw, Family family, const Size& size);

// A copy changed in one number, or rewritten without changing the function.
Network random_variant(Draw& draw, const Network& network);

Domain random_domain(Draw& draw, int dimension);

}  // namespace polyspike::oracle
