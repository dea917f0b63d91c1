// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "certificate/section_writer.hpp"
#include "engine/hull.hpp"
#include "lp/exact_maximum.hpp"

// Sections that compare two or three leaves: FORMAT.md, `pairs monotone`, `triples`.
namespace polyspike {

namespace {

// The form of x, of y, or of x + y with twice its constant, as a form of (x, y).
AffineForm joined(const AffineForm& form, bool of_x, bool of_y) {
  const std::size_t d = form.dimension();
  AffineForm result(2 * d);
  result.constant = of_x && of_y ? Rational(2) * form.constant : form.constant;
  for (std::size_t j = 0; j < d; ++j) {
    if (of_x) result.gradient[j] = form.gradient[j];
    if (of_y) result.gradient[d + j] = form.gradient[j];
  }
  return result;
}

struct JointRows {
  std::vector<AffineForm> forms;  // primitive
  std::vector<bool> strict;
  std::vector<std::uint32_t> ids;
  std::uint32_t size = 0;

  void add(const AffineForm& form, bool is_strict, std::uint32_t id) {
    forms.push_back(form.primitive());
    strict.push_back(is_strict);
    ids.push_back(id);
  }
  void add(const WrittenLeaf& leaf, bool of_x, bool of_y) {
    for (std::size_t i = 0; i < leaf.rows.size(); ++i)
      add(joined(leaf.rows[i].second, of_x, of_y), leaf.strict[i], size + leaf.rows[i].first);
    size += leaf.size;
    for (const AffineForm& equation : leaf.equations)
      for (const AffineForm& form : {equation, -equation})
        add(joined(form, of_x, of_y), false, ++size);
  }
  Proof named(const Multipliers& multipliers) const {
    Proof proof;
    for (const auto& [row, multiplier] : multipliers) proof.emplace_back(ids[row], multiplier);
    return proof;
  }
};

// What proves that the rows exclude each other; or a point in the relative interior.
std::optional<Proof> emptiness(const JointRows& rows, Point* inside) {
  const std::size_t n = rows.forms[0].dimension();
  const Interior interior = find_interior(rows.forms, n);
  if (interior.kind == Interior::Kind::empty) return rows.named(interior.multipliers);
  std::vector<HalfSpace> half_spaces;
  for (const AffineForm& form : rows.forms) half_spaces.push_back({form, false});
  const auto hull = find_hull(Flat::whole(n), half_spaces);
  *inside = hull->flat.extend(hull->interior);
  for (std::size_t i = 0; i < rows.forms.size(); ++i) {
    if (!rows.strict[i] || !rows.forms[i].at(*inside).is_zero()) continue;
    // Zero on all of them: row i = - sum of multiplier * row.
    const ExactMaximum best = exact_maximum(rows.forms, rows.forms[i], *inside);
    Proof proof = rows.named(best.multipliers);
    proof.emplace_back(rows.ids[i], 1);
    return proof;
  }
  return std::nullopt;
}

}  // namespace

void SectionWriter::tuple(std::size_t a, std::size_t b, std::optional<std::size_t> middle,
                          int sign) {
  const std::size_t d = problem_.flat.ambient();
  JointRows rows;
  rows.add(leaves_[a], true, false);
  rows.add(leaves_[b], false, true);
  if (middle) rows.add(leaves_[*middle], true, true);
  for (std::size_t k = 0; !middle && k < d; ++k)
    rows.add(AffineForm::coordinate(2 * d, d + k) - AffineForm::coordinate(2 * d, k), false,
             ++rows.size);
  Point inside;
  if (const auto proof = emptiness(rows, &inside)) {
    out_ << 'x' << proof_text(*proof) << '\n';
    return;
  }
  const auto& pieces = partition_.pieces;
  std::string text;
  bool is_first = true;
  for (std::size_t o = 0; o < pieces[a].outputs.size(); ++o) {
    const auto &f = pieces[a].outputs[o], &g = pieces[b].outputs[o];
    if (!middle && !g) continue;
    if (!f || !g) throw std::logic_error("certificate: no proof of a relation of leaves");
    AffineForm goal = joined(own(*g), false, true);
    if (middle) goal *= Rational(-sign);
    goal.add_product(-sign, joined(own(*f), true, false));
    if (middle) goal.add_product(sign, joined(own(*pieces[*middle].outputs[o]), true, true));
    text += is_first ? "" : " |";
    is_first = false;
    if (goal.is_constant() && goal.constant.sign() >= 0) continue;
    const ExactMaximum best = exact_maximum(rows.forms, -goal, inside);
    if (best.unbounded || best.value.sign() > 0)
      throw std::logic_error("certificate: no proof of a relation of leaves");
    Proof proof = rows.named(best.multipliers);
    proof.emplace_back(0, content(goal));
    text += proof_text(proof);
  }
  out_ << 'v' << text << '\n';
}

void SectionWriter::pairs_monotone() {
  out_ << "pairs monotone\n";
  for (std::size_t i = 0; i < leaves_.size(); ++i)
    for (std::size_t j = 0; j < leaves_.size(); ++j) tuple(i, j, std::nullopt, 1);
}

void SectionWriter::triples(Curvature curvature) {
  const bool concave = curvature == Curvature::concave;
  out_ << (concave ? "triples concave\n" : "triples convex\n");
  for (std::size_t i = 0; i < leaves_.size(); ++i)
    for (std::size_t j = i; j < leaves_.size(); ++j)
      for (std::size_t m = 0; m < leaves_.size(); ++m) tuple(i, j, m, concave ? 1 : -1);
}

}  // namespace polyspike
