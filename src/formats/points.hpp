// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// A point written as "1/2,-3"; throws Error, where `name` stands for the file.
Point read_point(const std::string& text, std::size_t dimension, const std::string& name);

}  // namespace polyspike
