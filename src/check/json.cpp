// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.hpp"

#include <algorithm>

namespace check {

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

mpz_class integer(std::string_view digits) { return mpz_class(std::string(digits), 10); }

// 10^exponent times the digits, a point among them allowed.
std::optional<mpq_class> parse_decimal(std::string_view text) {
  long exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != text.npos) {
    std::string_view digits = text.substr(e + 1);
    const bool minus = digits.starts_with('-');
    if (minus || digits.starts_with('+')) digits.remove_prefix(1);
    if (!all_digits(digits)) return std::nullopt;
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() > 6) return std::nullopt;
    if (!digits.empty()) exponent = std::stol(std::string(digits));
    if (exponent > 100000) return std::nullopt;
    if (minus) exponent = -exponent;
    text = text.substr(0, e);
  }
  std::string digits(text);
  if (const auto point = text.find('.'); point != text.npos) {
    digits.erase(point, 1);
    exponent -= static_cast<long>(text.size() - point - 1);
  }
  if (!all_digits(digits)) return std::nullopt;
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(exponent)));
  mpq_class value(integer(digits));
  if (exponent >= 0) return mpq_class(value * power);
  return mpq_class(value / power);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Json document() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
    Json value = parse(0);
    skip();
    if (at_ < text_.size()) fail("text after the end");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<long>(at_), '\n');
    throw Unusable("line " + std::to_string(line) + ": " + what);
  }
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  char peek() { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void need(char c) {
    if (!take(c)) fail(std::string("expected '") + c + "'");
  }

  Json parse(int depth) {
    if (depth > 100) fail("nested too deeply");
    skip();
    Json value;
    if (take('[')) {
      value.kind = Json::Kind::array;
      if (take(']')) return value;
      do value.entries.push_back(parse(depth + 1));
      while (take(','));
      need(']');
    } else if (take('{')) {
      value.kind = Json::Kind::object;
      if (take('}')) return value;
      do {
        skip();
        value.keys.push_back(string());
        if (value.keys.size() > 100) fail("too many fields");
        if (std::count(value.keys.begin(), value.keys.end(), value.keys.back()) > 1)
          fail("a field occurs twice");
        need(':');
        value.entries.push_back(parse(depth + 1));
      } while (take(','));
      need('}');
    } else if (peek() == '"') {
      value.kind = Json::Kind::string;
      value.name = string();
    } else {
      word(value);
    }
    return value;
  }

  void word(Json& value) {
    const std::size_t start = at_;
    while (at_ < text_.size() && std::string_view(" \t\r\n,]}:[{\"").find(text_[at_]) ==
                                     std::string_view::npos)
      ++at_;
    value.text = text_.substr(start, at_ - start);
    if (value.text == "null") return;
    value.kind = Json::Kind::boolean;
    if (value.text == "true" || value.text == "false") return;
    value.kind = Json::Kind::number;
    if (!parse_rational(value.text) || value.text.find('/') != std::string_view::npos)
      fail("expected a value");
  }

  unsigned hex() {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const auto digit = std::string_view("0123456789abcdef").find(
          static_cast<char>(std::tolower(static_cast<unsigned char>(peek()))));
      if (at_ >= text_.size() || digit == std::string_view::npos) fail("bad \\u escape");
      code = code * 16 + static_cast<unsigned>(digit);
    }
    return code;
  }

  // Names only have to be told apart: an escape stays what it is for codes above 127.
  std::string string() {
    if (peek() != '"') fail("expected a string");
    ++at_;
    std::string result;
    while (peek() != '"') {
      if (at_ >= text_.size() || static_cast<unsigned char>(text_[at_]) < 0x20)
        fail("a string does not end");
      if (text_[at_] != '\\') {
        result += text_[at_++];
        continue;
      }
      ++at_;
      const char c = peek();
      ++at_;
      const auto plain = std::string_view("\"\\/bfnrt").find(c);
      if (c == 'u') {
        const unsigned code = hex();
        if (code < 128) {
          result += static_cast<char>(code);
        } else {
          result += "\\u" + std::to_string(code) + ';';
        }
      } else if (plain != std::string_view::npos && c != '\0') {
        result += "\"\\/\b\f\n\r\t"[plain];
      } else {
        fail("bad escape");
      }
    }
    ++at_;
    return result;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<mpq_class> parse_rational(std::string_view text) {
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  std::optional<mpq_class> value;
  if (const auto slash = text.find('/'); slash != text.npos) {
    const std::string_view n = text.substr(0, slash), d = text.substr(slash + 1);
    if (!all_digits(n) || !all_digits(d) || integer(d) == 0) return std::nullopt;
    value.emplace(integer(n), integer(d));
    value->canonicalize();
  } else {
    value = parse_decimal(text);
  }
  if (value && minus) *value = -*value;
  return value;
}

Json Json::parse(std::string_view text) { return Parser(text).document(); }

const std::vector<Json>& Json::array() const {
  if (kind != Kind::array) throw Unusable("expected a list");
  return entries;
}

const std::string& Json::string() const {
  if (kind != Kind::string) throw Unusable("expected a string");
  return name;
}

mpq_class Json::rational() const {
  const auto value = kind == Kind::string   ? parse_rational(name)
                     : kind == Kind::number ? parse_rational(text)
                                            : std::nullopt;
  if (!value) throw Unusable("expected a rational number");
  return *value;
}

std::vector<mpq_class> Json::rationals() const {
  std::vector<mpq_class> numbers;
  for (const Json& entry : array()) numbers.push_back(entry.rational());
  return numbers;
}

const Json* Json::find(std::string_view key) const {
  if (kind != Kind::object) throw Unusable("expected an object");
  const auto place = std::find(keys.begin(), keys.end(), key);
  return place == keys.end() ? nullptr : &entries[static_cast<std::size_t>(place - keys.begin())];
}

const Json& Json::at(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) throw Unusable("expected a field \"" + std::string(key) + "\"");
  return *value;
}

void Json::expect_only(std::initializer_list<std::string_view> names) const {
  for (const std::string& key : keys)
    if (std::find(names.begin(), names.end(), key) == names.end())
      throw Unusable("unknown field \"" + key + "\"");
}

}  // namespace check
