// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine_choice.hpp"
#include "measure.hpp"
#include "network/lower.hpp"
#include "number/certified.hpp"
#include "property/counts.hpp"

namespace polyspike::bench {

namespace {

Measure run(const Problem& problem, Task task, unsigned threads) {
  Measure result;
  ExploreOptions options;
  options.threads = threads;
  if (task == Task::cells) {
    const CellCount count = count_cells(problem, options);
    result.cells = count.cells;
    result.exact = count.explored.vertex.exact_signs;
    result.zeros = count.explored.vertex.zeros;
    result.points = count.explored.vertex.exact_points;
  } else {
    result.cells = find_counts(problem, options).cells;
  }
  return result;
}

}  // namespace

// The engines; in plain doubles they take ReLU networks only.
std::optional<Subject> subject_of(const Row& row, Task task, unsigned threads) {
  const auto network = row.network();
  if (!network || (!is_certified && network->is_spiking())) return std::nullopt;
  const auto problem = make_problem(lower(*network), *network->domain);
  return [=] { return run(*problem, task, threads); };
}

}  // namespace polyspike::bench
