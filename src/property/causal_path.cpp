// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/causal_path.hpp"

namespace polyspike {

namespace {

constexpr std::size_t word_bits = 64;

void set(std::vector<std::uint64_t>& bits, std::size_t k) {
  bits[k / word_bits] |= std::uint64_t{1} << (k % word_bits);
}

void include(std::vector<std::uint64_t>& bits, const std::vector<std::uint64_t>& others) {
  for (std::size_t w = 0; w < bits.size(); ++w) bits[w] |= others[w];
}

void mark_sources(const SpikeStep& step, const Decision& decision,
                  std::vector<std::uint64_t>& reached) {
  if (decision.kind == Decision::Kind::never) return;
  for (std::uint32_t e : decision.events)
    set(reached, step.arrivals[step.events[e].synapse]);
  if (decision.kind == Decision::Kind::jump)
    set(reached, step.arrivals[step.events[decision.jump_event].synapse]);
}

}  // namespace

CausalPaths::CausalPaths(const Program& program)
    : program_(program), words_((program.registers() + word_bits - 1) / word_bits) {
  for (const Step& step : program.steps) {
    Reads reads;
    if (const auto* affine = std::get_if<AffineStep>(&step)) {
      reads.positive = bits_of(affine->value);
    } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
      reads = {bits_of(branch->positive), bits_of(branch->otherwise)};
    }
    reads_.push_back(std::move(reads));
  }
}

CausalPaths::Bits CausalPaths::bits_of(const Combination& combination) const {
  Bits bits(words_);
  for (const auto& term : combination.terms) set(bits, term.source);
  return bits;
}

Pattern CausalPaths::pattern_on(const Pattern& pattern) const {
  Bits reached(words_);
  for (Register r : program_.outputs) set(reached, r);
  Pattern result(pattern.size());
  std::size_t decision = pattern.size();
  for (std::size_t s = program_.steps.size(); s-- > 0;) {
    const std::size_t own = program_.inputs + s;
    const bool on_path = (reached[own / word_bits] >> (own % word_bits) & 1) != 0;
    if (std::holds_alternative<AffineStep>(program_.steps[s])) {
      if (on_path) include(reached, reads_[s].positive);
      continue;
    }
    --decision;
    if (!on_path) {
      result[decision].kind = Decision::Kind::never;
      continue;
    }
    result[decision] = pattern[decision];
    if (const auto* spike = std::get_if<SpikeStep>(&program_.steps[s])) {
      mark_sources(*spike, pattern[decision], reached);
      continue;
    }
    const bool is_on = pattern[decision].kind == Decision::Kind::on;
    include(reached, is_on ? reads_[s].positive : reads_[s].otherwise);
  }
  return result;
}

}  // namespace polyspike
