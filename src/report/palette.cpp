// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace polyspike {

namespace {

// clang-format off
constexpr Colour areas[] = {
    {0x77, 0xAA, 0xDD}, {0xEE, 0xDD, 0x88}, {0xFF, 0xAA, 0xBB}, {0x44, 0xBB, 0x99},
    {0xEE, 0x88, 0x66}, {0x99, 0xDD, 0xFF}, {0xBB, 0xCC, 0x33}, {0xAA, 0xAA, 0x00}};
constexpr Colour lines[] = {
    {0x00, 0x72, 0xB2}, {0xD5, 0x5E, 0x00}, {0x00, 0x9E, 0x73}, {0xCC, 0x79, 0xA7},
    {0x56, 0xB4, 0xE9}, {0xE6, 0x9F, 0x00}};
constexpr Colour cividis[] = {
    {0x00, 0x22, 0x4E}, {0x12, 0x35, 0x70}, {0x3B, 0x49, 0x6C}, {0x57, 0x5D, 0x6D},
    {0x70, 0x71, 0x73}, {0x8A, 0x86, 0x79}, {0xA5, 0x9C, 0x74}, {0xC3, 0xB3, 0x69},
    {0xE1, 0xCC, 0x55}, {0xFE, 0xE8, 0x38}};
// clang-format on

std::uint8_t mix(std::uint8_t a, std::uint8_t b, double share) {
  return static_cast<std::uint8_t>(std::lround(a + (b - a) * share));
}

}  // namespace

const Colour never_colour{0xF2, 0xF2, 0xF2};

std::string hex(const Colour& colour) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text = "#";
  for (const unsigned part : {colour.red, colour.green, colour.blue}) {
    text += digits[part / 16];
    text += digits[part % 16];
  }
  return text;
}

std::span<const Colour> area_colours() {
  return areas;
}

Colour area_colour(std::size_t number, std::size_t count) {
  const Colour& colour = areas[number % std::size(areas)];
  const double share = count > 60 ? 0.4 : 0.1;
  return {mix(colour.red, 255, share), mix(colour.green, 255, share),
          mix(colour.blue, 255, share)};
}

std::span<const Colour> line_colours() {
  return lines;
}

Colour value_colour(double share) {
  constexpr std::size_t last = std::size(cividis) - 1;
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(last);
  const std::size_t i = std::min(static_cast<std::size_t>(place), last - 1);
  const double rest = place - static_cast<double>(i);
  const Colour &a = cividis[i], &b = cividis[i + 1];
  return {mix(a.red, b.red, rest), mix(a.green, b.green, rest), mix(a.blue, b.blue, rest)};
}

std::vector<std::size_t> choose_colours(
    std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& neighbours) {
  constexpr std::size_t colours = std::size(areas);
  std::vector<std::vector<std::size_t>> next(nodes);
  for (const auto& [a, b] : neighbours) {
    next[a].push_back(b);
    next[b].push_back(a);
  }
  std::vector<std::size_t> chosen(nodes, colours);
  std::array<std::size_t, colours> uses{};
  for (std::size_t node = 0; node < nodes; ++node) {
    std::array<std::size_t, colours + 1> clashes{};
    for (const std::size_t other : next[node]) ++clashes[chosen[other]];
    std::size_t best = 0;
    for (std::size_t c = 1; c < colours; ++c)
      if (std::pair(clashes[c], uses[c]) < std::pair(clashes[best], uses[best])) best = c;
    chosen[node] = best;
    ++uses[best];
  }
  return chosen;
}

}  // namespace polyspike
