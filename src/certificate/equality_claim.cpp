// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/equality_claim.hpp"

namespace polyspike {

namespace {

// The words of `by composition`: what each spiking neuron does. Nothing where the format
// has no word for it.
std::optional<std::string> roles(const Network& network,
                                 const std::vector<SpikingEvidence>& evidence) {
  if (network.is_spiking() && evidence.size() != network.spiking().neurons.size())
    return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    if (evidence[i].role == SpikingRole::trees) return std::nullopt;
    if (evidence[i].role == SpikingRole::affine) {
      text += " a";
      continue;
    }
    const auto& synapses = network.spiking().neurons[i].synapses;
    std::size_t place = 1;
    for (std::size_t k = 0; k < *evidence[i].partner; ++k)
      if (!synapses[k].weight.is_zero()) ++place;
    text += evidence[i].role == SpikingRole::leaky ? " l" : " w";
    text += std::to_string(place);
  }
  return text;
}

std::optional<std::string> composition(const CertificatePair& pair,
                                       const EqualityProof& proof) {
  if (proof.by_product || proof.by_lines) return std::nullopt;
  const auto a = roles(pair.a, proof.evidence_a), b = roles(pair.b, proof.evidence_b);
  if (!a || !b) return std::nullopt;
  std::string text = ratio(proof.grid, 1).str();
  text += *a;
  text += *b;
  return text;
}

}  // namespace

CertificateClaim equality_claim(const CertificatePair& pair, const EqualityProof& proof) {
  using How = CertificateClaim::Proof;
  CertificateClaim claim;
  claim.text = "equal";
  claim.holds = !proof.point;
  if (proof.point) {
    claim.proof = How::points;
    claim.points = {*proof.point};
    return claim;
  }
  claim.proof = How::tree;
  if (auto words = composition(pair, proof)) {
    claim.proof = How::composition;
    claim.details = std::move(*words);
  }
  return claim;
}

}  // namespace polyspike
