// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/arguments.hpp"

#include "polyspike/error.hpp"

namespace polyspike {

namespace {

const Option* find_option(std::string_view name, std::span<const Option> options) {
  for (const Option& option : options)
    if (option.name == name) return &option;
  return nullptr;
}

}  // namespace

Arguments::Arguments(std::span<const std::string> words, std::span<const Option> common,
                     std::span<const Option> own) {
  bool options_end = false;
  for (std::size_t k = 0; k < words.size(); ++k) {
    const std::string& word = words[k];
    if (options_end || word.size() < 2 || word[0] != '-') {
      words_.push_back(word);
      continue;
    }
    if (word == "--") {
      options_end = true;
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Option* option = find_option(name, own);
    if (option == nullptr) option = find_option(name, common);
    if (option == nullptr) throw Error("unknown option " + name + ", see --help");
    std::string value;
    if (equals != std::string::npos) {
      if (option->value.empty()) throw Error("the option " + name + " takes no value");
      value = word.substr(equals + 1);
    } else if (!option->value.empty()) {
      if (++k == words.size())
        throw Error("the option " + name + " expects a value, " +
                    std::string(option->value));
      value = words[k];
    }
    if (!values_.emplace(name, value).second)
      throw Error("the option " + name + " is given twice");
  }
}

std::optional<std::string> Arguments::find(std::string_view option) const {
  const auto found = values_.find(option);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::string Arguments::require(std::string_view option) const {
  auto value = find(option);
  if (!value) throw Error("expected the option " + std::string(option) + ", see --help");
  return std::move(*value);
}

}  // namespace polyspike
