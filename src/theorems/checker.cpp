// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/checker.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <vector>

extern char** environ;

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
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return unusable;
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<std::string> words{program, certificate};
  words.insert(words.end(), networks.begin(), networks.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawn(&child, path_.c_str(), &actions, nullptr,
                                arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return unusable;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return unusable;
  return WIFEXITED(status) ? WEXITSTATUS(status) : unusable;
}

}  // namespace polyspike
