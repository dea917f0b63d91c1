// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "polyspike/network.hpp"

// The rows of the benchmark: networks, and what is asked of them.
namespace polyspike::bench {

enum class Task {
  cells,      // their number alone, as `partition --count-only`
  partition,  // all counts, as `partition`
};

struct Row {
  std::string name;
  Task task = Task::cells;
  // Nothing where its data are not there.
  std::function<std::optional<Network>()> network;
  // What is to be reached; 0 where nothing was set.
  double cells_per_second = 0;
  double seconds = 0;
  double megabytes = 0;
  bool has_counts_ratio = false;  // measure also what all counts cost beside the cells
  bool has_threads = false;       // measure also the gain of a second thread
};

std::vector<Row> vertex_rows();  // dimensions one to four
std::vector<Row> lp_rows();      // five and more
std::vector<Row> all_rows();

}  // namespace polyspike::bench
