// SPDX-License-Identifier: GPL-3.0-or-later
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/command.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "certificate/certificate.hpp"
#include "cli/region_line.hpp"
#include "engine/engine_choice.hpp"
#include "formats/json_writer.hpp"
#include "formats/line_file.hpp"
#include "formats/output_file.hpp"
#include "polyspike/error.hpp"
#include "polyspike/read_network.hpp"
#include "property/cuts.hpp"
#include "property/counts.hpp"
#include "property/key_table.hpp"
#include "property/vertices.hpp"

namespace polyspike {

namespace {

// What is done with the pieces as they are found: the file of --regions, the vertices.
class PartitionStream final : public PartitionObserver {
 public:
  PartitionStream(const Problem& problem, const Arguments& arguments,
                  const ExploreOptions& options)
      : problem_(problem), cuts_(problem) {
    if (const auto regions = arguments.find("--regions"))
      file_ = std::make_unique<LineFile>(*regions);
    if (!arguments.has("--vertices")) return;
    if (explores_by_vertices(problem, options)) {
      vertex_keys_.emplace();
    } else {
      vertices_.emplace(
          coordinate_bounds(forms_of(problem.domain.half_spaces), problem.interior));
    }
  }

  bool wants_vertices() const override { return vertex_keys_.has_value(); }
  void vertex(KeyTable::Key key) override { vertex_keys_->add(key); }
  bool wants_pieces() const override { return file_ || vertices_; }
  void piece(const Leaf& leaf, const Piece& piece, const Pattern& pattern) override {
    if (vertices_) vertices_->add_piece(leaf, piece);
    if (!file_) return;
    file_->add(region_line(problem_, piece, pattern, cuts_.find_cuts(piece, pattern)));
    ++lines_;
  }

  // Throws Error if the file could not be written.
  void close() {
    if (file_) file_->close();
  }
  std::optional<std::uint64_t> lines() const {
    return file_ ? std::optional(lines_) : std::nullopt;
  }
  std::optional<std::uint64_t> vertices() const {
    if (vertex_keys_) return vertex_keys_->size();
    return vertices_ ? std::optional<std::uint64_t>(vertices_->size()) : std::nullopt;
  }

