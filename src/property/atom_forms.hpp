// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "linear/packed_row.hpp"
#include "number/grid.hpp"

// The normal form in which networks are compared: affine forms in the coordinates of the
// domain and in atoms max(0, z), where each z is such a form itself, stored once up to
// factors. Two values with the same form are equal; the converse does not hold.
namespace polyspike {

// constant + (row + own * [slot]) / denominator. Slots 0 .. d-1 are the coordinates, the
// others atoms. `own` is kept out of the row so that rows of one layer stay narrow.
struct AtomForm {
  static constexpr std::uint32_t no_slot = UINT32_MAX;

  Rational constant;
  Integer denominator = 1;
  PackedRow row;
  Integer own;
  std::uint32_t slot = no_slot;
};

// The neuron of the layered network that a hinge comes from, both counted from 0.
struct HingeOrigin {
  std::size_t layer = 0;
  std::size_t index = 0;
  bool operator==(const HingeOrigin&) const = default;
};

// Hinge number and factor: a form is factor * z of the hinge.
struct HingeMatch {
  std::size_t hinge = 0;
  Rational factor;
};

// A form where something bends, and how its z was recognised; without a match z is
// constant.
struct BentForm {
  AtomForm form;
  GridRange z_range;
  std::optional<HingeMatch> match;
};

// All hinges and atoms so far. Once overflowed() every result is void, and all is to be
// repeated with wider slots.
class AtomTable {
 public:
  // How ranges are found: by intervals over coordinates and atoms, or also with each atom
  // replaced by lines above and below it, which takes longer.
  enum class Bounding : std::uint8_t { intervals, lines };

  // The coordinates of the domain have these ranges.
  AtomTable(std::size_t words, Grid grid, std::vector<GridRange> coordinates,
            Bounding bounding = Bounding::intervals);

  const Grid& grid() const { return grid_; }
  bool overflowed() const { return packing_.overflowed(); }
  const std::optional<HingeOrigin>& origin(std::size_t hinge) const {
    return hinges_[hinge].origin;
  }

  AtomForm coordinate(std::size_t i) const;
  // sum of weights[k] * (forms[k] without its constant) / divisor + constant
  AtomForm combine(std::span<const Integer> weights,
                   std::span<const AtomForm* const> forms, const Integer& divisor,
                   Rational constant);
  // A sum of rational multiples, constants included.
  struct Multiple {
    Rational factor;
    const AtomForm* form;
  };
  AtomForm sum(std::span<const Multiple> multiples);

  // Bounds of the form on the domain.
  GridRange range(const AtomForm& form) const;
  // base + a * z + c * max(0, z); `known` is a range of z if one is known. Looks the
  // hinge of z up or makes one. Where z has one sign on the domain there is no atom.
  BentForm bend(const AtomForm& z, const Rational& a, const Rational& c,
                const AtomForm& base, const std::optional<GridRange>& known,
                const std::optional<HingeOrigin>& origin);

  bool are_equal(const AtomForm& a, const AtomForm& b);

 private:
  struct Hinge {
    AtomForm z;  // everything in the row, which is not zero
    Integer leading;
    GridRange range;
    std::optional<std::uint32_t> slot;  // of max(0, z); none if z has one sign
    std::optional<HingeOrigin> origin;
  };

  GridRange range_by_intervals(const AtomForm& form) const;
  // An upper bound of sign * form.
  Integer bound_by_lines(const AtomForm& form, int sign) const;
  AtomForm merged(const AtomForm& form);
  std::uint64_t key(const AtomForm& z, const Integer& leading) const;
  std::optional<HingeMatch> find(const AtomForm& z, const Integer& leading,
                                 std::uint64_t key) const;
  HingeMatch find_or_add(const AtomForm& z, const std::optional<GridRange>& known,
                         const std::optional<HingeOrigin>& origin);
  void add_own(AtomForm& form, const Rational& factor, std::uint32_t slot);

  Packing packing_;
  RowSum sum_;
  Grid grid_;
  Bounding bounding_;
  std::size_t coordinates_;  // how many slots are coordinates
  std::vector<GridRange> slots_;
  std::vector<std::size_t> atoms_;  // the hinges of the slots behind the coordinates
  std::vector<Hinge> hinges_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_key_;
};

}  // namespace polyspike
