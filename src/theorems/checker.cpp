// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/checker.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <vector>

#include "process/run_program.hpp"

namespace polyspike {

namespace {

constexpr const char* program = "check-certificate";
constexpr int unusable = 2;

bool is_program(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<Checker> Checker::find() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error && is_program(self.parent_path() / program))
    return Checker(self.parent_path() / program);
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (is_program(std::filesystem::path(folder) / program))
      return Checker(std::filesystem::path(folder) / program);
  return std::nullopt;
}

int Checker::run(const std::string& certificate,
                 std::span<const std::string> networks) const {
  std::vector<std::string> words{path_, certificate};
  words.insert(words.end(), networks.begin(), networks.end());
  return run_program(std::move(words)).value_or(unusable);
}

}  // namespace polyspike
