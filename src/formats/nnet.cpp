// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/nnet.hpp"

#include "formats/domain.hpp"

namespace polyspike {

namespace {

// The numbers of the file, separated by commas, spaces and ends of lines; a line that
// starts with "//" is a comment.
class Numbers {
 public:
  explicit Numbers(const SourceText& source) : source_(source), text_(source.text()) {}

  Rational next(const char* what) {
    skip();
    const std::size_t start = at_;
    while (at_ < text_.size() && !is_separator(text_[at_])) ++at_;
    if (at_ == start) fail(start, std::string("the file ends early, expected ") + what);
    auto value = Rational::parse(text_.substr(start, at_ - start));
    if (!value || at_ - start > 1000)
      fail(start, std::string("expected a decimal number for ") + what);
    last_ = start;
    return std::move(*value);
  }
  std::size_t size(const char* what) {
    const Rational value = next(what);
    constexpr int most = 1000000;
    if (!value.is_integer() || value < Rational(1) || value > Rational(most))
      fail(last_, std::string("expected a whole number from 1 to 1000000 for ") + what);
    return static_cast<std::size_t>(value.to_int64());
  }
  std::vector<Rational> list(std::size_t count, const char* what) {
    std::vector<Rational> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(next(what));
    return values;
  }
  void end() {
    skip();
    if (at_ < text_.size()) fail(at_, "expected the end of the file after the last bias");
  }
  [[noreturn]] void fail(std::size_t at, const std::string& message) const {
    source_.fail(at, message);
  }
  // The start of the number read last.
  std::size_t last() const { return last_; }

 private:
  static bool is_separator(char c) {
    return c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
  void skip() {
    for (; at_ < text_.size(); ++at_) {
      const bool line_start = at_ == 0 || text_[at_ - 1] == '\n';
      if (line_start && text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size() - 1);
      } else if (!is_separator(text_[at_])) {
        return;
      }
    }
  }

  const SourceText& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t last_ = 0;
};

struct Scaling {
  std::vector<Rational> low, high;    // per input
  std::vector<Rational> mean, range;  // per input, then one for all outputs
};

Scaling read_scaling(Numbers& numbers, std::size_t inputs) {
  Scaling scaling;
  scaling.low = numbers.list(inputs, "a minimum of the inputs");
  for (std::size_t i = 0; i < inputs; ++i) {
    scaling.high.push_back(numbers.next("a maximum of the inputs"));
    if (scaling.high[i] < scaling.low[i])
      numbers.fail(numbers.last(),
                   "the domain is empty, expected a maximum >= the minimum " +
                       scaling.low[i].str());
  }
  scaling.mean = numbers.list(inputs + 1, "a mean");
  for (std::size_t i = 0; i <= inputs; ++i) {
    scaling.range.push_back(numbers.next("a range"));
    if (scaling.range[i].sign() <= 0)
      numbers.fail(numbers.last(), "expected a range > 0, got " + scaling.range[i].str());
  }
  return scaling;
}

LayeredNetwork read_weights(Numbers& numbers, const std::vector<std::size_t>& sizes) {
  LayeredNetwork network;
  for (std::size_t l = 1; l < sizes.size(); ++l) {
    Layer layer;
    layer.activation = l + 1 < sizes.size() ? "relu" : "identity";
    for (std::size_t o = 0; o < sizes[l]; ++o)
      layer.map.weights.push_back(numbers.list(sizes[l - 1], "a weight"));
    layer.map.biases = numbers.list(sizes[l], "a bias");
    network.layers.push_back(std::move(layer));
  }
  return network;
}

// Puts x -> (x - mean) / range in front and y -> y * range + mean behind.
void absorb(const Scaling& scaling, LayeredNetwork& network) {
  AffineMap& first = network.layers.front().map;
  for (std::size_t o = 0; o < first.outputs(); ++o)
    for (std::size_t i = 0; i < first.inputs(); ++i) {
      first.weights[o][i] /= scaling.range[i];
      first.biases[o] -= first.weights[o][i] * scaling.mean[i];
    }
  AffineMap& last = network.layers.back().map;
  for (std::size_t o = 0; o < last.outputs(); ++o) {
    for (Rational& weight : last.weights[o]) weight *= scaling.range.back();
    last.biases[o] *= scaling.range.back();
    last.biases[o] += scaling.mean.back();
  }
}

Domain nnet_domain(const Scaling& scaling, bool normalize) {
  std::vector<std::pair<Rational, Rational>> bounds;
  for (std::size_t i = 0; i < scaling.low.size(); ++i) {
    const auto map = [&](const Rational& x) {
      return normalize ? x : (x - scaling.mean[i]) / scaling.range[i];
    };
    bounds.emplace_back(map(scaling.low[i]), map(scaling.high[i]));
  }
  return box(bounds);
}

}  // namespace

Network read_nnet(const SourceText& source, bool normalize) {
  Numbers numbers(source);
  const std::size_t layers = numbers.size("the number of layers");
  const std::size_t inputs = numbers.size("the number of inputs");
  const std::size_t outputs = numbers.size("the number of outputs");
  numbers.size("the largest layer size");
  std::vector<std::size_t> sizes;
  for (std::size_t l = 0; l <= layers; ++l) {
    sizes.push_back(numbers.size("a layer size"));
    const std::size_t wanted = l == 0 ? inputs : outputs;
    if ((l == 0 || l == layers) && sizes[l] != wanted)
      numbers.fail(numbers.last(), "expected the layer size " + std::to_string(wanted) +
                                       " that the first line gives");
  }
  numbers.next("the flag that is not used");
  const Scaling scaling = read_scaling(numbers, inputs);
  Network network;
  network.body = read_weights(numbers, sizes);
  numbers.end();
  if (normalize) absorb(scaling, std::get<LayeredNetwork>(network.body));
  network.domain = nnet_domain(scaling, normalize);
  return network;
}

}  // namespace polyspike
