// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/neuron_claims.hpp"

#include "property/structure.hpp"

namespace polyspike {

namespace {

using How = CertificateClaim::Proof;

// A sum that is <= 0 or > 0; a spike is looked at where a leaf is written.
Claim tree_claim(bool is_branch, bool dead, std::size_t output) {
  Claim claim;
  claim.kind = !is_branch ? Claim::Kind::fires : dead ? Claim::Kind::at_most : Claim::Kind::above;
  claim.output = output;
  return claim;
}

}  // namespace

std::optional<NeuronStatement> neuron_claims(const Problem& problem,
                                             std::span<const ActivityFound> found) {
  NeuronStatement result{problem, {}};
  Program& program = result.problem.program;
  const std::vector<Shape> shapes = find_shapes(program);
  std::vector<Register> outputs;
  for (std::size_t k = 0; k < found.size(); ++k) {
    const Activity activity = found[k].activity;
    if (activity == Activity::unknown) return std::nullopt;
    CertificateClaim claim;
    claim.text.append("neuron").append(std::to_string(k + 1)).append("=").append(to_string(activity));
    const std::uint32_t step = program.neurons[k].step;
    const auto* branch = std::get_if<BranchStep>(&program.steps[step]);
    const auto own = static_cast<Register>(program.inputs + step);
    if (activity == Activity::sometimes) {
      claim.proof = How::points;
      for (const auto& point : {found[k].active, found[k].inactive})
        claim.points.push_back(problem.flat.extend(point.value()));
    } else if (branch == nullptr && activity == Activity::always && shapes[own].finite) {
      claim.proof = How::theorem;
    } else {
      claim.proof = How::tree;
      claim.claim = tree_claim(branch != nullptr, activity == Activity::dead, outputs.size());
      outputs.push_back(branch != nullptr ? branch->condition : own);
    }
    result.claims.push_back(std::move(claim));
  }
  if (result.claims.empty()) return std::nullopt;
  if (!outputs.empty()) program.outputs = std::move(outputs);
  return result;
}

}  // namespace polyspike
