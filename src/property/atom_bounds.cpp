// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "property/atom_forms.hpp"

namespace polyspike {

namespace {

// On low <= z <= high with low < 0 < high: max(0, z) <= slope * z + offset. The slope is
// that of the chord, rounded to sixteenths to keep numbers short.
struct LineAbove {
  Rational slope, offset;
};

LineAbove line_above(const Rational& low, const Rational& high) {
  const Rational chord = high / (high - low);
  const Rational slope = (chord * Rational(16)).floor() / Rational(16);
  return {slope, std::max(-slope * low, (Rational(1) - slope) * high)};
}

}  // namespace

// From the latest atom down to the coordinates: one with a positive coefficient is
// replaced by the line above it, one with a negative coefficient by z or 0, which lie
// below it.
Integer AtomTable::bound_by_lines(const AtomForm& form, int sign) const {
  std::vector<Rational> coefficients(slots_.size());
  Rational constant;
  const auto add = [&](const Rational& factor, const AtomForm& term) {
    constant.add_product(factor, term.constant);
    packing_.visit(term.row, [&](std::uint32_t slot, const Integer& entry) {
      coefficients[slot].add_product(factor, ratio(entry, term.denominator));
    });
    if (term.slot != AtomForm::no_slot)
      coefficients[term.slot].add_product(factor, ratio(term.own, term.denominator));
  };
  add(sign, form);
  for (std::size_t slot = slots_.size(); slot-- > coordinates_;) {
    const Rational c = coefficients[slot];
    if (c.is_zero()) continue;
    const Hinge& hinge = hinges_[atoms_[slot - coordinates_]];
    const Rational low = grid_.value(hinge.range.low),
                   high = grid_.value(hinge.range.high);
    if (c.sign() > 0) {
      const LineAbove line = line_above(low, high);
      constant.add_product(c, line.offset);
      add(c * line.slope, hinge.z);
    } else if (high > -low) {
      add(c, hinge.z);
    }
  }
  Rational bound = constant;
  for (std::size_t i = 0; i < coordinates_; ++i)
    bound.add_product(
        coefficients[i],
        grid_.value(coefficients[i].sign() > 0 ? slots_[i].high : slots_[i].low));
  return grid_.above(bound);
}

}  // namespace polyspike
