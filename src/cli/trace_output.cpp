// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/trace_output.hpp"

#include <ostream>

namespace polyspike {

namespace {

bool is_branch(const NeuronTrace& neuron) {
  return neuron.decision.kind == Decision::Kind::on ||
         neuron.decision.kind == Decision::Kind::off;
}

std::string_view name_of(Decision::Kind kind) {
  switch (kind) {
    case Decision::Kind::off:
      return "off";
    case Decision::Kind::on:
      return "on";
    case Decision::Kind::crossing:
      return "crossing";
    case Decision::Kind::jump:
      return "jump";
    case Decision::Kind::never:
      return "never";
  }
  return "";
}

void write_spike(JsonWriter& out, const NeuronTrace& neuron) {
  out.value("time", neuron.value);
  out.value("fires_by", name_of(neuron.decision.kind));
  out.value("threshold", neuron.threshold);
  out.array("causal_set");
  for (const CausalEvent& event : neuron.causal_set) {
    out.object();
    out.value("from", event.from);
    out.value("synapse", static_cast<std::uint64_t>(event.synapse));
    out.value("breakpoint", static_cast<std::uint64_t>(event.breakpoint));
    out.value("time", event.time);
    out.end();
  }
  out.end();
  out.array("potential");
  for (const PotentialPoint& point : neuron.potential) {
    out.object();
    out.value("time", point.time);
    out.value("value", point.value);
    out.value("value_after", point.value_after);
    out.value("slope_after", point.slope_after);
    out.end();
  }
  out.end();
}

void write_spike(std::ostream& out, const NeuronTrace& neuron) {
  out << (neuron.value ? " fires at " + neuron.value->str() : " never fires");
  if (neuron.decision.kind == Decision::Kind::jump) out << " (by a jump)";
  out << ", threshold " << neuron.threshold.str() << "\n  causal set:";
  if (neuron.causal_set.empty()) out << " none";
  for (const CausalEvent& event : neuron.causal_set)
    out << ' ' << event.from << '@' << event.time.str();
  out << "\n  potential:";
  if (neuron.potential.empty()) out << " 0";
  for (const PotentialPoint& point : neuron.potential) {
    out << ' ' << point.time.str() << ':' << point.value.str();
    if (point.value_after != point.value) out << '|' << point.value_after.str();
  }
}

}  // namespace

void write_trace(JsonWriter& out, const NeuronTrace& neuron) {
  out.object();
  out.value("name", neuron.name);
  if (is_branch(neuron)) {
    out.value("pre_activation", neuron.pre_activation);
    out.value("active", neuron.decision.kind == Decision::Kind::on);
    out.value("value", neuron.value);
  } else {
    write_spike(out, neuron);
  }
  out.end();
}

void write_trace(std::ostream& out, const NeuronTrace& neuron) {
  out << neuron.name;
  if (is_branch(neuron)) {
    out << ' ' << name_of(neuron.decision.kind) << ", pre-activation "
        << to_string(neuron.pre_activation) << ", value " << to_string(neuron.value);
  } else {
    write_spike(out, neuron);
  }
  out << '\n';
}

}  // namespace polyspike
