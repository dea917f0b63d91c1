// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/domain.hpp"

#include <cctype>

#include "formats/native.hpp"
#include "lp/exact_maximum.hpp"

namespace polyspike {

namespace {

using Bounds = std::vector<std::pair<Rational, Rational>>;

constexpr std::size_t most_coordinates = 100000;

Bounds read_box(Json json) {
  json.expect(Json::Kind::array, "a list of bounds [low, high]");
  if (json.size() == 0) json.fail("expected at least one pair of bounds");
  Bounds bounds;
  for (const Json entry : json) {
    const std::vector<Rational> pair = read_rationals(entry);
    if (pair.size() != 2)
      entry.fail("expected two bounds [low, high], got " + std::to_string(pair.size()));
    if (pair[0] > pair[1])
      entry.fail("the domain is empty, expected low <= high, got " + pair[0].str() +
                 " > " + pair[1].str());
    bounds.emplace_back(pair[0], pair[1]);
  }
  return bounds;
}

// at_most - coefficients * x >= 0; nothing where that says nothing.
void read_constraint(Json json, Domain& domain) {
  const Fields fields(json, {"coefficients", "at_most"});
  AffineForm form(fields["at_most"].rational(), read_rationals(fields["coefficients"]));
  if (domain.dimension == 0) domain.dimension = form.dimension();
  if (form.dimension() != domain.dimension || form.dimension() == 0)
    fields["coefficients"].fail("expected " + counted(domain.dimension, "coefficient") +
                                ", one per coordinate, got " +
                                std::to_string(form.dimension()));
  for (Rational& g : form.gradient) g = -g;
  if (form.is_constant()) {
    if (form.constant.sign() < 0) json.fail("the domain is empty, expected 0 <= at_most");
    return;
  }
  domain.half_spaces.push_back({std::move(form), false});
}

// A scanner for boxes on the command line.
class BoxText {
 public:
  BoxText(const std::string& text, const std::string& option)
      : source_(option, text), text_(source_.text()) {}

  Bounds read() {
    Bounds bounds;
    do {
      const auto pair = interval();
      std::size_t count = 1;
      if (take('^')) count = power();
      if (bounds.size() + count > most_coordinates)
        fail("expected at most " + std::to_string(most_coordinates) + " coordinates");
      bounds.insert(bounds.end(), count, pair);
    } while (take('x'));
    if (at_ < text_.size()) fail("expected 'x' or the end of the domain");
    return bounds;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { source_.fail(at_, message); }
  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    skip_space();
    return true;
  }
  void need(char c) {
    if (!take(c)) fail(std::string("expected '") + c + "' as in \"[-1,1]x[0,1/2]\"");
  }
  Rational number() {
    const std::size_t start = at_;
    while (at_ < text_.size() &&
           std::string_view(",] ").find(text_[at_]) == std::string_view::npos)
      ++at_;
    auto value = Rational::parse(std::string_view(text_).substr(start, at_ - start));
    at_ = value ? at_ : start;
    if (!value) fail("expected a rational such as -3/4 or 0.125");
    return std::move(*value);
  }
  std::pair<Rational, Rational> interval() {
    need('[');
    const std::size_t start = at_;
    Rational low = number();
    need(',');
    Rational high = number();
    need(']');
    if (low > high) {
      at_ = start;
      fail("the domain is empty, expected low <= high");
    }
    return {std::move(low), std::move(high)};
  }
  std::size_t power() {
    std::size_t count = 0;
    const std::size_t start = at_;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) &&
           count <= most_coordinates)
      count = count * 10 + static_cast<std::size_t>(text_[at_++] - '0');
    if (at_ == start || count == 0) fail("expected a number of coordinates after '^'");
    return count;
  }

