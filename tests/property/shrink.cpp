// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/shrink.hpp"

#include <algorithm>

namespace polyspike::property {
namespace {

using Networks = std::vector<Network>;

// Numbers simpler than a given one, simplest first.
std::vector<Rational> simpler(const Rational& value, bool keep_sign) {
  std::vector<Rational> result;
  const Rational one = value.sign() < 0 ? -1 : 1;
  for (const Rational& candidate : {Rational(0), one, value.floor(), value.floor() + 1}) {
    const bool fits = !keep_sign || candidate.sign() == value.sign();
    const bool smaller = candidate.bits() < value.bits() ||
                         (!value.is_integer() && candidate.is_integer()) ||
                         (candidate.is_zero() && !value.is_zero());
    if (fits && smaller && candidate != value) result.push_back(candidate);
  }
  return result;
}

// Copies of the network in which the number that `find` points at is simpler.
void simplify(const Network& network, Networks& list, bool keep_sign,
              const std::function<Rational&(Network&)>& find) {
  Network copy = network;
  const Rational original = find(copy);
  for (const Rational& value : simpler(original, keep_sign)) {
    find(copy) = value;
    list.push_back(copy);
  }
}

SpikingNetwork& spiking(Network& network) {
  return std::get<SpikingNetwork>(network.body);
}
LayeredNetwork& layered(Network& network) {
  return std::get<LayeredNetwork>(network.body);
}

void drop_neuron(SpikingNetwork& network, std::size_t n) {
  const auto is_from = [n](const Source& s) {
    return s.kind == Source::Kind::neuron && s.index == n;
  };
  const auto move_up = [n](Source& s) {
    if (s.kind == Source::Kind::neuron && s.index > n) --s.index;
  };
  network.neurons.erase(network.neurons.begin() + n);
  for (SpikingNeuron& neuron : network.neurons) {
    auto& synapses = neuron.synapses;
    synapses.erase(
        std::remove_if(synapses.begin(), synapses.end(),
                       [&](const Synapse& synapse) { return is_from(synapse.from); }),
        synapses.end());
    for (Synapse& synapse : synapses) move_up(synapse.from);
  }
  auto& outputs = network.outputs;
  outputs.erase(std::remove_if(outputs.begin(), outputs.end(), is_from), outputs.end());
  for (Source& output : outputs) move_up(output);
}

bool is_sound(const SpikingNetwork& network) {
  if (network.outputs.empty() || network.neurons.empty()) return false;
  return std::none_of(network.neurons.begin(), network.neurons.end(),
                      [](const SpikingNeuron& n) { return n.synapses.empty(); });
}

void drop_parts(const Network& network, const SpikingNetwork& body, Networks& list) {
  const auto add = [&](const std::function<void(SpikingNetwork&)>& change) {
    Network copy = network;
    change(spiking(copy));
    if (is_sound(spiking(copy))) list.push_back(std::move(copy));
  };
  for (std::size_t n = body.neurons.size(); n-- > 0;)
    add([n](SpikingNetwork& s) { drop_neuron(s, n); });
  for (std::size_t o = 0; o < body.outputs.size(); ++o)
    add([o](SpikingNetwork& s) { s.outputs.erase(s.outputs.begin() + o); });
  for (std::size_t n = 0; n < body.neurons.size(); ++n)
    for (std::size_t u = 0; u < body.neurons[n].synapses.size(); ++u)
      add([n, u](SpikingNetwork& s) {
        s.neurons[n].synapses.erase(s.neurons[n].synapses.begin() + u);
      });
  for (std::size_t k = 0; k < body.response.breakpoints.size(); ++k)
    if (body.response.breakpoints.size() > 1)
      add([k](SpikingNetwork& s) {
        s.response.breakpoints.erase(s.response.breakpoints.begin() + k);
      });
  if (!body.response.is_linear())
    add([](SpikingNetwork& s) { s.response = Response::linear(); });
}

void simplify_numbers(const Network& network, const SpikingNetwork& body,
                      Networks& list) {
  simplify(network, list, false,
           [](Network& n) -> Rational& { return spiking(n).input_time; });
  simplify(network, list, false,
           [](Network& n) -> Rational& { return spiking(n).output_time; });
  for (std::size_t r = 0; r < body.references.size(); ++r)
    simplify(network, list, false,
             [r](Network& n) -> Rational& { return spiking(n).references[r]; });
  for (std::size_t n = 0; n < body.neurons.size(); ++n) {
    simplify(network, list, true,
             [n](Network& s) -> Rational& { return spiking(s).neurons[n].threshold; });
    for (std::size_t u = 0; u < body.neurons[n].synapses.size(); ++u) {
      simplify(network, list, true, [n, u](Network& s) -> Rational& {
        return spiking(s).neurons[n].synapses[u].weight;
      });
      simplify(network, list, false, [n, u](Network& s) -> Rational& {
        return spiking(s).neurons[n].synapses[u].delay;
      });
    }
  }
}

void drop_parts(const Network& network, const LayeredNetwork& body, Networks& list) {
  for (std::size_t l = 0; l < body.layers.size(); ++l)
    for (std::size_t o = 0; o < body.layers[l].map.outputs(); ++o) {
      if (body.layers[l].map.outputs() == 1) continue;
      Network copy = network;
      AffineMap& map = layered(copy).layers[l].map;
      map.weights.erase(map.weights.begin() + o);
      map.biases.erase(map.biases.begin() + o);
      if (l + 1 < body.layers.size())
        for (auto& row : layered(copy).layers[l + 1].map.weights)
          row.erase(row.begin() + o);
      list.push_back(std::move(copy));
    }
}

void simplify_numbers(const Network& network, const LayeredNetwork& body,
                      Networks& list) {
  for (std::size_t l = 0; l < body.layers.size(); ++l)
    for (std::size_t o = 0; o < body.layers[l].map.outputs(); ++o) {
      simplify(network, list, false, [l, o](Network& n) -> Rational& {
        return layered(n).layers[l].map.biases[o];
      });
      for (std::size_t i = 0; i < body.layers[l].map.inputs(); ++i)
        simplify(network, list, false, [l, o, i](Network& n) -> Rational& {
          return layered(n).layers[l].map.weights[o][i];
        });
    }
}

void change_surroundings(const Network& network, Networks& list) {
  const std::size_t box = 2 * network.domain->dimension;
  for (std::size_t c = box; c < network.domain->half_spaces.size(); ++c) {
    list.push_back(network);
    auto& rows = list.back().domain->half_spaces;
    rows.erase(rows.begin() + c);
  }
  if (network.encoder && network.encoder->inputs() == network.encoder->outputs()) {
    list.push_back(network);
    list.back().encoder.reset();
  }
  for (std::size_t c = 0; c < box; ++c)
    simplify(network, list, false, [c](Network& n) -> Rational& {
      return n.domain->half_spaces[c].form.constant;
    });
}

Networks smaller(const Network& network) {
  Networks list;
  if (network.is_spiking()) {
    drop_parts(network, network.spiking(), list);
    change_surroundings(network, list);
    simplify_numbers(network, network.spiking(), list);
  } else {
    drop_parts(network, network.layered(), list);
    change_surroundings(network, list);
    simplify_numbers(network, network.layered(), list);
  }
  return list;
}

}  // namespace

Network shrink(Network network, const std::function<bool(const Network&)>& fails) {
  bool is_smaller = true;
  while (is_smaller) {
    is_smaller = false;
    for (Network& candidate : smaller(network)) {
      if (!fails(candidate)) continue;
      network = std::move(candidate);
      is_smaller = true;
      break;
    }
  }
  return network;
}

}  // namespace polyspike::property
