// SPDX-License-Identifier: GPL-3.0-or-later
// A random 784-512-512-10 network with 8-bit weights and, where $POLYSPIKE_DATA has them,
// ACAS Xu networks: emulated, written, read and proved equal; one weight changed by 1/1000,
// refuted; twelve parallel gadgets for max(0, x), proved equal to it. Prints times and
// memory, the README's figures; fails unless all is decided, in 15 CPU seconds and 1 GiB for
// the first and 0.1 for the gadgets (sanitizers may take longer). With a file as argument it writes the random network
// there and does nothing else.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "emulate/emulation.hpp"
#include "formats/domain.hpp"
#include "formats/native.hpp"
#include "polyspike/read_network.hpp"
#include "property/equal_compositional.hpp"

using namespace polyspike;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr bool has_targets = false;
#else
constexpr bool has_targets = true;
#endif

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

long peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

Network random_network(const std::vector<std::size_t>& widths) {
  std::mt19937 random(1);
  const auto draw = [&] { return Rational(static_cast<int>(random() % 255) - 127, 128); };
  LayeredNetwork layered;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    AffineMap map;
    for (std::size_t o = 0; o < widths[l + 1]; ++o) {
      map.weights.emplace_back();
      for (std::size_t i = 0; i < widths[l]; ++i) map.weights.back().push_back(draw());
      map.biases.push_back(draw());
    }
    layered.layers.push_back(
        {std::move(map), l + 2 < widths.size() ? "relu" : "identity"});
  }
  Network network{std::move(layered), std::nullopt, std::nullopt};
  network.domain = box(std::vector<std::pair<Rational, Rational>>(widths[0], {0, 1}));
  return network;
}

// The neuron's first weight, 1/1000 more.
Network changed(Network network, std::size_t neuron) {
  auto& spiking = std::get<SpikingNetwork>(network.body);
  spiking.neurons[neuron].synapses.front().weight += Rational(1, 1000);
  return network;
}

// Seconds to refute that a network is equal to its emulation with one weight changed;
// negative unless refuted by a point where both were evaluated.
double refute(const std::string& name, const Network& source) {
  const EmulationResult result = emulate(source, Construction::compact);
  const Network other = changed(std::get<Emulation>(result).network, 3);
  const double start = cpu_seconds();
  Budget budget;
  const EqualityProof proof = prove_equal_compositional(source, other, budget);
  const double seconds = cpu_seconds() - start;
  std::printf("%-22s one weight + 1/1000: refuted at a point in %.2f s\n", name.c_str(),
              seconds);
  return proof.verdict == EqualityProof::Verdict::different ? seconds : -1;
}

// max(0, x) on [-1, 1] as the mean of twelve gadgets of two neurons each.
double run_gadgets() {
  SpikingNetwork spiking;
  spiking.inputs = 1;
  spiking.references = {0};
  const Source x{Source::Kind::input, 0}, zero{Source::Kind::reference, 0};
  SpikingNeuron mean{"mean", 10, {}};
  for (std::size_t k = 0; k < 12; ++k) {
    const Source hidden{Source::Kind::neuron, 2 * k};
    spiking.neurons.push_back({"h", 1, {{x, Rational(-1, 2), 0}, {zero, 1, 0}}});
    spiking.neurons.push_back({"u", 2, {{hidden, Rational(-1, 2), 0}, {zero, 1, 0}}});
    mean.synapses.push_back({{Source::Kind::neuron, 2 * k + 1}, Rational(1, 12), 0});
  }
  spiking.neurons.push_back(mean);
  spiking.outputs = {{Source::Kind::neuron, 24}};
  spiking.output_time = 12;
  const Network gadgets{spiking, std::nullopt, box({{-1, 1}})};
  const Network relu{LayeredNetwork{{{{{{1}}, {0}}, "relu"}, {{{{1}}, {0}}, "identity"}}},
                     std::nullopt, box({{-1, 1}})};
  const double start = cpu_seconds();
  Budget budget;
  const EqualityProof proof = prove_equal_compositional(relu, gadgets, budget);
  const double seconds = cpu_seconds() - start;
  std::printf("twelve gadgets, max(0, x): equal in %.4f s\n", seconds);
  return proof.verdict == EqualityProof::Verdict::equal ? seconds : -1;
}

// Seconds to build, write, read and prove; negative unless proved.
double run(const std::string& name, const Network& source, Construction construction) {
  const double start = cpu_seconds();
  const EmulationResult result = emulate(source, construction);
  if (std::holds_alternative<Refusal>(result)) return -1;
  const Emulation& emulation = std::get<Emulation>(result);
  const double built = cpu_seconds();
  std::ostringstream text;
  write_native(text, emulation.network);
  const Network copy = read_native(JsonDocument(SourceText("emulation", text.str())));
  const double read = cpu_seconds();
  Budget budget;
  const EqualityProof proof = prove_equal_compositional(source, copy, budget);
  const double proved = cpu_seconds();
  std::printf(
      "%-22s %-8s %5zu neurons %6.1f MB, %4zu bits  build %5.2f  file %5.2f  prove %5.2f "
      "s\n",
      name.c_str(), std::string(construction_name(construction)).c_str(),
      emulation.size.neurons, 1e-6 * static_cast<double>(text.str().size()),
      std::max(emulation.numbers.numerator_bits, emulation.numbers.denominator_bits),
      built - start, read - built, proved - read);
  return proof.verdict == EqualityProof::Verdict::equal ? proved - start : -1;
}

}  // namespace

int main(int argc, char** argv) {
  const Network wide = random_network({784, 512, 512, 10});
  if (argc > 1) {
    std::ofstream file(argv[1]);
    write_native(file, wide);
    return file ? 0 : 1;
  }
  bool good = true;
  const double seconds = run("784-512-512-10", wide, Construction::compact);
  std::printf("peak memory %ld MB\n", peak_megabytes());
  good = good && seconds >= 0 &&
         (!has_targets || (seconds < 15 && peak_megabytes() < 1024));
  good = run("784-512-512-10", wide, Construction::paper) >= 0 && good;
  good = refute("784-512-512-10", wide) >= 0 && good;
  const double gadgets = run_gadgets();
  good = good && gadgets >= 0 && (!has_targets || gadgets < 0.1);
  const char* data = std::getenv("POLYSPIKE_DATA");
  for (const char* name :
       {"ACASXU_experimental_v2a_1_1", "ACASXU_experimental_v2a_5_9"}) {
    const std::string file =
        std::string(data != nullptr ? data : "") + "/acasxu/nnet/" + name + ".nnet";
    if (data == nullptr || !std::filesystem::exists(file)) {
      std::printf("skipped: no %s\n", file.c_str());
      continue;
    }
    const Network acas = read_network(file);
    for (const Construction construction :
         {Construction::paper, Construction::layered, Construction::twin,
          Construction::compact, Construction::window})
      good = run(std::string(name).substr(7), acas, construction) >= 0 && good;
    good = refute(std::string(name).substr(7), acas) >= 0 && good;
  }
  return good ? 0 : 1;
}
