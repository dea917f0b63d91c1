// SPDX-License-Identifier: GPL-3.0-or-later
#include "number/integer.hpp"

#include <cassert>

#include "number/rational_gmp.hpp"

namespace polyspike {

using Gmp = Rational::Gmp;

Integer gcd(const Integer& a, const Integer& b) {
  Integer result;
  mpz_gcd(result.get(), a.get(), b.get());
  return result;
}

Integer lcm(const Integer& a, const Integer& b) {
  Integer result;
  mpz_lcm(result.get(), a.get(), b.get());
  return result;
}

Integer numerator(const Rational& value) {
  if (Gmp::is_small(value)) return Integer(Gmp::small_numerator(value));
  Integer result;
  mpz_set(result.get(), mpq_numref(Gmp::pointer(value)));
  return result;
}

Integer denominator(const Rational& value) {
  if (Gmp::is_small(value)) return Integer(Gmp::small_denominator(value));
  Integer result;
  mpz_set(result.get(), mpq_denref(Gmp::pointer(value)));
  return result;
}

Rational ratio(const Integer& numerator, const Integer& denominator) {
  assert(!denominator.is_zero());
  if (mpz_fits_slong_p(numerator.get()) != 0 && mpz_fits_slong_p(denominator.get()) != 0)
    return Rational(mpz_get_si(numerator.get()), mpz_get_si(denominator.get()));
  mpq_t q;
  mpq_init(q);
  mpz_set(mpq_numref(q), numerator.get());
  mpz_set(mpq_denref(q), denominator.get());
  mpq_canonicalize(q);
  Rational result;
  Gmp::store(result, q);
  mpq_clear(q);
  return result;
}

Integer scaled(const Rational& value, const Integer& denominator) {
  if (Gmp::is_small(value) && mpz_fits_slong_p(denominator.get()) != 0) {
    const std::int64_t factor =
        mpz_get_si(denominator.get()) / Gmp::small_denominator(value);
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(Gmp::small_numerator(value), factor, &product))
      return product;
  }
  Integer result = denominator;
  if (Gmp::is_small(value)) {
    const auto own = static_cast<unsigned long>(Gmp::small_denominator(value));
    assert(mpz_divisible_ui_p(denominator.get(), own) != 0);
    if (own != 1) mpz_divexact_ui(result.get(), result.get(), own);
    mpz_mul_si(result.get(), result.get(), Gmp::small_numerator(value));
    return result;
  }
  mpq_srcptr q = Gmp::pointer(value);
  assert(mpz_divisible_p(denominator.get(), mpq_denref(q)) != 0);
  mpz_divexact(result.get(), result.get(), mpq_denref(q));
  mpz_mul(result.get(), result.get(), mpq_numref(q));
  return result;
}

void include_denominator(Integer& denominator, const Rational& value) {
  if (!Gmp::is_small(value)) {
    include_denominator(denominator, polyspike::denominator(value));
    return;
  }
  const auto own = static_cast<unsigned long>(Gmp::small_denominator(value));
  if (own == 1) return;
  const bool divides = mpz_fits_ulong_p(denominator.get()) != 0
                           ? mpz_get_ui(denominator.get()) % own == 0
                           : mpz_divisible_ui_p(denominator.get(), own) != 0;
  if (!divides)
    mpz_lcm_ui(denominator.get(), denominator.get(), own);
}

void include_denominator(Integer& denominator, const Integer& other) {
  if (mpz_divisible_p(denominator.get(), other.get()) == 0)
    mpz_lcm(denominator.get(), denominator.get(), other.get());
}

CommonFraction common_fraction(std::span<const Rational> values) {
  CommonFraction result;
  for (const Rational& value : values) include_denominator(result.denominator, value);
  result.numerators.reserve(values.size());
  for (const Rational& value : values)
    result.numerators.push_back(scaled(value, result.denominator));
  return result;
}

}  // namespace polyspike
