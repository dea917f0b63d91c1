// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iostream>
#include <sstream>

#include "cli/checked_certificate.hpp"
#include "cli/claim_text.hpp"
#include "cli/command.hpp"
#include "cli/pdf_file.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "formats/json_writer.hpp"
#include "formats/output_file.hpp"
#include "formats/sha256.hpp"
#include "formats/source_text.hpp"
#include "network/lower.hpp"
#include "polyspike/error.hpp"
#include "property/claims.hpp"
#include "report/drawing.hpp"
#include "report/html.hpp"
#include "report/region_file.hpp"
#include "report/report.hpp"
#include "report/table.hpp"

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
std::vector<Claim> claims_of(std::span<const std::string> words, std::size_t outputs) {
  static const std::string usual[] = {"piecewise-linear", "continuous", "fires",
                                      "monotone",         "concave",    "convex"};
  return read_claims(words.empty() ? std::span<const std::string>(usual) : words, outputs);
}

std::string digest_of(const std::string& path) {
  return path == "-" ? "" : sha256(SourceText::read(path).text());
}

Drawing figure_of(const Report& report, const FigureStyle& style) {
  if (!report.plane && !report.graph)
    throw Error("a figure needs a domain of dimension 1 or 2, this one has " +
                std::to_string(report.partition.dimension) +
                "; expected --slice FILE, or an .html report");
  return draw_figure(report, style);
}

void write_output(const std::string& path, Kind kind, const Report& report,
                  const FigureStyle& style) {
  if (kind == Kind::pdf) {
    std::ostringstream document;
    write_tex_document(document, figure_of(report, style));
    return write_pdf(path, document.str());
  }
  OutputFile file(path);
  if (kind == Kind::html) write_html(file.stream(), report);
  if (kind == Kind::svg) write_svg(file.stream(), figure_of(report, style));
  if (kind == Kind::tex) write_tikz(file.stream(), figure_of(report, style));
  file.commit();
}

void write_answer(const std::string& path, const Report& report, bool json) {
  if (!json) {
    for (const Decided& decided : report.claims)
      std::cout << decided.claim << ": " << to_string(decided.answer.verdict) << '\n';
    if (!report.limit.empty())
      std::cout << "not complete (" << report.limit << "): the counts are lower bounds\n";
    std::cout << "wrote " << path << '\n';
    return;
  }
  JsonWriter out(std::cout);
  out.object();
  out.value("report", path);
  out.value("cells", report.counts.cells);
  out.object("claims");
  for (const Decided& decided : report.claims)
    out.value(decided.claim, to_string(decided.answer.verdict));
  out.end();
  out.value("complete", report.counts.complete);
  out.end();
  std::cout << '\n';
}

std::string name_of(const std::string& path) {
  return path == "-" ? "network" : std::filesystem::path(path).filename().string();
}

TableRow row_of(const std::string& path, RunOptions& options) {
  const Network network = read_network(path, options.read);
  const Problem problem = problem_of(network);
  ProgressLine progress;
  const ExploreOptions explore{.budget = &options.budget,
                               .watch = progress.when(options.progress)};
  const Partition partition = find_partition(problem, explore);
  std::string name = name_of(path);
  name = name.substr(0, name.find_last_of('.'));
  return {name, network.inputs(), count_neurons(network),
          count(problem, partition, &options.budget), cell_bound(network)};
}

int run_table(const Arguments& arguments, RunOptions& options) {
  const std::string path = arguments.require("-o");
  if (!path.ends_with(".tex")) throw Error("--table expects -o FILE.tex, got \"" + path + "\"");
  std::vector<TableRow> rows;
  bool complete = true;
  for (const std::string& word : arguments.words()) {
    rows.push_back(row_of(word, options));
    complete = complete && rows.back().counts.complete;
  }
  OutputFile file(path);
  write_latex_table(file.stream(), rows);
  file.commit();
  if (options.json) {
    JsonWriter out(std::cout);
    out.object();
    out.value("report", path);
    out.value("complete", complete);
    out.end();
    std::cout << '\n';
  } else {
    std::cout << "wrote " << path << '\n';
  }
  return complete ? exit_yes : exit_undecided;
}

// The network files of a certificate: those named after it, else those beside it.
std::vector<std::string> networks_of(const CertificateStatement& statement,
                                     std::span<const std::string> named) {
  if (!named.empty()) return {named.begin(), named.end()};
  const auto folder = std::filesystem::path(statement.path).parent_path();
  std::vector<std::string> networks;
  for (const std::string& name : statement.networks) networks.push_back(folder / name);
  return networks;
}

// Takes the claims from a certificate that the checker was asked about; witnesses of what
// it refutes are searched anew.
void add_certificate(Report& report, const CertificateStatement& statement,
                     std::span<const std::string> networks, Claims& decider) {
  report.certificate = check_statement(statement, networks, report.network);
  for (Decided decided : statement.claims) {
    if (!report.certificate->verified) decided.answer = {Verdict::unknown, {}, "holey"};
    const auto claim = parse_claim(decided.claim, report.network.outputs());
    if (claim && decided.answer.verdict == Verdict::violated)
      decided.answer.refutation = decider.decide(*claim).refutation;
    report.claims.push_back(std::move(decided));
  }
}

