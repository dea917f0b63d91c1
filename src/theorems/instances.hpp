// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "polyspike/network.hpp"

// Small networks to try theorems on.
namespace polyspike::instances {

using Weights = std::vector<Rational>;

Synapse from_input(std::size_t i, const Rational& weight, const Rational& delay = 0);
Synapse from_reference(std::size_t k, const Rational& weight, const Rational& delay = 0);
Synapse from_neuron(std::size_t n, const Rational& weight, const Rational& delay = 0);

// [low, high]^d.
Domain cube(std::size_t d, const Rational& low, const Rational& high);

// The last neuron is the output, its value counted from `output_time`.
Network spiking(const Domain& domain, const std::vector<Rational>& references,
                std::vector<SpikingNeuron> neurons, const Rational& output_time = 0);
// One neuron on independent inputs, threshold 1, on a cube that holds a witness of every
// region and of every jump.
Network neuron(const Weights& weights);
// A spiking network of these widths, threshold 1, its weights drawn from `weights`.
Network spiking_layers(std::mt19937& random, std::span<const std::uint64_t> widths,
                       const Weights& weights);

// Widths with the inputs first; weights and biases are halves between -2 and 2.
Network relu_layers(std::mt19937& random, std::span<const std::uint64_t> widths);
// max(0, x) on the interval.
Network relu(const Rational& low, const Rational& high);
// max(0, x) by two spiking neurons on [-b, b]; `strict`: with a relay instead of the
// synapse that skips a layer.
Network relu_gadget(const Rational& b, bool strict);

// The parts one after the other.
template <typename... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return std::move(out).str();
}
// "2, -1, 1/2"
std::string list(const Weights& weights);
std::string list(std::span<const std::uint64_t> numbers, const char* separator);

}  // namespace polyspike::instances
