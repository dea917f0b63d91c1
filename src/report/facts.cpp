// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/facts.hpp"

#include <algorithm>

#include "formats/source_text.hpp"
#include "linear/axis_bounds.hpp"
#include "report/region_file.hpp"

namespace polyspike {

namespace {

std::string interval_text(const AxisBounds& bounds) {
  return '[' + (bounds.low ? bounds.low->str() : "-inf") + ", " +
         (bounds.high ? bounds.high->str() : "inf") + ']';
}

// Equal intervals that follow one another are written once, as a power.
std::string box_text(const std::vector<AxisBounds>& box) {
  std::string text;
  for (std::size_t i = 0; i < box.size();) {
    std::size_t next = i;
    while (next < box.size() && box[next] == box[i]) ++next;
    text.append(text.empty() ? "" : " x ").append(interval_text(box[i]));
    if (next - i > 1) text.append(1, '^').append(std::to_string(next - i));
    i = next;
  }
  return text;
}

std::string response_text(const Response& response) {
  if (response.is_linear()) return "linear response";
  const auto& b = response.breakpoints;
  if (b.size() == 2 && response == Response::window(b[1].time))
    return "response window " + b[1].time.str();
  return "response kernel with " + counted(b.size(), "breakpoint");
}

// Where the pieces come from and whether they are all.
std::string origin_of_pieces(const Report& report) {
  std::string text = "the whole domain explored";
  if (!report.limit.empty()) text = "not complete: " + report.limit;
  if (report.regions == nullptr) return text;
  if (report.limit.empty()) text = "their volumes sum to the domain's";
  return "read from " + report.regions->name +
         "; at an inner point of each the network has the value of its map; " + text;
}

}  // namespace

std::string domain_text(const Domain& domain) {
  std::vector<AffineForm> rows;
  std::string rest;
  std::size_t others = 0;
  for (const HalfSpace& row : domain.half_spaces) {
    rows.push_back(row.form);
    if (!only_coordinate(row.form) && ++others <= 4)
      rest.append(rest.empty() ? " with " : ", ").append(row.form.str()).append(" >= 0");
  }
  if (others > 4) rest += " and " + std::to_string(others - 4) + " more constraints";
  return box_text(axis_bounds(rows, domain.dimension)) + rest;
}

Size count_neurons(const Network& network) {
  Size size;
  if (network.is_spiking()) {
    for (const SpikingNeuron& neuron : network.spiking().neurons) {
      ++size.neurons;
      size.connections +=
          std::count_if(neuron.synapses.begin(), neuron.synapses.end(),
                        [](const Synapse& synapse) { return !synapse.weight.is_zero(); });
    }
    return size;
  }
  for (const Layer& layer : network.layered().layers) {
    size.neurons += layer.map.outputs();
    for (const auto& row : layer.map.weights)
      size.connections += std::count_if(row.begin(), row.end(),
                                        [](const Rational& w) { return !w.is_zero(); });
  }
  return size;
}

std::string one_line(const Report& report) {
  const Network& network = report.network;
  const Size size = count_neurons(network);
  std::string text;
  if (network.is_spiking()) {
    text = "Spiking network, " + counted(network.body_inputs(), "input") + ", " +
           counted(size.neurons, "neuron") + ", " + counted(size.connections, "synapse") +
           ", " + response_text(network.spiking().response);
  } else {
    const auto& layers = network.layered().layers;
    text = "Layered network " + std::to_string(network.body_inputs());
    for (const Layer& layer : layers) text += '-' + std::to_string(layer.map.outputs());
    text += ", activation " + layers.front().activation;
  }
  if (network.encoder)
    text += ", behind an affine encoder of " + counted(network.inputs(), "coordinate");
  return text;
}

std::vector<CountRow> count_rows(const Report& report) {
  const Counts& c = report.counts;
  return {
      {"cells", c.cells, "activation patterns with a full-dimensional region"},
      {"cell components", c.cell_components, "connected components of those regions"},
      {"causal pieces", c.causal_pieces,
       "patterns of the neurons on a causal path to an output"},
      {"linear regions", c.linear_regions, "connected sets of cells with one finite map"},
      {"distinct maps", c.distinct_maps, "different finite affine maps"},
      {"never regions", c.never_regions, "connected sets where some output never fires"},
  };
}

std::vector<std::pair<std::string, std::string>> source_facts(const Report& report) {
  std::vector<std::pair<std::string, std::string>> facts;
  facts.emplace_back("Network file", report.name);
  if (!report.digest.empty()) facts.emplace_back("SHA-256 of it", report.digest);
  facts.emplace_back("Network", one_line(report));
  facts.emplace_back("Domain", domain_text(*report.network.domain));
  const std::size_t pieces = static_cast<std::size_t>(std::count_if(
      report.partition.pieces.begin(), report.partition.pieces.end(),
      [&](const Piece& piece) { return report.partition.is_full(piece); }));
  facts.emplace_back("Partition", counted(pieces, "full-dimensional convex piece") + ", " +
                                      origin_of_pieces(report));
  if (report.regions != nullptr)
    facts.emplace_back("SHA-256 of " + report.regions->name, report.regions->digest);
  facts.emplace_back("Arithmetic",
                     "every sign, vertex and value was decided in exact rational numbers; "
                     "rounding happens in pictures only");
  if (const auto& certificate = report.certificate) {
    facts.emplace_back("Certificate of the claims", certificate->name);
    facts.emplace_back("SHA-256 of it", certificate->digest);
    facts.emplace_back("Checked by", certificate->verified
                                         ? "check-certificate: s VERIFIED"
                                         : "check-certificate: s HOLEY");
  }
  facts.emplace_back("Proved by",
                     std::string("verify-network " POLYSPIKE_VERSION)
                         .append(report.certificate
                                     ? ", the claims by the certificate"
                                     : "; no certificate was checked for this report"));
  return facts;
}

}  // namespace polyspike
