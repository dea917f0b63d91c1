// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/atom_forms.hpp"

#include <cassert>

namespace polyspike {

namespace {

// Arithmetic modulo a prime, for keys that do not change when a form is multiplied.
constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(a) * b % prime);
}

std::uint64_t inverse(std::uint64_t a) {
  std::uint64_t result = 1;
  for (std::uint64_t e = prime - 2; e != 0; e >>= 1, a = times(a, a))
    if ((e & 1) != 0) result = times(result, a);
  return result;
}

// Common denominators up to this length are taken as they are.
constexpr std::size_t most_common_bits = 512;

// denominator / gcd (denominator, weight)
Integer reduced(Integer denominator, const Integer& weight) {
  return denominator.divide_exactly(gcd(denominator, weight));
}

std::uint64_t residue(const Integer& a) {
  return mpz_fdiv_ui(a.get(), prime);
}

}  // namespace

AtomTable::AtomTable(std::size_t words, Grid grid, std::vector<GridRange> coordinates,
                     Bounding bounding)
    : packing_(words),
      sum_(packing_),
      grid_(std::move(grid)),
      bounding_(bounding),
      coordinates_(coordinates.size()),
      slots_(std::move(coordinates)) {}

AtomForm AtomTable::coordinate(std::size_t i) const {
  AtomForm form;
  form.own = 1;
  form.slot = static_cast<std::uint32_t>(i);
  return form;
}

AtomForm AtomTable::combine(std::span<const Integer> weights,
                            std::span<const AtomForm* const> forms,
                            const Integer& divisor, Rational constant) {
  Integer common = 1;
  for (std::size_t k = 0; k < forms.size(); ++k)
    if (!weights[k].is_zero()) include_denominator(common, forms[k]->denominator);
  // The denominators of many forms are coprime where each has a scale of its own; the
  // weights then hold the same scales.
  const bool cancels = common.bits() > most_common_bits;
  if (cancels) {
    common = 1;
    for (std::size_t k = 0; k < forms.size(); ++k)
      if (!weights[k].is_zero())
        include_denominator(common, reduced(forms[k]->denominator, weights[k]));
  }
  Integer factor;
  for (std::size_t k = 0; k < forms.size(); ++k) {
    const AtomForm& form = *forms[k];
    if (weights[k].is_zero()) continue;
    factor = weights[k];
    if (!(common == form.denominator)) {
      factor *= common;
      factor.divide_exactly(form.denominator);
    }
    sum_.add(factor, form.row);
    if (form.slot == AtomForm::no_slot) continue;
    factor *= form.own;
    sum_.add(factor, form.slot);
  }
  AtomForm result;
  result.constant = std::move(constant);
  result.row = sum_.take();
  if (!result.row.is_zero()) result.denominator = common * divisor;
  return result;
}

AtomForm AtomTable::sum(std::span<const Multiple> multiples) {
  std::vector<Rational> factors;
  std::vector<const AtomForm*> forms;
  Rational constant;
  for (const auto& [factor, form] : multiples) {
    factors.push_back(factor);
    forms.push_back(form);
    constant.add_product(factor, form->constant);
  }
  const CommonFraction common = common_fraction(factors);
  return combine(common.numerators, forms, common.denominator, std::move(constant));
}

AtomForm AtomTable::merged(const AtomForm& form) {
  if (form.slot == AtomForm::no_slot) return form;
  const Multiple one{1, &form};
  return sum({&one, 1});
}

GridRange AtomTable::range(const AtomForm& form) const {
  if (overflowed()) return {};
  GridRange range = range_by_intervals(form);
  if (bounding_ == Bounding::lines && slots_.size() > coordinates_)
    range.intersect({-bound_by_lines(form, -1), bound_by_lines(form, 1)});
  return range;
}

GridRange AtomTable::range_by_intervals(const AtomForm& form) const {
  GridRange range;
  packing_.visit(form.row, [&](std::uint32_t slot, const Integer& entry) {
    range.add_product(entry, slots_[slot]);
  });
  if (form.slot != AtomForm::no_slot) range.add_product(form.own, slots_[form.slot]);
  range.divide(form.denominator);
  range.add(range_of(grid_, form.constant));
  return range;
}

