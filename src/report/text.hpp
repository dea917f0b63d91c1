// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// A millimetre or so for a figure: at most three decimals, no trailing zeros.
std::string rounded(double value);
// For HTML and XML.
std::string escaped(std::string_view text);
// For LaTeX text.
std::string escaped_for_tex(std::string_view text);
// A form over its common denominator, as mathematics: "(1 + x_1 - 2x_2)/3".
std::string formula(const AffineForm& form);

}  // namespace polyspike
