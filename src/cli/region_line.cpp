// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/region_line.hpp"

#include <algorithm>
#include <cassert>
#include <sstream>

#include "formats/json_writer.hpp"

namespace polyspike {

namespace {

// form >= 0 as -gradient * x <= constant.
void write_row(JsonWriter& out, const AffineForm& form, std::string_view relation) {
  out.value("coefficients", (-form).gradient);
  out.value(relation, form.constant);
}

void write_inequalities(JsonWriter& out, const Problem& problem, const Piece& piece,
                        const std::vector<bool>& cuts) {
  out.array("inequalities");
  for (std::size_t f = 0; f < piece.half_spaces.size(); ++f) {
    out.object();
    write_row(out, problem.flat.extend(piece.half_spaces[f].form).primitive(), "at_most");
    out.value("cut", bool{cuts[f]});
    out.end();
  }
  out.end();
  const std::vector<AffineForm> equations = problem.flat.equations();
  if (equations.empty()) return;
  out.array("equations");
  for (const AffineForm& equation : equations) {
    out.object();
    write_row(out, -equation.primitive(), "equal_to");
    out.end();
  }
  out.end();
}

// The point, or one with shorter coordinates that is inside as well.
Point short_point(const Piece& piece) {
  for (const long bits : {2, 4, 8, 16, 32}) {
    const Rational grid = Rational::power_of_two(bits);
    Point rounded;
    for (const Rational& x : piece.interior)
      rounded.push_back((x * grid + Rational(1, 2)).floor() / grid);
    const auto inside = [&](const HalfSpace& h) { return h.form.at(rounded).sign() > 0; };
    if (std::all_of(piece.half_spaces.begin(), piece.half_spaces.end(), inside))
      return rounded;
  }
  return piece.interior;
}

void write_map(JsonWriter& out, const Problem& problem, const OutputForms& outputs) {
  out.array("map");
  for (const auto& output : outputs) {
    if (!output) {
      out.value("inf");
      continue;
    }
    const AffineForm form = problem.flat.extend(*output);
    out.object();
    out.value("coefficients", form.gradient);
    out.value("constant", form.constant);
    out.end();
  }
  out.end();
}

void write_event(JsonWriter& out, const SpikeStep& step, std::uint32_t event) {
  const std::uint32_t synapse = step.events[event].synapse;
  const std::uint64_t name = step.synapse_names[synapse] + std::uint64_t{1};
  if (step.is_linear) {
    out.value(name);
    return;
  }
  std::uint64_t breakpoint = 1;
  for (std::uint32_t k = 0; k < event; ++k)
    breakpoint += step.events[k].synapse == synapse ? 1 : 0;
  out.value(std::vector<std::uint64_t>{name, breakpoint});
}

void write_events(JsonWriter& out, const SpikeStep& step, const Decision& decision) {
  for (const std::uint32_t event : decision.events) write_event(out, step, event);
  out.end();
}

void write_decision(JsonWriter& out, const Step& step, const std::string& name,
                    const Decision& decision) {
  switch (decision.kind) {
    case Decision::Kind::off:
      return out.value(name, "off");
    case Decision::Kind::on:
      return out.value(name, "on");
    case Decision::Kind::never:
      return out.value(name, "never");
    case Decision::Kind::crossing:
      out.array(name);
      return write_events(out, std::get<SpikeStep>(step), decision);
    case Decision::Kind::jump:
      out.object(name);
      out.array("events");
      write_events(out, std::get<SpikeStep>(step), decision);
      out.array("jump");
      write_event(out, std::get<SpikeStep>(step), decision.jump_event);
      out.end();
      return out.end();
  }
}

void write_pattern(JsonWriter& out, const Program& program, const Pattern& pattern) {
  assert(program.neurons.size() == pattern.size());
  out.object("pattern");
  for (std::size_t k = 0; k < pattern.size(); ++k) {
    const Neuron& neuron = program.neurons[k];
    write_decision(out, program.steps[neuron.step], neuron.name, pattern[k]);
  }
  out.end();
}

}  // namespace

std::string region_line(const Problem& problem, const Piece& piece, const Pattern& pattern,
                        const std::vector<bool>& cuts) {
  std::ostringstream text;
  JsonWriter out(text);
  out.object();
  out.value("cell", piece.cell + std::uint64_t{1});
  write_inequalities(out, problem, piece, cuts);
  out.value("interior", problem.flat.extend(short_point(piece)));
  write_map(out, problem, piece.outputs);
  write_pattern(out, problem.program, pattern);
  out.end();
  return text.str();
}

}  // namespace polyspike
