// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "certificate/certificate.hpp"
#include "property/equal_compositional.hpp"

namespace polyspike {

// The claim that two networks are equal, or that they differ at a point. `forms`: how
// they were proved equal neuron by neuron, if they were.
CertificateClaim equality_claim(const CertificatePair& pair,
                                const std::optional<Point>& point,
                                const EqualityProof* forms);

}  // namespace polyspike
