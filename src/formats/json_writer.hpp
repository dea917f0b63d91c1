// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "polyspike/affine_form.hpp"
#include "polyspike/rational.hpp"

namespace polyspike {

// Writes one JSON value to a stream, in the order of the calls and on one line; rationals
// as strings in canonical text. `array("x")` and `value("x", v)` are a field of an
// object, the forms without a key an entry of a list:
//   JsonWriter out(stream); out.object(); out.value("cells", 3); out.end();
class JsonWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}

  void object() { open('{', '}'); }
  void array() { open('[', ']'); }
  void object(std::string_view key) { write_key(key), object(); }
  void array(std::string_view key) { write_key(key), array(); }
  // Closes the innermost object or array.
  void end();

  void value(const Rational& number) { scalar('"' + number.str() + '"'); }
  void value(const Value& number) { scalar('"' + to_string(number) + '"'); }
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool truth) { scalar(truth ? "true" : "false"); }
  void value(int count) { scalar(std::to_string(count)); }
  void value(std::uint64_t count) { scalar(std::to_string(count)); }
  void value(std::nullptr_t) { scalar("null"); }
  template <typename T>
  void value(const std::vector<T>& entries) {
    array();
    for (const T& entry : entries) value(entry);
    end();
  }
  template <typename T>
  void value(std::string_view key, const T& content) {
    write_key(key);
    value(content);
  }

 private:
  void open(char opening, char closing);
  void scalar(std::string_view text);
  void write_key(std::string_view key);
  void comma();

  std::ostream& out_;
  std::string closing_;  // of what is open, innermost last
  bool first_ = true;    // nothing stands in the innermost yet
  bool after_key_ = false;
};

// The text as a JSON string, quotes included.
std::string json_string(std::string_view text);

}  // namespace polyspike