 private:
  const Problem& problem_;
  CutFinder cuts_;
  std::unique_ptr<LineFile> file_;
  std::uint64_t lines_ = 0;
  std::optional<VertexTable> vertices_;
  std::optional<KeyTable> vertex_keys_;  // where the engine knows the vertices
};

// What there is to print; a count that was not asked for is empty.
struct Answer {
  bool complete = false;
  const char* limit = nullptr;  // what ended it where it is not complete
  std::uint64_t cells = 0;
  std::optional<Counts> counts;
  std::optional<Rational> covered;  // at least this share of the volume
  std::optional<std::uint64_t> vertices;
  std::optional<std::uint64_t> lines;  // of the file of regions
};

void write_count(JsonWriter& out, std::string_view key, const std::optional<Counts>& counts,
                 std::uint64_t Counts::*member) {
  if (counts) {
    out.value(key, (*counts).*member);
  } else {
    out.value(key, nullptr);
  }
}

const Rational million = 1000000;

void write_json(const Answer& answer) {
  JsonWriter out(std::cout);
  out.object();
  out.value("cells", answer.cells);
  write_count(out, "cell_components", answer.counts, &Counts::cell_components);
  write_count(out, "causal_pieces", answer.counts, &Counts::causal_pieces);
  write_count(out, "linear_regions", answer.counts, &Counts::linear_regions);
  write_count(out, "distinct_maps", answer.counts, &Counts::distinct_maps);
  write_count(out, "never_regions", answer.counts, &Counts::never_regions);
  if (answer.vertices) out.value("vertices", *answer.vertices);
  out.value("complete", answer.complete);
  if (answer.limit != nullptr) out.value("limit", answer.limit);
  if (!answer.complete && answer.covered)
    out.value("covered", ((*answer.covered * million).floor() / million).str());
  out.end();
  std::cout << '\n';
}

std::string counted(std::uint64_t count, std::string_view thing) {
  return std::to_string(count).append(1, ' ').append(thing).append(count == 1 ? "" : "s");
}

void write_row(std::string_view name, std::uint64_t count) {
  std::cout << "  " << std::left << std::setw(18) << name << std::right << std::setw(12)
            << count << '\n';
}

void write_text(const Answer& answer) {
  if (!answer.complete) std::cout << "at least ";
  std::cout << counted(answer.cells, "cell");
  if (answer.counts)
    std::cout << ", " << counted(answer.counts->linear_regions, "linear region") << ", "
              << counted(answer.counts->distinct_maps, "distinct map");
  if (!answer.complete) {
    std::cout << " (" << answer.limit << ": the counts are lower bounds";
    if (answer.covered)
      std::cout << "; at least " << (*answer.covered * 100).floor().str()
                << " % of the volume";
    std::cout << ')';
  }
  std::cout << '\n';
  if (answer.counts) {
    write_row("cell components", answer.counts->cell_components);
    write_row("causal pieces", answer.counts->causal_pieces);
    write_row("never regions", answer.counts->never_regions);
  }
  if (answer.vertices) write_row("vertices", *answer.vertices);
  if (answer.lines) write_row("lines of regions", *answer.lines);
}

Engine read_engine(const Arguments& arguments) {
  const std::string name = arguments.find("--engine").value_or("auto");
  if (name == "auto") return Engine::automatic;
  if (name == "lp") return Engine::lp;
  if (name == "vertex") return Engine::vertex;
  throw Error("the option --engine expects auto, lp or vertex, got \"" + name + "\"");
}

ExploreOptions explore_options_of(const Problem& problem, const Arguments& arguments,
                                  RunOptions& options) {
  ExploreOptions result;
  result.budget = &options.budget;
  result.threads = options.threads;
  result.engine = read_engine(arguments);
  if (result.engine == Engine::vertex && !fits_vertex_engine(problem, result))
    throw Error(std::string("--engine vertex expects ") + vertex_engine_scope +
                "; use auto or lp");
  return result;
}

Answer find_answer(const Problem& problem, const ExploreOptions& explore_options,
                   bool only_cells, PartitionStream& stream) {
  Answer answer;
  if (only_cells) {
    const CellCount found = count_cells(problem, explore_options, &stream);
    answer.cells = found.cells;
    answer.complete = found.complete;
    answer.covered = found.explored.covered;
  } else {
    answer.counts = find_counts(problem, explore_options, &stream);
    answer.cells = answer.counts->cells;
    answer.covered = answer.counts->covered;
    answer.complete = answer.counts->complete;
  }
  if (!answer.complete) answer.limit = explore_options.budget->reason();
  return answer;
}

void write_certificate(const Arguments& arguments, RunOptions& options, const Network& network,
                       const Problem& problem, LeafWatch* watch, Answer& answer) {
  const auto path = arguments.find("--certificate");
  if (!path || !answer.complete) return;
  ExploreOptions explore_options;
  explore_options.budget = &options.budget;
  explore_options.watch = watch;
  OutputFile file(*path);
  const auto claims = answer.counts ? count_claims(*answer.counts) : cell_claims(answer.cells);
  if (write_certificate(file.stream(), {arguments.words()[0], options.read}, network, problem,
                        claims, explore_options)) {
    file.commit();
  } else {
    answer.complete = false;
    answer.limit = options.budget.reason();
  }
}

int run_partition(const Arguments& arguments, RunOptions& options) {
  const Network network = read_network(arguments.words()[0], options.read);
  const Problem problem = problem_of(network);
  ExploreOptions explore_options = explore_options_of(problem, arguments, options);
  ProgressLine progress;
  explore_options.watch = progress.when(options.progress);
  PartitionStream stream(problem, arguments, explore_options);
  Answer answer =
      find_answer(problem, explore_options, arguments.has("--count-only"), stream);
  stream.close();
  answer.vertices = stream.vertices();
  answer.lines = stream.lines();
  write_certificate(arguments, options, network, problem, explore_options.watch, answer);
  if (options.json) {
    write_json(answer);
  } else {
    write_text(answer);
  }
  return answer.complete ? exit_yes : exit_undecided;
}

}  // namespace

namespace commands {

Command partition() {
  return {
      .name = "partition",
      .words = "NETWORK",
      .summary = "the exact polyhedral partition: cells, linear regions, affine maps",
      .options =
          {{"--regions", "FILE", "the convex pieces, one line of JSON each as it is found"},
           {"--certificate", "FILE", "a proof of the counts, for check-certificate"},
           {"--count-only", "", "the number of cells and nothing else, in less memory"},
           {"--vertices", "", "the number of vertices of all convex pieces, too"},
           {"--engine", "auto|lp|vertex", "by linear programs or by vertices"}},
      .examples =
          "  verify-network partition network.json\n"
          "  verify-network partition network.json --domain \"[0,1]^2\" --json\n"
          "  verify-network partition network.json --regions regions.jsonl\n"
          "  verify-network partition network.json --certificate network.cert\n"
          "\nA cell is an activation pattern; it may consist of several convex pieces. A line "
          "of --regions\nhas the keys cell (its number), inequalities (the facets: "
          "coefficients, at_most; cut: the same\ncell goes on beyond), interior (a point), "
          "map (per output coefficients and constant, or \"inf\")\nand pattern (per neuron "
          "\"on\", \"off\", \"never\" or its causal set: synapses from 1, with windows\nand "
          "kernels [synapse, breakpoint], the event that fires it by its jump in \"jump\").\n",
      .run = run_partition};
}

}  // namespace commands

}  // namespace polyspike
