// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "polyspike/evaluate.hpp"
#include "polyspike/read_network.hpp"

// The 45 ACAS Xu networks, which are not part of this project: their .nnet files are read
// from $POLYSPIKE_DATA/acasxu/nnet. Every one is evaluated against a forward pass over
// the bare numbers of the file, raw and normalized. Exit code 77: the data is not there.
using namespace polyspike;

namespace {

struct Numbers {
  std::vector<Rational> all;
  std::size_t at = 0;

  explicit Numbers(const std::string& path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("//")) continue;
      std::istringstream fields(line);
      for (std::string field; std::getline(fields, field, ',');)
        if (const auto number = Rational::parse(field)) all.push_back(*number);
    }
  }
  Rational next() { return all.at(at++); }
  std::vector<Rational> next(std::size_t count) {
    std::vector<Rational> values;
    while (values.size() < count) values.push_back(next());
    return values;
  }
};

struct Expected {
  std::vector<Rational> raw, physical;
};

// The outputs at a physical point x by the text of the format, number by number.
Expected forward(const std::string& path, const Point& x, Point& normalised) {
  Numbers numbers(path);
  const auto layers = static_cast<std::size_t>(numbers.next().to_int64());
  numbers.next(3);
  const auto sizes = numbers.next(layers + 1);
  numbers.next(1 + 2 * x.size());
  const auto mean = numbers.next(x.size() + 1), range = numbers.next(x.size() + 1);
  normalised.clear();
  for (std::size_t i = 0; i < x.size(); ++i)
    normalised.push_back((x[i] - mean[i]) / range[i]);
  Point values = normalised;
  for (std::size_t l = 1; l <= layers; ++l) {
    Point sums(static_cast<std::size_t>(sizes[l].to_int64()));
    for (Rational& sum : sums)
      for (const Rational& value : values) sum += numbers.next() * value;
    for (Rational& sum : sums) sum += numbers.next();
    for (Rational& sum : sums)
      if (l < layers && sum.sign() < 0) sum = 0;
    values = sums;
  }
  Expected expected{values, values};
  for (Rational& value : expected.physical) value = value * range.back() + mean.back();
  return expected;
}

bool agrees(const Network& network, const Point& point,
            const std::vector<Rational>& expected) {
  const std::vector<Value> found = evaluate(network, point);
  return std::equal(found.begin(), found.end(), expected.begin(), expected.end());
}

}  // namespace

int main() {
  const char* data = std::getenv("POLYSPIKE_DATA");
  const std::filesystem::path folder =
      std::filesystem::path(data ? data : ".") / "acasxu/nnet";
  if (!std::filesystem::is_directory(folder)) {
    std::cout << "skipped: no folder " << folder << '\n';
    return 77;
  }
  int networks = 0, wrong = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string path = entry.path();
    const Network raw = read_network(path);
    const Network physical =
        read_network(path, {.domain = {}, .slice = {}, .normalize = true});
    for (int k = 0; k < 3; ++k) {
      const Point x{1000 * k, Rational(k, 3), Rational(-k, 7), 500 + 100 * k,
                    Rational(901, 2)};
      Point normalised;
      const Expected expected = forward(path, x, normalised);
      wrong += !agrees(raw, normalised, expected.raw);
      wrong += !agrees(physical, x, expected.physical);
    }
    ++networks;
  }
  std::cout << networks << " networks, " << wrong << " wrong values\n";
  return networks == 45 && wrong == 0 ? 0 : 1;
}
