// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/statement.hpp"

#include <array>
#include <charconv>
#include <string_view>

namespace polyspike {

const char* const statement_syntax =
    "a claim of certify, cell-components=N, causal-pieces=N, never-regions=N, "
    "adjacent-cells=N, convex-cells, neurons=N, layers=N, equal FILE, each perhaps after "
    "\"not \"";

namespace {

using Kind = Statement::Kind;

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

bool read_numbered(std::string_view text, Statement* statement) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 6> names{{
      {"cell-components=", Kind::count},
      {"causal-pieces=", Kind::count},
      {"never-regions=", Kind::count},
      {"adjacent-cells=", Kind::adjacent_cells},
      {"neurons=", Kind::size},
      {"layers=", Kind::size},
  }};
  for (const auto& [name, kind] : names) {
    if (!text.starts_with(name)) continue;
    const std::string_view digits = text.substr(name.size());
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, statement->number);
    statement->kind = kind;
    return error == std::errc() && end == last;
  }
  return false;
}

}  // namespace

std::string Statement::shown() const {
  const std::string what = kind == Kind::equal ? "equal" : text;
  return holds ? what : "not " + what;
}

std::optional<Statement> parse_statement(std::string line, std::size_t outputs) {
  Statement statement;
  statement.text = trimmed(line);
  if (statement.text.starts_with("not ")) {
    statement.holds = false;
    statement.text = trimmed(std::string_view(statement.text).substr(4));
  }
  const std::string& text = statement.text;
  if (text == "convex-cells") {
    statement.kind = Kind::convex_cells;
    return statement;
  }
  if (text.starts_with("equal ")) {
    statement.kind = Kind::equal;
    statement.file = trimmed(std::string_view(text).substr(6));
    return statement;
  }
  if (read_numbered(text, &statement)) return statement;
  statement.claim = parse_claim(text, outputs);
  statement.kind = Kind::claim;
  if (!statement.claim) return std::nullopt;
  return statement;
}

}  // namespace polyspike
