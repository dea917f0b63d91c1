// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "number/integer.hpp"

// Rows of integers held in one long integer each, so that adding a multiple of one row to
// another is one GMP call of about two cycles a word: products of matrices with entries
// of any size, at the speed of machine words where the entries are small.
namespace polyspike {

// The row with entry c_i in slot base + i, as digits = sum of c_i * 2^(width * i). The
// digits determine the entries as long as every |c_i| < 2^(width - 2).
struct PackedRow {
  std::uint32_t base = 0;
  Integer digits;
  // Every |c_i| < 2^bits.
  std::size_t bits = 0;

  bool is_zero() const { return digits.is_zero(); }
};

// The width of a slot in machine words, and whether a row has outgrown it. Rows made
// under one packing are meaningless under another.
class Packing {
 public:
  explicit Packing(std::size_t words) : words_(words) {}

  std::size_t words() const { return words_; }
  std::size_t width() const { return 64 * words_; }
  // Notes a row whose entries need that many bits.
  void note(std::size_t bits) {
    if (bits + 2 > width()) overflowed_ = true;
  }
  // True once some row may have entries that do not fit; all results are void then.
  bool overflowed() const { return overflowed_; }

  // The entry in the highest slot that is not zero, and that slot; the row is not zero.
  Integer leading(const PackedRow& row, std::uint32_t* slot) const;
  // Calls visit (slot, entry) for the entries that are not zero, lowest slot first.
  void visit(const PackedRow& row,
             const std::function<void(std::uint32_t, const Integer&)>& visit) const;
  // row *= factor
  void multiply(PackedRow& row, const Integer& factor);

 private:
  std::size_t words_;
  bool overflowed_ = false;
};

// Whether a * left == b * right.
bool proportional(const PackedRow& left, const Integer& a, const PackedRow& right,
                  const Integer& b);

// A sum of multiples of rows and of single entries; empty again after take().
class RowSum {
 public:
  explicit RowSum(Packing& packing) : packing_(packing) {}

  void add(const Integer& factor, const PackedRow& row);
  void add(const Integer& factor, std::uint32_t slot);
  PackedRow take();

 private:
  void count(std::size_t bits) {
    if (bits > bits_) bits_ = bits;
    ++terms_;
  }
  PackedRow pack_entries();

  Packing& packing_;
  std::vector<Integer> entries_;    // by slot
  std::uint32_t low_ = UINT32_MAX;  // slots of entries_ in use: low_ .. high_ - 1
  std::uint32_t high_ = 0;
  std::vector<PackedRow> sums_;  // one per base
  std::size_t bits_ = 0;
  std::size_t terms_ = 0;
};

}  // namespace polyspike
