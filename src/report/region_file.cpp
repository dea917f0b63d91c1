// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/region_file.hpp"

#include <algorithm>
#include <filesystem>

#include "formats/file_start.hpp"
#include "formats/json.hpp"
#include "formats/sha256.hpp"
#include "geometry/pulling_volume.hpp"
#include "linear/double_description.hpp"
#include "program/evaluate.hpp"
#include "property/adjacency.hpp"

namespace polyspike {

namespace {

constexpr std::string_view first_word = "{\"cell\":";
constexpr std::size_t most_dimensions = 4;  // whose volumes are computed

std::vector<Rational> read_numbers(const Json& json, std::size_t count) {
  json.expect(Json::Kind::array, "numbers");
  if (json.size() != count)
    json.fail("expected " + counted(count, "number") + ", got " + std::to_string(json.size()));
  std::vector<Rational> numbers;
  for (const Json number : json) numbers.push_back(number.rational());
  return numbers;
}

class RegionReader {
 public:
  explicit RegionReader(const Problem& problem)
      : problem_(problem),
        polytopes_(forms_of(problem.domain.half_spaces), problem.interior),
        builder_(problem.domain.dimension) {}

  void add_line(const JsonDocument& line) {
    const Fields fields(line.root(),
                        {"cell", "inequalities", "equations", "interior", "map", "pattern"});
    Piece piece;
    piece.dimension = problem_.domain.dimension;
    read_interior(fields["interior"], piece);
    read_half_spaces(fields["inequalities"], piece);
    read_map(fields["map"], piece);
    const Evaluation run = evaluate(problem_.program, piece.interior);
    require_values(fields["map"], run, piece);
    builder_.number(piece, run.pattern);
    keep_facets(polytopes_, false, piece);
    if (piece.dimension <= most_dimensions) volume_ += volume_of(piece.half_spaces);
    builder_.add(std::move(piece));
  }

  // The share of the domain that is covered, where that is computed.
  std::optional<Rational> covered() const {
    if (problem_.domain.dimension > most_dimensions) return std::nullopt;
    return volume_ / volume_of(problem_.domain.half_spaces);
  }
  Partition take(bool complete) { return builder_.take(complete); }

 private:
  static Rational volume_of(const std::vector<HalfSpace>& half_spaces) {
    return pulling_volume(find_vertices(forms_of(half_spaces)));
  }

  void read_interior(const Json& json, Piece& piece) const {
    const Point point = read_numbers(json, problem_.flat.ambient());
    for (const std::size_t i : problem_.flat.free) piece.interior.push_back(point[i]);
    if (problem_.flat.extend(piece.interior) != point)
      json.fail("the point does not lie in the domain's affine hull");
  }

  // Those named and the domain's.
  void read_half_spaces(const Json& json, Piece& piece) const {
    json.expect(Json::Kind::array, "inequalities");
    for (const HalfSpace& h : problem_.domain.half_spaces)
      piece.half_spaces.push_back({h.form.primitive(), false});
    for (const Json inequality : json) {
      const Fields fields(inequality, {"coefficients", "at_most", "cut"});
      const AffineForm above(fields["at_most"].rational(),
                             read_numbers(fields["coefficients"], problem_.flat.ambient()));
      AffineForm form(above.constant, (-above).gradient);
      form = problem_.flat.restrict(form);
      if (form.is_constant()) inequality.fail("expected a half-space, all coefficients are 0");
      const HalfSpace row{form.primitive(), false};
      auto& rows = piece.half_spaces;
      if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
    }
    for (const HalfSpace& h : piece.half_spaces)
      if (h.form.at(piece.interior).sign() <= 0)
        json.fail("the point \"interior\" is not inside all inequalities and the domain");
  }

  void read_map(const Json& json, Piece& piece) const {
    json.expect(Json::Kind::array, "the affine map of each output");
    if (json.size() != problem_.program.outputs.size())
      json.fail("expected " + counted(problem_.program.outputs.size(), "output") + ", got " +
                std::to_string(json.size()));
    for (const Json output : json) {
      piece.outputs.emplace_back();
      if (output.is_string() && output.string() == "inf") continue;
      const Fields fields(output, {"coefficients", "constant"});
      const AffineForm form(fields["constant"].rational(),
                            read_numbers(fields["coefficients"], problem_.flat.ambient()));
      piece.outputs.back() = problem_.flat.restrict(form);
    }
  }

  void require_values(const Json& json, const Evaluation& run, const Piece& piece) const {
    const std::vector<Value> values = run.outputs(problem_.program);
    for (std::size_t j = 0; j < values.size(); ++j) {
      const auto& form = piece.outputs[j];
      if (values[j] != (form ? Value(form->at(piece.interior)) : Value()))
        json.fail("the map of output " + std::to_string(j + 1) +
                  " has another value at the point \"interior\" than the network");
    }
  }

  const Problem& problem_;
  const Polytopes polytopes_;
  PartitionBuilder builder_;
  Rational volume_;
};

}  // namespace

bool is_region_file(const std::string& path) {
  return file_begins_with(path, first_word);
}

RegionFile read_regions(const std::string& path, const Problem& problem) {
  const SourceText source = SourceText::read(path);
  RegionReader reader(problem);
  std::size_t line = 0;
  for (std::size_t start = 0; start < source.text().size();) {
    const std::size_t end = std::min(source.text().find('\n', start), source.text().size());
    reader.add_line(JsonDocument(
        SourceText(source.name(), source.text().substr(start, end - start), ++line)));
    start = end + 1;
  }
  const std::optional<Rational> covered = reader.covered();
  if (covered && *covered > 1)
    source.fail(0, "the pieces overlap or leave the domain, their volumes exceed its own");
  return {std::filesystem::path(path).filename().string(), sha256(source.text()),
          reader.take(covered == Rational(1)), covered};
}

}  // namespace polyspike
