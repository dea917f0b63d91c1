// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/line_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "polyspike/error.hpp"

namespace polyspike {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 16;

[[noreturn]] void refuse(const std::string& path) {
  throw Error(Place{path, 1, 1},
              std::string("cannot write the file: ") + std::strerror(errno));
}

}  // namespace

LineFile::LineFile(std::string path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) refuse(path_);
}

LineFile::~LineFile() {
  if (descriptor_ < 0) return;
  try {
    close();
  } catch (const Error&) {
    ::close(std::exchange(descriptor_, -1));
  }
}

void LineFile::add(std::string_view line) {
  buffer_.append(line).append(1, '\n');
  if (buffer_.size() >= buffer_size) flush();
}

void LineFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      // What went out of these lines is taken back, up to the last whole one.
      const int error = errno;
      const std::size_t out = buffer_.size() - rest.size();
      const std::size_t whole = out == 0 ? 0 : buffer_.rfind('\n', out - 1) + 1;
      buffer_.clear();
      if (::ftruncate(descriptor_, static_cast<off_t>(size_ + whole)) == 0) errno = error;
      errno = error;
      refuse(path_);
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  size_ += buffer_.size();
  buffer_.clear();
}

void LineFile::close() {
  flush();
  if (::close(std::exchange(descriptor_, -1)) != 0) refuse(path_);
}

}  // namespace polyspike
