// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "check/certificate.hpp"
#include "polyspike/network.hpp"

// True certificates of random small networks, for every claim there is.
namespace polyspike::mutate {

// A network in a file.
struct Filed {
  Network network;
  std::string path;
  check::NetworkFile file;
};
Filed file(const Network& network, const std::filesystem::path& path);

// Two networks on one domain, files in the folder, and certificates about them.
struct Base {
  std::vector<Filed> networks;
  std::vector<std::string> certificates;
};

// The seed decides everything. No certificates where the oracle refuses the network.
Base make_base(std::uint64_t seed, const std::filesystem::path& folder);

}  // namespace polyspike::mutate
