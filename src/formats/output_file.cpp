// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/output_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "polyspike/error.hpp"

namespace polyspike {

namespace {

bool is_special(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) &&
         !std::filesystem::is_regular_file(path, ignored);
}

[[noreturn]] void refuse(const std::string& path) {
  throw Error(Place{path, 1, 1},
              std::string("cannot write the file: ") + std::strerror(errno));
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)), temporary_(path_) {
  if (!is_special(path_)) temporary_.append(".part").append(std::to_string(getpid()));
  errno = 0;
  stream_.open(temporary_, std::ios::binary | std::ios::trunc);
  if (!stream_) refuse(path_);
}

OutputFile::~OutputFile() {
  if (!stream_.is_open()) return;
  stream_.close();
  if (temporary_ != path_) std::remove(temporary_.c_str());
}

void OutputFile::commit() {
  errno = 0;
  if (!stream_.flush()) refuse(path_);
  if (temporary_ != path_ && std::rename(temporary_.c_str(), path_.c_str()) != 0)
    refuse(path_);
  stream_.close();
}

}  // namespace polyspike
