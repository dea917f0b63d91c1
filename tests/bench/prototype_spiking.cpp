// SPDX-License-Identifier: GPL-3.0-or-later
#include "number/rational_gmp.hpp"
#include "prototypes.hpp"

// The other prototypes have a class of that name, too.
#define Net SpikingPrototypeNet
#include "spk.h"
#undef Net

namespace polyspike::bench {

namespace {

mpq_class gmp(const Rational& value) {
  mpq_class result;
  Rational::Gmp::load(result.get_mpq_t(), value);
  return result;
}

// On a box whose half-spaces come as pairs, lower before upper.
SpikingPrototypeNet converted(const Network& network) {
  const SpikingNetwork& body = network.spiking();
  SpikingPrototypeNet net;
  net.d = static_cast<int>(network.inputs());
  const auto d = static_cast<std::size_t>(net.d);
  const auto& walls = network.domain->half_spaces;
  for (std::size_t i = 0; i < d; ++i)
    net.box.emplace_back(gmp(-walls[2 * i].form.constant), gmp(walls[2 * i + 1].form.constant));
  for (std::size_t i = 0; i < body.inputs; ++i) {
    auto& row = net.enc.emplace_back(d + 1);
    if (!network.encoder) row[i] = 1;
    for (std::size_t j = 0; network.encoder && j < d; ++j)
      row[j] = gmp(network.encoder->weights[i][j]);
    row[d] = gmp(body.input_time);
    if (network.encoder) row[d] += gmp(network.encoder->biases[i]);
  }
  for (const Rational& reference : body.references) net.refs.push_back(gmp(reference));
  const auto number = [&](const Source& source) {
    std::size_t before = 0;
    if (source.kind != Source::Kind::input) before += body.inputs;
    if (source.kind == Source::Kind::neuron) before += body.references.size();
    return static_cast<int>(before + source.index);
  };
  for (const SpikingNeuron& neuron : body.neurons) {
    auto& to = net.ne.emplace_back();
    to.th = gmp(neuron.threshold);
    for (const Synapse& synapse : neuron.synapses)
      to.s.push_back({number(synapse.from), gmp(synapse.weight), gmp(synapse.delay)});
  }
  for (const Source& output : body.outputs) net.outs.push_back(number(output));
  return net;
}

template <int D>
std::uint64_t count(const SpikingPrototypeNet& net) {
  Eng<D, double> engine;
  engine.wantMaps = engine.wantVol = false;
  engine.runB(net);
  return engine.hset.size();
}

}  // namespace

std::optional<Subject> spiking_prototype(const Network& network) {
  constexpr std::uint64_t (*all[])(const SpikingPrototypeNet&) = {count<1>, count<2>,
                                                                  count<3>, count<4>};
  const std::size_t d = network.inputs();
  if (d < 1 || d > std::size(all) || !network.spiking().response.is_linear())
    return std::nullopt;
  return [net = converted(network), run = all[d - 1]] {
    Measure measure;
    measure.cells = run(net);
    return measure;
  };
}

}  // namespace polyspike::bench
