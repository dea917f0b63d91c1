// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace polyspike {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Colour&) const = default;
  auto operator<=>(const Colour&) const = default;
};

// "#rrggbb".
std::string hex(const Colour& colour);

// Light colours that people with any colour vision tell apart, for areas that carry black
// text (P. Tol, "light" scheme); and grey for what never fires.
std::span<const Colour> area_colours();
// The same for a picture of so many areas: paler where there are many.
Colour area_colour(std::size_t number, std::size_t areas);
// Dark ones for lines on white (Okabe and Ito).
std::span<const Colour> line_colours();
extern const Colour never_colour;
// Growing lightness, safe for any colour vision (cividis); share in [0, 1].
Colour value_colour(double share);

// A number of an area colour for each of `nodes`: all different while they last, and
// neighbours different as far as a greedy choice reaches.
std::vector<std::size_t> choose_colours(
    std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& neighbours);

}  // namespace polyspike
