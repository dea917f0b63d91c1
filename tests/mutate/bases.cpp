// SPDX-License-Identifier: GPL-3.0-or-later
#include "mutate/bases.hpp"

#include <fstream>
#include <sstream>

#include "certificate/certificate.hpp"
#include "certificate/equality_claim.hpp"
#include "certificate/neuron_claims.hpp"
#include "check/sha256.hpp"
#include "emulate/emulation.hpp"
#include "formats/native.hpp"
#include "network/lower.hpp"
#include "oracle/claims.hpp"
#include "property/counts.hpp"
#include "property/equal.hpp"
#include "property/equal_enumerated.hpp"
#include "property/families.hpp"

namespace polyspike::mutate {

namespace {

constexpr std::size_t longest = 40000;    // bytes of a certificate worth damaging
constexpr std::size_t most_neurons = 30;  // of an emulation

using Claimed = std::vector<CertificateClaim>;

void keep(const std::ostringstream& text, bool complete, Base& base) {
  if (complete && text.str().size() <= longest) base.certificates.push_back(text.str());
}

void add(const Filed& filed, const Problem& problem, const Claimed& claims, Base& base) {
  for (const CertificateClaim& claim : claims)
    if (claim.is_open()) return;
  std::ostringstream text;
  const bool complete = write_certificate(text, {filed.path, {}}, filed.network, problem, claims, {});
  keep(text, complete, base);
}

// The claims, with bounds at and near the true ones.
std::vector<std::string> claim_texts(const oracle::Survey& survey) {
  std::vector<std::string> texts = {"piecewise-linear", "continuous", "monotone", "concave",
                                    "convex", "fires", "cells=1", "cells=2", "linear-regions=2",
                                    "distinct-maps=1", "lipschitz<=1", "lipschitz<=100"};
  if (oracle::continuous(survey) && oracle::fires(survey))
    texts.push_back("lipschitz<=" + oracle::to(oracle::lipschitz_constant(survey)).str());
  for (std::size_t o = 0; o < survey.model.outputs.size(); ++o) {
    const std::string name = "output" + std::to_string(o + 1);
    const oracle::Extremes extremes = oracle::extremes(survey, o);
    if (extremes.least) {
      const Rational least = oracle::to(*extremes.least);
      texts.push_back(name + ">=" + least.str());
      texts.push_back(name + ">" + (least - Rational(1) / Rational(7)).str());
      texts.push_back("output<" + least.str());
    }
    if (extremes.greatest) texts.push_back(name + "<=" + oracle::to(*extremes.greatest).str());
  }
  return texts;
}

void add_claims(const Filed& filed, const Problem& problem, const oracle::Survey& survey,
                Base& base) {
  Claims decider(problem, {});
  std::vector<Claim> claims;
  std::vector<Answer> answers;
  for (const std::string& text : claim_texts(survey)) {
    const auto claim = parse_claim(text, filed.network.outputs());
    if (!claim) continue;
    claims.push_back(*claim);
    answers.push_back(decider.decide(*claim));
    add(filed, problem, plan_proofs(problem, std::span(&claims.back(), 1), std::span(&answers.back(), 1), {}), base);
  }
  add(filed, problem, plan_proofs(problem, claims, answers, {}), base);
  add(filed, problem, count_claims(find_counts(problem, {})), base);
  const auto neurons = neuron_claims(problem, find_activity_and_points(problem, {}));
  if (neurons) add(filed, neurons->problem, neurons->claims, base);
}

void add(const CertificatePair& pair, const Claimed& claims, Base& base) {
  std::ostringstream text;
  const bool complete = write_certificate(text, pair, claims, {});
  keep(text, complete, base);
}

CertificateClaim deviation_claim(const std::string& text, CertificateClaim::Proof proof) {
  CertificateClaim claim;
  claim.text = text;
  claim.proof = proof;
  return claim;
}

// Equality, or a point where they differ, and the largest deviation.
void add_pair(const Filed& a, const Filed& b, Base& base) {
  using How = CertificateClaim::Proof;
  const CertificatePair pair{{a.path, {}}, {b.path, {}}, a.network, b.network};
  Budget budget;
  const EqualityProof proof = decide_equal(a.network, b.network, budget);
  if (proof.verdict == EqualityProof::Verdict::unknown) return;
  add(pair, {equality_claim(pair, proof)}, base);
  const auto problem = make_problem(product(lower(a.network), lower(b.network)), *a.network.domain);
  const PairProblem both{*problem, a.network.outputs()};
  const Deviation deviation = find_deviation(both, {});
  if (!deviation.complete) return;
  const std::string value = to_string(deviation.supremum);
  if (deviation.supremum) {
    CertificateClaim most = deviation_claim("deviation<=" + value, How::tree);
    most.deviation = *deviation.supremum;
    add(pair, {most}, base);
  }
  if (deviation.point.empty()) return;
  CertificateClaim least =
      deviation_claim("deviation>=" + value, deviation.attained ? How::points : How::limit);
  least.points = {problem->flat.extend(deviation.point)};
  if (!deviation.attained) least.points.push_back(problem->flat.extend(deviation.toward));
  add(pair, {least}, base);
}

// The other kind of network, by one of the constructions that take it.
std::optional<Network> emulation_of(const Network& network, std::uint64_t seed) {
  using C = Construction;
  static constexpr C constructions[] = {C::paper, C::layered, C::twin, C::compact, C::window,
                                        C::min_tree, C::min_max, C::chains};
  for (std::size_t i = 0; i < 8; ++i) {
    const C construction = constructions[(seed + i) % 8];
    if (starts_from_spiking(construction) != network.is_spiking()) continue;
    const EmulationResult result = emulate(network, construction);
    const auto* found = std::get_if<Emulation>(&result);
    if (found != nullptr && found->size.neurons <= most_neurons) return found->network;
  }
  return std::nullopt;
}

// The domain as the statement's own, which says the same.
std::string with_surroundings(const std::string& certificate, const Domain& domain) {
  std::ostringstream text;
  text << "domain " << domain.dimension << '\n';
  for (const HalfSpace& h : domain.half_spaces) {
    const AffineForm row = h.form.primitive();
    bool is_constant = true;
    for (const Rational& g : row.gradient) is_constant = is_constant && g.is_zero();
    if (is_constant) continue;
    text << "ge " << row.constant.str();
    for (const Rational& g : row.gradient) text << ' ' << g.str();
    text << '\n';
  }
  text << "enddomain\n";
  std::string result = certificate;
  return result.insert(result.find("claim "), text.str());
}

}  // namespace

Filed file(const Network& network, const std::filesystem::path& path) {
  std::ostringstream text;
  write_native(text, network);
  std::ofstream(path, std::ios::binary) << text.str();
  return {network, path.string(), {path.string(), text.str(), check::sha256(text.str())}};
}

Base make_base(std::uint64_t seed, const std::filesystem::path& folder) {
  Base base;
  oracle::Draw draw(seed * 77 + 1);
  const property::Recipe& recipe = property::recipes[seed % property::recipes.size()];
  const Network network = recipe.network(seed);
  const auto frame = oracle::frame_of(*network.domain);
  if (!frame) return base;
  try {
    const auto survey = oracle::survey(oracle::model_of(network), *frame, oracle::Definition::scan, 200);
    base.networks = {file(network, folder / "a.json"),
                     file(oracle::random_variant(draw, network), folder / "b.json")};
    const Problem problem = make_problem(lower(network), *network.domain).value();
    add_claims(base.networks[0], problem, survey, base);
    add_pair(base.networks[0], base.networks[1], base);
    if (const auto other = emulation_of(network, seed)) {
      base.networks.push_back(file(*other, folder / "c.json"));
      add_pair(base.networks[0], base.networks[2], base);
    }
  } catch (const oracle::TooLarge&) {
    return {};
  }
  const std::size_t own = base.certificates.size();
  for (std::size_t i = 0; i < own; i += 5)
    base.certificates.push_back(with_surroundings(base.certificates[i], *network.domain));
  return base;
}

}  // namespace polyspike::mutate
