// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "certificate/equality_claim.hpp"
#include "cli/arguments.hpp"
#include "cli/run_options.hpp"

namespace polyspike {

// Writes the file of --certificate, if there is one. False if a limit was in the way; then
// there is no file, and standard error says so.
bool write_pair_certificate(const Arguments& arguments, RunOptions& options,
                            const CertificatePair& pair,
                            const std::vector<CertificateClaim>& claims);

}  // namespace polyspike
