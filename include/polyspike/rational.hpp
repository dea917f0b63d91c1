// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace polyspike {

// An exact rational number, always in lowest terms with a positive denominator.
// Fractions of machine words are stored in place; larger ones behind a GMP rational.
// The representation is canonical, so equal numbers are equal bit patterns up to the
// GMP allocation, and hash () agrees with ==.
class Rational {
 public:
  Rational() noexcept : num_(0), den_(1) {}
  Rational(std::int64_t value) : num_(value), den_(1) {
    if (value == INT64_MIN) widen(value);
  }
  Rational(int value) noexcept : num_(value), den_(1) {}
  // numerator / denominator; throws std::logic_error if the denominator is zero.
  Rational(std::int64_t numerator, std::int64_t denominator);
  Rational(const Rational& other) : num_(other.num_), den_(other.den_) {
    if (!other.is_small()) copy_big(other);
  }
  Rational(Rational&& other) noexcept : num_(other.num_), den_(other.den_) {
    other.num_ = 0;
    other.den_ = 1;
  }
  Rational& operator=(const Rational& other) {
    if (this != &other) {
      if (is_small() && other.is_small()) {
        num_ = other.num_;
        den_ = other.den_;
      } else {
        Rational copy(other);
        swap(copy);
      }
    }
    return *this;
  }
  Rational& operator=(Rational&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Rational() {
    if (!is_small()) release();
  }

  // The value written as "p/q", "p" or an exact decimal ("0.125", "1e-3");
  // nothing if the text is not a number, or its exponent exceeds 100000 in size.
  static std::optional<Rational> parse(std::string_view text);
  // The exact value of a finite double; throws std::logic_error on NaN and infinities.
  static Rational from_double(double value);
  // 2^exponent, of either sign of the exponent.
  static Rational power_of_two(long exponent);

  // Canonical text: "p/q" in lowest terms, integers as "p".
  std::string str() const;
  // The nearest double or one of its neighbours: relative error at most 2^-52; overflows to
  // an infinity, underflows to zero. For drawing and for filters with their own error bounds.
  double approximate() const;
  // The numerator and the denominator as integers.
  Rational numerator() const;
  Rational denominator() const;
  // Bits of the larger of |numerator| and denominator.
  std::size_t bits() const;
  // The largest integer that is not above the value.
  Rational floor() const;

  int sign() const noexcept { return is_small() ? (num_ > 0) - (num_ < 0) : sign_big(); }
  bool is_zero() const noexcept { return num_ == 0; }
  bool is_integer() const { return is_small() ? den_ == 1 : is_integer_big(); }
  // Whether the value is an integer of at most 63 bits and its value then.
  bool fits_int64() const noexcept { return den_ == 1; }
  std::int64_t to_int64() const noexcept { return num_; }
  std::size_t hash() const noexcept;

  Rational operator-() const;
  Rational& operator+=(const Rational& other);
  Rational& operator-=(const Rational& other);
  Rational& operator*=(const Rational& other);
  // Throws std::logic_error if other is zero.
  Rational& operator/=(const Rational& other);
  // this += a * b without a temporary where the numbers are small integers.
  void add_product(const Rational& a, const Rational& b);

  friend Rational operator+(Rational a, const Rational& b) { return std::move(a += b); }
  friend Rational operator-(Rational a, const Rational& b) { return std::move(a -= b); }
  friend Rational operator*(Rational a, const Rational& b) { return std::move(a *= b); }
  friend Rational operator/(Rational a, const Rational& b) { return std::move(a /= b); }
  friend bool operator==(const Rational& a, const Rational& b) noexcept {
    if (a.is_small() && b.is_small()) return a.num_ == b.num_ && a.den_ == b.den_;
    return equal_big(a, b);
  }
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
    if (a.den_ == 1 && b.den_ == 1) return a.num_ <=> b.num_;
    return compare(a, b) <=> 0;
  }
  // Greatest common divisor (non-negative) and least common multiple of integers.
  friend Rational gcd(const Rational& a, const Rational& b);
  friend Rational lcm(const Rational& a, const Rational& b);
  friend Rational abs(const Rational& a) { return a.sign() < 0 ? -a : a; }

  void swap(Rational& other) noexcept {
    std::swap(num_, other.num_);
    std::swap(den_, other.den_);
  }

  // The way to the representation for arithmetic of our own: src/number/rational_gmp.hpp.
  struct Gmp;
  friend struct Gmp;

 private:
  // den_ > 0: the value is num_/den_ in lowest terms, |num_| < 2^63.
  // den_ == 0: num_ holds a pointer to a GMP rational that does not fit the form above.
  bool is_small() const noexcept { return den_ != 0; }
  void widen(std::int64_t value);
  void copy_big(const Rational& other);
  void release() noexcept;
  int sign_big() const noexcept;
  bool is_integer_big() const;
  static bool equal_big(const Rational& a, const Rational& b) noexcept;
  static int compare(const Rational& a, const Rational& b);
  void set_wide(__int128 numerator, __int128 denominator);

  std::int64_t num_;
  std::int64_t den_;
};

// A firing time or a value of a network: nullopt is `inf`, the neuron never fires.
using Value = std::optional<Rational>;

// Canonical text of a value: a rational or "inf".
std::string to_string(const Value& value);

struct RationalHash {
  std::size_t operator()(const Rational& value) const noexcept { return value.hash(); }
};

}  // namespace polyspike
