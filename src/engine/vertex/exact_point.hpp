// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cassert>
#include <span>

#include "engine/vertex/integer_vector.hpp"

// The exact point in which hyperplanes meet.
namespace polyspike::vertex {

// What the elimination computes with: words that notice when they overflow.
struct WordField {
  using Number = __int128;
  static constexpr Number lowest = static_cast<Number>(1) << 127;
  bool overflow = false;

  static Number load(std::int64_t word, const Integer&, bool) { return word; }
  static int sign(Number a) { return (a > 0) - (a < 0); }
  // a b - c d
  Number cross(Number a, Number b, Number c, Number d) {
    Number left = 0, right = 0, result = 0;
    overflow |= __builtin_mul_overflow(a, b, &left);
    overflow |= __builtin_mul_overflow(c, d, &right);
    overflow |= __builtin_sub_overflow(left, right, &result);
    overflow |= result == lowest;  // has no negative
    return result;
  }
  static Number quotient(Number a, Number b) { return a / b; }
  static Number negated(Number a) { return -a; }
  static void store(Number value, Integer& z);
};

// ... or integers of any size.
struct BigField {
  using Number = Integer;
  static constexpr bool overflow = false;

  static Number load(std::int64_t word, const Integer& big, bool is_short) {
    return is_short ? Integer(word) : big;
  }
  static int sign(const Number& a) { return a.sign(); }
  static Number cross(const Number& a, const Number& b, const Number& c, const Number& d) {
    Number result = a * b;
    mpz_submul(result.get(), c.get(), d.get());
    return result;
  }
  static Number quotient(Number a, const Number& b) {
    return std::move(a.divide_exactly(b));
  }
  static Number negated(const Number& a) { return -a; }
  static void store(const Number& value, Integer& z) { z = value; }
};

inline void WordField::store(Number value, Integer& z) {
  mpz_set_si(z.get(), static_cast<std::int64_t>(value >> 64));
  mpz_mul_2exp(z.get(), z.get(), 64);
  mpz_add_ui(z.get(), z.get(), static_cast<std::uint64_t>(value));
}

// Fraction-free Gauss-Jordan elimination that takes one row at a time and skips those that
// depend on earlier ones. After each row every entry is a minor of the rows taken.
template <class Field, int D>
class Elimination {
 public:
  using Number = typename Field::Number;

  // The rank reached; stops at rank D.
  int add(const IntegerVector<D + 1>& row) {
    std::array<Number, D + 1> entries;
    for (std::size_t c = 0; c <= D; ++c)
      entries[c] = Field::load(row.word[c], row.big[c], row.is_short);
    std::array<Number, D + 1> reduced = entries;
    if (rank_ > 0) reduce(entries, reduced);
    assert(rank_ < D);
    std::size_t pivot = 0;
    while (pivot < D && Field::sign(reduced[pivot]) == 0) ++pivot;
    if (pivot == D || field_.overflow) return rank_;
    for (std::size_t k = 0; k < D && k < static_cast<std::size_t>(rank_); ++k) {
      const Number factor = rows_[k][pivot];
      for (std::size_t c = 0; c <= D; ++c) {
        Number entry = field_.cross(reduced[pivot], rows_[k][c], factor, reduced[c]);
        if (field_.overflow) return rank_;
        rows_[k][c] = Field::quotient(std::move(entry), determinant_);
      }
    }
    determinant_ = reduced[pivot];
    rows_[static_cast<std::size_t>(rank_)] = std::move(reduced);
    pivots_[static_cast<std::size_t>(rank_)] = pivot;
    return ++rank_;
  }
  bool overflow() const { return field_.overflow; }

  // The point common to the rows, once the rank is D.
  void point(IntegerVector<D + 1>& result) const {
    const bool negative = Field::sign(determinant_) < 0;
    for (std::size_t k = 0; k < D; ++k) {
      const Number& entry = rows_[k][D];
      Field::store(negative ? entry : Field::negated(entry), result.big[pivots_[k]]);
    }
    Field::store(negative ? Field::negated(determinant_) : determinant_, result.big[D]);
    result.normalize();
  }

 private:
  // reduced = determinant * entries - sum over taken rows k of entries[pivot k] * row k
  void reduce(const std::array<Number, D + 1>& entries,
              std::array<Number, D + 1>& reduced) {
    for (std::size_t c = 0; c <= D; ++c) {
      Number value = field_.cross(determinant_, entries[c], entries[pivots_[0]], rows_[0][c]);
      for (std::size_t k = 1; k < D && k < static_cast<std::size_t>(rank_); ++k)
        value = field_.cross(value, Number(1), entries[pivots_[k]], rows_[k][c]);
      reduced[c] = std::move(value);
    }
  }

  Field field_;
  int rank_ = 0;
  Number determinant_ = 1;
  std::array<std::array<Number, D + 1>, D> rows_{};
  std::array<std::size_t, D> pivots_{};
};

// The common point of rows of rank D.
template <int D>
void find_point(std::span<const IntegerVector<D + 1>* const> rows,
                IntegerVector<D + 1>& point) {
  bool is_short = true;
  for (const auto* row : rows) is_short = is_short && row->is_short;
  if (is_short) {
    Elimination<WordField, D> elimination;
    for (const auto* row : rows)
      if (elimination.add(*row) == D) break;
    if (!elimination.overflow()) return elimination.point(point);
  }
  Elimination<BigField, D> elimination;
  int rank = 0;
  for (const auto* row : rows)
    if ((rank = elimination.add(*row)) == D) break;
  assert(rank == D);
  static_cast<void>(rank);
  elimination.point(point);
}

// Coordinate i as a double, relative error below 2^-50.
template <int D>
double approximate(const IntegerVector<D + 1>& point, int i) {
  const auto k = static_cast<std::size_t>(i);
  if (point.is_short)
    return static_cast<double>(point.word[k]) / static_cast<double>(point.word[D]);
  long top = 0, bottom = 0;
  const double n = mpz_get_d_2exp(&top, point.big[k].get());
  const double d = mpz_get_d_2exp(&bottom, point.big[D].get());
  return std::ldexp(n / d, static_cast<int>(top - bottom));
}

}  // namespace polyspike::vertex
