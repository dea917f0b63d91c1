// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "certificate/certificate.hpp"
#include "program/evaluate.hpp"
#include "property/jump.hpp"
#include "property/structure.hpp"

// Which proof a claim gets.
namespace polyspike {

namespace {

using Kind = Claim::Kind;
using How = CertificateClaim::Proof;

CertificateClaim count_claim(const char* name, std::uint64_t count) {
  return {name + std::to_string(count), true, How::tree, {}, {}};
}

bool by_theorem(Kind kind, const Shape& shape) {
  switch (kind) {
    case Kind::piecewise_linear:
      return true;
    case Kind::continuous:
      return shape.continuous;
    case Kind::monotone:
      return shape.increasing;
    case Kind::concave:
      return shape.concave && shape.finite;
    case Kind::convex:
      return shape.convex && shape.finite;
    case Kind::fires:
      return shape.finite;
    default:
      return false;
  }
}

bool is_count(Kind kind) {
  return kind == Kind::cells || kind == Kind::linear_regions || kind == Kind::distinct_maps;
}

bool needs_continuity(Kind kind) {
  return kind == Kind::monotone || kind == Kind::lipschitz || kind == Kind::concave ||
         kind == Kind::convex;
}

// What the checker asks of gradients in a flat domain is more than the claim.
bool gradients_are_plain(const Claim& claim, const Problem& problem,
                         const Partition& partition) {
  if (claim.kind != Kind::monotone && claim.kind != Kind::lipschitz) return true;
  for (const Piece& piece : partition.pieces) {
    if (!partition.is_full(piece)) continue;
    for (const auto& form : piece.outputs) {
      if (!form) return false;
      Rational size;
      for (const Rational& g : form->gradient) {
        if (claim.kind == Kind::monotone && g.sign() < 0) return false;
        size += abs(g);
      }
      if (claim.kind == Kind::lipschitz && size > claim.bound) return false;
    }
  }
  return problem.flat.ambient() > 0;
}

class Planner {
 public:
  Planner(const Problem& problem, const ExploreOptions& options)
      : problem_(problem), options_(options), shape_(output_shape(problem.program)) {
    options_.all_dimensions = true;
  }

  CertificateClaim plan(const Claim& claim, const Answer& answer) {
    CertificateClaim result{claim.text, answer.verdict == Verdict::holds, How::open, {}, claim};
    if (answer.verdict == Verdict::unknown) return result;
    if (is_count(claim.kind)) {
      result.proof = How::tree;
    } else if (result.holds) {
      result.proof = plan_holding(claim);
    } else if (claim.kind == Kind::continuous) {
      plan_jump(result);
    } else if (answer.refutation && !answer.refutation->points.empty()) {
      result.proof = How::points;
      result.points = answer.refutation->points;
    }
    return result;
  }
  // Whether a claim that holds rests on continuity that no theorem gives.
  bool asks_for_continuity() const { return asks_for_continuity_; }

 private:
  How plan_holding(const Claim& claim) {
    if (by_theorem(claim.kind, shape_)) return How::theorem;
    if (!needs_continuity(claim.kind)) return How::tree;
    // A Lipschitz function has no jump.
    if (!shape_.continuous && find_jump(problem_, partition())) return How::pairs;
    asks_for_continuity_ = asks_for_continuity_ || !shape_.continuous;
    const bool plain = problem_.flat.dimension() == problem_.flat.ambient() ||
                       gradients_are_plain(claim, problem_, partition());
    return plain ? How::tree : How::directions;
  }

  // A point inside a piece where the limit is not the value.
  void plan_jump(CertificateClaim& result) {
    const auto jump = find_jump(problem_, partition());
    if (!jump) return;
    const auto value = evaluate(problem_.program, jump->point).outputs(problem_.program);
    for (const std::size_t side : jump->sides) {
      const Piece& piece = partition().pieces[side];
      if (values_at(piece.outputs, jump->point) == value) continue;
      result.proof = How::jump;
      result.points = {problem_.flat.extend(jump->point),
                       problem_.flat.extend(piece.interior)};
      return;
    }
  }

  const Partition& partition() {
    if (!partition_) partition_ = find_partition(problem_, options_);
    return *partition_;
  }

  const Problem& problem_;
  ExploreOptions options_;
  Shape shape_;
  std::optional<Partition> partition_;
  bool asks_for_continuity_ = false;
};

}  // namespace

std::vector<CertificateClaim> cell_claims(std::uint64_t cells) {
  return {count_claim("cells=", cells)};
}

std::vector<CertificateClaim> count_claims(const Counts& counts) {
  return {count_claim("cells=", counts.cells),
          count_claim("cell-components=", counts.cell_components),
          count_claim("causal-pieces=", counts.causal_pieces),
          count_claim("linear-regions=", counts.linear_regions),
          count_claim("distinct-maps=", counts.distinct_maps),
          count_claim("never-regions=", counts.never_regions)};
}

std::vector<CertificateClaim> plan_proofs(const Problem& problem, std::span<const Claim> claims,
                                          std::span<const Answer> answers,
                                          const ExploreOptions& options) {
  Planner planner(problem, options);
  std::vector<CertificateClaim> plan;
  bool has_continuity = false;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    plan.push_back(planner.plan(claims[i], answers[i]));
    has_continuity = has_continuity || (claims[i].kind == Kind::continuous && plan.back().holds);
  }
  if (planner.asks_for_continuity() && !has_continuity) {
    Claim continuous;
    continuous.text = "continuous";
    plan.push_back({continuous.text, true, How::tree, {}, continuous});
  }
  return plan;
}

}  // namespace polyspike
