// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulate/emulation.hpp"
#include "network/ranges.hpp"

namespace polyspike {

// Puts together spiking networks layer by layer. Every node m of layer l fires at
// clock(l) + v_m, with a value v_m whose range over the domain is known: inputs are layer
// 0 with their coordinate as value, the reference is a node of layer 0 with value 0. The
// caller says what value a neuron is to have; the builder finds delays and thresholds
// that make it so and keeps them short: one clock per layer, arrivals of a layer aligned
// at their upper end, all long fractions in the thresholds. theory: affine neuron and
// leaky neuron, or with a window its gadget for max(0, z).
class SpikingBuilder {
 public:
  using Node = std::size_t;

  struct Term {
    Node node;
    Rational weight;
  };
  // A neuron to come. With z = sum of weight * value + constant:
  //   without a partner its value is z;
  //   with partner p of weight w, -1 < w < 0: z + k * max(0, z - v_p), k = -w / (1 + w);
  //   with a window and partner p of value 0 and weight -1: max(0, z).
  // The weights are completed to sum 1 by a node of value 0.
  struct Wanted {
    std::string name;
    std::vector<Term> terms;  // of distinct nodes
    Rational constant;
    GridRange range;  // of z, less v_p if there is a partner
    std::optional<Term> partner = std::nullopt;
  };

  // Inputs as many as the ranges; `window` is the length of the responses, if finite.
  SpikingBuilder(Grid grid, const std::vector<GridRange>& inputs,
                 std::optional<Rational> window = std::nullopt);

  const Grid& grid() const { return grid_; }
  Node reference() const { return inputs_; }
  const GridRange& range(Node node) const { return nodes_[node].range; }

  // Adds the neurons as the next layer; `completion` has value 0.
  std::vector<Node> add_layer(std::vector<Wanted> layer, Node completion);
  // With a window: a length that suffices for all layers so far, whatever the present one.
  const Rational& sufficient_window() const { return sufficient_window_; }
  // The network whose outputs are these nodes of the last layer.
  SpikingNetwork finish(const std::vector<Node>& outputs) &&;

 private:
  struct NodeState {
    Source source;
    std::size_t layer;
    GridRange range;
  };
  struct LayerState {
    Rational clock;
    // Upper ends of the values are brought here; found when the layer is first listened
    // to.
    std::optional<Rational> upper_end;
  };
  // What a neuron needs of the time between the aligned arrivals and the layer's clock.
  struct Demand {
    Rational alignment;  // sum of weight * upper end of the source's layer
    Rational after;      // the clock comes at least that long after the arrivals
    Integer lowest;      // the earliest arrival, relative to the aligned ones
  };

  GridRange value_range(const Wanted& neuron) const;
  Rational upper_end(Node node);
  Rational arrivals_end(const std::vector<Wanted>& layer);
  void complete(Wanted& neuron, Node completion) const;
  Demand demand(const Wanted& neuron);
  void demand_window(const Wanted& neuron, const Demand& demand, const Rational& after);
  SpikingNeuron neuron(Wanted& wanted, const Demand& demand, const Rational& end,
                       const Rational& clock);

  Grid grid_;
  std::size_t inputs_;
  std::optional<Rational> window_;
  Rational sufficient_window_;
  std::vector<NodeState> nodes_;
  std::vector<LayerState> layers_;
  SpikingNetwork network_;
};

}  // namespace polyspike
