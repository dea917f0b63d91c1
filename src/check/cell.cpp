// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell.hpp"

#include <algorithm>

namespace check {

Int Cell::push(Vector form, bool strict) {
  Int content = make_primitive(form);
  const bool constant = is_constant(form);
  rows_.push_back({std::move(form), strict, constant, 0});
  return content;
}

// Whether the sum includes a strict row; the sum itself is in sum_.
bool Cell::add_up(Words multipliers, const Vector* goal_negated, bool goal_strict,
                  Strictness strictness, const std::vector<std::size_t>& banned,
                  std::vector<std::size_t>* used) {
  bool strict = false;
  std::size_t next = 0;
  for (Int& entry : sum_) entry = 0;
  for (const std::string_view word : multipliers) {
    const std::size_t colon = word.find(':');
    lines_.require(colon != word.npos && colon > 0, "expected id:multiplier");
    const std::size_t id = lines_.index(word.substr(0, colon));
    lines_.require(multiplier_.parse(word.substr(colon + 1)), "expected an integer");
    lines_.require(multiplier_.sign() > 0, "a multiplier is not positive");
    lines_.require(id >= next, "the ids do not increase");
    next = id + 1;
    lines_.require(id <= rows_.size() && (id > 0 || goal_negated != nullptr), "no such row");
    lines_.require(std::find(banned.begin(), banned.end(), id) == banned.end(),
                   "a row is used that must not be");
    if (used != nullptr) used->push_back(id);
    const Vector& form = id == 0 ? *goal_negated : rows_[id - 1].form;
    if (id == 0) {
      strict = strict || goal_strict;
    } else if (strictness != Strictness::closed) {
      const Row& row = rows_[id - 1];
      strict = strict || row.strict || (strictness == Strictness::interior && !row.constant);
    }
    sum_.resize(form.size());
    for (std::size_t j = 0; j < form.size(); ++j)
      if (!form[j].is_zero()) sum_[j].add_product(multiplier_, form[j]);
  }
  return strict;
}

void Cell::expect_contradiction(bool strict) const {
  const int constant = sum_.empty() ? 0 : sum_[0].sign();
  lines_.require(is_constant(sum_) && (constant < 0 || (constant == 0 && strict)),
                 "the multipliers prove nothing");
}

void Cell::expect_empty(Words multipliers, Strictness strictness) {
  expect_contradiction(add_up(multipliers, nullptr, false, strictness, {}, nullptr));
}

void Cell::expect(Words multipliers, Vector goal, bool strict, Strictness strictness,
                  const std::vector<std::size_t>& banned) {
  const int least = strict ? 1 : 0;
  if (multipliers.empty() && is_constant(goal) && goal[0].sign() >= least) return;
  if (multipliers.size() == 1 && multipliers[0] == "@") {
    lines_.require(corners_ != nullptr, "no corners are known");
    for (const Vector& corner : *corners_)
      lines_.require(sign_of_product(goal, corner) >= least, "a corner does not prove that");
    return;
  }
  make_primitive(goal);
  negate(goal);
  expect_contradiction(add_up(multipliers, &goal, !strict, strictness, banned, nullptr));
}

int Cell::expect_zero_or_negative(Words multipliers, std::vector<std::size_t>& used) {
  add_up(multipliers, nullptr, false, Strictness::closed, {}, &used);
  lines_.require(!multipliers.empty() && is_constant(sum_) && sum_[0].sign() <= 0,
                 "the multipliers prove nothing");
  return sum_[0].sign();
}

}  // namespace check
