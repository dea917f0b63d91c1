// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "formats/json.hpp"
#include "polyspike/error.hpp"
#include "polyspike/network.hpp"

// Domains: in network files, in files of their own and on the command line.
namespace polyspike {

// {"box": [[low, high], ...], "constraints": [{"coefficients": [...], "at_most": ...}]};
// the box may be left out where constraints bound the domain.
Domain read_domain(Json json);

// What --domain and --slice give: a domain and perhaps an encoder in front of the
// network.
struct Surroundings {
  std::optional<AffineMap> encoder;
  Domain domain;
  Place place;
};

// A file {"encoder": ..., "domain": ...} or {"domain": ...}, or a box as text:
// "[-1,1]x[0,1/2]", "[0,1]^784". `option` names it in messages. Throws Error.
Surroundings read_surroundings(const std::string& text, const std::string& option);

// The box as half-spaces, lower before upper bound of each coordinate.
Domain box(const std::vector<std::pair<Rational, Rational>>& bounds);

// Throws Error at `place` if the domain is empty or unbounded.
void check_domain(const Domain& domain, const Place& place);

}  // namespace polyspike
