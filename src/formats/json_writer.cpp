// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/json_writer.hpp"

#include <cassert>

namespace polyspike {

std::string json_string(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string result(1, '"');
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (code < ' ') {
      result.append("\\u00");
      result += digits[code >> 4];
      result += digits[code & 15];
    } else {
      result += c;
    }
  }
  return result += '"';
}

void JsonWriter::comma() {
  if (!first_ && !after_key_) out_ << ", ";
  first_ = false;
  after_key_ = false;
}

void JsonWriter::open(char opening, char closing) {
  comma();
  out_ << opening;
  closing_ += closing;
  first_ = true;
}

void JsonWriter::end() {
  assert(!closing_.empty());
  out_ << closing_.back();
  closing_.pop_back();
  first_ = false;
}

void JsonWriter::scalar(std::string_view text) {
  comma();
  out_ << text;
}

void JsonWriter::value(std::string_view text) {
  scalar(json_string(text));
}

void JsonWriter::write_key(std::string_view key) {
  comma();
  out_ << json_string(key) << ": ";
  after_key_ = true;
}

}  // namespace polyspike
