// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "polyspike/read_network.hpp"
#include "property/claims.hpp"
#include "property/partition.hpp"

namespace polyspike {

// One line of a certificate's statement and how it is proved. Points are in the domain's own
// coordinates.
struct CertificateClaim {
  enum class Proof {
    open, theorem, tree, directions, pairs, points, jump, limit, composition
  };
  std::string text;
  bool holds = true;
  Proof proof = Proof::open;
  std::vector<Point> points;   // of `points`; the jump and a point towards which it shows
  std::optional<Claim> claim = {};  // where a tree has to prove more than a count
  std::string details = {};         // of `composition`
  std::optional<Rational> deviation = {};  // at most this, by a tree
  bool is_open() const { return proof == Proof::open; }
  bool by_tree() const {
    return proof == Proof::tree || proof == Proof::directions || proof == Proof::pairs;
  }
};

// A network file as a statement names it, with the options that change what it means.
struct CertificateSource {
  std::string path;
  ReadOptions read;
};

// Two networks on the domain of the first.
struct CertificatePair {
  CertificateSource source_a, source_b;
  const Network& a;
  const Network& b;
};
// Writes the certificate of claims about both: `equal`, `deviation<=P`, `deviation>=P`.
bool write_certificate(std::ostream& out, const CertificatePair& pair,
                       std::span<const CertificateClaim> claims, const ExploreOptions& options);

// The claims that a partition's counts make.
std::vector<CertificateClaim> count_claims(const Counts& counts);
std::vector<CertificateClaim> cell_claims(std::uint64_t cells);
// How the answers to claims can be proved; a claim that was not decided, or whose proof the
// format has no form for, stays open.
std::vector<CertificateClaim> plan_proofs(const Problem& problem, std::span<const Claim> claims,
                                          std::span<const Answer> answers,
                                          const ExploreOptions& options);

// Writes the certificate; see FORMAT.md. False if the budget ran out on the way.
bool write_certificate(std::ostream& out, const CertificateSource& source,
                       const Network& network, const Problem& problem,
                       std::span<const CertificateClaim> claims, const ExploreOptions& options);

}  // namespace polyspike
