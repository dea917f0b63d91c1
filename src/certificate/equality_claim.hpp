// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "certificate/certificate.hpp"
#include "property/equal_compositional.hpp"

namespace polyspike {

// The claim that two networks are equal, or that they differ at a point, as the proof says;
// its verdict must not be unknown.
CertificateClaim equality_claim(const CertificatePair& pair, const EqualityProof& proof);

}  // namespace polyspike
