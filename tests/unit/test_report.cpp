// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "engine/hull.hpp"
#include "formats/sha256.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#include "polyspike/read_network.hpp"
#include "property/jump.hpp"
#include "report/drawing.hpp"
#include "report/line.hpp"
#include "report/plane.hpp"
#include "report/text.hpp"

using namespace polyspike;

namespace {

// Twice the signed area, exactly.
Rational double_area(const std::vector<Point>& vertices) {
  Rational sum;
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const Point &p = vertices[i], &q = vertices[(i + 1) % vertices.size()];
    sum += p[0] * q[1] - p[1] * q[0];
  }
  return sum;
}

struct Explored {
  Problem problem;
  Partition partition;
};

Explored explore_file(const std::filesystem::path& file) {
  const Network network = read_network(file);
  Explored result{*make_problem(lower(network), *network.domain), {}};
  ExploreOptions options;
  options.all_dimensions = true;
  result.partition = find_partition(result.problem, options);
  return result;
}

// The polygon of a planar domain from its own facets.
std::vector<HalfSpace> facets_of(const Problem& problem) {
  const auto forms = forms_of(problem.domain.half_spaces);
  const Polytopes polytopes(forms, problem.interior);
  std::vector<HalfSpace> rows;
  for (const std::size_t i : polytopes.facets(forms, problem.interior))
    rows.push_back(problem.domain.half_spaces[i]);
  return rows;
}

}  // namespace

TEST_CASE("sha256 gives the digests of the standard") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("the polygons of every golden picture fill its domain, and jumps are real") {
  std::size_t pictures = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(POLYSPIKE_TEST_DATA "/golden")) {
    if (entry.path().filename() == "golden.json") continue;
    const Explored explored = explore_file(entry.path());
    if (explored.partition.dimension != 2) continue;
    INFO(entry.path().filename().string());
    ++pictures;
    const Plane plane = find_plane(explored.partition);
    Rational area;
    for (const Polygon& polygon : plane.polygons) {
      const Rational part = double_area(polygon.vertices);
      CHECK(part.sign() > 0);
      area += part;
    }
    CHECK(area == double_area(polygon_of(facets_of(explored.problem)).vertices));
    bool jumps = !plane.lone.empty();
    for (const Border& border : plane.borders) {
      CHECK(border.form.at(border.from).is_zero());
      CHECK(border.form.at(border.to).is_zero());
      CHECK((border.above || border.below));
      jumps = jumps || border.crossing == Crossing::jump;
    }
    CHECK(jumps == find_jump(explored.problem, explored.partition).has_value());
  }
  CHECK(pictures > 10);
}

TEST_CASE("the graph of a network on an interval has its limits and values") {
  const Explored explored = explore_file(POLYSPIKE_TEST_DATA "/golden/disc_plateau.json");
  const GraphLine graph = find_graph(explored.problem, explored.partition);
  REQUIRE(graph.nodes.size() == graph.stretches.size() + 1);
  std::size_t jumps = 0;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Limits limits = limits_at(graph, explored.partition, n, 0);
    if (!limits.is_jump(graph.nodes[n].values[0])) continue;
    ++jumps;
    CHECK(graph.nodes[n].values[0] == Value(1));
    CHECK(*limits.left == Value(3));
  }
  CHECK(jumps == 1);
}

TEST_CASE("forms are written over one denominator") {
  CHECK(form_text({Rational(1, 2), {Rational(1, 2), Rational(-1)}}) == "(1 + x_1 - 2x_2)/2");
  CHECK(form_text({0, {0, Rational(-1, 3)}}) == "-x_2/3");
  CHECK(form_text({0, {0, 0}}) == "0");
  CHECK(escaped("a<b&\"c\"") == "a&lt;b&amp;&quot;c&quot;");
  CHECK(escaped_for_tex("a_b%") == "a\\_b\\%");
}

TEST_CASE("drawings in SVG and TikZ hold their shapes") {
  Drawing drawing;
  drawing.width = 30;
  drawing.height = 20;
  drawing.title = "a < b";
  drawing.add(Areas{{{{1, 1}, {2, 1}, {1, 2}}}, {0x77, 0xAA, 0xDD}});
  drawing.add(Label{{5, 5}, "1 - x_12", 8, Label::Anchor::left, true, {}});
  std::ostringstream svg, tikz;
  write_svg(svg, drawing);
  write_tikz(tikz, drawing);
  CHECK(svg.str().find("M1 19L2 19L1 18Z") != std::string::npos);
  CHECK(svg.str().find("a &lt; b") != std::string::npos);
  CHECK(tikz.str().find("$1 - x_{12}$") != std::string::npos);
  CHECK(tikz.str().find("77AADD") != std::string::npos);
}
