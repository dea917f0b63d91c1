// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "polyspike/network.hpp"

// Networks from a seed, the same on every machine.
namespace polyspike::bench {

// Numbers of the generator splitmix64.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // Uniform among the integers low .. high.
  int integer(int low, int high);

 private:
  std::uint64_t state_;
};

Domain cube(std::size_t dimension, const Rational& low, const Rational& high);

enum class Weights {
  eight_bit,   // k/128, |k| <= 127
  float32,     // floats in [-1, 1] with all 24 bits of their mantissa
  degenerate,  // the integers -1, 0, 1: many ties
};
// ReLU layers of these widths and an identity layer at the end, on [-1, 1]^d.
Network relu(const std::vector<std::size_t>& widths, Weights weights,
             std::uint64_t seed = 1);

// Spiking layers, each with a reference at time 0: weights k/16 from lowest/16 on whose sum
// is positive, delays k/16 up to 1/2, thresholds in [1/2, 3/2]; on [0, 1]^d.
Network spiking(const std::vector<std::size_t>& widths, int lowest = -10,
                std::uint64_t seed = 1);

}  // namespace polyspike::bench
