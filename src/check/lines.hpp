// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "integer.hpp"

namespace check {

// Why a certificate is not accepted.
struct Rejected {
  std::uint64_t line;
  std::string reason;
};

using Words = std::span<const std::string_view>;

// The lines of a certificate, one at a time, comments left out, and split into words. The
// words live until the next line is read.
class Lines {
 public:
  explicit Lines(std::istream& in) : in_(in), buffer_(1 << 16, '\0') {}

  // Reads the next line; rejects at the end of the file.
  void next();
  std::string_view text() const { return line_; }
  Words words() const { return words_; }
  std::string_view first() const { return words_[0]; }
  bool is(std::string_view first_word) const { return words_[0] == first_word; }
  // The words between the separators "|".
  const std::vector<Words>& blocks();
  std::uint64_t number() const { return number_; }
  // Whether nothing follows.
  bool at_end();

  [[noreturn]] void reject(const std::string& reason) const { throw Rejected{number_, reason}; }
  void require(bool condition, const char* reason) const {
    if (!condition) reject(reason);
  }
  Int integer(std::string_view word) const;
  std::size_t index(std::string_view word) const;  // a natural number of at most 9 digits
  Vector integers(Words words) const;

 private:
  bool read_line();
  bool fill();

  std::istream& in_;
  std::string buffer_;
  std::size_t at_ = 0, end_ = 0;
  std::string line_;
  std::vector<std::string_view> words_;
  std::vector<Words> blocks_;
  std::uint64_t number_ = 0;
};

}  // namespace check
