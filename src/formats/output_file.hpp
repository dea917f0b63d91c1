// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <string>

namespace polyspike {

// A file that appears under its name only when it is whole: what is written goes to a
// neighbour of the file, which commit() renames and the destructor otherwise removes. A
// path that exists and is no regular file (/dev/stdout, a pipe) is written to directly.
class OutputFile {
 public:
  // Throws Error if the file cannot be written.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  std::ostream& stream() { return stream_; }
  // Throws Error if anything could not be written.
  void commit();

 private:
  std::string path_;
  std::string temporary_;  // path_ itself when written to directly
  std::ofstream stream_;
};

}  // namespace polyspike
