// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "oracle/form.hpp"
#include "oracle/number.hpp"
#include "polyspike/network.hpp"

namespace polyspike::oracle {

struct Term {
  std::size_t node;
  Q weight;
};

// bias + sum of terms; `inf` where a term with nonzero weight is.
struct Affine {
  Q bias;
  std::vector<Term> terms;
};

// max(0, z) of an affine z; active iff z > 0.
struct Relu {
  Affine z;
};

// A spiking neuron; synapse and breakpoint are named by their places in the network.
struct Spiking {
  struct Synapse {
    std::size_t node;
    Q weight, delay;
  };
  struct Breakpoint {
    Q time, slope, jump;
  };
  Q threshold;
  std::vector<Synapse> synapses;
  std::vector<Breakpoint> kernel;
};

struct Node {
  std::string name;
  std::variant<Affine, Relu, Spiking> rule;
  bool is_affine() const { return std::holds_alternative<Affine>(rule); }
};

// Any network as a list of nodes: node i < inputs is coordinate i of the domain, node
// inputs + k follows nodes[k].
struct Model {
  std::size_t inputs = 0;
  std::vector<Node> nodes;
  std::vector<std::size_t> outputs;
};

Model model_of(const Network& network);

// Both models on the same inputs, outputs of a, then those of b.
Model side_by_side(const Model& a, const Model& b);

// What a neuron did. An event is (synapse, breakpoint).
using Event = std::pair<std::size_t, std::size_t>;
struct Decision {
  enum class Kind { off, on, crossing, jump, never };
  Kind kind = Kind::off;
  std::set<Event> before;   // events strictly before the firing time; empty for `never`
  std::set<Event> trigger;  // jump: the events at the firing time
  auto operator<=>(const Decision&) const = default;
};

// The half-spaces of a domain as forms that are >= 0 on it.
std::vector<Form> forms_of(const Domain& domain);

}  // namespace polyspike::oracle
