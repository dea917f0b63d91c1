// SPDX-License-Identifier: GPL-3.0-or-later
#include "prototypes.hpp"

namespace polyspike::bench {

std::optional<Subject> subject_of(const Row& row, Task task, unsigned threads) {
  const auto network = row.network();
  if (!network || task != Task::cells || threads != 1) return std::nullopt;
  if (network->is_spiking()) return spiking_prototype(*network);
  if (const auto subject = relu_prototype(network->layered())) return subject;
  return float_prototype(network->layered());
}

}  // namespace polyspike::bench
