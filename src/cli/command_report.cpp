// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iostream>

#include "cli/command.hpp"
#include "cli/problem.hpp"
#include "formats/json_writer.hpp"
#include "formats/output_file.hpp"
#include "formats/sha256.hpp"
#include "formats/source_text.hpp"
#include "network/lower.hpp"
#include "polyspike/error.hpp"
#include "property/claims.hpp"
#include "report/drawing.hpp"
#include "report/html.hpp"
#include "report/report.hpp"

namespace polyspike {

namespace {

enum class Kind { html, svg, tex, pdf };

Kind kind_of(const std::string& path) {
  constexpr std::pair<std::string_view, Kind> kinds[] = {
      {".html", Kind::html}, {".svg", Kind::svg}, {".tex", Kind::tex}, {".pdf", Kind::pdf}};
  for (const auto& [ending, kind] : kinds)
    if (path.ends_with(ending)) return kind;
  throw Error("the option -o expects a name that ends in .html, .svg, .tex or .pdf, got \"" +
              path + "\"");
}

// Millimetres from "90mm", "3.5in", "12cm", "240pt" or a number of millimetres.
double read_length(const std::string& option, const std::string& text) {
  constexpr std::pair<std::string_view, double> units[] = {
      {"mm", 1}, {"cm", 10}, {"in", 25.4}, {"pt", 25.4 / 72.27}, {"", 1}};
  for (const auto& [unit, size] : units) {
    if (!text.ends_with(unit)) continue;
    const auto number = Rational::parse(text.substr(0, text.size() - unit.size()));
    const double length = number ? number->approximate() * size : 0;
    if (length >= 20 && length <= 5000) return length;
    break;
  }
  throw Error("the option " + option +
              " expects a length of 20mm to 5000mm such as 90mm, 8.5cm, 3.5in or 240pt, got "
              "\"" + text + "\"");
}

FigureStyle read_style(const Arguments& arguments, std::size_t outputs) {
  FigureStyle style;
  if (const auto width = arguments.find("--width"))
    style.width = read_length("--width", *width);
  if (const auto height = arguments.find("--height"))
    style.height = read_length("--height", *height);
  const std::string colour = arguments.find("--colour").value_or("map");
  if (colour != "map" && colour != "value")
    throw Error("the option --colour expects map or value, got \"" + colour + "\"");
  style.by_value = colour == "value";
  if (const auto output = arguments.find("--output")) {
    const auto number = Rational::parse(*output);
    if (!number || !number->is_integer() || number->sign() <= 0 ||
        *number > Rational(static_cast<std::int64_t>(outputs)))
      throw Error("the option --output expects a number from 1 to " +
                  std::to_string(outputs) + ", got \"" + *output + "\"");
    style.output = static_cast<std::size_t>(number->to_int64() - 1);
  }
  return style;
}

// Those asked for, or those that ask nothing about numbers.
std::vector<Claim> read_claims(std::span<const std::string> words, std::size_t outputs) {
  static const std::string usual[] = {"piecewise-linear", "continuous", "fires",
                                      "monotone",         "concave",    "convex"};
  std::vector<Claim> claims;
  for (const std::string& word : words.empty() ? std::span<const std::string>(usual) : words) {
    auto claim = parse_claim(word, outputs);
    if (!claim)
      throw Error("claim '" + word + "' is not one about a network with " +
                  std::to_string(outputs) + " output(s); expected one of " + claim_syntax);
    claims.push_back(std::move(*claim));
  }
  return claims;
}

std::string digest_of(const std::string& path) {
  return path == "-" ? "" : sha256(SourceText::read(path).text());
}

void write_figure(std::ostream& out, Kind kind, const Report& report,
                  const FigureStyle& style) {
  if (!report.plane && !report.graph)
    throw Error("a figure needs a domain of dimension 1 or 2, this one has " +
                std::to_string(report.partition.dimension) +
                "; expected --slice FILE, or an .html report");
  const Drawing drawing = draw_figure(report, style);
  if (kind == Kind::svg) return write_svg(out, drawing);
  write_tikz(out, drawing);
}

void write_output(const std::string& path, Kind kind, const Report& report,
                  const FigureStyle& style) {
  OutputFile file(path);
  if (kind == Kind::html) {
    write_html(file.stream(), report);
  } else {
    write_figure(file.stream(), kind, report, style);
  }
  file.commit();
}

int run_report(const Arguments& arguments, RunOptions& options) {
  const std::string path = arguments.require("-o");
  const Kind kind = kind_of(path);
  const auto& words = arguments.words();
  const Network network = read_network(words[0], options.read);
  const FigureStyle style = read_style(arguments, network.outputs());
  const std::vector<Claim> claims =
      read_claims(std::span(words).subspan(1), network.outputs());
  const Problem problem = problem_of(network);
  const Program program = lower(network);
  ExploreOptions explore;
  explore.budget = &options.budget;
  Claims decider(problem, explore);
  const Partition& partition = decider.partition();
  Report report{std::filesystem::path(words[0]).filename(),
                digest_of(words[0]),
                network,
                program,
                problem,
                partition,
                count(problem, partition),
                {},
                {},
                {},
                {},
                {}};
  if (kind == Kind::html)
    for (const Claim& claim : claims)
      report.claims.push_back({claim.text, decider.decide(claim)});
  add_picture(report);
  write_output(path, kind, report, style);
  std::cout << "wrote " << path << '\n';
  return exit_yes;
}

}  // namespace

namespace commands {

Command report() {
  return {.name = "report",
          .words = "NETWORK [CLAIM...] -o OUT",
          .summary = "a page, a figure or a table of the partition and of claims",
          .least_words = 1,
          .most_words = 1000,
          .options = {{"-o", "FILE", "what to write: .html, .svg, .tex or .pdf"},
                      {"--width", "LENGTH", "of a figure, as 90mm, 3.5in, 240pt"},
                      {"--height", "LENGTH", "of a figure; default: one unit for both axes"},
                      {"--colour", "map|value", "figure: colour by affine map or by value"},
                      {"--output", "K", "figure: the output whose value is drawn"}},
          .examples = "  verify-network report network.json -o report.html\n",
          .run = run_report};
}

}  // namespace commands

}  // namespace polyspike
