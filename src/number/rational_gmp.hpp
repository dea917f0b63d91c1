// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmp.h>

#include <cstdint>

#include "polyspike/rational.hpp"

namespace polyspike {

// Access to the big representation and conversions between the two.
struct Rational::Gmp {
  static bool is_small(const Rational& value) { return value.is_small(); }
  static std::int64_t small_numerator(const Rational& value) { return value.num_; }
  static std::int64_t small_denominator(const Rational& value) { return value.den_; }
  static mpq_ptr pointer(const Rational& value) {
    return reinterpret_cast<mpq_ptr>(value.num_);
  }

  // Makes `value` hold the canonical rational `q`, in place if it fits machine words.
  static void store(Rational& value, mpq_t q) {
    mpz_ptr n = mpq_numref(q);
    mpz_ptr d = mpq_denref(q);
    if (mpz_sizeinbase(n, 2) <= 63 && mpz_sizeinbase(d, 2) <= 63) {
      const std::int64_t small_n = mpz_get_si(n);
      const std::int64_t small_d = mpz_get_si(d);
      if (!value.is_small()) value.release();
      value.num_ = small_n;
      value.den_ = small_d;
      return;
    }
    if (value.is_small()) {
      auto* fresh = new __mpq_struct;
      mpq_init(fresh);
      value.num_ = reinterpret_cast<std::int64_t>(fresh);
      value.den_ = 0;
    }
    mpq_swap(pointer(value), q);
  }

  static void load(mpq_t q, const Rational& value) {
    if (value.is_small()) {
      mpz_set_si(mpq_numref(q), value.num_);
      mpz_set_si(mpq_denref(q), value.den_);
    } else {
      mpq_set(q, pointer(value));
    }
  }

  static void set_int128(mpz_t z, __int128 v) {
    const bool negative = v < 0;
    unsigned __int128 u =
        negative ? -static_cast<unsigned __int128>(v) : static_cast<unsigned __int128>(v);
    const std::uint64_t words[2] = {static_cast<std::uint64_t>(u),
                                    static_cast<std::uint64_t>(u >> 64)};
    mpz_import(z, 2, -1, sizeof(std::uint64_t), 0, 0, words);
    if (negative) mpz_neg(z, z);
  }
};

}  // namespace polyspike
