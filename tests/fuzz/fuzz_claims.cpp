// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "check/claim.hpp"
#include "formats/points.hpp"
#include "polyspike/error.hpp"
#include "property/claims.hpp"

// Feeds words to the readers of claims: what the library reads, the checker reads too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (std::size_t e = text.find_first_of("eE"); e != std::string::npos;
       e = text.find_first_of("eE", e + 1))
    if (text.find_first_not_of("+-0123456789", e + 1) > e + 4) return 0;  // exact and slow
  const auto claim = polyspike::parse_claim(text, 2);
  const check::Claim checked = check::parse_claim(text);
  if (claim && checked.kind == check::Claim::Kind::unknown) std::abort();
  try {
    polyspike::read_point(text, 2, "--at");
  } catch (const polyspike::Error&) {
  }
  return 0;
}
