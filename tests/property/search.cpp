// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "formats/native.hpp"
#include "polyspike/read_network.hpp"
#include "property/comparison.hpp"
#include "property/families.hpp"
#include "property/shrink.hpp"

// Looks for networks on which the library and the oracle differ, makes them small and
// writes them to files:
//   property-search FIRST LAST [RECIPE [FOLDER]]
//   property-search FILE            what differs on one network
using namespace polyspike;
using property::Findings;

namespace {

// A finding up to its first colon: what kind of difference it is.
std::string kind_of(const std::string& finding) {
  const std::string head = finding.substr(0, finding.find(':'));
  return head.substr(0, head.find_first_of(" =<>"));
}

Findings differences(const Network& network) {
  try {
    return property::compare(network);
  } catch (const oracle::TooLarge&) {
    return {};
  }
}

bool differs(const Network& network, const std::string& kind) {
  if (!oracle::frame_of(*network.domain)) return false;
  for (const std::string& finding : differences(network))
    if (kind_of(finding) == kind) return true;
  return false;
}

void report(const Network& network, const std::string& name, const Findings& findings,
            const std::string& folder) {
  std::cout << name << ": " << findings.front() << std::endl;
  const std::string kind = kind_of(findings.front());
  const Network small =
      property::shrink(network, [&](const Network& n) { return differs(n, kind); });
  const std::string file = property::words(folder, "/", name, ".json");
  std::ofstream out(file);
  write_native(out, small);
  std::cout << "  " << file << '\n';
  for (const std::string& finding : differences(small))
    std::cout << "  " << finding << std::endl;
}

void search(const property::Recipe& recipe, std::uint64_t first, std::uint64_t last,
            const std::string& folder) {
  int differing = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Network network = recipe.network(seed);
    const Findings findings = differences(network);
    if (findings.empty()) continue;
    ++differing;
    report(network, property::words(recipe.name, "-", seed), findings, folder);
  }
  std::cout << recipe.name << ": " << differing << " of " << last - first + 1 << " differ"
            << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2) {
    for (const std::string& finding : differences(read_network(arguments[1])))
      std::cout << finding << '\n';
    return 0;
  }
  if (count < 3) return 2;
  const std::string chosen = count > 3 ? arguments[3] : "";
  for (const property::Recipe& recipe : property::recipes)
    if (std::string(recipe.name).find(chosen) != std::string::npos)
      search(recipe, std::strtoull(arguments[1], nullptr, 10),
             std::strtoull(arguments[2], nullptr, 10), count > 4 ? arguments[4] : ".");
  return 0;
}
