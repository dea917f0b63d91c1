// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace polyspike {

// A folder of one's own, gone at the end with all that is in it.
class ScratchFolder {
 public:
  // Throws Error if none can be made.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace polyspike
