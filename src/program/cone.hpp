// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "program/program.hpp"

namespace polyspike {

// The steps that some registers depend on, as a program of its own.
struct Cone {
  Program program;                 // its outputs are the registers asked for
  std::vector<std::size_t> steps;  // which step of the whole each of its steps is
};
Cone find_cone(const Program& program, std::span<const Register> outputs);

}  // namespace polyspike
