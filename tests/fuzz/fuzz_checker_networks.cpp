// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "check/certificate.hpp"
#include "check/json.hpp"

// Feeds bytes to the checker as a network file, the certificate being about its shape and a
// point: all that can be said without knowing it.
namespace {

void attempt(const std::string& text, const std::string& claim, const std::string& proof,
             const std::string& kind) {
  std::istringstream certificate("polyspike-certificate 1\n" + kind + " x name\n" + claim +
                                 "\nproof\n" + proof + "\nend\n");
  try {
    check::check_certificate(certificate, {{"file", text, "x"}});
  } catch (const check::Unusable&) {
  }
}

// Numbers such as 1e99999 are exact and slow; a fuzzer finds nothing else in them.
bool has_long_exponent(const std::string& text) {
  for (std::size_t e = text.find_first_of("eE"); e != std::string::npos;
       e = text.find_first_of("eE", e + 1))
    if (text.find_first_not_of("+-0123456789", e + 1) > e + 4) return true;
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (has_long_exponent(text)) return 0;
  attempt(text, "claim holds continuous", "by theorem", "network");
  attempt(text, "claim violated output<=0", "by points 2 1 1", "network");
  attempt(text, "claim violated continuous", "by jump 1 0 | 1 1", "network-normalized");
  attempt(text, "claim holds cells=1", "by tree\ntree full\nl 2 1", "network");
  return 0;
}
