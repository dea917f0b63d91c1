// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "program/pattern.hpp"
#include "property/comparison.hpp"

namespace polyspike::property {

// Whether a pattern of the library says what the oracle's decisions do, whatever the
// events are numbered by.
bool same_pattern(const Case& it, const std::vector<oracle::Decision>& expected,
                  const Pattern& found);

// "(1/2, 3)"
std::string text_of(const Point& point);

}  // namespace polyspike::property
