// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "linear/intersection.hpp"
#include "polyspike/affine_form.hpp"

namespace polyspike {

// Numbers m_k with gradient of (form + sum_k m_k * rows[chosen[k]]) = 0, or nothing if there
// are none. Where the chosen gradients are dependent, one solution with zeros.
std::optional<std::vector<Rational>> combine(std::span<const AffineForm> rows,
                                             std::span<const std::size_t> chosen,
                                             const AffineForm& form);

// The same in integers: factor > 0 and m_k with gradient of (factor * form + sum_k m_k *
// rows[k]) = 0, by fraction-free elimination (Bareiss 1968).
struct IntegerCombination {
  Integer factor = 1;
  std::vector<Integer> multipliers;
};
std::optional<IntegerCombination> combine(std::span<const IntegerRow* const> rows,
                                          const IntegerRow& form);

}  // namespace polyspike
