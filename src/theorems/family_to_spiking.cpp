// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "emulate/emulation.hpp"
#include "theorems/formulas.hpp"
#include "theorems/instances.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using namespace instances;

using Widths = std::vector<std::uint64_t>;

// A construction and the size that its theorem gives.
struct Emulated {
  Construction construction;
  formulas::Size (*size)(std::span<const std::uint64_t>);
  const char* claim;
};

constexpr Emulated emulated[] = {
    {Construction::paper, formulas::paper_size,
     "paper: equal, N = N(Psi) + L (2d + 3) - (2d + 2), depth 3L - 2"},
    {Construction::layered, formulas::layered_size,
     "layered: equal, strict layers, depth L, at most 2d + 1 neurons in a layer"},
    {Construction::shared, formulas::shared_size,
     "shared: equal, strict layers, depth L, 2d + 1 - r neurons in a layer where signs "
     "permit, "
     "r^2 <= d behind the inputs, 2 r^2 <= d later"},
    {Construction::twin, formulas::twin_size,
     "twin: equal, strict layers, depth L, 2d + 1 neurons in a layer, short numbers"},
    {Construction::compact, formulas::compact_size,
     "compact: equal, N = N(Psi) + 1, depth L, with synapses that skip layers"},
    {Construction::window, formulas::window_size,
     "window: equal, finite responses, depth L, d + 1 neurons in a layer"},
};

Network source(const Widths& widths) {
  std::mt19937 random(static_cast<unsigned>(widths.size()));
  return relu_layers(random, widths);
}

void add_instances(Suite& suite, const Emulated& e, const std::vector<Widths>& shapes) {
  suite.claim(e.claim);
  const std::string construction(construction_name(e.construction));
  for (const Widths& widths : shapes) {
    const Network psi = source(widths);
    const EmulationResult result = emulate(psi, e.construction);
    const auto* emulation = std::get_if<Emulation>(&result);
    if (emulation == nullptr) throw std::logic_error(text("T4: ", construction));
    const std::string file = text("t4_relu_", list(widths, "_"), ".json");
    const formulas::Size size = e.size(widths);
    suite
        .add(text("t4_", construction, "_", list(widths, "_")),
             text("ReLU ", list(widths, "-")), emulation->network,
             {text("neurons=", size.neurons), text("layers=", size.layers),
              text("equal ", file)})
        .companions = {{file, psi}};
  }
}

// Without a neuron that fires at a constant time f (x + s) = f (x) + s, which no ReLU
// network but a few has.
void add_reference_is_needed(Suite& suite) {
  suite.claim("... and N(Psi) + 1 is least: without a reference f(x + s) = f(x) + s");
  unsigned number = 0;
  for (const Widths& widths : {Widths{2, 2, 1}, Widths{2, 3, 1}}) {
    std::mt19937 random(++number);
    Network network = spiking_layers(random, widths, {1, 2, Rational(-1, 2)});
    Network shifted = network;
    shifted.encoder = AffineMap{{{1, 0}, {0, 1}}, {Rational(3, 4), Rational(3, 4)}};
    std::get<SpikingNetwork>(shifted.body).output_time = Rational(3, 4);
    const std::string file = text("t4_shift_", number, "_moved.json");
    suite
        .add(text("t4_shift_", number), text("spiking ", list(widths, "-"), ", s = 3/4"),
             std::move(network), {text("equal ", file)})
        .companions = {{file, std::move(shifted)}};
  }
}

}  // namespace

std::vector<Theorem> to_spiking_theorems() {
  Suite suite("T4");
  const std::vector<Widths> equal = {{1, 1, 1}, {2, 2, 1}, {2, 2, 2, 1}, {3, 3, 3, 3, 1}};
  std::vector<Widths> any = equal;
  any.push_back({2, 4, 3, 2});
  const std::vector<Widths> deep = {
      {2, 2, 2, 1}, {3, 3, 3, 3, 1}, {4, 4, 4, 1}, {8, 8, 8, 8, 1}};
  for (const Emulated& e : emulated)
    add_instances(suite, e,
                  e.construction == Construction::paper    ? equal
                  : e.construction == Construction::shared ? deep
                                                           : any);
  add_reference_is_needed(suite);
  return std::move(suite).take();
}

}  // namespace polyspike
