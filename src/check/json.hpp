// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmpxx.h>

#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace check {

// A file that cannot be used: what is wrong with it. The checker ends with exit code 2.
struct Unusable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// "p/q", "p" or an exact decimal; nothing for any other text and for exponents above 100000.
std::optional<mpq_class> parse_rational(std::string_view text);

// A JSON value (RFC 8259) over its text, which must outlive it.
struct Json {
  enum class Kind { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  std::string_view text;           // of a number
  std::string name;                // the value of a string
  std::vector<Json> entries;       // of an array, the values of an object
  std::vector<std::string> keys;   // of an object

  // All these throw Unusable where the value is something else.
  static Json parse(std::string_view text);
  const std::vector<Json>& array() const;
  const std::string& string() const;
  mpq_class rational() const;
  std::vector<mpq_class> rationals() const;
  // A field of an object; nullptr if it is not there.
  const Json* find(std::string_view key) const;
  const Json& at(std::string_view key) const;
  // Refuses fields with other names.
  void expect_only(std::initializer_list<std::string_view> names) const;
};

}  // namespace check
