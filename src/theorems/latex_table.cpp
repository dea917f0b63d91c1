// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/latex_table.hpp"

#include <ostream>
#include <string_view>

#include "report/text.hpp"

namespace polyspike {

namespace {

// Of fixed width, so that tables of their own align and pages break between them.
constexpr const char* columns =
    "@{}p{0.27\\textwidth}p{0.34\\textwidth}p{0.23\\textwidth}p{0.1\\textwidth}@{}";

std::string tex(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const bool at_most = text.starts_with("<="), at_least = text.starts_with(">=");
    result += at_most    ? "$\\leq$"
              : at_least ? "$\\geq$"
                         : escaped_for_tex(text.substr(0, 1));
    text.remove_prefix(at_most || at_least ? 2 : 1);
  }
  return result;
}

std::string cell(std::string_view text) {
  return "\\raggedright\\strut " + tex(text);
}

std::string found_text(const TheoremRow& row) {
  std::string text = row.found == row.expected ? "the same" : row.found;
  if (row.verdict != TheoremRow::Verdict::proved)
    text.append(" (").append(to_string(row.verdict)).append(")");
  return text;
}

void write_heading(std::ostream& out, const std::string& claim) {
  out << "\\noindent\\begin{tabular}{" << columns
      << "}\n\\multicolumn{4}{@{}p{0.97\\textwidth}@{}}{\\raggedright\\emph{"
      << tex(claim) << "}} \\\\\n\\hline\n";
}

void write_row(std::ostream& out, const TheoremRow& row) {
  const bool is_checked = row.certificate != TheoremRow::Certificate::none;
  out << cell(row.instance) << " & " << cell(row.expected) << " & "
      << cell(found_text(row)) << " & "
      << (is_checked ? to_string(row.certificate) : "--") << " \\\\\n";
}

}  // namespace

void write_latex_tables(std::ostream& out, std::span<const TheoremRow> rows) {
  out << "% made by verify-network theorems: instance, expected by formula, found by the "
         "engine, certificate\n\\par{\\setlength{\\tabcolsep}{3pt}\n";
  std::string heading;
  for (const TheoremRow& row : rows) {
    const std::string claim =
        row.family.empty() ? row.claim : row.family + ": " + row.claim;
    if (claim != heading) {
      if (!heading.empty()) out << "\\end{tabular}\\par\\medskip\n";
      write_heading(out, claim);
    }
    heading = claim;
    write_row(out, row);
  }
  if (!heading.empty()) out << "\\end{tabular}\\par\n";
  out << "}\n";
}

}  // namespace polyspike
