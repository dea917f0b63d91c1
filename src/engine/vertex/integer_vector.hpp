// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "number/integer.hpp"

namespace polyspike::vertex {

// N integers in homogeneous coordinates: the last is the common denominator of a point
// (then > 0) or the constant of a form; only the direction matters. Short ones are held
// in machine words.
template <int N>
struct IntegerVector {
  // Entries of the short form: sums of N products of two of them fit 127 bits.
  static constexpr std::int64_t word_limit = std::int64_t{1} << 61;

  bool is_short = true;
  std::array<std::int64_t, N> word{};
  std::array<Integer, N> big;  // the entries where not short

  // Takes the entries from `big`: divides by their content and makes them short if that is
  // possible.
  void normalize();
  // Appends words that equal normalized vectors, and only they, have in common.
  void append_words(std::vector<std::uint64_t>& words) const;
  // Fills `big` of a short vector.
  void widen();
  Integer entry(int i) const {
    return is_short ? Integer(word[static_cast<std::size_t>(i)])
                    : big[static_cast<std::size_t>(i)];
  }
};

template <int N>
void IntegerVector<N>::normalize() {
  Integer content;
  for (const Integer& z : big) {
    mpz_gcd(content.get(), content.get(), z.get());
    if (content.is_one()) break;
  }
  is_short = true;
  for (Integer& z : big) {
    if (!content.is_zero() && !content.is_one()) z.divide_exactly(content);
    if (z.bits() > 61) is_short = false;
  }
  if (!is_short) return;
  for (std::size_t i = 0; i < N; ++i) word[i] = mpz_get_si(big[i].get());
}

// Of a long vector the sizes with their signs, then the limbs: more than N words.
template <int N>
void IntegerVector<N>::append_words(std::vector<std::uint64_t>& words) const {
  if (is_short) {
    for (const std::int64_t w : word) words.push_back(static_cast<std::uint64_t>(w));
    return;
  }
  for (const Integer& z : big)
    words.push_back(mpz_size(z.get()) * 2 + (z.sign() < 0 ? 1 : 0));
  for (const Integer& z : big)
    for (std::size_t k = 0; k < mpz_size(z.get()); ++k)
      words.push_back(mpz_getlimbn(z.get(), static_cast<mp_size_t>(k)));
}

template <int N>
void IntegerVector<N>::widen() {
  for (std::size_t i = 0; i < N; ++i) mpz_set_si(big[i].get(), word[i]);
}

// Whether normalized vectors are the same up to sign.
template <int N>
bool are_multiples(const IntegerVector<N>& a, const IntegerVector<N>& b) {
  int sign = 0;
  for (int i = 0; i < N; ++i) {
    const Integer x = a.entry(i), y = b.entry(i);
    if (x.is_zero() != y.is_zero()) return false;
    if (sign == 0) sign = x.sign() * y.sign();
    if (x != (sign < 0 ? -y : y)) return false;
  }
  return true;
}

// The sign of the sum of the products of the entries.
template <int N>
int sign_of_product(const IntegerVector<N>& a, const IntegerVector<N>& b) {
  if (a.is_short && b.is_short) {
    __int128 sum = 0;
    for (std::size_t i = 0; i < N; ++i)
      sum += static_cast<__int128>(a.word[i]) * b.word[i];
    return (sum > 0) - (sum < 0);
  }
  const auto add = [](Integer& sum, const Integer& big, std::int64_t word) {
    if (word < 0) {
      mpz_submul_ui(sum.get(), big.get(), static_cast<std::uint64_t>(-word));
    } else {
      mpz_addmul_ui(sum.get(), big.get(), static_cast<std::uint64_t>(word));
    }
  };
  Integer sum;
  for (std::size_t i = 0; i < N; ++i) {
    if (a.is_short) {
      add(sum, b.big[i], a.word[i]);
    } else if (b.is_short) {
      add(sum, a.big[i], b.word[i]);
    } else {
      sum.add_product(a.big[i], b.big[i]);
    }
  }
  return sum.sign();
}

}  // namespace polyspike::vertex
