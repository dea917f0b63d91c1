// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "oracle/random_network.hpp"

namespace polyspike::property {

// A kind of random network that the property tests draw; the seed decides everything.
struct Recipe {
  const char* name;
  oracle::Family family;
  oracle::Size size;
  Network network(std::uint64_t seed) const {
    oracle::Draw draw(seed);
    return oracle::random_network(draw, family, size);
  }
};

// dimension, neurons, synapses, outputs
inline constexpr std::array<Recipe, 14> recipes{{
    {"relu-1d", oracle::Family::relu, {1, 4, 0, 2, true}},
    {"relu-2d", oracle::Family::relu, {2, 3, 0, 2, true}},
    {"relu-3d", oracle::Family::relu, {3, 2, 0, 1, true}},
    {"linear-1d", oracle::Family::linear, {1, 4, 4, 2, true}},
    {"linear-2d", oracle::Family::linear, {2, 2, 4, 2, true}},
    {"linear-3d", oracle::Family::linear, {3, 1, 4, 1, true}},
    {"one-neuron-2d", oracle::Family::linear, {2, 1, 6, 1, true}},
    {"positive-1d", oracle::Family::positive, {1, 4, 4, 2, true}},
    {"positive-2d", oracle::Family::positive, {2, 2, 4, 1, true}},
    {"window-1d", oracle::Family::window, {1, 3, 4, 2, true}},
    {"window-2d", oracle::Family::window, {2, 2, 3, 1, true}},
    {"kernel-1d", oracle::Family::kernel, {1, 3, 3, 2, true}},
    {"kernel-2d", oracle::Family::kernel, {2, 2, 3, 1, true}},
    {"one-kernel-2d", oracle::Family::kernel, {2, 1, 4, 1, true}},
}};

}  // namespace polyspike::property
