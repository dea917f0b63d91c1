// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/claim_text.hpp"

#include "polyspike/error.hpp"

namespace polyspike {

std::vector<Claim> read_claims(std::span<const std::string> words, std::size_t outputs) {
  std::vector<Claim> claims;
  for (const std::string& word : words) {
    auto claim = parse_claim(word, outputs);
    if (!claim)
      throw Error("claim '" + word + "' is not one about a network with " +
                  std::to_string(outputs) + " output(s); expected one of " + claim_syntax);
    claims.push_back(std::move(*claim));
  }
  return claims;
}

}  // namespace polyspike
