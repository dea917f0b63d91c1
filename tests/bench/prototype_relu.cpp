// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "number/integer.hpp"
#include "partA.h"
#include "partB.h"
#include "prototypes.hpp"

namespace polyspike::bench {

namespace {

// Weights k / q as the integers k; the biases of layer l in units of 1 / q^l of it.
std::optional<::Net> integral(const LayeredNetwork& layered) {
  Integer common = 1;
  for (const Layer& layer : layered.layers) {
    for (const auto& row : layer.map.weights)
      for (const Rational& w : row) include_denominator(common, w);
    for (const Rational& b : layer.map.biases) include_denominator(common, b);
  }
  const double q = ratio(common, 1).approximate();
  ::Net net;
  net.d = static_cast<int>(layered.inputs());
  net.n = {net.d};
  net.L = static_cast<int>(layered.layers.size());
  net.bound = 1;
  double unit = 1;
  for (const Layer& layer : layered.layers) {
    const std::size_t inputs = layer.map.inputs(), outputs = layer.map.outputs();
    auto& weights = net.WT.emplace_back(inputs * outputs);
    auto& biases = net.b.emplace_back();
    for (std::size_t o = 0; o < outputs; ++o) {
      for (std::size_t i = 0; i < inputs; ++i)
        weights[i * outputs + o] = layer.map.weights[o][i].approximate() * q;
      biases.push_back(layer.map.biases[o].approximate() * q * unit);
    }
    net.n.push_back(static_cast<int>(outputs));
    net.bound = net.bound * q * static_cast<double>(inputs) + q * unit;
    unit *= q;
  }
  // It has no other forms than exact doubles.
  if (!(net.bound < 0x1p53)) return std::nullopt;
  return net;
}

template <int D>
std::uint64_t count(const ::Net& net) {
  if constexpr (D <= 4) {
    PartB<D, true> part(net, std::size_t{1} << 30);
    part.run();
    return static_cast<std::uint64_t>(part.leaves);
  } else {
    PartA<D, true> part(net, true);
    part.run();
    return static_cast<std::uint64_t>(part.leaves);
  }
}

using Count = std::uint64_t (*)(const ::Net&);

Count count_in(int dimension) {
  constexpr Count all[] = {nullptr,  nullptr,  count<2>, count<3>, count<4>, count<5>,
                           count<6>, count<7>, count<8>, count<9>, count<10>};
  return dimension <= 10 ? all[dimension] : nullptr;
}

}  // namespace

std::optional<Subject> relu_prototype(const LayeredNetwork& layered) {
  RTH = 1e-7;
  const auto net = integral(layered);
  if (!net || count_in(net->d) == nullptr) return std::nullopt;
  return [net = *net] {
    Measure measure;
    measure.cells = count_in(net.d)(net);
    return measure;
  };
}

}  // namespace polyspike::bench
