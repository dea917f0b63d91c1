// SPDX-License-Identifier: GPL-3.0-or-later
#include "polyspike/read_network.hpp"

#include "formats/domain.hpp"
#include "formats/json.hpp"
#include "formats/native.hpp"
#include "formats/nnet.hpp"

namespace polyspike {

namespace {

enum class Format { native, nnet, unknown };

Format format_of(const SourceText& source) {
  std::string_view text = source.text();
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.substr(0, 1) == "{") return Format::native;
  if (text.substr(0, 2) == "//" || source.name().ends_with(".nnet")) return Format::nnet;
  if (source.name().ends_with(".json")) return Format::native;
  return !text.empty() && text[0] >= '0' && text[0] <= '9' ? Format::nnet
                                                           : Format::unknown;
}

Network read_body(SourceText source, bool normalize) {
  switch (format_of(source)) {
    case Format::native:
      return read_native(JsonDocument(std::move(source)));
    case Format::nnet:
      return read_nnet(source, normalize);
    case Format::unknown:
      break;
  }
  source.fail(0, "unknown format, expected a network as JSON or .nnet text");
}

// A spiking network that nothing surrounds knows no more inputs than its synapses name; a
// domain or encoder from outside may bring more.
void widen_inputs(Network& network, std::size_t inputs) {
  if (!network.is_spiking() || network.encoder || network.domain) return;
  auto& body = std::get<SpikingNetwork>(network.body);
  body.inputs = std::max(body.inputs, inputs);
}

void surround(Network& network, Surroundings outer) {
  if (outer.encoder) {
    if (network.encoder)
      throw Error(outer.place,
                  "the network has an encoder already, expected a slice for a "
                  "network without one");
    widen_inputs(network, outer.encoder->outputs());
    if (outer.encoder->outputs() != network.body_inputs())
      throw Error(outer.place, "expected an encoder with " +
                                   counted(network.body_inputs(), "row") +
                                   ", one per input of the network, got " +
                                   std::to_string(outer.encoder->outputs()));
    network.encoder = std::move(outer.encoder);
  }
  widen_inputs(network, outer.domain.dimension);
  if (outer.domain.dimension != network.inputs())
    throw Error(outer.place,
                "expected a domain of dimension " + std::to_string(network.inputs()) +
                    ", one per input, got " + std::to_string(outer.domain.dimension));
  network.domain = std::move(outer.domain);
}

}  // namespace

Network read_network(const std::string& path, const ReadOptions& options) {
  SourceText source = SourceText::read(path);
  const Place start{source.name(), 1, 1};
  Network network = read_body(std::move(source), options.normalize);
  if (options.slice) surround(network, read_surroundings(*options.slice, "--slice"));
  if (options.domain) surround(network, read_surroundings(*options.domain, "--domain"));
  if (options.needs_domain && !network.domain)
    throw Error(start,
                "the network has no domain, expected a field \"domain\" or --domain");
  return network;
}

}  // namespace polyspike
