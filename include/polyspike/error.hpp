// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace polyspike {

// A place in an input file; line and column count from 1, 0 means the place is not known.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

// Unusable input: what is wrong and what was expected, in one line. Thrown by formats/ and
// cli/ only and caught once, in main, which prints `FILE:LINE:COLUMN: message` and exits 2.
class Error : public std::runtime_error {
 public:
  Error(Place place, const std::string& message)
      : std::runtime_error(message), place_(std::move(place)) {}
  explicit Error(const std::string& message) : std::runtime_error(message) {}

  const Place& place() const { return place_; }
  // `FILE:LINE:COLUMN: message`, or the message alone where no place is known.
  std::string str() const {
    if (place_.file.empty()) return what();
    return place_.file + ':' + std::to_string(place_.line) + ':' +
           std::to_string(place_.column) + ": " + what();
  }

 private:
  Place place_;
};

}  // namespace polyspike
