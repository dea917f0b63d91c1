// SPDX-License-Identifier: GPL-3.0-or-later
// The benchmark. See run.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <set>

#include "measure.hpp"
#include "reference.hpp"

namespace polyspike::bench {

std::vector<Row> all_rows() {
  std::vector<Row> rows = vertex_rows();
  for (Row& row : lp_rows()) rows.push_back(std::move(row));
  return rows;
}

namespace {

constexpr double slower = 1.3;  // than the reference: worth a look

struct Options {
  bool compare = false;
  bool write_reference = false;
  bool is_quick = false;  // without the second columns
  std::set<std::string> names;
};

// What a row's own process measured, and its companions'.
struct Result {
  Measure main;
  std::optional<Measure> plain;     // in plain doubles
  std::optional<Measure> counts;    // all counts
  std::optional<Measure> threaded;  // two threads
  std::optional<Measure> cells;      // alone: what the prototype is compared with
  std::optional<Measure> prototype;  // of others
};

std::string cell(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string ratio(const std::optional<Measure>& a, const std::optional<Measure>& b,
                  double Measure::*member) {
  return a && b && (*b).*member > 0 ? cell((*a).*member / (*b).*member, 2) : "-";
}

std::string to_prototype(const Result& result) {
  if (result.cells && result.prototype && result.cells->cells != result.prototype->cells)
    return "differs";
  return ratio(result.cells, result.prototype, &Measure::seconds);
}

void print_head() {
  std::printf("%-26s %9s %9s %8s %7s %7s %7s %7s %9s %9s %9s %6s  %s\n", "network", "cells",
              "CPU s", "k/s", "exact/", "cells/", "counts/", "1 thr/", "exact", "true",
              "exact", "peak", "target");
  std::printf("%-26s %9s %9s %8s %7s %7s %7s %7s %9s %9s %9s %6s\n", "", "", "", "", "float",
              "protot.", "cells", "2 thr", "signs", "zeros", "points", "MB");
}

std::string target(const Row& row, const Measure& m) {
  std::string text;
  const auto say = [&](bool met, const std::string& what) {
    text.append(text.empty() ? "" : ", ").append(what).append(met ? " met" : " MISSED");
  };
  if (row.cells_per_second > 0)
    say(static_cast<double>(m.cells) >= row.cells_per_second * m.seconds,
        ">= " + cell(row.cells_per_second / 1000, 0) + " k/s");
  if (row.seconds > 0) say(m.seconds <= row.seconds, "<= " + cell(row.seconds, 2) + " s");
  if (row.megabytes > 0)
    say(m.megabytes <= row.megabytes, "<= " + cell(row.megabytes, 0) + " MB");
  return text;
}

void print(const Row& row, const Result& result) {
  const Measure& m = result.main;
  std::printf("%-26s %9llu %9.4f %8.0f %7s %7s %7s %7s %9llu %9llu %9llu %6.0f  %s",
              row.name.c_str(), static_cast<unsigned long long>(m.cells), m.seconds,
              static_cast<double>(m.cells) / m.seconds / 1000,
              ratio(result.main, result.plain, &Measure::seconds).c_str(),
              to_prototype(result).c_str(),
              ratio(result.counts, result.main, &Measure::seconds).c_str(),
              ratio(result.main, result.threaded, &Measure::wall).c_str(),
              static_cast<unsigned long long>(m.exact),
              static_cast<unsigned long long>(m.zeros),
              static_cast<unsigned long long>(m.points), m.megabytes,
              target(row, m).c_str());
}

// Whether the row is as it was.
bool compare(const References& references, const Row& row, const Measure& m) {
  const auto known = references.find(row.name);
  if (known == references.end()) {
    std::printf("  no reference");
    return true;
  }
  const double change = m.seconds / m.unit / known->second.units;
  std::printf("  %.2f of the reference", change);
  if (m.cells != known->second.cells)
    std::printf(", CELLS DIFFER: %llu",
                static_cast<unsigned long long>(known->second.cells));
  if (change > slower) std::printf(", SLOWER");
  return m.cells == known->second.cells && change <= slower;
}

std::optional<Result> run_row(const Row& row, const std::string& program, bool is_quick) {
  const auto main = measure_in(program, row, row.task, 1);
  if (!main) return std::nullopt;
  Result result{*main, {}, {}, {}, {}, {}};
  if (is_quick) return result;
  const std::string twin = program + "-plain";
  if (row.task == Task::cells) result.plain = measure_in(twin, row, row.task, 1);
  if (row.has_counts_ratio) result.counts = measure_in(program, row, Task::partition, 1);
  const std::string prototypes = program + "-prototypes";
  if (std::filesystem::exists(prototypes)) {
    result.prototype = measure_in(prototypes, row, Task::cells, 1);
    result.cells = row.task == Task::cells ? main : measure_in(program, row, Task::cells, 1);
  }
  if (row.has_threads) result.threaded = measure_in(program, row, row.task, 2);
  return result;
}

int run(const Options& options, const std::string& program) {
  References references = read_references(POLYSPIKE_BENCH_REFERENCE);
  bool good = true;
  print_head();
  for (const Row& row : all_rows()) {
    if (!options.names.empty() && !options.names.contains(row.name)) continue;
    const auto result = run_row(row, program, options.is_quick);
    if (!result) {
      std::printf("%-26s skipped: no data\n", row.name.c_str());
      continue;
    }
    print(row, *result);
    if (options.compare) good = compare(references, row, result->main) && good;
    std::printf("\n");
    std::fflush(stdout);
    references[row.name] = {result->main.cells, result->main.seconds / result->main.unit};
  }
  if (options.write_reference) write_references(POLYSPIKE_BENCH_REFERENCE, references);
  return good ? 0 : 1;
}

// The other process of measure_in.
int run_measure(const std::string& name, Task task, unsigned threads) {
  for (const Row& row : all_rows()) {
    if (row.name != name) continue;
    const auto result = measure(row, task, threads);
    if (result) std::cout << to_line(*result) << '\n';
    return 0;
  }
  return 2;
}

int usage() {
  std::cerr << "usage: bench [--compare] [--write-reference] [--quick] [--list] [ROW...]\n";
  return 2;
}

}  // namespace

}  // namespace polyspike::bench

int main(int argc, char** argv) {
  using namespace polyspike::bench;
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 4 && words[0] == "--measure")
    return run_measure(words[1], words[2] == "cells" ? Task::cells : Task::partition,
                       static_cast<unsigned>(std::stoul(words[3])));
  Options options;
  for (const std::string& word : words) {
    if (word == "--compare") {
      options.compare = true;
    } else if (word == "--write-reference") {
      options.write_reference = true;
    } else if (word == "--quick") {
      options.is_quick = true;
    } else if (word == "--list") {
      for (const Row& row : all_rows()) std::cout << row.name << '\n';
      return 0;
    } else if (word.starts_with("--")) {
      return usage();
    } else {
      options.names.insert(word);
    }
  }
  return run(options, std::filesystem::canonical("/proc/self/exe").string());
}
