// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/leaf.hpp"

#include <stdexcept>

#include "engine/pattern_key.hpp"
#include "number/mix.hpp"

namespace polyspike {

std::vector<Point> Leaf::vertices() const {
  throw std::logic_error("leaf: this engine does not know vertices");
}

void Leaf::append_vertex_keys(std::vector<std::uint64_t>&) const {
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

MapKey Leaf::append_map_key(std::vector<std::uint64_t>& words) const {
  const auto hash = map_hash();
  if (!hash) return MapKey::never;
  words.push_back(*hash);
  return MapKey::hash;
}

std::uint64_t hash_outputs(const OutputForms& outputs) {
  std::uint64_t h = outputs.size();
  for (const auto& form : outputs) h = mix(h, form ? form->hash() : 0);
  return h;
}

}  // namespace polyspike
