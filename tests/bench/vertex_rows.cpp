// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <filesystem>

#include "known_networks.hpp"
#include "polyspike/read_network.hpp"
#include "random_networks.hpp"
#include "row.hpp"

namespace polyspike::bench {

namespace {

using Make = std::function<std::optional<Network>()>;

Make relu_of(std::vector<std::size_t> widths, Weights weights) {
  return [=] { return relu(widths, weights); };
}

// A network of $POLYSPIKE_DATA, where it is.
Make file(const std::string& name) {
  return [=]() -> std::optional<Network> {
    const char* folder = std::getenv("POLYSPIKE_DATA");
    const std::string path =
        std::string(folder != nullptr ? folder : POLYSPIKE_DATA_DEFAULT).append("/") + name;
    if (!std::filesystem::exists(path)) return std::nullopt;
    return read_network(path);
  };
}

// Two inputs of an ACAS Xu network, the others fixed at the middle of their ranges.
Make acas_slice(const std::string& name) {
  return [=]() -> std::optional<Network> {
    auto network = file("acasxu/nnet/ACASXU_experimental_v2a_" + name + ".nnet")();
    if (!network) return std::nullopt;
    const auto& rows = network->domain->half_spaces;
    AffineMap encoder;
    Domain domain = cube(2, 0, 1);
    for (std::size_t i = 0; i < network->inputs(); ++i) {
      const Rational low = -rows[2 * i].form.constant, high = rows[2 * i + 1].form.constant;
      encoder.weights.emplace_back(2, 0);
      encoder.biases.push_back(i < 2 ? low : (low + high) / 2);
      if (i < 2) encoder.weights.back()[i] = high - low;
    }
    network->encoder = std::move(encoder);
    network->domain = std::move(domain);
    return network;
  };
}

}  // namespace

std::vector<Row> vertex_rows() {
  constexpr double million = 1e6;
  const auto bits = Weights::eight_bit;
  std::vector<Row> rows{
      {.name = "2-64-64-64-1",
       .network = relu_of({2, 64, 64, 64, 1}, bits),
       .cells_per_second = million,
       .has_counts_ratio = true},
      {.name = "2-64-64-64-1 float32",
       .network = relu_of({2, 64, 64, 64, 1}, Weights::float32),
       .has_counts_ratio = true},
      {.name = "2-64-64-64-1 degenerate",
       .network = relu_of({2, 64, 64, 64, 1}, Weights::degenerate),
       .has_counts_ratio = true},
      {.name = "3-32-32-1",
       .network = relu_of({3, 32, 32, 1}, bits),
       .cells_per_second = million,
       .has_counts_ratio = true},
      {.name = "3-32-32-1 float32",
       .network = relu_of({3, 32, 32, 1}, Weights::float32),
       .has_counts_ratio = true},
      {.name = "3-32-32-1 degenerate",
       .network = relu_of({3, 32, 32, 1}, Weights::degenerate),
       .has_counts_ratio = true},
      {.name = "4-28-28-1",
       .network = relu_of({4, 28, 28, 1}, bits),
       .cells_per_second = 0.45 * million,
       .has_counts_ratio = true},
      {.name = "4-28-28-1 float32",
       .network = relu_of({4, 28, 28, 1}, Weights::float32),
       .has_counts_ratio = true},
      {.name = "4-28-28-1 degenerate",
       .network = relu_of({4, 28, 28, 1}, Weights::degenerate),
       .has_counts_ratio = true},
      {.name = "4-56-56-1",
       .network = relu_of({4, 56, 56, 1}, bits),
       .cells_per_second = 0.45 * million,
       .has_threads = true},
      {.name = "4-96-96-1",
       .network = relu_of({4, 96, 96, 1}, bits),
       .cells_per_second = 0.45 * million,
       .megabytes = 64,
       .has_threads = true},
      {.name = "2-256-256-256-256-1",
       .network = relu_of({2, 256, 256, 256, 256, 1}, bits),
       .has_threads = true},
      {.name = "acasxu 1_1 slice", .network = acas_slice("1_1"), .seconds = 1},
      {.name = "acasxu 3_3 slice", .network = acas_slice("3_3"), .seconds = 1},
      {.name = "acasxu 5_9 slice", .network = acas_slice("5_9"), .seconds = 1},
      {.name = "ttfs_w10_d3_s42_in784",
       .task = Task::partition,
       .network = file("ttfs/ttfs_w10_d3_s42_in784.json"),
       .seconds = 0.05},
      {.name = "trained 5-16-3",
       .task = Task::partition,
       .network = file("yinyang/5-16-3_q256.json"),
       .seconds = 0.3},
      {.name = "spiking 3-8-8-1",
       .network = [] { return spiking({3, 8, 8, 1}); },
       .seconds = 0.1,
       .has_counts_ratio = true},
      {.name = "shared weights d=3 m=577",
       .network = [] { return shared_weights(577); },
       .seconds = 15,
       .has_threads = true},
      {.name = "folding 4 x (2,33,2)",
       .network = [] { return folding(33, 4); },
       .has_threads = true},
  };
  return rows;
}

}  // namespace polyspike::bench
