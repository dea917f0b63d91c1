// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

// The file of reference ratios: per row the number of cells and the time in units of a fixed
// piece of work done on the same machine (measure.cpp), so that a slowdown shows anywhere.
namespace polyspike::bench {

struct Reference {
  std::uint64_t cells = 0;
  double units = 0;
};
using References = std::map<std::string, Reference>;

References read_references(const std::string& path);
void write_references(const std::string& path, const References& references);

}  // namespace polyspike::bench
