// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/source_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace polyspike {

namespace {

// A file descriptor, closed at the end unless it is standard input.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd > 0) close(fd);
  }
};

[[noreturn]] void refuse(const std::string& name, const std::string& message) {
  throw Error(Place{name, 1, 1}, message);
}

[[noreturn]] void refuse_size(const std::string& name) {
  refuse(name, "the file is larger than " + std::to_string(SourceText::limit >> 20) +
                   " MiB, expected a network below that size");
}

}  // namespace

SourceText SourceText::read(const std::string& path) {
  const bool standard = path == "-";
  const std::string name = standard ? "<stdin>" : path;
  const Descriptor file{standard ? 0 : open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0)
    refuse(name, std::string("cannot open the file: ") + std::strerror(errno));
  struct stat status {};
  if (fstat(file.fd, &status) == 0) {
    if (S_ISDIR(status.st_mode)) refuse(name, "this is a directory, expected a file");
    if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > limit)
      refuse_size(name);
  }
  std::string text;
  if (status.st_size > 0 && S_ISREG(status.st_mode))
    text.reserve(static_cast<std::size_t>(status.st_size) + 1);
  char buffer[1 << 16];
  for (;;) {
    const ssize_t count = ::read(file.fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      refuse(name, std::string("cannot read the file: ") + std::strerror(errno));
    if (count == 0) break;
    if (std::memchr(buffer, 0, static_cast<std::size_t>(count)) != nullptr)
      refuse(name, "this is a binary file, expected text");
    if (text.size() + static_cast<std::size_t>(count) > limit) refuse_size(name);
    text.append(buffer, static_cast<std::size_t>(count));
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    refuse(name, "the file is empty, expected JSON or .nnet text");
  return {name, std::move(text)};
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

Place SourceText::place(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(offset);
  const std::size_t line_start =
      offset == 0 ? std::string::npos : text_.rfind('\n', offset - 1);
  const std::size_t column =
      line_start == std::string::npos ? offset : offset - line_start - 1;
  const std::size_t breaks = static_cast<std::size_t>(std::count(text_.begin(), end, '\n'));
  return {name_, static_cast<int>(line_ + breaks), static_cast<int>(column) + 1};
}

}  // namespace polyspike
