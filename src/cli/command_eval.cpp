// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include "cli/command.hpp"
#include "cli/trace_output.hpp"
#include "formats/json_writer.hpp"
#include "formats/points.hpp"
#include "polyspike/read_network.hpp"
#include "network/lower.hpp"
#include "network/trace.hpp"
#include "program/evaluate.hpp"

namespace polyspike {

namespace {

void write_json(const std::vector<Value>& outputs,
                const std::vector<NeuronTrace>* neurons) {
  JsonWriter out(std::cout);
  out.object();
  out.value("outputs", outputs);
  if (neurons != nullptr) {
    out.array("neurons");
    for (const NeuronTrace& neuron : *neurons) write_trace(out, neuron);
    out.end();
  }
  out.end();
  std::cout << '\n';
}

void write_text(const std::vector<Value>& outputs,
                const std::vector<NeuronTrace>* neurons) {
  for (std::size_t j = 0; j < outputs.size(); ++j)
    std::cout << (j > 0 ? " " : "") << to_string(outputs[j]);
  std::cout << '\n';
  if (neurons == nullptr) return;
  for (const NeuronTrace& neuron : *neurons) write_trace(std::cout, neuron);
}

int run_eval(const Arguments& arguments, RunOptions& options) {
  const std::string at = arguments.require("--at");
  options.read.needs_domain = false;
  const Network network = read_network(arguments.words()[0], options.read);
  const Point point = read_point(at, network.inputs(), "--at");
  const Program program = lower(network);
  const Evaluation evaluation = evaluate(program, point);
  std::vector<NeuronTrace> neurons;
  const bool wants_trace = arguments.has("--trace");
  if (wants_trace) neurons = trace(network, program, evaluation);
  const auto* shown = wants_trace ? &neurons : nullptr;
  const std::vector<Value> outputs = evaluation.outputs(program);
  if (options.json) {
    write_json(outputs, shown);
  } else {
    write_text(outputs, shown);
  }
  return exit_yes;
}

}  // namespace

namespace commands {

Command eval() {
  return {.name = "eval",
          .words = "NETWORK --at POINT",
          .summary = "the exact outputs at a point, inside the domain or not",
          .options = {{"--at", "POINT", "the point, as \"1/2,-3\""},
                      {"--trace", "",
                       "every neuron: firing time, causal set, potential's breakpoints"}},
          .examples =
              "  verify-network eval network.json --at \"1/2,-3\"\n"
              "  verify-network eval network.json --at=-1/2,3 --trace --json\n"
              "  verify-network eval ACASXU.nnet --normalize --at 500,0,0,1000,100\n",
          .run = run_eval};
}

}  // namespace commands

}  // namespace polyspike
