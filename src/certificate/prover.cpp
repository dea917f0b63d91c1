// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/prover.hpp"

#include "linear/solve.hpp"

namespace polyspike {

const IntegerRow& Prover::row(const Walk& walk, std::size_t i) {
  if (known_.size() <= i) known_.resize(i + 1);
  Known& known = known_[i];
  const Form& form = walk.cell.form(i);
  if (known.form != form.lazy || known.negated != form.negated)
    known = {form.lazy, form.negated, integer_row(form.exact())};
  return known.row;
}

std::optional<Prover::Bound> Prover::solve(const Walk& walk, const IntegerRow& form,
                                           const std::vector<std::size_t>& basis) {
  for (const std::size_t i : basis) row(walk, i);
  std::vector<const IntegerRow*> rows;
  for (const std::size_t i : basis) rows.push_back(&known_[i].row);
  const auto found = combine(rows, form);
  if (!found) return std::nullopt;
  Integer constant = found->factor * form[0];
  Bound bound{{{0, ratio(found->factor, 1)}}, 0};
  for (std::size_t k = 0; k < basis.size(); ++k) {
    const Integer& m = found->multipliers[k];
    if (m.sign() < 0) return std::nullopt;
    if (m.is_zero()) continue;
    constant.add_product(m, (*rows[k])[0]);
    bound.proof.emplace_back(walk.ids[basis[k]], ratio(m, 1));
  }
  bound.sign = constant.sign();
  return bound.sign <= 0 ? std::optional(std::move(bound)) : std::nullopt;
}

std::optional<Prover::Bound> Prover::bound(const Walk& walk, const AffineForm& form) {
  const Cell::Search search = walk.cell.search(Form(form, walk.cell.bounds()), walk.witness);
  if (search.positive) return std::nullopt;
  if (search.basis)
    if (auto found = solve(walk, integer_row(form), *search.basis)) return found;
  const ExactMaximum best = walk.cell.exact(form, walk.witness);
  if (best.value.sign() > 0) return std::nullopt;
  Bound bound{{{0, content(form)}}, best.value.sign()};
  for (const auto& [i, multiplier] : best.multipliers)
    bound.proof.emplace_back(walk.ids[i], multiplier * content(walk.cell.row(i)));
  return bound;
}

namespace {

bool is_strict(const Prover::Walk& walk, std::size_t i, Prover::Rows rows) {
  return rows == Prover::Rows::interior || (rows == Prover::Rows::stated && walk.strict[i]);
}

}  // namespace

std::optional<Proof> Prover::by_row(const Walk& walk, const AffineForm& goal, bool strict,
                                    Rows rows) {
  const IntegerRow wanted = integer_row(goal);
  for (std::size_t i = walk.cell.size(); i-- > 0;)
    if ((!strict || is_strict(walk, i, rows)) && row(walk, i) == wanted)
      return Proof{{0, 1}, {walk.ids[i], 1}};
  return std::nullopt;
}

std::optional<Proof> Prover::prove(const Walk& walk, const AffineForm& goal, bool strict,
                                   Rows rows) {
  if (goal.is_constant())
    return goal.constant.sign() >= (strict ? 1 : 0) ? std::optional(Proof()) : std::nullopt;
  if (auto proof = by_row(walk, goal, strict, rows)) return proof;
  auto bound = this->bound(walk, -goal);
  if (!bound) return std::nullopt;
  bool proved = !strict || bound->sign < 0 || rows == Rows::interior;
  for (const auto& [id, multiplier] : bound->proof)
    for (std::size_t i = 0; i < walk.ids.size() && !proved && id > 0; ++i)
      proved = walk.ids[i] == id && is_strict(walk, i, rows);
  return proved ? std::optional(std::move(bound->proof)) : std::nullopt;
}

}  // namespace polyspike
