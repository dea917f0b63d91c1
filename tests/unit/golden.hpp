// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "formats/json.hpp"
#include "polyspike/read_network.hpp"

// The golden networks of tests/data/golden with their exact expected answers.
inline std::string test_data() {
  return POLYSPIKE_TEST_DATA;
}

inline std::string golden_file(const std::string& name) {
  return test_data() + "/golden/" + name + ".json";
}

// Calls visit(name, expected) for every network of an expected.json or golden.json.
inline void for_each_expected(
    const std::string& file,
    const std::function<void(const std::string&, polyspike::Json)>& visit) {
  const polyspike::JsonDocument document(polyspike::SourceText::read(file));
  for (auto member = document.root().begin(); member != document.root().end(); ++member) {
    const std::string name = (*member).string();
    visit(name, *++member);
  }
}

// A field of an object, nothing where it is missing, whatever other fields there are.
inline std::optional<polyspike::Json> find_field(polyspike::Json object,
                                                 const std::string& name) {
  for (auto member = object.begin(); member != object.end(); ++member) {
    const bool found = (*member).string() == name;
    const polyspike::Json value = *++member;
    if (found) return value;
  }
  return std::nullopt;
}

inline polyspike::Json field(polyspike::Json object, const std::string& name) {
  return find_field(object, name).value();
}
