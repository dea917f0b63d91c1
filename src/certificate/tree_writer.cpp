// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/tree_writer.hpp"

#include <cmath>
#include <stdexcept>

namespace polyspike {

TreeWriter::TreeWriter(std::ostream& out, const Domain& domain, bool all, bool keep_leaves,
                       LeafProofs proofs)
    : out_(out),
      domain_(domain),
      all_(all),
      keep_leaves_(keep_leaves),
      proofs_(std::move(proofs)) {}

AffineForm TreeWriter::own(const Walk& walk, const AffineForm& form) const {
  return problem_->flat.extend(walk.flat.extend(form));
}

const Simplex* TreeWriter::simplex(const Walk& walk) {
  const bool fits = walk.flat.dimension() == domain_.dimension && problem_->flat.ambient() ==
                    problem_->flat.dimension() && walk.cell.size() > 0;
  return fits ? enclosures_.current(walk) : nullptr;
}

bool TreeWriter::enclose_if_missed(const Walk& walk) {
  const std::size_t d = domain_.dimension;
  if (misses_ <= 2 * (d + 1) || d > Enclosures::most_dimensions ||
      walk.flat.dimension() != d || problem_->flat.dimension() != d ||
      !enclosures_.is_outgrown(walk))
    return false;
  misses_ = 0;
  auto found = simplex_around(walk, prover_);
  if (!found) return false;
  out_ << 't';
  for (std::size_t c = 0; c <= d; ++c)
    out_ << (c == 0 ? " " : " | ") << point_text(found->corners[c]);
  for (std::size_t c = 0; c <= d; ++c)
    out_ << " | " << form_text(found->forms[c]) << " |" << proof_text(found->proofs[c]);
  out_ << '\n';
  enclosures_.add(walk, std::move(*found));
  return true;
}

std::optional<std::string> TreeWriter::find_proof(const Walk& walk, const AffineForm& goal,
                                                  bool strict, Rows rows) {
  if (!goal.is_constant()) {
    if (const auto row = prover_.by_row(walk, goal, strict, rows)) return proof_text(*row);
    const Simplex* around = simplex(walk);
    if (around != nullptr && around->is_positive(goal)) return " @";
  }
  const auto found = prover_.prove(walk, goal, strict, rows);
  if (!found) return std::nullopt;
  if (!goal.is_constant()) ++misses_;
  return proof_text(*found);
}

std::string TreeWriter::proof(const Walk& walk, const AffineForm& goal, bool strict,
                              Rows rows) {
  const auto found = find_proof(walk, goal, strict, rows);
  if (!found) throw std::logic_error("certificate: no proof of what the engine decided");
  return *found;
}

std::string TreeWriter::proof(const Walk& walk, const AffineForm& goal, bool strict) {
  return proof(walk, goal, strict, rows());
}

std::vector<std::uint32_t> TreeWriter::start(const Problem& problem, std::uint32_t* next_id) {
  problem_ = &problem;
  out_ << (all_ ? "tree all\n" : "tree full\n");
  HullTrace trace;
  find_hull(Flat::whole(domain_.dimension), domain_.half_spaces, &trace);
  std::vector<std::uint32_t> all;
  for (std::size_t i = 0; i < domain_.half_spaces.size(); ++i)
    all.push_back(static_cast<std::uint32_t>(i + 1));
  write_steps(trace, all, Flat::whole(domain_.dimension));
  hull_equations_ = equations_;
  *next_id = static_cast<std::uint32_t>(all.size() + 1);
  std::vector<std::uint32_t> ids;
  for (const std::size_t row : trace.origin) ids.push_back(all[row]);
  return ids;
}

void TreeWriter::write_steps(const HullTrace& trace, std::span<const std::uint32_t> ids,
                             const Flat& outer) {
  for (const HullTrace::Step& step : trace.steps) {
    Proof proof;
    for (const auto& [row, multiplier] : step.multipliers) proof.emplace_back(ids[row], multiplier);
    out_ << "e " << ids[step.row] << proof_text(proof) << '\n';
    equations_.push_back(outer.extend(step.form).primitive());
  }
}

void TreeWriter::split() { out_ << "s\n"; }

void TreeWriter::resolve(const Walk& walk, const AffineForm& z, bool on) {
  enclose_if_missed(walk);
  out_ << (on ? '+' : '-') << proof(walk, on ? z : -z, false) << '\n';
}

void TreeWriter::cut(const Walk& walk, const AffineForm& form, bool strict) {
  out_ << (strict ? "C " : "c ") << form_text(own(walk, form)) << '\n';
}

void TreeWriter::flat(const Walk& walk, const AffineForm& form, const HullTrace& trace) {
  auto bound = prover_.bound(walk, -form);
  if (!bound) throw std::logic_error("certificate: a cut that touches nothing");
  Proof& zero = bound->proof;
  zero.front().first = walk.next_id;
  if (bound->sign < 0) {
    out_ << 'x' << proof_text(zero) << '\n';
    return;
  }
  const std::size_t outside = equations_.size();
  out_ << "e " << walk.next_id << proof_text(zero) << '\n';
  equations_.push_back(own(walk, -form).primitive());
  write_steps(trace, walk.ids, problem_->flat);
  if (trace.empty.empty()) {
    flats_.push_back(outside);
    enclosures_.enter_flat();
    return;
  }
  Proof empty;
  for (const auto& [row, multiplier] : trace.empty) empty.emplace_back(walk.ids[row], multiplier);
  out_ << 'x' << proof_text(empty) << '\n';
  equations_.resize(outside);
}

void TreeWriter::leave_flat() {
  equations_.resize(flats_.back());
  flats_.pop_back();
  enclosures_.leave_flat();
}

// A point with short numbers, if rounding the walk's leaves it inside.
Point TreeWriter::short_point(const Walk& walk, const Leaf& leaf) const {
  if (walk.flat.dimension() == 0) return problem_->flat.extend(leaf.interior());
  const Point exact = walk.witness.point();
  Witness rounded;
  rounded.x.resize(exact.size());
  for (const double scale : {0x1p0, 0x1p4, 0x1p8, 0x1p14, 0x1p22}) {
    for (std::size_t j = 0; j < exact.size(); ++j)
      rounded.x[j] = std::round(exact[j].approximate() * scale) / scale;
    if (walk.cell.is_inside(rounded))
      return problem_->flat.extend(walk.flat.extend(rounded.point()));
  }
  return problem_->flat.extend(leaf.interior());
}

std::string TreeWriter::bounds(const Walk& walk, const OutputForms& outputs) {
  const Rows rows = all_ ? Rows::stated : Rows::closed;
  std::string text;
  for (const OutputBound& b : proofs_.bounds)
    for (std::size_t j = 0; j < outputs.size(); ++j) {
      if ((b.output && *b.output != j) || !outputs[j]) continue;
      AffineForm goal = walk.flat.restrict(*outputs[j]);
      goal.constant -= b.bound;
      if (b.upper) goal = -goal;
      text += " |" + proof(walk, goal, b.strict, rows);
    }
  const std::size_t half = outputs.size() / 2;
  for (const Rational& most : proofs_.deviations)
    for (std::size_t j = 0; j < half; ++j) {
      if (!outputs[j] || !outputs[half + j]) continue;
      const AffineForm gap = walk.flat.restrict(*outputs[j] - *outputs[half + j]);
      for (AffineForm goal : {-gap, gap}) {
        goal.constant += most;
        text += " |" + proof(walk, goal, false, rows);
      }
    }
  return text;
}

// See FORMAT.md: rows u_k >= 0, or 1 - u_k and 1 + u_k, and the domain's equations both ways.
std::string TreeWriter::directions(const OutputForms& outputs,
                                   const std::optional<Rational>& bound) const {
  const std::size_t d = domain_.dimension;
  std::vector<AffineForm> rows;
  for (std::size_t k = 0; k < d; ++k) {
    AffineForm u = AffineForm::coordinate(d, k);
    if (bound) u.constant = 1;
    if (bound) rows.push_back(AffineForm(1, (-AffineForm::coordinate(d, k)).gradient));
    rows.push_back(std::move(u));
  }
  for (AffineForm equation : hull_equations_) {
    equation.constant = 0;
    rows.push_back(equation.primitive());
    rows.push_back(-rows.back());
  }
  std::string text;
  for (const auto& output : outputs) {
    if (!output) continue;
    AffineForm gradient = problem_->flat.extend(*output);
    gradient.constant = 0;
    for (const int sign : {1, -1}) {
      if (!bound && sign < 0) continue;
      AffineForm goal = sign > 0 ? gradient : -gradient;
      if (bound) goal.constant = *bound;
      text += " |";
      if (goal.is_constant()) continue;
      const ExactMaximum best = exact_maximum(rows, -goal, Point(d));
      if (best.unbounded || best.value.sign() > 0)
        throw std::logic_error("certificate: no proof of a gradient");
      Proof proof = {{0, content(goal)}};
      for (const auto& [row, multiplier] : best.multipliers)
        proof.emplace_back(static_cast<std::uint32_t>(row + 1), multiplier);
      text += proof_text(proof);
    }
  }
  return text;
}

void TreeWriter::leaf(const Walk& walk, const Leaf& leaf) {
  out_ << "l " << point_text(short_point(walk, leaf));
  if (!proofs_.bounds.empty() || !proofs_.deviations.empty())
    out_ << bounds(walk, leaf.outputs());
  if (equations_.size() == hull_equations_.size())
    for (const auto& bound : proofs_.gradients) out_ << directions(leaf.outputs(), bound);
  out_ << '\n';
  if (!keep_leaves_) return;
  WrittenLeaf kept;
  kept.size = walk.next_id - 1;
  kept.equations = equations_;
  for (std::size_t i = 0; i < walk.cell.size(); ++i)
    kept.rows.emplace_back(walk.ids[i], own(walk, walk.cell.row(i)).primitive());
  kept.strict = walk.strict;
  leaves_.push_back(std::move(kept));
}

}  // namespace polyspike
