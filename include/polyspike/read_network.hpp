// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "polyspike/network.hpp"

namespace polyspike {

struct ReadOptions {
  // A file, or a box such as "[-1,1]x[0,1/2]"; wins over the domain of the network's
  // file.
  std::optional<std::string> domain;
  // A file with an encoder and a domain, for a network that has no encoder.
  std::optional<std::string> slice;
  // .nnet: put the file's scaling of inputs and outputs inside the network.
  bool normalize = false;
  // Refuse a network that has no domain.
  bool needs_domain = true;
};

// Reads a network, native JSON or .nnet by content and by name, from a file or, for "-",
// from standard input; throws Error.
Network read_network(const std::string& path, const ReadOptions& options = {});

}  // namespace polyspike
