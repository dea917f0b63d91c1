// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "polyspike/network.hpp"

// Networks that compute exactly what a network of the other kind computes, on its whole
// domain: the constructive half of Singh, Fono, Kutyniok (arXiv 2308.08218) and smaller
// constructions than theirs. Nothing here is to be believed: property/equal_compositional
// proves each result from the two networks alone.
namespace polyspike {

// ReLU to spiking: paper (three strict layers per hidden layer), layered (one strict
// layer per hidden layer), shared (the same with fewer neurons and longer numbers), twin
// (the same with two spiking neurons per ReLU neuron and short numbers), compact (one
// spiking neuron per ReLU neuron and one reference), window (finite responses). Spiking to
// ReLU: min_tree (positive weights), min_max (continuous neurons of mixed signs), chains
// (one layer of positive weights, least depth).
enum class Construction {
  paper, layered, shared, twin, compact, window, min_tree, min_max, chains
};

std::optional<Construction> find_construction(std::string_view name);
std::string_view construction_name(Construction construction);
// "paper, layered, ...": the names to choose from.
std::string construction_names();
bool starts_from_spiking(Construction construction);

// Neurons with inputs and references, and layers of computing neurons: the longest chain.
struct NetworkSize {
  std::size_t neurons = 0;
  std::size_t layers = 0;
  bool operator==(const NetworkSize&) const = default;
};
NetworkSize size_of(const Network& network);

// The longest numbers of a network: weights, thresholds, delays, times and biases.
struct NumberLength {
  std::size_t numerator_bits = 0;
  std::size_t denominator_bits = 0;
};
NumberLength number_length(const Network& network);

struct Emulation {
  Network network;  // with the encoder and the domain of the source
  NetworkSize size;
  NetworkSize source;
  NetworkSize bound;  // what the construction promises for such a source
  NumberLength numbers;
};

// Why a construction does not apply.
struct Refusal {
  std::string reason;
};

using EmulationResult = std::variant<Emulation, Refusal>;

struct EmulateOptions {
  // compact: never two synapses from one node to another, as in the paper's model. The
  // numbers get longer.
  bool single_synapses = false;
  // min_tree, min_max: use the bounds of the domain, which saves neurons; otherwise the
  // network is equal everywhere.
  bool only_on_domain = false;
};

// The source needs a domain for the constructions to spiking networks.
EmulationResult emulate(const Network& source, Construction construction,
                        const EmulateOptions& options = {});

}  // namespace polyspike
