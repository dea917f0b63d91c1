// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html.hpp"

#include <ostream>
#include <sstream>
#include <string_view>

#include "report/page_data.hpp"
#include "report/text.hpp"
#include "report_page.inc"

namespace polyspike {

namespace {

// JSON that may stand inside a script element: "<" occurs in strings only.
std::string page_data(const Report& report) {
  std::ostringstream text;
  JsonWriter out(text);
  write_page_data(out, report);
  std::string safe;
  for (const char c : text.str()) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

void write_html(std::ostream& out, const Report& report) {
  std::string_view rest = page::html;
  while (true) {
    const std::size_t start = rest.find('@');
    if (start == rest.npos) break;
    out << rest.substr(0, start);
    rest.remove_prefix(start + 1);
    const std::size_t end = rest.find('@');
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (name == "TITLE") out << escaped(report.name);
    if (name == "STYLE") out << page::css;
    if (name == "DATA") out << page_data(report);
    if (name == "SCRIPT")
      for (const std::string_view script : page::scripts) out << script << '\n';
  }
  out << rest;
}

}  // namespace polyspike
