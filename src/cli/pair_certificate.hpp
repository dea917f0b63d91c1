// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "certificate/certificate.hpp"
#include "cli/arguments.hpp"
#include "cli/run_options.hpp"
#include "property/equal_compositional.hpp"

namespace polyspike {

// The claim that two networks are equal, or that they differ at a point. `forms`: how they
// were proved equal neuron by neuron, if they were.
CertificateClaim equality_claim(const CertificatePair& pair, const std::optional<Point>& point,
                                const EqualityProof* forms);

// Writes the file of --certificate, if there is one. False if a limit was in the way; then
// there is no file, and standard error says so.
bool write_pair_certificate(const Arguments& arguments, RunOptions& options,
                            const CertificatePair& pair,
                            const std::vector<CertificateClaim>& claims);

}  // namespace polyspike
