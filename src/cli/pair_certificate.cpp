// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/pair_certificate.hpp"

#include <iostream>

#include "formats/output_file.hpp"

namespace polyspike {

bool write_pair_certificate(const Arguments& arguments, RunOptions& options,
                            const CertificatePair& pair,
                            const std::vector<CertificateClaim>& claims) {
  const auto path = arguments.find("--certificate");
  if (!path) return true;
  ExploreOptions explore;
  explore.budget = &options.budget;
  OutputFile file(*path);
  if (!write_certificate(file.stream(), pair, claims, explore)) {
    std::cerr << *path << ": not written, " << options.budget.reason() << '\n';
    return false;
  }
  file.commit();
  return true;
}

}  // namespace polyspike
