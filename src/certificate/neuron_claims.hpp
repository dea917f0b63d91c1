// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "certificate/certificate.hpp"
#include "property/neurons.hpp"

namespace polyspike {

// What the neurons of a program do, as claims of a certificate, and the problem to write its
// tree from: the outputs are what the tree proves something about.
struct NeuronStatement {
  Problem problem;
  std::vector<CertificateClaim> claims;
};

// Nothing where there is no neuron or where it is not known what one does.
std::optional<NeuronStatement> neuron_claims(const Problem& problem,
                                             std::span<const ActivityFound> found);

}  // namespace polyspike
