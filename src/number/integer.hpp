// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmp.h>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "polyspike/rational.hpp"

namespace polyspike {

// An exact integer of any size with GMP's value semantics, for loops that work on the
// numerators of many rationals over one common denominator. get() is for GMP's functions.
class Integer {
 public:
  Integer() { mpz_init(z_); }
  Integer(long value) { mpz_init_set_si(z_, value); }
  Integer(const Integer& other) { mpz_init_set(z_, other.z_); }
  Integer(Integer&& other) noexcept {
    z_[0] = other.z_[0];
    mpz_init(other.z_);
  }
  Integer& operator=(const Integer& other) {
    mpz_set(z_, other.z_);
    return *this;
  }
  Integer& operator=(Integer&& other) noexcept {
    std::swap(z_[0], other.z_[0]);
    return *this;
  }
  ~Integer() { mpz_clear(z_); }

  mpz_ptr get() { return z_; }
  mpz_srcptr get() const { return z_; }

  int sign() const { return mpz_sgn(z_); }
  bool is_zero() const { return mpz_sgn(z_) == 0; }
  bool is_one() const { return mpz_cmp_ui(z_, 1) == 0; }
  // Bits of the absolute value; 0 for zero.
  std::size_t bits() const { return is_zero() ? 0 : mpz_sizeinbase(z_, 2); }

  Integer& operator+=(const Integer& other) {
    mpz_add(z_, z_, other.z_);
    return *this;
  }
  Integer& operator-=(const Integer& other) {
    mpz_sub(z_, z_, other.z_);
    return *this;
  }
  Integer& operator*=(const Integer& other) {
    mpz_mul(z_, z_, other.z_);
    return *this;
  }
  // The quotient of a division that leaves no remainder.
  Integer& divide_exactly(const Integer& divisor) {
    mpz_divexact(z_, z_, divisor.z_);
    return *this;
  }
  // this += a * b
  void add_product(const Integer& a, const Integer& b) { mpz_addmul(z_, a.z_, b.z_); }
  Integer operator-() const {
    Integer result(*this);
    mpz_neg(result.z_, result.z_);
    return result;
  }
  friend Integer operator*(Integer a, const Integer& b) { return std::move(a *= b); }
  friend Integer operator+(Integer a, const Integer& b) { return std::move(a += b); }
  friend Integer operator-(Integer a, const Integer& b) { return std::move(a -= b); }
  friend bool operator==(const Integer& a, const Integer& b) {
    return mpz_cmp(a.z_, b.z_) == 0;
  }
  friend bool operator<(const Integer& a, const Integer& b) {
    return mpz_cmp(a.z_, b.z_) < 0;
  }
  friend Integer abs(Integer a) {
    mpz_abs(a.z_, a.z_);
    return a;
  }

 private:
  mpz_t z_;
};

Integer gcd(const Integer& a, const Integer& b);
Integer lcm(const Integer& a, const Integer& b);

Integer numerator(const Rational& value);
Integer denominator(const Rational& value);
// numerator / denominator in lowest terms; the denominator is not zero.
Rational ratio(const Integer& numerator, const Integer& denominator);
// value * denominator where that is an integer.
Integer scaled(const Rational& value, const Integer& denominator);

// Rationals over one common denominator > 0, the least one.
struct CommonFraction {
  std::vector<Integer> numerators;
  Integer denominator = 1;
};
CommonFraction common_fraction(std::span<const Rational> values);
// denominator = lcm(denominator, that of the value); cheap where it divides already.
void include_denominator(Integer& denominator, const Rational& value);
void include_denominator(Integer& denominator, const Integer& other);

}  // namespace polyspike
