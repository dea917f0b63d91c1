// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "report/report.hpp"

namespace polyspike {

struct CountRow {
  std::string name;
  std::uint64_t count;
  std::string meaning;
};
std::vector<CountRow> count_rows(const Report& report);

// What the network is: "spiking network, 5 inputs, 19 neurons, 3 outputs".
std::string one_line(const Report& report);
// File, digest, domain, engine: pairs of a name and a text.
std::vector<std::pair<std::string, std::string>> source_facts(const Report& report);
// "[-1, 1] x [0, 1/2]", constraints after it.
std::string domain_text(const Domain& domain);
// Computing neurons; synapses or weights that are not zero.
struct Size {
  std::size_t neurons = 0, connections = 0;
};
Size count_neurons(const Network& network);

}  // namespace polyspike
