// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace polyspike {

// One option of the command line: a flag, or one that takes a value.
struct Option {
  std::string_view name;   // "--at"
  std::string_view value;  // what its value is called in --help; empty: a flag
  std::string_view help;
};

// A parsed command line. Why not Boost.program_options: an option that takes a value
// takes the next word whatever it looks like (--at -1/2,3), and a claim such as
// output>=-1 is a word like any other.
class Arguments {
 public:
  // `--name value`, `--name=value`, `--flag`, and words; "--" ends the options and "-" is
  // a word. Throws Error on an option that is not in the tables, or twice, or lacks its
  // value.
  Arguments(std::span<const std::string> words, std::span<const Option> common,
            std::span<const Option> own);

  const std::vector<std::string>& words() const { return words_; }
  bool has(std::string_view option) const { return find(option).has_value(); }
  std::optional<std::string> find(std::string_view option) const;
  // The value of an option that must be there; throws Error.
  std::string require(std::string_view option) const;

 private:
  std::vector<std::string> words_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace polyspike
