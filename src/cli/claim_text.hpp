// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "property/claims.hpp"

namespace polyspike {

// The claims of a command line about a network with so many outputs; throws Error at one that
// is none.
std::vector<Claim> read_claims(std::span<const std::string> words, std::size_t outputs);

// "(1/2, inf)", of points and of values.
template <typename Number>
std::string tuple(const std::vector<Number>& entries) {
  std::string text;
  for (const Number& entry : entries)
    text.append(text.empty() ? "" : ", ").append(to_string(Value(entry)));
  return '(' + text + ')';
}

}  // namespace polyspike
