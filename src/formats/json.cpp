// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/json.hpp"

#include <algorithm>
#include <cassert>

namespace polyspike {

namespace {

constexpr int max_depth = 64;
// Beyond any number that a network needs; keeps a hostile file from hours of arithmetic.
constexpr std::size_t max_number_length = 200000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::string_view name_of(Json::Kind kind) {
  switch (kind) {
    case Json::Kind::null:
      return "null";
    case Json::Kind::boolean:
      return "true or false";
    case Json::Kind::number:
      return "a number";
    case Json::Kind::string:
      return "a string";
    case Json::Kind::array:
      return "a list";
    case Json::Kind::object:
      return "an object";
  }
  return "";
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown = 40;
  std::string result(1, '"');
  for (const char c : text.substr(0, shown))
    result += static_cast<unsigned char>(c) < ' ' ? '?' : c;
  return result += text.size() > shown ? "...\"" : "\"";
}

}  // namespace

// Recursive descent over the text, writing nodes in the order of their first characters.
class JsonParser {
 public:
  explicit JsonParser(JsonDocument& document)
      : document_(document), text_(document.source_.text()) {}

  void run() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
    value(0);
    skip_space();
    if (at_ < text_.size()) fail("expected the end of the file");
  }

 private:
  using Kind = Json::Kind;

  [[noreturn]] void fail(const std::string& message) const {
    document_.source_.fail(at_, message + ", got " + token());
  }
  // What stands at the place of an error, for people.
  std::string token() const {
    if (at_ >= text_.size()) return "the end of the file";
    if (text_[at_] == '\n') return "the end of the line";
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    if (end > at_) return quoted(text_.substr(at_, end - at_));
    if (text_[at_] < ' ' || text_[at_] > '~') return "a byte that is not ASCII";
    return std::string(1, '\'') + text_[at_] + '\'';
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
      ++at_;
    }
  }
  std::uint32_t open(Kind kind) {
    document_.nodes_.push_back({static_cast<std::uint32_t>(at_), 0, 0, kind, false});
    return static_cast<std::uint32_t>(document_.nodes_.size() - 1);
  }
  void close(std::uint32_t node, std::size_t size) {
    document_.nodes_[node].size = static_cast<std::uint32_t>(size);
    document_.nodes_[node].next = static_cast<std::uint32_t>(document_.nodes_.size());
  }

  void value(int depth) {
    skip_space();
    if (depth > max_depth) fail("lists and objects are nested too deeply");
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true", Kind::boolean);
      case 'f':
        return word("false", Kind::boolean);
      case 'n':
        return word("null", Kind::null);
      default:
        return number();
    }
  }

  void object(int depth) {
    const std::uint32_t node = open(Kind::object);
    std::size_t members = 0;
    ++at_;
    skip_space();
    while (peek() != '}' || members > 0) {
      skip_space();
      if (peek() != '"') fail("expected a field name in quotes");
      string();
      skip_space();
      if (peek() != ':') fail("expected ':' after the field name");
      ++at_;
      value(depth + 1);
      ++members;
      if (!another('}')) break;
    }
    ++at_;
    close(node, members);
  }

  void array(int depth) {
    const std::uint32_t node = open(Kind::array);
    std::size_t entries = 0;
    ++at_;
    skip_space();
    while (peek() != ']' || entries > 0) {
      value(depth + 1);
      ++entries;
      if (!another(']')) break;
    }
    ++at_;
    close(node, entries);
  }

  // After an entry: takes a comma, or stays before the closing bracket.
  bool another(char closing) {
    skip_space();
    if (peek() == closing) return false;
    if (peek() != ',') fail(std::string("expected ',' or '") + closing + '\'');
    ++at_;
    return true;
  }

  void string() {
    const std::uint32_t node = open(Kind::string);
    const std::size_t start = ++at_;
    for (;; ++at_) {
      if (at_ >= text_.size()) fail("expected a closing '\"'");
      const char c = text_[at_];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < ' ')
        fail("expected a closing '\"' on the same line");
      if (c == '\\') {
        document_.nodes_[node].escaped = true;
        escape();
      }
    }
    close(node, at_ - start);
    ++at_;
  }

  // At a backslash; ends on the last character of the escape.
  void escape() {
    ++at_;
    if (peek() == 'u') {
      for (int i = 0; i < 4; ++i) {
        ++at_;
        const char c = peek();
        if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F'))
          fail("expected four hexadecimal digits after \\u");
      }
    } else if (at_ >= text_.size() ||
               std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos) {
      fail("expected an escape such as \\n after the backslash");
    }
  }

  void word(std::string_view expected, Kind kind) {
    const std::uint32_t node = open(kind);
    if (text_.substr(at_, expected.size()) != expected) fail("expected a value");
    at_ += expected.size();
    close(node, expected.size());
  }

  void digits() {
    if (!is_digit(peek())) fail("expected a digit");
    while (is_digit(peek())) ++at_;
  }

  void number() {
    const std::size_t start = at_;
    if (peek() != '-' && !is_digit(peek())) fail("expected a value");
    const std::uint32_t node = open(Kind::number);
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else {
      digits();
    }
    if (peek() == '.') {
      ++at_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
    close(node, at_ - start);
  }

  JsonDocument& document_;
  std::string_view text_;
  std::size_t at_ = 0;
};

