// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <sstream>

#include "number/integer.hpp"
#include "random_networks.hpp"

namespace polyspike::bench {

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// A fixed mixture of what engines do: products of doubles, branches, long integers. Its time
// is the unit of the file of reference ratios.
double unit_of_work() {
  const double start = cpu_seconds();
  Draw draw(7);
  std::array<double, 512> a{}, b{};
  for (std::size_t k = 0; k < a.size(); ++k)
    a[k] = b[k] = static_cast<double>(draw.integer(-99, 99));
  Integer big = 1;
  std::uint64_t positive = 0;
  for (int round = 0; round < 10000; ++round) {
    const double factor = draw.integer(-3, 3) * 0.125;
    for (std::size_t k = 0; k < a.size(); ++k) a[k] = 0.5 * a[k] + factor * b[k];
    for (const double x : a) positive += x > static_cast<double>(positive & 7);
    big = big * Integer(static_cast<std::int64_t>(draw.next() >> 2)) + Integer(round);
    if (big.bits() > 400) big = 1;
  }
  volatile std::uint64_t keep = positive + static_cast<std::uint64_t>(big.bits());
  static_cast<void>(keep);
  return cpu_seconds() - start;
}

}  // namespace

std::optional<Measure> measure(const Row& row, Task task, unsigned threads) {
  const auto subject = subject_of(row, task, threads);
  if (!subject) return std::nullopt;
  const auto run_once = [&] {
    const double wall = wall_seconds(), cpu = cpu_seconds();
    Measure result = (*subject)();
    result.seconds = cpu_seconds() - cpu;
    result.wall = wall_seconds() - wall;
    return result;
  };
  Measure best = run_once();
  best.megabytes = peak_megabytes();
  best.unit = unit_of_work();
  double total = best.seconds;
  for (int k = 1; k < 100 && total < 0.6; ++k) {
    const Measure next = run_once();
    total += next.seconds;
    best.seconds = std::min(best.seconds, next.seconds);
    best.wall = std::min(best.wall, next.wall);
    best.unit = std::min(best.unit, unit_of_work());
  }
  for (int k = 0; k < 4; ++k) best.unit = std::min(best.unit, unit_of_work());
  return best;
}

std::string to_line(const Measure& m) {
  std::ostringstream out;
  out.precision(9);
  out << m.cells << ' ' << m.seconds << ' ' << m.wall << ' ' << m.unit << ' ' << m.megabytes
      << ' ' << m.exact << ' ' << m.zeros << ' ' << m.points;
  return out.str();
}

std::optional<Measure> measure_in(const std::string& program, const Row& row, Task task,
                                  unsigned threads) {
  std::string command = "'";
  command.append(program).append("' --measure '").append(row.name).append("' ");
  command.append(task == Task::cells ? "cells " : "partition ");
  command.append(std::to_string(threads));
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (!pipe) return std::nullopt;
  std::array<char, 256> line{};
  if (std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr)
    return std::nullopt;
  std::istringstream in(line.data());
  Measure m;
  in >> m.cells >> m.seconds >> m.wall >> m.unit >> m.megabytes >> m.exact >> m.zeros >>
      m.points;
  return in ? std::optional(m) : std::nullopt;
}

}  // namespace polyspike::bench
