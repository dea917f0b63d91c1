// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/scratch_folder.hpp"

#include <cstdlib>

#include "polyspike/error.hpp"

namespace polyspike {

ScratchFolder::ScratchFolder() {
  std::string name = std::filesystem::temp_directory_path() / "polyspike-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw Error(name + ": cannot be made");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace polyspike
