// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/pattern_text.hpp"

#include <set>

namespace polyspike::property {
namespace {

// The library's decision of a step in the oracle's terms; a jump's trigger is the one
// event.
oracle::Decision translate(const Step& step, const Decision& decision) {
  using Kind = oracle::Decision::Kind;
  oracle::Decision result;
  result.kind = decision.kind == Decision::Kind::off        ? Kind::off
                : decision.kind == Decision::Kind::on       ? Kind::on
                : decision.kind == Decision::Kind::crossing ? Kind::crossing
                : decision.kind == Decision::Kind::jump     ? Kind::jump
                                                            : Kind::never;
  const auto* spike = std::get_if<SpikeStep>(&step);
  if (!spike) return result;
  const auto event = [&](std::uint32_t index) {
    std::size_t place = 0;
    for (std::uint32_t e = 0; e < index; ++e)
      place += spike->events[e].synapse == spike->events[index].synapse;
    return oracle::Event{spike->synapse_names[spike->events[index].synapse], place};
  };
  for (std::uint32_t index : decision.events) result.before.insert(event(index));
  if (result.kind == Kind::jump) result.trigger.insert(event(decision.jump_event));
  return result;
}

// The oracle counts the breakpoints of a kernel, the library only those that change
// anything.
oracle::Event without_void_breakpoints(const oracle::Spiking& neuron,
                                       oracle::Event event) {
  std::size_t place = 0;
  for (std::size_t k = 0; k < event.second; ++k)
    place += neuron.kernel[k].slope != 0 || neuron.kernel[k].jump != 0;
  return {event.first, place};
}

std::set<oracle::Event> events_of(const oracle::Node& node,
                                  const std::set<oracle::Event>& events) {
  std::set<oracle::Event> result;
  for (const oracle::Event& event : events)
    result.insert(without_void_breakpoints(std::get<oracle::Spiking>(node.rule), event));
  return result;
}

bool same_decision(const oracle::Node& node, const oracle::Decision& expected,
                   const oracle::Decision& found) {
  if (expected.kind != found.kind) return false;
  if (events_of(node, expected.before) != found.before) return false;
  if (expected.kind != oracle::Decision::Kind::jump) return true;
  return events_of(node, expected.trigger).count(*found.trigger.begin()) == 1;
}

}  // namespace

bool same_pattern(const Case& it, const std::vector<oracle::Decision>& expected,
                  const Pattern& found) {
  std::vector<const Step*> steps;
  for (const Step& step : it.problem.program.steps)
    if (!std::holds_alternative<AffineStep>(step)) steps.push_back(&step);
  if (steps.size() != expected.size() || found.size() != expected.size()) return false;
  std::size_t n = 0;
  for (const oracle::Node& node : it.model.nodes) {
    if (node.is_affine()) continue;
    if (!same_decision(node, expected[n], translate(*steps[n], found[n]))) return false;
    ++n;
  }
  return true;
}

std::string text_of(const Point& point) {
  std::string text = "(";
  for (const Rational& coordinate : point)
    text.append(text.size() > 1 ? ", " : "").append(coordinate.str());
  return text.append(")");
}

}  // namespace polyspike::property
