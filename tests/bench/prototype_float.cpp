// SPDX-License-Identifier: GPL-3.0-or-later
#include "partF.h"
#include "prototypes.hpp"

namespace polyspike::bench {

namespace {

::Net converted(const LayeredNetwork& layered) {
  ::Net net;
  net.d = static_cast<int>(layered.inputs());
  net.n = {net.d};
  net.L = static_cast<int>(layered.layers.size());
  net.bound = 0;
  for (const Layer& layer : layered.layers) {
    const std::size_t inputs = layer.map.inputs(), outputs = layer.map.outputs();
    auto& weights = net.WT.emplace_back(inputs * outputs);
    auto& biases = net.b.emplace_back();
    for (std::size_t o = 0; o < outputs; ++o) {
      for (std::size_t i = 0; i < inputs; ++i)
        weights[i * outputs + o] = layer.map.weights[o][i].approximate();
      biases.push_back(layer.map.biases[o].approximate());
    }
    net.n.push_back(static_cast<int>(outputs));
  }
  return net;
}

template <int D>
std::uint64_t count(const ::Net& net) {
  PartF<D, true> part(net);
  part.run();
  return static_cast<std::uint64_t>(part.leaves);
}

}  // namespace

// For weights that no common denominator makes small integers of.
std::optional<Subject> float_prototype(const LayeredNetwork& layered) {
  RTH = 1e-7;
  constexpr std::uint64_t (*all[])(const ::Net&) = {count<2>, count<3>, count<4>};
  const std::size_t d = layered.inputs();
  if (d < 2 || d > 4) return std::nullopt;
  return [net = converted(layered), run = all[d - 2]] {
    Measure measure;
    measure.cells = run(net);
    return measure;
  };
}

}  // namespace polyspike::bench