// What the words name: a network and claims; a certificate, or the regions of a partition,
// and networks.
struct Subject {
  std::vector<std::string> networks;
  std::span<const std::string> claims;
  std::optional<CertificateStatement> statement;
  std::optional<std::string> regions;
};

Subject read_subject(std::span<const std::string> words, RunOptions& options) {
  Subject subject;
  if (is_certificate(words[0])) {
    subject.statement = read_statement(words[0]);
    subject.networks = networks_of(*subject.statement, words.subspan(1));
    options.read.normalize = subject.statement->normalized;
    if (!subject.statement->has_surroundings && (options.read.domain || options.read.slice))
      throw Error("the certificate " + words[0] +
                  " is about the network file's own domain; expected no other");
  } else if (is_region_file(words[0])) {
    if (words.size() != 2)
      throw Error("expected the network of the regions " + words[0] + " after them, and no claims");
    subject.regions = words[0];
    subject.networks = {words[1]};
  } else {
    subject.networks = {words[0]};
    subject.claims = words.subspan(1);
  }
  return subject;
}

// Why the partition or its counts are not complete; empty where they are.
std::string limit_of(const Report& report, const Budget& budget) {
  const RegionFile* regions = report.regions;
  if (regions != nullptr && !regions->covered)
    return "whether " + regions->name + " covers the domain was not computed";
  if (regions != nullptr && *regions->covered != Rational(1))
    return regions->name + " covers " + (*regions->covered * 100).floor().str() +
           " % of the domain";
  if (report.counts.complete) return "";
  return budget.reason() != nullptr ? budget.reason() : "limit";
}

int run_report(const Arguments& arguments, RunOptions& options) {
  if (arguments.has("--table")) return run_table(arguments, options);
  const std::string path = arguments.require("-o");
  const Kind kind = kind_of(path);
  const Subject subject = read_subject(arguments.words(), options);
  const Network network = read_network(subject.networks[0], options.read);
  const FigureStyle style = read_style(arguments, network.outputs());
  std::vector<Claim> claims;
  if (!subject.statement && !subject.regions)
    claims = claims_of(subject.claims, network.outputs());
  const Problem problem = problem_of(network);
  const Program program = lower(network);
  ProgressLine progress;
  const ExploreOptions explore{.budget = &options.budget,
                               .watch = progress.when(options.progress)};
  Claims decider(problem, explore);
  std::optional<RegionFile> regions;
  if (subject.regions) regions = read_regions(*subject.regions, problem);
  const Partition& partition = regions ? regions->partition : decider.partition();
  Report report(network, program, problem, partition);
  if (regions) report.regions = &*regions;
  report.name = name_of(subject.networks[0]);
  report.digest = digest_of(subject.networks[0]);
  report.counts = count(problem, partition, &options.budget);
  if (subject.statement) add_certificate(report, *subject.statement, subject.networks, decider);
  if (kind == Kind::html)
    for (const Claim& claim : claims)
      report.claims.push_back({claim.text, decider.decide(claim)});
  report.limit = limit_of(report, options.budget);
  add_picture(report);
  write_output(path, kind, report, style);
  write_answer(path, report, options.json);
  return report.limit.empty() ? exit_yes : exit_undecided;
}

}  // namespace

namespace commands {

Command report() {
  return {.name = "report",
          .words = "NETWORK [CLAIM...] | CERTIFICATE [NETWORK...] | REGIONS NETWORK -o OUT",
          .summary = "a page, a figure or a table of the partition and of claims",
          .least_words = 1,
          .most_words = 1000,
          .options = {{"-o", "FILE", "what to write: .html, .svg, .tex or .pdf"},
                      {"--width", "LENGTH", "of a figure, as 90mm, 3.5in, 240pt"},
                      {"--height", "LENGTH", "of a figure; default: one unit for both axes"},
                      {"--colour", "map|value", "figure: colour by affine map or by value"},
                      {"--output", "K", "figure: the output whose value is drawn"},
                      {"--table", "", "of sizes and counts, a row for each of several networks"}},
          .examples =
              "  verify-network report network.json -o report.html\n"
              "  verify-network report network.json continuous 'output>=0' -o report.html\n"
              "  verify-network report network.cert network.json -o report.html\n"
              "  verify-network report regions.jsonl network.json -o report.html\n"
              "  verify-network report network.json -o figure.tex --width 84mm --colour value\n"
              "  verify-network report ACASXU.nnet --slice slice.json -o figure.pdf\n"
              "  verify-network report a.json b.json --table -o counts.tex\n"
              "\nA .html page is one file that opens from disk; its claims are those named, six "
              "usual ones,\nor a certificate's, after check-certificate looked at it. A .tex figure is "
              "a tikzpicture to\n\\input; .pdf needs pdflatex. Figures are for domains and slices "
              "of dimension 1 and 2.\n",
          .run = run_report};
}

}  // namespace commands

}  // namespace polyspike