JsonDocument::JsonDocument(SourceText source) : source_(std::move(source)) {
  static_assert(SourceText::limit < UINT32_MAX);
  JsonParser(*this).run();
}

Json::Kind Json::kind() const {
  return document_->nodes_[node_].kind;
}

std::size_t Json::size() const {
  return document_->nodes_[node_].size;
}

bool Json::is_escaped() const {
  return document_->nodes_[node_].escaped;
}

std::string_view Json::raw() const {
  const auto& node = document_->nodes_[node_];
  const std::string_view text = document_->source_.text();
  return text.substr(node.offset + (node.kind == Kind::string ? 1 : 0), node.size);
}

Json::Iterator& Json::Iterator::operator++() {
  node_ = document_->nodes_[node_].next;
  return *this;
}

Json::Iterator Json::end() const {
  return {document_, document_->nodes_[node_].next};
}

void Json::fail(const std::string& message) const {
  document_->source_.fail(document_->nodes_[node_].offset, message);
}

Place Json::place() const {
  return document_->source_.place(document_->nodes_[node_].offset);
}

void Json::expect(Kind wanted, std::string_view what) const {
  if (kind() == wanted) return;
  std::string message("expected ");
  fail(message.append(what).append(", got ").append(name_of(kind())));
}

namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::uint32_t hexadecimal(std::string_view digits) {
  return static_cast<std::uint32_t>(std::stoul(std::string(digits), nullptr, 16));
}

// The character of the escape whose backslash is at `at`, which moves behind it. A lone
// surrogate becomes the replacement character.
std::uint32_t unescape(std::string_view text, std::size_t& at) {
  const char c = text[at + 1];
  at += 2;
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      break;
    default:
      return static_cast<unsigned char>(c);
  }
  const std::uint32_t high = hexadecimal(text.substr(at, 4));
  at += 4;
  if (high < 0xD800 || high > 0xDFFF) return high;
  if (high < 0xDC00 && text.substr(at, 2) == "\\u") {
    const std::uint32_t low = hexadecimal(text.substr(at + 2, 4));
    if (low >= 0xDC00 && low <= 0xDFFF) {
      at += 6;
      return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
  }
  return 0xFFFD;
}

}  // namespace

std::string Json::string() const {
  expect(Kind::string, "a string");
  const std::string_view text = raw();
  if (!is_escaped()) return std::string(text);
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\\') {
      append_utf8(result, unescape(text, at));
    } else {
      result += text[at++];
    }
  }
  return result;
}

Rational Json::rational() const {
  if (kind() != Kind::number)
    expect(Kind::string, "a rational such as \"-3/4\" or 0.125");
  const std::string_view text = raw();
  if (text.size() > max_number_length)
    fail("this number has " + std::to_string(text.size()) +
         " characters, expected at most " + std::to_string(max_number_length));
  auto value = Rational::parse(text);
  if (!value) fail("expected a rational such as \"-3/4\" or 0.125, got " + quoted(text));
  return std::move(*value);
}

Fields::Fields(Json object, std::initializer_list<std::string_view> known)
    : object_(object), count_(known.size()) {
  assert(known.size() <= most);
  std::copy(known.begin(), known.end(), known_.begin());
  object.expect(Json::Kind::object, "an object");
  for (auto member = object.begin(); member != object.end(); ++member) {
    const Json key = *member;
    const Json value = *++member;
    const std::size_t k = index(key.raw());
    if (k == count_) {
      std::string message = "unknown field " + quoted(key.raw()) + ", expected one of";
      for (const std::string_view name : known) message.append(1, ' ').append(name);
      key.fail(message);
    }
    if (nodes_[k] != 0) key.fail("the field " + quoted(key.raw()) + " appears twice");
    nodes_[k] = value.node_;
  }
}

std::size_t Fields::index(std::string_view name) const {
  std::size_t k = 0;
  while (k < count_ && known_[k] != name) ++k;
  return k;
}

std::optional<Json> Fields::find(std::string_view name) const {
  const std::size_t k = index(name);
  assert(k < count_);
  if (nodes_[k] == 0) return std::nullopt;
  return Json(object_.document_, nodes_[k]);
}

Json Fields::operator[](std::string_view name) const {
  const auto value = find(name);
  if (!value) object_.fail("expected a field " + quoted(name) + " in this object");
  return *value;
}

}  // namespace polyspike
