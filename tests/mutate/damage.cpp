// SPDX-License-Identifier: GPL-3.0-or-later
#include "mutate/damage.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace polyspike::mutate {

std::size_t below(Random& random, std::size_t count) { return random() % count; }

namespace {

using Lines = std::vector<std::string>;

Lines split(const std::string& text, char separator) {
  Lines parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

std::string join(const Lines& parts, char separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

template <typename T>
const T& any(Random& random, const std::vector<T>& items) {
  return items[below(random, items.size())];
}

// The number that starts at `at`, another one in its place.
std::string other_number(Random& random, const std::string& digits) {
  const bool minus = digits[0] == '-';
  switch (below(random, 7)) {
    case 0: return minus ? digits.substr(1) : '-' + digits;
    case 1: return "0";
    case 2: return "1";
    case 3: return digits + std::to_string(below(random, 10));
    case 4: return digits.size() > (minus ? 2u : 1u) ? digits.substr(0, digits.size() - 1) : "2";
    default: break;
  }
  if (digits.size() > 17) return std::to_string(below(random, 1000));
  return std::to_string(std::stoll(digits) + (below(random, 2) == 0 ? 1 : -1));
}

void alter_number(Random& random, std::string& line) {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + (line[i] == '-' ? 1 : 0);
    const std::size_t start = end;
    while (end < line.size() && line[end] >= '0' && line[end] <= '9') ++end;
    if (end > start) places.emplace_back(i, end - i);
    i = std::max(end, i + 1);
  }
  if (places.empty()) return;
  const auto [at, length] = any(random, places);
  line.replace(at, length, other_number(random, line.substr(at, length)));
}

void alter_words(Random& random, std::string& line, const std::string& donor) {
  Lines words = split(line, ' ');
  if (words.empty()) return;
  const std::size_t i = below(random, words.size()), j = below(random, words.size());
  const Lines others = split(donor, ' ');
  switch (below(random, 5)) {
    case 0: words.erase(words.begin() + static_cast<long>(i)); break;
    case 1: words.insert(words.begin() + static_cast<long>(i), std::string(words[j])); break;
    case 2: std::swap(words[i], words[j]); break;
    case 3: if (!others.empty()) words[i] = any(random, others); break;
    default: words.resize(i + 1); break;
  }
  line = join(words, ' ');
}

void alter_character(Random& random, std::string& line) {
  static const std::string characters = "0123456789 -:|@<>?i.xlsemrnfcCt+%=/\t";
  const char c = characters[below(random, characters.size())];
  const std::size_t at = below(random, line.size() + 1);
  switch (below(random, 3)) {
    case 0: line.insert(at, 1, c); break;
    case 1: if (at < line.size()) line[at] = c; break;
    default: if (at < line.size()) line.erase(at, 1); break;
  }
}

// What a line says otherwise: the statement's words, how a claim is proved, kinds of lines.
void alter_meaning(Random& random, std::string& line) {
  static const std::vector<Lines> families = {
      {"holds", "violated"},
      {"by tree", "by theorem", "by directions", "by pairs", "by points 1 0", "by open"},
      {"tree all", "tree full"},
      {"s", "c 0 1", "C 0 1", "c 0 1 0", "C 1 1 1"},
      {"continuous", "monotone", "concave", "convex", "fires", "cells=1", "equal",
       "piecewise-linear", "lipschitz<=1", "neuron1=dead", "neuron2=always", "output>=0", "output<1", "never-regions=0"},
      {">=", "<=", ">", "<"},
      {"dead", "always", "sometimes"},
      {"crossing", "jump", "never"},
      {"cells=", "linear-regions=", "distinct-maps=", "cell-components=", "causal-pieces=",
       "never-regions="},
      {"x", "v", "l", "b", "a", "n", "+", "-"},
      {"0", "1"},
      {"<", ">", "?", "@"},
      {"pairs monotone", "pairs concave", "pairs convex", "triples concave", "triples convex"},
  };
  for (int tries = 0; tries < 20; ++tries) {
    const Lines& family = any(random, families);
    const std::string& word = any(random, family);
    const std::size_t at = line.find(word);
    if (at == std::string::npos) continue;
    line.replace(at, word.size(), any(random, family));
    return;
  }
}

// Lines from one place to another, or away, or twice.
void alter_lines(Random& random, Lines& lines) {
  const std::size_t from = below(random, lines.size());
  const std::size_t most = below(random, 4) == 0 ? 20 : 2;
  const std::size_t count = std::min(lines.size() - from, 1 + below(random, most));
  const Lines block(lines.begin() + static_cast<long>(from),
                    lines.begin() + static_cast<long>(from + count));
  const std::size_t kind = below(random, 4);
  if (kind != 0)
    lines.erase(lines.begin() + static_cast<long>(from), lines.begin() + static_cast<long>(from + count));
  if (kind == 3) return;
  const std::size_t to = below(random, lines.size() + 1);
  lines.insert(lines.begin() + static_cast<long>(to), block.begin(), block.end());
}

void swap_lines(Random& random, Lines& lines) {
  const std::size_t i = below(random, lines.size());
  const std::size_t j = below(random, 2) == 0 ? below(random, lines.size())
                                              : std::min(i + 1, lines.size() - 1);
  std::swap(lines[i], lines[j]);
}

void name_other_network(Random& random, Lines& lines, const std::vector<std::string>& digests) {
  for (std::string& line : lines)
    if (line.starts_with("network ") && line.size() > 72 && below(random, 2) == 0)
      line.replace(8, 64, any(random, digests));
}

void change(Random& random, Lines& lines, const std::vector<std::string>& digests) {
  std::string& line = lines[below(random, lines.size())];
  switch (below(random, 10)) {
    case 0: return alter_lines(random, lines);
    case 1: return swap_lines(random, lines);
    case 2: return alter_words(random, line, any(random, lines));
    case 3: return alter_character(random, line);
    case 4: return name_other_network(random, lines, digests);
    case 5: line = std::string(any(random, lines)); return;
    case 6: case 7: return alter_meaning(random, line);
    default: return alter_number(random, line);
  }
}

}  // namespace

// Mostly claims and evidence are changed: a header that is none says little.
std::string damage(Random& random, const std::string& certificate,
                   const std::vector<std::string>& digests) {
  if (below(random, 60) == 0) return certificate.substr(0, below(random, certificate.size()));
  Lines lines = split(certificate, '\n'), header;
  const std::size_t where = below(random, 8);
  const std::string first = where == 0 ? "" : where == 1 ? "network " : where < 4 ? "claim " : "proof";
  const auto start = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.starts_with(first);
  });
  if (start != lines.end()) {
    const auto end = start + (first == "proof" ? 1 : 0);
    header.assign(lines.begin(), end);
    lines.erase(lines.begin(), end);
  }
  for (std::size_t changes = 1 + below(random, 3); changes > 0 && !lines.empty(); --changes)
    change(random, lines, digests);
  header.insert(header.end(), lines.begin(), lines.end());
  return join(header, '\n') + '\n';
}

}  // namespace polyspike::mutate
