// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/source_text.hpp"
#include "polyspike/rational.hpp"

// A JSON reader (RFC 8259) that keeps the text and the place of every value, so that 0.1
// is the rational 1/10 and every message names line and column. A document is a flat
// array of 16-byte nodes over the text: 1M synapses cost tens of megabytes and under a
// second.
namespace polyspike {

class JsonDocument;

// A value of a document; cheap to copy, valid as long as the document.
class Json {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  Json() = default;
  Kind kind() const;
  bool is_array() const { return kind() == Kind::array; }
  bool is_object() const { return kind() == Kind::object; }
  bool is_string() const { return kind() == Kind::string; }
  // Entries of an array, members of an object.
  std::size_t size() const;

  // What the value must be; throws Error at its place if it is something else.
  std::string string() const;
  Rational rational() const;
  void expect(Kind kind, std::string_view what) const;
  [[noreturn]] void fail(const std::string& message) const;
  Place place() const;

  // Iterates over the entries of an array; over keys and values in turn for an object.
  class Iterator {
   public:
    using value_type = Json;
    using reference = Json;
    using pointer = void;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    Iterator(const JsonDocument* document, std::uint32_t node)
        : document_(document), node_(node) {}
    Json operator*() const { return Json(document_, node_); }
    Iterator& operator++();
    bool operator==(const Iterator&) const = default;

   private:
    const JsonDocument* document_;
    std::uint32_t node_;
  };
  Iterator begin() const { return {document_, node_ + 1}; }
  Iterator end() const;

 private:
  friend class JsonDocument;
  friend class Fields;
  Json(const JsonDocument* document, std::uint32_t node)
      : document_(document), node_(node) {}
  // The text between the quotes of a string without escapes, or of a number.
  std::string_view raw() const;
  bool is_escaped() const;

  const JsonDocument* document_ = nullptr;
  std::uint32_t node_ = 0;
};

class JsonDocument {
 public:
  // Throws Error where the text is not JSON.
  explicit JsonDocument(SourceText source);
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  Json root() const { return {this, 0}; }
  const SourceText& source() const { return source_; }

 private:
  friend class Json;
  friend class JsonParser;
  struct Node {
    std::uint32_t offset;  // of the first character
    std::uint32_t
        size;  // characters of a scalar; entries of an array, members of an object
    std::uint32_t next;  // the node behind this value
    Json::Kind kind;
    bool escaped;  // a string with a backslash in it
  };
  SourceText source_;
  std::vector<Node> nodes_;
};

// The members of an object whose fields are all known: throws Error if the value is no
// object, or has a field that is not among `known` (at most 16), or one twice.
class Fields {
 public:
  Fields(Json object, std::initializer_list<std::string_view> known);
  // Throws Error if it is missing.
  Json operator[](std::string_view name) const;
  std::optional<Json> find(std::string_view name) const;

 private:
  static constexpr std::size_t most = 16;
  std::size_t index(std::string_view name) const;

  Json object_;
  std::size_t count_ = 0;
  std::array<std::string_view, most> known_;
  std::array<std::uint32_t, most> nodes_{};  // of the values; 0: missing
};

}  // namespace polyspike
