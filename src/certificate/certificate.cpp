// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/certificate.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "certificate/section_writer.hpp"
#include "certificate/sha256.hpp"
#include "engine/engine_choice.hpp"
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

// What --domain and --slice put around the network.
void write_surroundings(std::ostream& out, const CertificateSource& source,
                        const Network& network) {
  if (!source.read.domain && !source.read.slice) return;
  ReadOptions plain = source.read;
  plain.domain.reset();
  plain.slice.reset();
  plain.needs_domain = false;
  if (network.encoder && !read_network(source.path, plain).encoder) {
    out << "encoder " << network.encoder->outputs() << ' ' << network.encoder->inputs() << '\n';
    for (std::size_t o = 0; o < network.encoder->outputs(); ++o) {
      Point row = {network.encoder->biases[o]};
      for (const Rational& w : network.encoder->weights[o]) row.push_back(w);
      out << "row " << point_text(row) << '\n';
    }
  }
  out << "domain " << network.domain->dimension << '\n';
  for (const HalfSpace& h : network.domain->half_spaces) out << "ge " << form_text(h.form) << '\n';
  out << "enddomain\n";
}

void write_proof(std::ostream& out, const CertificateClaim& claim) {
  static constexpr const char* names[] = {"open", "theorem", "tree", "directions",
                                          "pairs", "points", "jump"};
  out << "by " << names[static_cast<std::size_t>(claim.proof)];
  for (std::size_t i = 0; i < claim.points.size(); ++i)
    out << (i == 0 ? " " : " | ") << point_text(claim.points[i]);
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

// The bounds of gradients to prove by directions; nothing for monotone.
std::vector<std::optional<Rational>> gradients_of(std::span<const CertificateClaim> claims) {
  std::vector<std::optional<Rational>> bounds;
  for (const CertificateClaim& c : claims)
    if (c.proof == How::directions)
      bounds.push_back(c.claim->kind == Kind::monotone ? std::nullopt
                                                       : std::optional(c.claim->bound));
  return bounds;
}

bool write_tree(std::ostream& out, const Network& network, const Problem& problem,
                std::span<const CertificateClaim> claims, ExploreOptions options) {
  const bool map = wants(claims, "linear-regions="), cell = wants(claims, "cell-components="),
             never = wants(claims, "never-regions="), seams = wants(claims, "continuous"),
             concave = wants(claims, "concave"), convex = wants(claims, "convex");
  bool keep = map || cell || never || seams || concave || convex;
  for (const CertificateClaim& c : claims) keep = keep || c.proof == How::pairs;
  options.all_dimensions = needs_all(claims, problem);
  TreeWriter writer(out, *network.domain, options.all_dimensions, keep, bounds_of(claims),
                    gradients_of(claims));
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

}  // namespace

bool write_certificate(std::ostream& out, const CertificateSource& source,
                       const Network& network, const Problem& problem,
                       std::span<const CertificateClaim> claims,
                       const ExploreOptions& options) {
  out << "polyspike-certificate 1\n";
  write_source(out, source);
  write_surroundings(out, source, network);
  for (const CertificateClaim& claim : claims)
    out << "claim " << (claim.holds ? "holds " : "violated ") << claim.text << '\n';
  out << "proof\n";
  for (const CertificateClaim& claim : claims) write_proof(out, claim);
  const bool tree = std::any_of(claims.begin(), claims.end(), [](const CertificateClaim& c) {
    return c.by_tree();
  });
  if (tree && !write_tree(out, network, problem, claims, options)) return false;
  out << "end\n";
  return true;
}

}  // namespace polyspike
