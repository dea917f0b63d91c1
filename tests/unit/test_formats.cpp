// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "formats/domain.hpp"
#include "formats/json_writer.hpp"
#include "formats/native.hpp"
#include "formats/nnet.hpp"
#include "formats/output_file.hpp"
#include "formats/points.hpp"
#include "network/lower.hpp"
#include "program/evaluate.hpp"

using namespace polyspike;

namespace {

Network native(const std::string& text) {
  return read_native(JsonDocument(SourceText("text", text)));
}

std::string value_at(const Network& network, const Point& point) {
  const Program program = lower(network);
  return to_string(evaluate(program, point).outputs(program).at(0));
}

const std::string nnet_text =
    "// comment, with 7 numbers\n2,1,1,2,\n1,2,1,\n0,\n-1.0,\n1e0,\n0.5,0.25,\n2.0,4.0,\n"
    "1.0,\n-1.0,\n0.0,\n0.1,\n1.0,0.5,\n0.125,\n";

}  // namespace

TEST_CASE("JSON texts", "[formats]") {
  const JsonDocument document(SourceText(
      "text", "{\"a\": \"\\u00e9\\ud83d\\ude00\\n\\\"\", \"b\": [0.1, -1e-2, []]}"));
  const Fields fields(document.root(), {"a", "b", "c"});
  CHECK(fields["a"].string() == "\xC3\xA9\xF0\x9F\x98\x80\n\"");
  CHECK(fields["b"].size() == 3);
  CHECK((*fields["b"].begin()).rational() == Rational(1, 10));
  CHECK((*++fields["b"].begin()).rational() == Rational(-1, 100));
  CHECK_FALSE(fields.find("c"));
  CHECK_THROWS_AS(fields["c"], Error);
  std::ostringstream out;
  JsonWriter writer(out);
  writer.object();
  writer.value("a\"\n", std::vector<Value>{Rational(1, 2), std::nullopt});
  writer.array("b");
  writer.object();
  writer.end();
  writer.value(3);
  writer.end();
  writer.value("c", true);
  writer.end();
  CHECK(out.str() == "{\"a\\\"\\n\": [\"1/2\", \"inf\"], \"b\": [{}, 3], \"c\": true}");
}

TEST_CASE("normalising moves an .nnet file's scaling into the network", "[formats]") {
  const SourceText source("text.nnet", nnet_text);
  const Network raw = read_nnet(source, false), physical = read_nnet(source, true);
  // x = 1: normalised 1/4; hidden 1/4 and max(0, 1/10 - 1/4).
  CHECK(value_at(raw, {Rational(1, 4)}) == "3/8");
  CHECK(value_at(physical, {1}) == (Rational(3, 8) * 4 + Rational(1, 4)).str());
  CHECK(raw.domain->half_spaces[0].form == AffineForm(Rational(3, 4), {1}));
  CHECK(raw.domain->half_spaces[1].form == AffineForm(Rational(1, 4), {-1}));
  CHECK(physical.domain->half_spaces[0].form == AffineForm(1, {1}));
}

TEST_CASE("domains and points on the command line", "[formats]") {
  const Domain two = read_surroundings("[-1,1] x [0, 1/2]", "--domain").domain;
  REQUIRE(two.dimension == 2);
  CHECK(two.half_spaces[3].form == AffineForm(Rational(1, 2), {0, -1}));
  CHECK(read_surroundings("[0,1]^784", "--domain").domain.half_spaces.size() == 1568);
  CHECK(read_point("1/2, -3,0.5", 3, "--at") ==
        Point{Rational(1, 2), -3, Rational(1, 2)});
  CHECK_THROWS_AS(read_point("1,", 1, "--at"), Error);
}

TEST_CASE("leaky units and the writer's columns", "[formats]") {
  const Network leaky = native(
      "{\"network\": \"relu\", \"layers\": [{\"weights\": [[1]], \"biases\": [0], "
      "\"activation\": \"leaky_relu:1/10\"}]}");
  CHECK(value_at(leaky, {-5}) == "-1/2");
  CHECK(value_at(leaky, {5}) == "5");
  Network wide{SpikingNetwork{}, std::nullopt, std::nullopt};
  auto& body = std::get<SpikingNetwork>(wide.body);
  body.inputs = 10;
  body.neurons.push_back({"a \"b\"", 1, {}});
  for (std::size_t i = 0; i < 10; ++i)
    body.neurons[0].synapses.push_back(
        {{Source::Kind::input, i}, Rational(1, 3), static_cast<int>(i % 2)});
  body.outputs = {{Source::Kind::neuron, 0}};
  std::ostringstream out;
  write_native(out, wide);
  CHECK(out.str().find("\"delay\": [\"0\", \"1\"") != std::string::npos);
  CHECK(value_at(native(out.str()), Point(10)) == value_at(wide, Point(10)));
}

TEST_CASE("output files appear whole or not at all", "[formats]") {
  const std::string path =
      std::filesystem::temp_directory_path() / "polyspike_output_test";
  std::filesystem::remove(path);
  { OutputFile(path).stream() << "half"; }
  CHECK_FALSE(std::filesystem::exists(path));
  OutputFile whole(path);
  whole.stream() << "whole";
  whole.commit();
  std::string text;
  std::ifstream(path) >> text;
  CHECK(text == "whole");
  std::filesystem::remove(path);
  CHECK_THROWS_AS(OutputFile("/nonexistent/file"), Error);
}