  SourceText source_;
  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

Domain box(const Bounds& bounds) {
  Domain domain;
  domain.dimension = bounds.size();
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    AffineForm lower = AffineForm::coordinate(bounds.size(), i);
    AffineForm upper = -lower;
    lower.constant = -bounds[i].first;
    upper.constant = bounds[i].second;
    domain.half_spaces.push_back({std::move(lower), false});
    domain.half_spaces.push_back({std::move(upper), false});
  }
  return domain;
}

Domain read_domain(Json json) {
  const Fields fields(json, {"box", "constraints"});
  const auto bounds = fields.find("box");
  const auto constraints = fields.find("constraints");
  if (!bounds && !constraints)
    json.fail("the domain is unbounded, expected a field \"box\"");
  Domain domain;
  if (bounds) domain = box(read_box(*bounds));
  if (constraints) {
    constraints->expect(Json::Kind::array, "a list of constraints");
    for (const Json constraint : *constraints) read_constraint(constraint, domain);
  }
  check_domain(domain, json.place());
  return domain;
}

Surroundings read_surroundings(const std::string& text, const std::string& option) {
  if (!text.empty() && text.front() == '[') {
    Surroundings result{std::nullopt, box(BoxText(text, option).read()), {option, 1, 1}};
    return result;
  }
  const JsonDocument document(SourceText::read(text));
  const Fields fields(document.root(), {"encoder", "domain"});
  Surroundings result{std::nullopt, read_domain(fields["domain"]),
                      document.root().place()};
  if (const auto encoder = fields.find("encoder")) {
    result.encoder = read_encoder(*encoder);
    if (result.encoder->inputs() != result.domain.dimension)
      fields["domain"].fail(
          "expected a domain of dimension " + std::to_string(result.encoder->inputs()) +
          " as the encoder's rows, got " + std::to_string(result.domain.dimension));
  }
  return result;
}

namespace {

// Whether half-space 2i bounds x_i from below and 2i+1 from above, for every i.
bool starts_with_box(const Domain& domain) {
  if (domain.half_spaces.size() < 2 * domain.dimension) return false;
  for (std::size_t k = 0; k < 2 * domain.dimension; ++k) {
    const auto& gradient = domain.half_spaces[k].form.gradient;
    for (std::size_t i = 0; i < gradient.size(); ++i)
      if (gradient[i].sign() != (i == k / 2 ? (k % 2 == 0 ? 1 : -1) : 0)) return false;
  }
  return true;
}

std::vector<AffineForm> rows_of(const Domain& domain) {
  std::vector<AffineForm> rows;
  for (const HalfSpace& half_space : domain.half_spaces) rows.push_back(half_space.form);
  return rows;
}

// The directions that never leave the domain, cut off at size 1: where that is more than
// the origin, the domain is unbounded. Returns a coordinate that grows, or the dimension.
std::size_t unbounded_coordinate(const Domain& domain) {
  const std::size_t n = domain.dimension;
  std::vector<AffineForm> rows = rows_of(domain);
  for (AffineForm& row : rows) row.constant = 0;
  for (std::size_t i = 0; i < n; ++i) {
    AffineForm lower = AffineForm::coordinate(n, i), upper = -lower;
    lower.constant = upper.constant = 1;
    rows.push_back(std::move(lower));
    rows.push_back(std::move(upper));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const AffineForm x = AffineForm::coordinate(n, i);
    for (const AffineForm& direction : {x, -x})
      if (exact_maximum(rows, direction, Point(n)).value.sign() > 0) return i;
  }
  return n;
}

}  // namespace

void check_domain(const Domain& domain, const Place& place) {
  const bool boxed = starts_with_box(domain);
  if (boxed && domain.half_spaces.size() == 2 * domain.dimension) return;
  if (find_interior(rows_of(domain), domain.dimension).kind == Interior::Kind::empty)
    throw Error(place,
                "the domain is empty, expected constraints that some point satisfies");
  if (boxed) return;
  const std::size_t i = unbounded_coordinate(domain);
  if (i < domain.dimension)
    throw Error(place,
                "the domain is unbounded, expected bounds of x" + std::to_string(i + 1));
}

}  // namespace polyspike
