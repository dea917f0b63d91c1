// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/key_table.hpp"

#include <algorithm>

#include "number/mix.hpp"

namespace polyspike {

std::uint64_t KeyTable::hash(Key key) {
  std::uint64_t h = key.size();
  for (const std::uint64_t word : key) h = mix(h, word);
  return h;
}

KeyTable::Key KeyTable::key(std::uint32_t number) const {
  const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
  return Key(words_).subspan(begin, ends_[number] - begin);
}

std::size_t KeyTable::slot(Key wanted, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at] != free; at = (at + 1) & mask)
    if (hashes_[slots_[at]] == hash && std::ranges::equal(key(slots_[at]), wanted)) break;
  return at;
}

void KeyTable::grow() {
  slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), free);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 0; number < hashes_.size(); ++number) {
    std::size_t at = hashes_[number] & mask;
    while (slots_[at] != free) at = (at + 1) & mask;
    slots_[at] = number;
  }
}

std::pair<std::uint32_t, bool> KeyTable::add(Key key) {
  if (2 * hashes_.size() >= slots_.size()) grow();
  const std::uint64_t h = hash(key);
  const std::size_t at = slot(key, h);
  if (slots_[at] != free) return {slots_[at], false};
  const auto number = static_cast<std::uint32_t>(hashes_.size());
  slots_[at] = number;
  hashes_.push_back(h);
  words_.insert(words_.end(), key.begin(), key.end());
  ends_.push_back(words_.size());
  return {number, true};
}

std::optional<std::uint32_t> KeyTable::find(Key key) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t number = slots_[slot(key, hash(key))];
  return number == free ? std::nullopt : std::optional(number);
}

}  // namespace polyspike
