// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "engine/hull.hpp"
#include "oracle/claims.hpp"
#include "oracle/counts.hpp"
#include "oracle/evaluate.hpp"
#include "polyspike/network.hpp"

// The library against the oracle on one network: every place where they differ, in words.
namespace polyspike::property {

using Findings = std::vector<std::string>;

// The parts written one after the other.
template <class... Parts>
std::string words(const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  return text.str();
}

// A network as both sides see it.
struct Case {
  Network network;
  oracle::Model model;
  oracle::Frame frame;
  oracle::Survey survey;
  std::vector<oracle::Stratum> full;
  Problem problem;

  // Points in coordinates of the problem's flat and of the oracle's frame.
  oracle::Vector from_flat(const Point& z) const;  // in the domain's own coordinates
  Point to_flat(const oracle::Vector& y) const;
};

// The network must have a domain; `limit` bounds the oracle's strata (oracle::TooLarge).
Case make_case(const Network& network, std::size_t limit = 4000);

// Counts; each piece against evaluations inside it; the pieces' exact volumes against the
// domain's; irredundant half-spaces; the pieces of all dimensions against every stratum.
Findings compare_partition(const Case& it);

// Values and patterns at points inside and outside the domain.
Findings compare_evaluation(const Case& it);

// The two engines against each other where both work: patterns, maps, vertices.
Findings compare_engines(const Case& it);

// The verdict of every claim with bounds at, below and above the true ones, and every
// refutation's points, values and limits.
Findings compare_claims(const Case& it);

// What neurons do, and which output is first where.
Findings compare_neurons(const Case& it);

// Equality and deviation of two networks on the domain of the first.
Findings compare_pair(const Network& a, const Network& b, std::size_t limit = 4000);

// All of it for one network; a thrown exception is a finding too, TooLarge is not caught.
Findings compare(const Network& network, std::size_t limit = 4000);

}  // namespace polyspike::property
