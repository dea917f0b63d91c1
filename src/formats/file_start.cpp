// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/file_start.hpp"

#include <fstream>

namespace polyspike {

bool file_begins_with(const std::string& path, std::string_view start) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(start.size(), '\0');
  return file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) && bytes == start;
}

}  // namespace polyspike
