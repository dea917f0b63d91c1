// SPDX-License-Identifier: GPL-3.0-or-later
#include "lines.hpp"

#include <charconv>
#include <cstring>

namespace check {

bool Lines::fill() {
  in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  at_ = 0;
  end_ = static_cast<std::size_t>(in_.gcount());
  return end_ > 0;
}

bool Lines::at_end() { return at_ == end_ && !fill(); }

// A line without its end is none.
bool Lines::read_line() {
  constexpr std::size_t longest = std::size_t{1} << 26;
  line_.clear();
  ++number_;
  while (true) {
    if (at_ == end_ && !fill()) return false;
    const char* start = buffer_.data() + at_;
    const auto* stop = static_cast<const char*>(std::memchr(start, '\n', end_ - at_));
    const std::size_t length = stop ? static_cast<std::size_t>(stop - start) : end_ - at_;
    line_.append(start, length);
    at_ += length;
    if (line_.size() > longest) reject("a line of more than 64 MB");
    if (stop == nullptr) continue;
    ++at_;
    return true;
  }
}

void Lines::next() {
  do {
    if (!read_line()) reject("the certificate ends early");
  } while (line_.starts_with('%'));
  words_.clear();
  blocks_.clear();
  const char* word = line_.data();
  const char* const end = word + line_.size();
  for (const char* at = word;; ++at) {
    if (at != end && *at != ' ') continue;
    if (at == word) reject("expected words separated by one space");
    words_.emplace_back(word, static_cast<std::size_t>(at - word));
    if (at == end) break;
    word = at + 1;
  }
}

const std::vector<Words>& Lines::blocks() {
  if (!blocks_.empty()) return blocks_;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= words_.size(); ++i) {
    if (i < words_.size() && (words_[i].size() != 1 || words_[i][0] != '|')) continue;
    blocks_.push_back(Words(words_).subspan(start, i - start));
    start = i + 1;
  }
  return blocks_;
}

Int Lines::integer(std::string_view word) const {
  Int value;
  if (!value.parse(word)) reject("expected an integer");
  return value;
}

std::size_t Lines::index(std::string_view word) const {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || word.size() > 9 ||
      (word[0] == '0' && word.size() > 1))
    reject("expected a natural number");
  return value;
}

Vector Lines::integers(Words words) const {
  Vector values;
  values.reserve(words.size());
  for (const std::string_view word : words) values.push_back(integer(word));
  return values;
}

}  // namespace check
