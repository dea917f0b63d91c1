// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/certificate.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>

#include "certificate/section_writer.hpp"
#include "engine/engine_choice.hpp"
#include "formats/sha256.hpp"
#include "network/lower.hpp"
#include "polyspike/error.hpp"
#include "property/structure.hpp"

namespace polyspike {

namespace {

using Kind = Claim::Kind;
using How = CertificateClaim::Proof;

std::string name_of(const std::string& path) {
  std::string name = path.substr(path.find_last_of('/') + 1);
  for (char& c : name)
    if (static_cast<unsigned char>(c) <= ' ') c = '_';
  return name;
}

void write_source(std::ostream& out, const CertificateSource& source) {
  std::ifstream file(source.path, std::ios::binary);
  if (source.path == "-" || !file)
    throw Error("a certificate needs a network file, not standard input");
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  out << (source.read.normalize ? "network-normalized " : "network ") << sha256(bytes) << ' '
      << name_of(source.path) << '\n';
}

void write_domain(std::ostream& out, const Domain& domain) {
  out << "domain " << domain.dimension << '\n';
  for (const HalfSpace& h : domain.half_spaces) out << "ge " << form_text(h.form) << '\n';
  out << "enddomain\n";
}

Network read_plain(CertificateSource source) {
  source.read.domain.reset();
  source.read.slice.reset();
  source.read.needs_domain = false;
  return read_network(source.path, source.read);
}

// The encoder of --slice, if the network has none of its own.
void write_encoder(std::ostream& out, const CertificateSource& source, const Network& network) {
  if (!network.encoder || read_plain(source).encoder) return;
  out << "encoder " << network.encoder->outputs() << ' ' << network.encoder->inputs() << '\n';
  for (std::size_t o = 0; o < network.encoder->outputs(); ++o) {
    Point row = {network.encoder->biases[o]};
    for (const Rational& w : network.encoder->weights[o]) row.push_back(w);
    out << "row " << point_text(row) << '\n';
  }
}

// What --domain and --slice put around the network.
void write_surroundings(std::ostream& out, const CertificateSource& source,
                        const Network& network) {
  if (!source.read.domain && !source.read.slice) return;
  write_encoder(out, source, network);
  write_domain(out, *network.domain);
}

// The same where two networks share them; also where the files put one domain in two ways.
void write_surroundings(std::ostream& out, const CertificatePair& pair) {
  const bool has_options = pair.source_a.read.domain || pair.source_a.read.slice;
  const bool own_encoder = has_options && read_plain(pair.source_a).encoder;
  if (has_options)
    write_encoder(out, own_encoder ? pair.source_b : pair.source_a,
                  own_encoder ? pair.b : pair.a);
  if (has_options || pair.a.domain->half_spaces != pair.b.domain->half_spaces)
    write_domain(out, *pair.a.domain);
}

void write_proof(std::ostream& out, const CertificateClaim& claim) {
  static constexpr const char* names[] = {"open", "theorem", "tree", "directions",
                                          "pairs", "points", "jump", "limit",
                                          "composition"};
  out << "by " << names[static_cast<std::size_t>(claim.proof)];
  for (std::size_t i = 0; i < claim.points.size(); ++i)
    out << (i == 0 ? " " : " | ") << point_text(claim.points[i]);
  if (!claim.details.empty()) out << ' ' << claim.details;
  out << '\n';
}

bool wants(std::span<const CertificateClaim> claims, std::string_view prefix) {
  return std::any_of(claims.begin(), claims.end(), [&](const CertificateClaim& c) {
    return c.proof == How::tree && c.text.starts_with(prefix);
  });
}

bool is_bound(Kind kind) {
  return kind == Kind::at_least || kind == Kind::at_most || kind == Kind::above ||
         kind == Kind::below;
}

bool by_pairs(std::span<const CertificateClaim> claims, std::string_view text) {
  return std::any_of(claims.begin(), claims.end(), [&](const CertificateClaim& c) {
    return c.proof == How::pairs && c.text == text;
  });
}

// Whether the tree has to account for every point.
bool needs_all(std::span<const CertificateClaim> claims, const Problem& problem) {
  if (output_shape(problem.program).continuous) return false;
  return std::any_of(claims.begin(), claims.end(), [](const CertificateClaim& c) {
    if (c.proof == How::pairs) return true;
    if (c.proof == How::tree && (c.text == "equal" || c.deviation)) return true;
    return c.proof == How::tree && c.claim &&
           (is_bound(c.claim->kind) || c.claim->kind == Kind::fires ||
            c.claim->kind == Kind::continuous);
  });
}

std::vector<OutputBound> bounds_of(std::span<const CertificateClaim> claims) {
  std::vector<OutputBound> bounds;
  for (const CertificateClaim& c : claims) {
    if (c.proof != How::tree || !c.claim || !is_bound(c.claim->kind)) continue;
    const Kind kind = c.claim->kind;
    bounds.push_back({c.claim->output, c.claim->bound,
                      kind == Kind::at_most || kind == Kind::below,
                      kind == Kind::above || kind == Kind::below});
  }
  return bounds;
}

LeafProofs leaf_proofs(std::span<const CertificateClaim> claims) {
  LeafProofs proofs{bounds_of(claims), {}, {}};
  for (const CertificateClaim& c : claims) {
    if (c.proof == How::tree && c.deviation) proofs.deviations.push_back(*c.deviation);
    if (c.proof == How::directions)
      proofs.gradients.push_back(c.claim->kind == Kind::monotone
                                     ? std::nullopt
                                     : std::optional(c.claim->bound));
  }
  return proofs;
}

bool write_tree(std::ostream& out, const Domain& domain, const Problem& problem,
                std::span<const CertificateClaim> claims, ExploreOptions options) {
  const bool map = wants(claims, "linear-regions="), cell = wants(claims, "cell-components="),
             never = wants(claims, "never-regions="), seams = wants(claims, "continuous"),
             concave = wants(claims, "concave"), convex = wants(claims, "convex");
  bool keep = map || cell || never || seams || concave || convex;
  for (const CertificateClaim& c : claims) keep = keep || c.proof == How::pairs;
  options.all_dimensions = needs_all(claims, problem);
  TreeWriter writer(out, domain, options.all_dimensions, keep, leaf_proofs(claims));
  options.proof = &writer;
  if (!keep) return explore_any(problem, options, [](const Leaf&) { return true; }).complete;
  const Partition partition = find_partition(problem, options);
  if (!partition.complete) return false;
  SectionWriter sections(out, problem, partition, writer.leaves());
  if (map) sections.components(SectionWriter::Key::map);
  if (cell) sections.components(SectionWriter::Key::cell);
  if (never) sections.components(SectionWriter::Key::never);
  if (seams) sections.seams();
  if (concave) sections.curvature(Curvature::concave);
  if (convex) sections.curvature(Curvature::convex);
  if (by_pairs(claims, "monotone")) sections.pairs_monotone();
  if (by_pairs(claims, "concave")) sections.triples(Curvature::concave);
  if (by_pairs(claims, "convex")) sections.triples(Curvature::convex);
  return true;
}

// Claims, proofs and tree. False if the budget ran out.
bool write_body(std::ostream& out, const Domain& domain,
                const std::function<const Problem&()>& problem,
                std::span<const CertificateClaim> claims, const ExploreOptions& options) {
  for (const CertificateClaim& claim : claims)
    out << "claim " << (claim.holds ? "holds " : "violated ") << claim.text << '\n';
  out << "proof\n";
  for (const CertificateClaim& claim : claims) write_proof(out, claim);
  const bool tree = std::any_of(claims.begin(), claims.end(), [](const CertificateClaim& c) {
    return c.by_tree();
  });
  if (tree && !write_tree(out, domain, problem(), claims, options)) return false;
  out << "end\n";
  return true;
}

}  // namespace

bool write_certificate(std::ostream& out, const CertificateSource& source,
                       const Network& network, const Problem& problem,
                       std::span<const CertificateClaim> claims,
                       const ExploreOptions& options) {
  out << "polyspike-certificate 1\n";
  write_source(out, source);
  write_surroundings(out, source, network);
  return write_body(
      out, *network.domain, [&]() -> const Problem& { return problem; }, claims, options);
}

bool write_certificate(std::ostream& out, const CertificatePair& pair,
                       std::span<const CertificateClaim> claims,
                       const ExploreOptions& options) {
  out << "polyspike-certificate 1\n";
  write_source(out, pair.source_a);
  write_source(out, pair.source_b);
  write_surroundings(out, pair);
  std::optional<Problem> problem;
  const auto get = [&]() -> const Problem& {
    problem = make_problem(product(lower(pair.a), lower(pair.b)), *pair.a.domain);
    return *problem;
  };
  return write_body(out, *pair.a.domain, get, claims, options);
}

}  // namespace polyspike