// The row and the constant, both divided by the leading entry.
std::uint64_t AtomTable::key(const AtomForm& z, const Integer& leading) const {
  const std::uint64_t unit = inverse(residue(leading));
  const std::uint64_t linear = times(residue(z.row.digits), unit);
  const std::uint64_t constant =
      times(residue(numerator(z.constant) * z.denominator),
            times(inverse(residue(denominator(z.constant))), unit));
  return times(linear, 0x9E3779B97F4A7C1) ^ constant ^ std::uint64_t{z.row.base} << 40;
}

std::optional<HingeMatch> AtomTable::find(const AtomForm& z, const Integer& leading,
                                          std::uint64_t key) const {
  const auto [begin, end] = by_key_.equal_range(key);
  for (auto entry = begin; entry != end; ++entry) {
    const Hinge& hinge = hinges_[entry->second];
    if (!proportional(z.row, hinge.leading, hinge.z.row, leading)) continue;
    const Rational factor =
        ratio(leading * hinge.z.denominator, hinge.leading * z.denominator);
    if (z.constant == factor * hinge.z.constant) return HingeMatch{entry->second, factor};
  }
  return std::nullopt;
}

HingeMatch AtomTable::find_or_add(const AtomForm& z,
                                  const std::optional<GridRange>& known,
                                  const std::optional<HingeOrigin>& origin) {
  std::uint32_t top = 0;
  const Integer leading = packing_.leading(z.row, &top);
  const std::uint64_t hash = key(z, leading);
  if (auto match = find(z, leading, hash)) return *match;
  Hinge hinge{z, leading, range(z), std::nullopt, origin};
  if (known) hinge.range.intersect(*known);
  if (hinge.range.low.sign() < 0 && hinge.range.high.sign() > 0) {
    hinge.slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back({0, hinge.range.high});
    atoms_.push_back(hinges_.size());
  }
  by_key_.emplace(hash, hinges_.size());
  hinges_.push_back(std::move(hinge));
  return {hinges_.size() - 1, 1};
}

void AtomTable::add_own(AtomForm& form, const Rational& factor, std::uint32_t slot) {
  assert(form.slot == AtomForm::no_slot);
  if (factor.is_zero()) return;
  Integer common = form.denominator;
  include_denominator(common, factor);
  if (!(common == form.denominator)) {
    Integer scale = common;
    packing_.multiply(form.row, scale.divide_exactly(form.denominator));
    form.denominator = common;
  }
  form.own = scaled(factor, common);
  form.slot = slot;
}

BentForm AtomTable::bend(const AtomForm& z, const Rational& a, const Rational& c,
                         const AtomForm& base, const std::optional<GridRange>& known,
                         const std::optional<HingeOrigin>& origin) {
  BentForm result;
  if (overflowed()) return result;
  if (z.row.is_zero()) {
    result.form = merged(base);
    result.form.constant += (z.constant.sign() > 0 ? a + c : a) * z.constant;
    result.z_range = range_of(grid_, z.constant);
    return result;
  }
  const HingeMatch match = find_or_add(z, known, origin);
  const Hinge& hinge = hinges_[match.hinge];
  result.match = match;
  result.z_range = hinge.range.times(match.factor);
  // max (0, z) = |factor| * atom, plus z if the factor is negative.
  Rational slope = a;
  if (hinge.slot ? match.factor.sign() < 0 : result.z_range.low.sign() >= 0) slope += c;
  const Multiple parts[] = {{1, &base}, {slope * match.factor, &hinge.z}};
  result.form = sum(parts);
  if (hinge.slot) add_own(result.form, c * abs(match.factor), *hinge.slot);
  return result;
}

bool AtomTable::are_equal(const AtomForm& a, const AtomForm& b) {
  const AtomForm left = merged(a), right = merged(b);
  return left.constant == right.constant &&
         proportional(left.row, right.denominator, right.row, left.denominator);
}

}  // namespace polyspike
