// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include "polyspike/error.hpp"

namespace polyspike {

// An input file in memory, with the name that messages use. What does not look like text
// that a network can be read from is refused before it is read: a directory, an empty
// file, a file (or a stream, however long its lines) of more than `limit` bytes.
class SourceText {
 public:
  static constexpr std::size_t limit = std::size_t{256} << 20;

  // `line` is the number of the text's first line in the file that it is a part of.
  SourceText(std::string name, std::string text, std::size_t line = 1)
      : name_(std::move(name)), text_(std::move(text)), line_(line) {}
  // Reads a file, or standard input for "-"; throws Error.
  static SourceText read(const std::string& path);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  // Line and column (in bytes) of an offset.
  Place place(std::size_t offset) const;
  [[noreturn]] void fail(std::size_t offset, const std::string& message) const {
    throw Error(place(offset), message);
  }

 private:
  std::string name_;
  std::string text_;
  std::size_t line_;
};

// "1 input", "2 inputs": for messages.
std::string counted(std::size_t count, const std::string& noun);

}  // namespace polyspike
