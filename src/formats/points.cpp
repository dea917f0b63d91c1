// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/points.hpp"

#include "formats/source_text.hpp"

namespace polyspike {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Point read_point(const std::string& text, std::size_t dimension,
                 const std::string& name) {
  const SourceText source(name, text);
  Point point;
  for (std::size_t start = 0;;) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    const auto value =
        Rational::parse(trimmed(std::string_view(text).substr(start, comma - start)));
    if (!value) source.fail(start, "expected a rational such as 1/2, -3 or 0.125");
    point.push_back(*value);
    if (comma == text.size()) break;
    start = comma + 1;
  }
  if (point.size() != dimension)
    source.fail(0, "expected a point with " + counted(dimension, "coordinate") +
                       ", one per input, got " + std::to_string(point.size()));
  return point;
}

}  // namespace polyspike
