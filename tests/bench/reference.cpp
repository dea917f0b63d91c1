// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference.hpp"

#include <fstream>
#include <iomanip>
#include <sstream>

namespace polyspike::bench {

References read_references(const std::string& path) {
  References references;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream in(line);
    Reference reference;
    std::string name;
    if (line.starts_with('#') || !(in >> reference.cells >> reference.units >> std::ws) ||
        !std::getline(in, name))
      continue;
    references[name] = reference;
  }
  return references;
}

void write_references(const std::string& path, const References& references) {
  std::ofstream file(path);
  file << "# cells, time in units of work, row; written by tests/bench/run "
          "--write-reference\n";
  for (const auto& [name, reference] : references)
    file << std::setw(10) << reference.cells << ' ' << std::setw(10) << std::fixed
         << std::setprecision(3) << reference.units << "  " << name << '\n';
}

}  // namespace polyspike::bench
