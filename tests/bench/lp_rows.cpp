// SPDX-License-Identifier: GPL-3.0-or-later
#include "known_networks.hpp"
#include "random_networks.hpp"
#include "row.hpp"

namespace polyspike::bench {

std::vector<Row> lp_rows() {
  const auto bits = Weights::eight_bit;
  return {
      {.name = "positive neuron d=16",
       .network = [] { return positive_neuron(16); },
       .seconds = 0.05},
      {.name = "positive neuron d=20",
       .network = [] { return positive_neuron(20); },
       .seconds = 1},
      {.name = "spiking 5-4-4-1",
       .network = [] { return spiking({5, 4, 4, 1}); },
       .cells_per_second = 5e4},
      {.name = "spiking 6-4-4-1",
       .network = [] { return spiking({6, 4, 4, 1}); },
       .cells_per_second = 5e4},
      {.name = "spiking 8-3-3-1",
       .network = [] { return spiking({8, 3, 3, 1}); },
       .cells_per_second = 5e4},
      {.name = "positive spiking 5-6-3",
       .network = [] { return spiking({5, 6, 3}, 1); },
       .cells_per_second = 5e4},
      {.name = "positive spiking 6-8-1",
       .network = [] { return spiking({6, 8, 1}, 1); },
       .cells_per_second = 5e4},
      {.name = "positive spiking 8-4-1",
       .network = [] { return spiking({8, 4, 1}, 1); },
       .cells_per_second = 5e4},
      {.name = "5-10-10-1",
       .network = [] { return relu({5, 10, 10, 1}, bits); }},
      {.name = "6-12-12-1",
       .network = [] { return relu({6, 12, 12, 1}, bits); },
       .cells_per_second = 1e5},
      {.name = "6-20-20-1",
       .network = [] { return relu({6, 20, 20, 1}, bits); },
       .cells_per_second = 1e5,
       .has_threads = true},
      {.name = "8-12-8-1",
       .network = [] { return relu({8, 12, 8, 1}, bits); },
       .cells_per_second = 1e5,
       .has_counts_ratio = true},
      {.name = "10-12-6-1",
       .network = [] { return relu({10, 12, 6, 1}, bits); },
       .cells_per_second = 1e5},
      {.name = "6-12-12-1 float32",
       .network = [] { return relu({6, 12, 12, 1}, Weights::float32); },
       .cells_per_second = 1e5},
  };
}

}  // namespace polyspike::bench
