// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/leaf.hpp"

#include <stdexcept>

#include "engine/pattern_key.hpp"

namespace polyspike {

namespace {

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h ^= v + 0x9E3779B97F4A7C15ULL + (h << 6) + (h >> 2);
  h *= 0xFF51AFD7ED558CCDULL;
  return h ^ (h >> 32);
}

}  // namespace

std::vector<Point> Leaf::vertices() const {
  throw std::logic_error("leaf: this engine does not know vertices");
}

void Leaf::append_key(std::vector<std::uint64_t>& key) const {
  PatternKey(key).add(pattern());
}

std::optional<std::uint64_t> Leaf::map_hash() const {
  const OutputForms forms = outputs();
  for (const auto& form : forms)
    if (!form) return std::nullopt;
  return hash_outputs(forms);
}

std::uint64_t hash_pattern(const Pattern& pattern) {
  std::uint64_t h = pattern.size();
  for (const Decision& d : pattern) {
    h = mix(h, static_cast<std::uint64_t>(d.kind) + 16 * d.events.size());
    for (std::uint32_t e : d.events) h = mix(h, e);
    if (d.kind == Decision::Kind::jump) h = mix(h, d.jump_event);
  }
  return h;
}

std::uint64_t hash_outputs(const OutputForms& outputs) {
  std::uint64_t h = outputs.size();
  for (const auto& form : outputs) h = mix(h, form ? form->hash() : 0);
  return h;
}

}  // namespace polyspike
