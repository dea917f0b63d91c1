// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <sstream>

#include "formats/native.hpp"
#include "golden.hpp"
#include "network/lower.hpp"
#include "report/drawing.hpp"
#include "report/html.hpp"
#include "report/report.hpp"

using namespace polyspike;

namespace {

// A report with all that it refers to.
struct Whole {
  explicit Whole(Network n)
      : network(std::move(n)),
        program(lower(network)),
        problem(make_problem(program, *network.domain).value()),
        decider(problem, {}),
        report(network, program, problem, decider.partition()) {
    report.name = "network";
    report.counts = count(problem, report.partition);
    add_picture(report);
  }

  Network network;
  Program program;
  Problem problem;
  Claims decider;
  Report report;
};

std::unique_ptr<Whole> report_of(const std::string& name) {
  return std::make_unique<Whole>(read_network(golden_file(name)));
}

std::unique_ptr<Whole> report_of_text(const std::string& text) {
  return std::make_unique<Whole>(read_native(JsonDocument(SourceText("text", text))));
}

// Twice the signed area.
Rational area(const std::vector<Point>& vertices) {
  Rational sum;
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const Point& a = vertices[i];
    const Point& b = vertices[(i + 1) % vertices.size()];
    sum += a[0] * b[1] - a[1] * b[0];
  }
  return sum;
}

Rational area_of_domain(const Domain& domain) {
  return area(polygon_of(domain.half_spaces).vertices);
}

// Weights 2 and -1, threshold 1, on [0, 3]^2: fires for all arrivals, with two affine maps.
const std::string mixed = R"({
  "network": "srm",
  "domain": {"box": [["0", "3"], ["0", "3"]]},
  "input_time": "0", "output_time": "0", "response": "linear", "references": [],
  "neurons": [{"name": "n", "threshold": "1", "synapses": [
    {"from": "x1", "weight": "2", "delay": "0"}, {"from": "x2", "weight": "-1", "delay": "0"}]}],
  "outputs": ["n"]
})";

}  // namespace

TEST_CASE("report: polygons of the plane are disjoint and cover the domain", "[report]") {
  int planes = 0;
  for_each_expected(test_data() + "/golden/golden.json", [&](const std::string& name, Json) {
    INFO(name);
    const Network network = read_network(golden_file(name));
    if (network.inputs() != 2) return;
    const auto whole = report_of(name);
    if (!whole->report.plane) return;
    ++planes;
    Rational sum;
    for (const Polygon& polygon : whole->report.plane->polygons) {
      const Rational twice = area(polygon.vertices);
      CHECK(twice.sign() > 0);
      sum += twice;
      const Piece& piece = whole->report.partition.pieces[polygon.piece];
      REQUIRE(polygon.rows.size() == polygon.vertices.size());
      for (std::size_t i = 0; i < polygon.rows.size(); ++i) {
        const AffineForm& row = piece.half_spaces[polygon.rows[i]].form;
        CHECK(row.at(polygon.vertices[i]).is_zero());
        CHECK(row.at(polygon.vertices[(i + 1) % polygon.vertices.size()]).is_zero());
      }
    }
    CHECK(sum == area_of_domain(whole->problem.domain));
  });
  CHECK(planes > 10);
}

TEST_CASE("report: borders say what happens across them", "[report]") {
  const auto whole = report_of_text(mixed);
  const Report& report = whole->report;
  REQUIRE(report.plane);
  // {x1} alone fires at x1 + 1/2: where x2 is no earlier; {x1, x2} elsewhere.
  int bends = 0;
  for (const Border& border : report.plane->borders) {
    CHECK(border.crossing != Crossing::jump);
    if (border.crossing != Crossing::bend) continue;
    ++bends;
    CHECK(border.from[1] - border.from[0] == Rational(1, 2));
    CHECK(border.to[1] - border.to[0] == Rational(1, 2));
  }
  CHECK(bends > 0);
  CHECK(report.maps.forms.size() == 2);
}

TEST_CASE("report: borders jump where the network does", "[report]") {
  int continuous = 0, jumping = 0;
  for_each_expected(test_data() + "/golden/golden.json",
                    [&](const std::string& name, Json expected) {
    INFO(name);
    if (read_network(golden_file(name)).inputs() != 2) return;
    const auto whole = report_of(name);
    if (!whole->report.plane) return;
    const Plane& plane = *whole->report.plane;
    const bool jumps =
        !plane.lone.empty() ||
        std::any_of(plane.borders.begin(), plane.borders.end(),
                    [](const Border& b) { return b.crossing == Crossing::jump; });
    const auto witness = find_field(expected, "discontinuity");
    CHECK(jumps == (witness && witness->is_object()));
    ++(jumps ? jumping : continuous);
  });
  CHECK(continuous > 3);
  CHECK(jumping > 3);
}

TEST_CASE("report: areas that touch have different colours", "[report]") {
  const auto whole = report_of_text(mixed);
  const Report& report = whole->report;
  REQUIRE(report.maps.colours.size() == report.maps.forms.size());
  for (const Border& border : report.plane->borders) {
    if (!border.above || !border.below) continue;
    const std::size_t a = report.maps.of_piece[*border.above];
    const std::size_t b = report.maps.of_piece[*border.below];
    if (a != b) CHECK(report.maps.colours[a] != report.maps.colours[b]);
  }
}

TEST_CASE("report: a graph's ends at a jump, and the value there", "[report]") {
  const auto whole = report_of("disc_plateau");
  REQUIRE(whole->report.graph);
  const GraphLine& graph = *whole->report.graph;
  int jumps = 0;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    const Limits limits = limits_at(graph, whole->report.partition, n, 0);
    CHECK(limits.left.has_value() == node.left.has_value());
    if (!limits.is_jump(node.values[0])) continue;
    ++jumps;
    CHECK(node.at == Rational(1));
    CHECK(node.values[0] == Value(Rational(1)));
  }
  CHECK(jumps == 1);
  for (std::size_t s = 1; s < graph.stretches.size(); ++s)
    CHECK(graph.stretches[s].low == graph.stretches[s - 1].high);
}

TEST_CASE("report: figures and the page hold what they should, the same twice", "[report]") {
  std::string before;
  for (int run = 0; run < 2; ++run) {
    const auto whole = report_of_text(mixed);
    FigureStyle style;
    style.width = 70;
    const Drawing drawing = draw_figure(whole->report, style);
    std::ostringstream svg, tikz, html;
    write_svg(svg, drawing);
    write_tikz(tikz, drawing);
    write_html(html, whole->report);
    CHECK(svg.str().starts_with("<svg"));
    CHECK(svg.str().find("width=\"70mm\"") != std::string::npos);
    CHECK(tikz.str().find("\\begin{tikzpicture}") != std::string::npos);
    CHECK(html.str().find("http://") == html.str().find("http://www.w3.org"));
    CHECK(html.str().find("https://") == std::string::npos);
    CHECK(html.str().find("src=\"") == std::string::npos);
    const std::string all = svg.str() + tikz.str() + html.str();
    if (run == 1) CHECK(all == before);
    before = all;
  }
}
