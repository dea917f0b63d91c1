// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "cli/command.hpp"
#include "formats/json_writer.hpp"
#include "formats/output_file.hpp"
#include "polyspike/error.hpp"
#include "theorems/folder.hpp"
#include "theorems/latex_table.hpp"
#include "theorems/run.hpp"
#include "theorems/suite.hpp"

namespace polyspike {

namespace {

using Row = TheoremRow;

// Prints rows as they come, under a heading where the theorem changes.
class Table {
 public:
  explicit Table(bool json) : json_(json) {}

  void add(const Row& row) {
    if (!json_) show(row);
    rows_.push_back(row);
  }
  const std::vector<Row>& rows() const { return rows_; }
  std::size_t count(Row::Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(rows_.begin(), rows_.end(),
                      [&](const Row& row) { return row.verdict == verdict; }));
  }

 private:
  void show(const Row& row);

  bool json_;
  std::string heading_;
  std::vector<Row> rows_;
};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 2), ' ');
  return text;
}

std::string two_digits(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", seconds);
  return text;
}

void Table::show(const Row& row) {
  const std::string heading =
      row.family.empty() ? row.claim : row.family + ": " + row.claim;
  if (heading != heading_) std::cout << heading << '\n';
  heading_ = heading;
  std::cout << "  " << padded(to_string(row.verdict), 10) << padded(row.instance, 36)
            << padded(row.expected, 36)
            << padded(row.found == row.expected ? "the same" : row.found, 18)
            << padded(to_string(row.certificate), 10) << two_digits(row.seconds)
            << std::endl;
}

void write_json(const Table& table) {
  JsonWriter out(std::cout);
  out.object();
  out.array("theorems");
  for (const Row& row : table.rows()) {
    out.object();
    if (!row.family.empty()) out.value("family", row.family);
    out.value("claim", row.claim);
    out.value("name", row.name);
    out.value("instance", row.instance);
    out.value("expected", row.expected);
    out.value("found", row.found);
    out.value("verdict", to_string(row.verdict));
    if (row.certificate == Row::Certificate::none) {
      out.value("certificate", nullptr);
    } else {
      out.value("certificate", to_string(row.certificate));
    }
    out.value("seconds", two_digits(row.seconds));
    out.end();
  }
  out.end();
  out.value("proved", table.count(Row::Verdict::proved));
  out.value("refuted", table.count(Row::Verdict::refuted));
  out.value("not_proved", table.count(Row::Verdict::not_proved));
  out.end();
  std::cout << '\n';
}

// The families named, all where none is.
std::vector<Theorem> read_families(const std::vector<std::string>& names) {
  std::string known;
  for (const Family& family : families()) known.append(" ").append(family.name);
  for (const std::string& name : names)
    if (std::none_of(families().begin(), families().end(),
                     [&](const Family& family) { return family.name == name; }))
      throw Error("unknown family \"" + name + "\", expected some of" + known);
  std::vector<Theorem> theorems;
  for (const Family& family : families()) {
    if (!names.empty() &&
        std::find(names.begin(), names.end(), family.name) == names.end())
      continue;
    auto made = family.make();
    std::move(made.begin(), made.end(), std::back_inserter(theorems));
  }
  return theorems;
}

void run_suite(const std::vector<Theorem>& theorems, const InstanceFolder& folder,
               const std::optional<Checker>& checker, Budget& budget, Table& table) {
  for (const Theorem& theorem : theorems) {
    if (budget.exhausted()) return;
    table.add(run_theorem(theorem, folder, checker, budget));
  }
}

void run_folder(const std::string& path, const std::optional<Checker>& checker,
                RunOptions& options, Table& table) {
  for (const FolderEntry& entry : read_folder(path, options.read)) {
    if (options.budget.exhausted()) return;
    run_entry(entry, checker, options.budget, [&](const Row& row) { table.add(row); });
  }
}

void write_summary(const Table& table, Budget& budget, bool has_checker) {
  std::cout << table.count(Row::Verdict::proved) << " proved, "
            << table.count(Row::Verdict::refuted) << " refuted, "
            << table.count(Row::Verdict::not_proved) << " not proved";
  if (budget.reason() != nullptr) std::cout << "; not complete, " << budget.reason();
  if (!has_checker) std::cout << "; no check-certificate found, no certificate checked";
  std::cout << '\n';
}

int run_theorems(const Arguments& arguments, RunOptions& options) {
  const auto from = arguments.find("--from");
  const auto out = arguments.find("--out");
  if (from && (out || !arguments.words().empty()))
    throw Error("--from runs the folder's own claims, expected no family and no --out");
  const auto latex = arguments.find("--latex");
  std::optional<OutputFile> latex_file;
  if (latex) latex_file.emplace(*latex);
  const auto checker = Checker::find();
  Table table(options.json);
  if (from) {
    run_folder(*from, checker, options, table);
  } else {
    const auto theorems = read_families(arguments.words());
    std::optional<InstanceFolder> folder;
    out ? folder.emplace(*out) : folder.emplace();
    run_suite(theorems, *folder, checker, options.budget, table);
  }
  if (latex_file) {
    write_latex_tables(latex_file->stream(), table.rows());
    latex_file->commit();
  }
  if (options.json) {
    write_json(table);
  } else {
    write_summary(table, options.budget, checker.has_value());
  }
  if (table.count(Row::Verdict::refuted) > 0) return exit_no;
  const bool is_whole =
      table.count(Row::Verdict::not_proved) == 0 && options.budget.reason() == nullptr;
  return is_whole ? exit_yes : exit_undecided;
}

}  // namespace

namespace commands {

Command theorems() {
  return {
      .name = "theorems",
      .words = "[FAMILY...]",
      .summary = "instances of the theorems, each decided and its certificate checked",
      .least_words = 0,
      .most_words = 100,
      .options =
          {{"--latex", "FILE", "the table for a paper, to \\input"},
           {"--out", "DIR", "keep the instances: networks, claims, certificates"},
           {"--from", "DIR",
            "instead the claims of a folder: NAME.claims, one a line, about NAME.json"}},
      .examples =
          "  verify-network theorems                      # all families\n"
          "  verify-network theorems T1+ T3 --latex table.tex\n"
          "  verify-network theorems --out instances\n"
          "  verify-network theorems --from instances     # exit 1 if a claim is "
          "violated\n"
          "\n"
          "Families: T1 T1+ T2 T3 T4 T5 counts shapes corrections. The expected values "
          "are\n"
          "the theorem's formula's, the found ones the engine's; check-certificate, a "
          "program\n"
          "of its own, checks the certificates. Lines of NAME.claims: a claim of "
          "certify,\n"
          "cell-components=N, causal-pieces=N, never-regions=N, adjacent-cells=N,\n"
          "convex-cells, neurons=N, layers=N, equal FILE; \"not\" before it where it is "
          "to be\n"
          "violated. NAME.cert and NAME.equal.cert are checked too.\n",
      .run = run_theorems};
}

}  // namespace commands

}  // namespace polyspike
