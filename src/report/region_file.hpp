// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "engine/hull.hpp"
#include "property/partition.hpp"

namespace polyspike {

// A file of `partition --regions`, read back instead of exploring again.
struct RegionFile {
  std::string name;    // of the file, without its folder
  std::string digest;  // SHA-256 of its bytes
  Partition partition;
  // Volume of the pieces over that of the domain; nothing beyond four dimensions, where it
  // takes long. The partition counts as complete where it is 1.
  std::optional<Rational> covered;
};

// Whether the file begins like one.
bool is_region_file(const std::string& path);

// Reads the pieces of the problem's partition. The file is believed about which half-spaces
// bound a piece; at the piece's inner point its map must have the network's own value, which
// also tells the cell. Throws Error, with file and line, where a piece is not full-dimensional,
// leaves the domain or has another value there, and where the pieces' volumes exceed the
// domain's.
RegionFile read_regions(const std::string& path, const Problem& problem);

}  // namespace polyspike
