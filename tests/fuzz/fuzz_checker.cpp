// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "check/certificate.hpp"
#include "check/json.hpp"
#include "check/sha256.hpp"

// Feeds bytes to the checker as a certificate of the example networks. It must end with a
// verdict or say that a network is unusable.
namespace {

std::vector<check::NetworkFile> read_examples() {
  std::vector<check::NetworkFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(POLYSPIKE_EXAMPLES)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    const std::string digest = check::sha256(text);
    files.push_back({entry.path().string(), std::move(text), digest});
  }
  return files;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<check::NetworkFile> files = read_examples();
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::istringstream certificate(text), again(text);
  check::networks_named(again);
  try {
    check::check_certificate(certificate, files);
  } catch (const check::Unusable&) {
  }
  return 0;
}
