// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "program/program.hpp"

namespace polyspike {

// What the steps of a program alone, without its domain, prove about a register as a
// function of the inputs. Sources: a neuron with positive weights only is continuous,
// increasing and concave (Singh, Fono, Kutyniok, arXiv 2308.08218), its firing time being a
// minimum over causal sets; with mixed signs it is continuous and finite where the least
// positive weight exceeds the sum of the negative ones in size.
struct Shape {
  bool finite = false;
  bool continuous = false;
  bool increasing = false;  // non-decreasing in every input
  bool decreasing = false;
  bool concave = false;
  bool convex = false;
};

// The shape of every register.
std::vector<Shape> find_shapes(const Program& program);

// What holds of all outputs.
Shape output_shape(const Program& program);

}  // namespace polyspike
