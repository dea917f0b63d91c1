// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/claims.hpp"

#include <array>
#include <charconv>

#include "property/bounds.hpp"
#include "property/curvature.hpp"
#include "property/jump.hpp"
#include "property/lipschitz.hpp"
#include "property/monotone.hpp"
#include "property/refutation.hpp"
#include "property/structure.hpp"

namespace polyspike {

const char* const claim_syntax =
    "piecewise-linear, continuous, monotone, concave, convex, fires, cells=N, "
    "linear-regions=N, distinct-maps=N, output>=c, output<=c, output>c, output<c "
    "(output2<=c for one output), lipschitz<=c";

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::violated:
      return "violated";
    default:
      return "unknown";
  }
}

namespace {

using Kind = Claim::Kind;

std::optional<std::uint64_t> read_count(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool read_word(std::string_view text, Claim* claim) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 6> words{{
      {"piecewise-linear", Kind::piecewise_linear},
      {"continuous", Kind::continuous},
      {"monotone", Kind::monotone},
      {"concave", Kind::concave},
      {"convex", Kind::convex},
      {"fires", Kind::fires},
  }};
  for (const auto& [word, kind] : words)
    if (text == word) {
      claim->kind = kind;
      return true;
    }
  return false;
}

bool read_count_claim(std::string_view text, Claim* claim) {
  if (take(text, "cells=")) {
    claim->kind = Kind::cells;
  } else if (take(text, "linear-regions=")) {
    claim->kind = Kind::linear_regions;
  } else if (take(text, "distinct-maps=")) {
    claim->kind = Kind::distinct_maps;
  } else {
    return false;
  }
  const auto count = read_count(text);
  if (count) claim->count = *count;
  return count.has_value();
}

bool read_bound(std::string_view text, Claim* claim) {
  const auto bound = Rational::parse(text);
  if (bound) claim->bound = *bound;
  return bound.has_value();
}

bool read_output_claim(std::string_view text, std::size_t outputs, Claim* claim) {
  if (take(text, "lipschitz<=")) {
    claim->kind = Kind::lipschitz;
    return read_bound(text, claim);
  }
  if (!take(text, "output")) return false;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits > 0) {
    const auto number = read_count(text.substr(0, digits));
    if (!number || *number == 0 || *number > outputs) return false;
    claim->output = *number - 1;
    text.remove_prefix(digits);
  }
  if (take(text, ">=")) {
    claim->kind = Kind::at_least;
  } else if (take(text, "<=")) {
    claim->kind = Kind::at_most;
  } else if (take(text, ">")) {
    claim->kind = Kind::above;
  } else if (take(text, "<")) {
    claim->kind = Kind::below;
  } else {
    return false;
  }
  return read_bound(text, claim);
}

Answer holds(std::string reason) { return {Verdict::holds, {}, std::move(reason)}; }

Answer from(std::optional<Refutation> refutation) {
  if (!refutation) return holds("partition");
  return {Verdict::violated, std::move(refutation), "counterexample"};
}

// What the program's structure proves without exploring; nothing if it does not.
std::optional<Answer> decide_by_structure(const Program& program, const Claim& claim) {
  if (claim.kind == Kind::piecewise_linear) return holds("theorem: piecewise linear");
  const Shape shape = output_shape(program);
  const bool proved = (claim.kind == Kind::continuous && shape.continuous) ||
                      (claim.kind == Kind::monotone && shape.increasing) ||
                      (claim.kind == Kind::concave && shape.concave && shape.finite) ||
                      (claim.kind == Kind::convex && shape.convex && shape.finite) ||
                      (claim.kind == Kind::fires && shape.finite);
  if (proved) return holds("theorem: structure of the network");
  return std::nullopt;
}

Refutation jump_refutation(const Problem& problem, const Partition& partition,
                           const Jump& jump) {
  Refutation refutation = refutation_at(problem, {jump.point});
  for (std::size_t side : jump.sides)
    refutation.limits.push_back(values_at(partition.pieces[side].outputs, jump.point));
  return refutation;
}

}  // namespace

std::optional<Claim> parse_claim(const std::string& text, std::size_t outputs) {
  Claim claim;
  claim.text = text;
  if (read_word(text, &claim) || read_count_claim(text, &claim) ||
      read_output_claim(text, outputs, &claim))
    return claim;
  return std::nullopt;
}

const Partition& Claims::partition() {
  if (!partition_) {
    const Shape shape = output_shape(problem_.program);
    options_.all_dimensions = !(shape.continuous && shape.finite);
    partition_ = find_partition(problem_, options_);
  }
  return *partition_;
}

Answer Claims::decide_count(const Claim& claim) {
  const Counts counts = count(problem_, partition());
  const std::uint64_t found = claim.kind == Kind::cells            ? counts.cells
                              : claim.kind == Kind::linear_regions ? counts.linear_regions
                                                                   : counts.distinct_maps;
  if (found == claim.count) return holds("partition");
  Refutation refutation;
  refutation.found = found;
  return from(std::move(refutation));
}

Answer Claims::decide(const Claim& claim) {
  if (auto answer = decide_by_structure(problem_.program, claim)) return *answer;
  const Partition& all = partition();
  if (!all.complete) {
    const char* limit = options_.budget ? options_.budget->reason() : nullptr;
    return {Verdict::unknown, {}, limit ? limit : "limit"};
  }
  switch (claim.kind) {
    case Kind::continuous: {
      const auto jump = find_jump(problem_, all);
      if (!jump) return holds("partition");
      return from(jump_refutation(problem_, all, *jump));
    }
    case Kind::monotone:
      return from(refute_monotone(problem_, all));
    case Kind::concave:
    case Kind::convex: {
      const auto curvature =
          claim.kind == Kind::concave ? Curvature::concave : Curvature::convex;
      CurvatureResult result = refute_curvature(problem_, all, curvature, options_);
      if (!result.complete) return {Verdict::unknown, {}, "limit"};
      return from(std::move(result.refutation));
    }
    case Kind::fires: {
      for (const Piece& piece : all.pieces)
        for (const auto& form : piece.outputs)
          if (!form) return from(refutation_at(problem_, {piece.interior}));
      return holds("partition");
    }
    case Kind::cells:
    case Kind::linear_regions:
    case Kind::distinct_maps:
      return decide_count(claim);
    case Kind::lipschitz:
      return from(refute_lipschitz(problem_, all, claim.bound));
    case Kind::piecewise_linear:
      return holds("theorem: piecewise linear");
    default:
      return from(refute_bound(problem_, all, claim));
  }
}

}  // namespace polyspike
