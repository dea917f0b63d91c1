// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <ostream>

#include "formats/json_writer.hpp"
#include "formats/native.hpp"

namespace polyspike {

namespace {

constexpr std::size_t most_rows = 8;

void append(std::string& out, const Rational& number) {
  out += '"';
  out += number.str();
  out += '"';
}

// [f(entries[0]), f(entries[1]), ...]
template <typename Entries, typename Write>
void append_list(std::string& out, const Entries& entries, Write write) {
  out += '[';
  bool first = true;
  for (const auto& entry : entries) {
    if (!first) out += ", ";
    first = false;
    write(entry);
  }
  out += ']';
}

void append_numbers(std::string& out, const std::vector<Rational>& numbers) {
  append_list(out, numbers, [&out](const Rational& number) { append(out, number); });
}

void append_map(std::string& out, const AffineMap& map) {
  out += "\"weights\": ";
  append_list(out, map.weights, [&](const auto& row) { append_numbers(out, row); });
  out += ", \"biases\": ";
  append_numbers(out, map.biases);
}

// Whether half-spaces 2i and 2i+1 are low <= x_i and x_i <= high, for every i.
bool starts_with_box(const Domain& domain) {
  if (domain.half_spaces.size() < 2 * domain.dimension) return false;
  for (std::size_t k = 0; k < 2 * domain.dimension; ++k) {
    AffineForm form = domain.half_spaces[k].form;
    form.constant = 0;
    const AffineForm unit = AffineForm::coordinate(domain.dimension, k / 2);
    if (form != (k % 2 == 0 ? unit : -unit)) return false;
  }
  return true;
}

void append_domain(std::string& out, const Domain& domain) {
  out += "{";
  const auto& rows = domain.half_spaces;
  std::size_t k = 0;
  if (starts_with_box(domain)) {
    out += "\"box\": [";
    for (; k < 2 * domain.dimension; k += 2) {
      out += k == 0 ? "[" : ", [";
      append(out, -rows[k].form.constant);
      out += ", ";
      append(out, rows[k + 1].form.constant);
      out += ']';
    }
    out += ']';
  }
  if (k < rows.size()) {
    out += k == 0 ? "\"constraints\": " : ", \"constraints\": ";
    const std::vector<HalfSpace> rest(rows.begin() + static_cast<std::ptrdiff_t>(k),
                                      rows.end());
    append_list(out, rest, [&](const HalfSpace& row) {
      out += "{\"coefficients\": ";
      append_numbers(out, (-row.form).gradient);
      out += ", \"at_most\": ";
      append(out, row.form.constant);
      out += '}';
    });
  }
  out += '}';
}

void write_layers(std::ostream& out, const LayeredNetwork& network) {
  out << ",\n  \"layers\": [";
  std::string text;
  for (const Layer& layer : network.layers) {
    text = &layer == &network.layers.front() ? "\n    {" : ",\n    {";
    append_map(text, layer.map);
    text += ", \"activation\": " + json_string(layer.activation) + '}';
    out << text;
  }
  out << "\n  ]";
}

void append_response(std::string& out, const Response& response) {
  const auto& rows = response.breakpoints;
  if (response.is_linear()) {
    out += "\"linear\"";
  } else if (rows.size() == 2 && response == Response::window(rows[1].time)) {
    out += "{\"window\": ";
    append(out, rows[1].time);
    out += '}';
  } else {
    out += "{\"kernel\": ";
    append_list(out, rows, [&](const Breakpoint& b) {
      append_numbers(out, {b.time, b.slope_change, b.jump});
    });
    out += '}';
  }
}

class SpikingWriter {
 public:
  SpikingWriter(std::ostream& out, const SpikingNetwork& network)
      : out_(out), network_(network) {}

  void write() {
    text_ = ",\n  \"input_time\": ";
    append(text_, network_.input_time);
    text_ += ", \"output_time\": ";
    append(text_, network_.output_time);
    text_ += ",\n  \"response\": ";
    append_response(text_, network_.response);
    text_ += ",\n  \"references\": ";
    append_numbers(text_, network_.references);
    text_ += ",\n  \"neurons\": [";
    for (const SpikingNeuron& neuron : network_.neurons) {
      text_ += &neuron == &network_.neurons.front() ? "\n    " : ",\n    ";
      append_neuron(neuron);
      out_ << text_;
      text_.clear();
    }
    text_ += "\n  ],\n  \"outputs\": ";
    append_list(text_, network_.outputs, [&](const Source& s) { append_source(s); });
    out_ << text_;
  }

 private:
  void append_source(const Source& source) {
    if (source.kind == Source::Kind::neuron) {
      text_ += json_string(network_.neurons[source.index].name);
      return;
    }
    text_ += source.kind == Source::Kind::input ? "\"x" : "\"r";
    text_ += std::to_string(source.index + 1);
    text_ += '"';
  }
  void append_rows(const std::vector<Synapse>& synapses) {
    append_list(text_, synapses, [&](const Synapse& synapse) {
      text_ += "{\"from\": ";
      append_source(synapse.from);
      text_ += ", \"weight\": ";
      append(text_, synapse.weight);
      if (!synapse.delay.is_zero()) {
        text_ += ", \"delay\": ";
        append(text_, synapse.delay);
      }
      text_ += '}';
    });
  }
  void append_columns(const std::vector<Synapse>& synapses) {
    text_ += "{\"from\": ";
    append_list(text_, synapses, [&](const Synapse& s) { append_source(s.from); });
    text_ += ", \"weight\": ";
    append_list(text_, synapses, [&](const Synapse& s) { append(text_, s.weight); });
    if (!std::all_of(synapses.begin(), synapses.end(),
                     [](const Synapse& s) { return s.delay.is_zero(); })) {
      text_ += ", \"delay\": ";
      append_list(text_, synapses, [&](const Synapse& s) { append(text_, s.delay); });
    }
    text_ += '}';
  }
  void append_neuron(const SpikingNeuron& neuron) {
    text_ += "{\"name\": " + json_string(neuron.name) + ", \"threshold\": ";
    append(text_, neuron.threshold);
    text_ += ", \"synapses\": ";
    if (neuron.synapses.size() > most_rows) {
      append_columns(neuron.synapses);
    } else {
      append_rows(neuron.synapses);
    }
    text_ += '}';
  }

  std::ostream& out_;
  const SpikingNetwork& network_;
  std::string text_;
};

}  // namespace

void write_native(std::ostream& out, const Network& network) {
  std::string text = "{ \"network\": ";
  text += network.is_spiking() ? "\"srm\"" : "\"relu\"";
  if (network.domain) {
    text += ",\n  \"domain\": ";
    append_domain(text, *network.domain);
  }
  if (network.encoder) {
    text += ",\n  \"encoder\": {";
    append_map(text, *network.encoder);
    text += '}';
  }
  out << text;
  if (network.is_spiking()) {
    SpikingWriter(out, network.spiking()).write();
  } else {
    write_layers(out, network.layered());
  }
  out << "\n}\n";
}

}  // namespace polyspike
