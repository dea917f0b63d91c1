// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "formats/domain.hpp"
#include "formats/native.hpp"
#include "formats/nnet.hpp"
#include "formats/points.hpp"
#include "network/lower.hpp"
#include "program/evaluate.hpp"

// Feeds bytes to every reader of networks, domains and points. Whatever is read must
// lower, evaluate at 0 and survive writing and reading; everything else must throw Error.
using namespace polyspike;

namespace {

template <typename Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Error&) {
  }
}

std::string write(const Network& network) {
  std::ostringstream out;
  write_native(out, network);
  return out.str();
}

// Numbers such as 1e99999 are exact and slow; a fuzzer finds nothing else in them.
bool has_long_exponent(const std::string& text) {
  for (std::size_t e = text.find_first_of("eE"); e != std::string::npos;
       e = text.find_first_of("eE", e + 1))
    if (text.find_first_not_of("+-0123456789", e + 1) > e + 4) return true;
  return false;
}

void use(const Network& network) {
  const Program program = lower(network);
  evaluate(program, Point(network.inputs()));
  const std::string text = write(network);
  if (write(read_native(JsonDocument(SourceText("again", text)))) != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (has_long_exponent(text)) return 0;
  attempt([&] { use(read_native(JsonDocument(SourceText("text", text)))); });
  attempt([&] { use(read_nnet(SourceText("text", text), size % 2 == 0)); });
  if (!text.empty() && text[0] == '[')
    attempt([&] { read_surroundings(text, "--domain"); });
  attempt([&] { read_point(text, 2, "--at"); });
  return 0;
}
