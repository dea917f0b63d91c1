// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <optional>

#include "certificate/neuron_claims.hpp"
#include "cli/command.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "formats/json_writer.hpp"
#include "formats/output_file.hpp"
#include "network/trace.hpp"
#include "polyspike/read_network.hpp"
#include "property/decisions.hpp"
#include "property/neurons.hpp"

namespace polyspike {

namespace {

struct Answer {
  std::vector<std::string> neurons;
  std::vector<Activity> activity;
  std::vector<std::string> outputs;
  DecisionRule rule = DecisionRule::earliest;
  std::optional<Decisions> decisions;  // for several outputs
  const char* limit = nullptr;         // what ended it where something is unknown

  std::size_t count(Activity which) const {
    return static_cast<std::size_t>(std::count(activity.begin(), activity.end(), which));
  }
  bool is_complete() const {
    return count(Activity::unknown) == 0 && (!decisions || decisions->complete);
  }
};

std::vector<std::string> output_names(const Network& network) {
  std::vector<std::string> names;
  for (std::size_t j = 0; j < network.outputs(); ++j)
    names.push_back(network.is_spiking()
                        ? source_name(network.spiking(), network.spiking().outputs[j])
                        : "output" + std::to_string(j + 1));
  return names;
}

std::string_view name_of(DecisionRule rule) {
  return rule == DecisionRule::earliest ? "first to fire" : "largest output";
}

std::vector<std::string> names(const Answer& answer, const OutputSet& outputs) {
  std::vector<std::string> result;
  for (const std::size_t j : outputs) result.push_back(answer.outputs[j]);
  return result;
}

void write_decisions(JsonWriter& out, const Answer& answer) {
  if (!answer.decisions) return out.value("decisions", nullptr);
  out.object("decisions");
  out.value("rule", name_of(answer.rule));
  out.array("winners");
  for (const Winner& winner : answer.decisions->winners) {
    out.object();
    out.value("outputs", names(answer, winner.outputs));
    if (answer.decisions->complete) {
      out.value("regions", winner.regions);
    } else {
      out.value("regions", nullptr);
    }
    out.end();
  }
  out.end();
  out.array("border_ties");
  for (const OutputSet& tie : answer.decisions->border_ties) out.value(names(answer, tie));
  out.end();
  out.end();
}

void write_json(const Answer& answer) {
  JsonWriter out(std::cout);
  out.object();
  out.object("neurons");
  for (std::size_t k = 0; k < answer.neurons.size(); ++k)
    out.value(answer.neurons[k], to_string(answer.activity[k]));
  out.end();
  write_decisions(out, answer);
  out.value("complete", answer.is_complete());
  if (answer.limit != nullptr) out.value("limit", answer.limit);
  out.end();
  std::cout << '\n';
}

// "y1 = y2", or "none" where nothing fires.
std::string tie_text(const Answer& answer, const OutputSet& outputs) {
  if (outputs.empty()) return "none";
  std::string text;
  for (const std::size_t j : outputs)
    text.append(text.empty() ? "" : " = ").append(answer.outputs[j]);
  return text;
}

void write_decisions(const Answer& answer) {
  if (!answer.decisions) return;
  std::cout << "decisions, " << name_of(answer.rule) << ":\n";
  if (!answer.decisions->complete) {
    std::cout << "  not complete (" << answer.limit << ")\n";
    return;
  }
  for (const Winner& winner : answer.decisions->winners)
    std::cout << "  " << std::left << std::setw(18) << tie_text(answer, winner.outputs)
              << std::right << std::setw(6) << winner.regions
              << (winner.regions == 1 ? " region\n" : " regions\n");
  for (const OutputSet& tie : answer.decisions->border_ties)
    std::cout << "  tie on a border: " << tie_text(answer, tie) << '\n';
}

void write_text(const Answer& answer) {
  constexpr Activity kinds[] = {Activity::dead, Activity::always, Activity::sometimes,
                                Activity::unknown};
  std::cout << answer.neurons.size() << (answer.neurons.size() == 1 ? " neuron" : " neurons");
  const char* separator = ": ";
  for (const Activity kind : kinds) {
    if (kind == Activity::unknown && answer.count(kind) == 0) continue;
    std::cout << separator << answer.count(kind) << ' ' << to_string(kind);
    separator = ", ";
  }
  if (!answer.is_complete()) std::cout << " (" << answer.limit << ')';
  std::cout << '\n';
  for (const Activity kind : kinds) {
    if (answer.count(kind) == 0) continue;
    std::cout << "  " << std::left << std::setw(10) << to_string(kind) << std::right;
    for (std::size_t k = 0; k < answer.neurons.size(); ++k)
      if (answer.activity[k] == kind) std::cout << ' ' << answer.neurons[k];
    std::cout << '\n';
  }
  write_decisions(answer);
}

// False if a limit was in the way; then there is no file, and standard error says so.
bool write_certificate(const Arguments& arguments, RunOptions& options, const Network& network,
                       const Problem& problem, const std::vector<ActivityFound>& found) {
  const auto path = arguments.find("--certificate");
  if (!path) return true;
  ExploreOptions explore;
  explore.budget = &options.budget;
  const auto stated = neuron_claims(problem, found);
  OutputFile file(*path);
  if (!stated || !write_certificate(file.stream(), {arguments.words()[0], options.read}, network,
                                    stated->problem, stated->claims, explore)) {
    std::cerr << *path << ": not written, "
              << (options.budget.exhausted() ? options.budget.reason() : "there is no neuron") << '\n';
    return false;
  }
  file.commit();
  return true;
}

int run_neurons(const Arguments& arguments, RunOptions& options) {
  const Network network = read_network(arguments.words()[0], options.read);
  const Problem problem = problem_of(network);
  ExploreOptions explore_options;
  explore_options.budget = &options.budget;
  explore_options.threads = options.threads;
  ProgressLine progress;
  explore_options.watch = progress.when(options.progress);
  Answer answer;
  for (const Neuron& neuron : problem.program.neurons) answer.neurons.push_back(neuron.name);
  answer.outputs = output_names(network);
  answer.rule = network.is_spiking() ? DecisionRule::earliest : DecisionRule::largest;
  const auto found = find_activity_and_points(problem, explore_options);
  for (const ActivityFound& f : found) answer.activity.push_back(f.activity);
  if (network.outputs() > 1)
    answer.decisions = find_decisions(problem, answer.rule, explore_options);
  if (!answer.is_complete()) answer.limit = options.budget.reason();
  if (options.json) {
    write_json(answer);
  } else {
    write_text(answer);
  }
  const bool written = write_certificate(arguments, options, network, problem, found);
  return answer.is_complete() && written ? exit_yes : exit_undecided;
}

}  // namespace

namespace commands {

Command neurons() {
  return {.name = "neurons",
          .words = "NETWORK",
          .summary = "which neurons never act, always act; which output decides where",
          .options = {{"--certificate", "FILE",
                       "a proof of what the neurons do (not of the decisions), for check-certificate"}},
          .examples =
              "  verify-network neurons network.json\n"
              "  verify-network neurons network.json --domain \"[0,1]^2\" --json\n"
              "\nProved for every point of the closed domain: dead (never fires; ReLU: the "
              "pre-activation is\nnever > 0), always (fires everywhere; > 0 everywhere), "
              "sometimes. For several outputs, which\none fires first (spiking) or is "
              "largest (layers): the number of connected regions each\nwins, sets of outputs "
              "that tie on a region by name, and those that tie on a border only.\n",
          .run = run_neurons};
}

}  // namespace commands

}  // namespace polyspike
