// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace polyspike {

// A file written line by line while its content is being found. It holds whole lines only,
// whenever and however the program ends.
class LineFile {
 public:
  // Creates or empties the file; throws Error if it cannot be written.
  explicit LineFile(std::string path);
  // Writes what is left; errors are lost, see close().
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  // Adds a line, given without its line break.
  void add(std::string_view line);
  // Throws Error if anything could not be written.
  void close();

 private:
  void flush();

  std::string path_;
  int descriptor_;
  std::string buffer_;         // whole lines that are not written yet
  unsigned long long size_ = 0;  // bytes written
};

}  // namespace polyspike
