// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include "cli/command.hpp"
#include "cli/pair_certificate.hpp"
#include "emulate/emulation.hpp"
#include "formats/json_writer.hpp"
#include "formats/native.hpp"
#include "formats/output_file.hpp"
#include "polyspike/error.hpp"
#include "property/equal.hpp"

namespace polyspike {

namespace {

using Verdict = EqualityProof::Verdict;

int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::equal:
      return exit_yes;
    case Verdict::different:
      return exit_no;
    case Verdict::unknown:
      break;
  }
  return exit_undecided;
}

void write_json(const Emulation& emulation, const EqualityProof& proof) {
  JsonWriter out(std::cout);
  out.object();
  out.value("verdict", to_string(proof.verdict));
  out.value("neurons", emulation.size.neurons);
  out.value("layers", emulation.size.layers);
  out.value("source_neurons", emulation.source.neurons);
  out.value("source_layers", emulation.source.layers);
  out.value("bound_neurons", emulation.bound.neurons);
  out.value("bound_layers", emulation.bound.layers);
  out.value("numerator_bits", emulation.numbers.numerator_bits);
  out.value("denominator_bits", emulation.numbers.denominator_bits);
  if (proof.verdict == Verdict::unknown) out.value("reason", proof.reason);
  if (proof.point) {
    out.value("point", *proof.point);
    out.array("values");
    out.value(proof.values_a);
    out.value(proof.values_b);
    out.end();
  }
  out.end();
  std::cout << '\n';
}

void write_size(const char* what, const NetworkSize& size) {
  std::cout << what << size.neurons << " neurons in " << size.layers
            << (size.layers == 1 ? " layer\n" : " layers\n");
}

void write_text(const Emulation& emulation, const EqualityProof& proof,
                const std::string& path) {
  std::cout << to_string(proof.verdict);
  if (proof.verdict == Verdict::unknown) std::cout << ": " << proof.reason;
  std::cout << '\n';
  write_size("source:    ", emulation.source);
  write_size("emulation: ", emulation.size);
  write_size("bound:     ", emulation.bound);
  std::cout << "numbers:   at most " << emulation.numbers.numerator_bits << " bits over "
            << emulation.numbers.denominator_bits << "\nwritten to " << path << '\n';
}

// A construction that does not apply: with the network's kind it is a wrong command, with
// its weights an answer.
int refuse(const Network& source, Construction construction, const Refusal& refusal,
           bool json) {
  if (starts_from_spiking(construction) != source.is_spiking()) throw Error(refusal.reason);
  if (json) {
    JsonWriter out(std::cout);
    out.object();
    out.value("verdict", "refused");
    out.value("reason", refusal.reason);
    out.end();
    std::cout << '\n';
  } else {
    std::cout << "refused: " << refusal.reason << '\n';
  }
  return exit_undecided;
}

int run_emulate(const Arguments& arguments, RunOptions& options) {
  const std::string name = arguments.require("--construction");
  const std::string path = arguments.require("-o");
  const auto construction = find_construction(name);
  if (!construction)
    throw Error("unknown construction \"" + name + "\", expected one of " +
                construction_names());
  const Network source = read_network(arguments.words()[0], options.read);
  const EmulationResult result =
      emulate(source, *construction,
              {arguments.has("--single-synapses"), arguments.has("--only-on-domain")});
  if (const auto* refusal = std::get_if<Refusal>(&result))
    return refuse(source, *construction, *refusal, options.json);
  const Emulation& emulation = std::get<Emulation>(result);
  const EqualityProof proof = decide_equal(source, emulation.network, options.budget);
  OutputFile file(path);
  write_native(file.stream(), emulation.network);
  file.commit();
  if (options.json) {
    write_json(emulation, proof);
  } else {
    write_text(emulation, proof, path);
  }
  const CertificatePair pair{{arguments.words()[0], options.read}, {path, {}}, source,
                             emulation.network};
  if (proof.verdict != Verdict::unknown &&
      !write_pair_certificate(arguments, options, pair,
                              {equality_claim(pair, proof)}))
    return exit_undecided;
  return exit_code(proof.verdict);
}

}  // namespace

namespace commands {

Command emulate() {
  return {
      .name = "emulate",
      .words = "NETWORK --construction NAME -o OUT",
      .summary = "builds a network of the other kind and proves it equal",
      .options = {{"--construction", "NAME",
                   "paper, layered, shared, twin, compact, window: to a spiking network; "
                   "min-tree, min-max, chains: to a ReLU network"},
                  {"-o", "FILE", "where the network goes"},
                  {"--certificate", "FILE",
                   "a proof that both are equal, for check-certificate"},
                  {"--single-synapses", "",
                   "compact: at most one synapse from a node to another"},
                  {"--only-on-domain", "",
                   "min-tree, min-max: fewer neurons, equal on the domain only"}},
      .examples =
          "  verify-network emulate relu.json --construction compact -o spiking.json\n"
          "  verify-network emulate neuron.json --construction min-tree -o relu.json\n",
      .run = run_emulate};
}

}  // namespace commands

}  // namespace polyspike
