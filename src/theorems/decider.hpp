// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/hull.hpp"
#include "property/claims.hpp"
#include "property/equal.hpp"
#include "theorems/statement.hpp"

namespace polyspike {

// What the engine says of a statement; the verdict is about its text, whatever is
// expected.
struct Finding {
  Verdict verdict = Verdict::unknown;
  std::string found;  // a statement that is true, or why none is known
  Answer answer;      // of a claim or a count
  std::optional<EqualityProof> equality;
};

// Decides statements about one network.
class Decider {
 public:
  using Lookup = std::function<Network(const std::string& file)>;
  // Refers to its arguments. `lookup` reads the networks that statements name.
  Decider(const Network& network, Lookup lookup, Budget& budget)
      : network_(network), lookup_(std::move(lookup)), budget_(budget) {}

  Finding decide(const Statement& statement);
  const Problem& problem();

 private:
  Finding decide_claim(const Statement& statement);
  Finding decide_equal_to(const Statement& statement);
  Finding decide_convexity();
  std::optional<std::uint64_t> find_number(const Statement& statement);
  Finding limit() const;
  Claims& claims();

  const Network& network_;
  Lookup lookup_;
  Budget& budget_;
  std::optional<Problem> problem_;
  std::optional<Claims> claims_;
};

}  // namespace polyspike
