// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "row.hpp"

// One measurement, made by a process of its own so that its peak memory is known.
namespace polyspike::bench {

struct Measure {
  std::uint64_t cells = 0;
  double seconds = 0;       // CPU time of the exploration, the network being in memory
  double wall = 0;          // the same by the clock
  double unit = 0;          // CPU time of a fixed piece of work, to compare machines by
  double megabytes = 0;     // peak, of the whole process
  std::uint64_t exact = 0;  // signs decided in integers
  std::uint64_t zeros = 0;  // of these, zero
  std::uint64_t points = 0; // vertices computed in integers
};

// What a program measures of a row, in its own file subject_NAME.cpp: an exploration, which
// sets the cells and what else it knows; nothing where it does not take the row.
using Subject = std::function<Measure()>;
std::optional<Subject> subject_of(const Row& row, Task task, unsigned threads);

// Measures here; short ones several times, of which the shortest counts. Nothing where the
// row's data are not there.
std::optional<Measure> measure(const Row& row, Task task, unsigned threads);
// Measures in another process that runs `program`; nothing if the row was skipped or failed.
std::optional<Measure> measure_in(const std::string& program, const Row& row, Task task,
                                  unsigned threads);

// As one line, for the other process.
std::string to_line(const Measure& measure);

}  // namespace polyspike::bench
