// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "polyspike/affine_form.hpp"

namespace polyspike {

// Numbers m_k with gradient of (form + sum_k m_k * rows[chosen[k]]) = 0, or nothing if there
// are none. Where the chosen gradients are dependent, one solution with zeros.
std::optional<std::vector<Rational>> combine(std::span<const AffineForm> rows,
                                             std::span<const std::size_t> chosen,
                                             const AffineForm& form);

}  // namespace polyspike
