// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Integers of any size, machine words where they fit, and vectors of them.
namespace check {

class Int {
 public:
  Int(std::int64_t value = 0) : small_(value) {}
  explicit Int(const mpz_class& value) { set(value); }
  Int(const Int& other) : small_(other.small_) {
    if (other.big_) big_ = std::make_unique<mpz_class>(*other.big_);
  }
  Int(Int&&) noexcept = default;
  Int& operator=(const Int& other) {
    small_ = other.small_;
    if (other.big_ || big_) big_ = other.big_ ? std::make_unique<mpz_class>(*other.big_) : nullptr;
    return *this;
  }
  Int& operator=(Int&&) noexcept = default;

  // "0" or -?[1-9][0-9]*; nothing for any other text.
  static std::optional<Int> parse(std::string_view text);

  bool is_small() const { return !big_; }
  std::int64_t small() const { return small_; }
  mpz_class big() const { return big_ ? *big_ : from_word(small_); }
  int sign() const { return big_ ? sgn(*big_) : (small_ > 0) - (small_ < 0); }
  bool is_zero() const { return !big_ && small_ == 0; }
  bool operator==(const Int& other) const {
    return is_small() && other.is_small() ? small_ == other.small_ : big() == other.big();
  }
  bool is_one() const { return !big_ && small_ == 1; }
  Int operator-() const { return Int(0) -= *this; }
  Int& operator-=(const Int& other) {
    add_product(other, -1);
    return *this;
  }
  Int operator*(const Int& other) const {
    Int result;
    result.add_product(*this, other);
    return result;
  }
  // this += a * b
  void add_product(const Int& a, const Int& b) {
    __int128 sum = 0;
    if (is_small() && a.is_small() && b.is_small() &&
        !__builtin_add_overflow(static_cast<__int128>(a.small_) * b.small_, small_, &sum) &&
        sum == static_cast<std::int64_t>(sum)) {
      small_ = static_cast<std::int64_t>(sum);
    } else {
      set(mpz_class(big() + a.big() * b.big()));
    }
  }
  // Exact quotient; the divisor must divide.
  void divide(const Int& divisor);
  std::string str() const { return big_ ? big_->get_str() : std::to_string(small_); }

 private:
  static mpz_class from_word(std::int64_t word) {
    static_assert(sizeof(long) == sizeof(std::int64_t));
    return mpz_class(static_cast<long>(word));
  }
  void set(const mpz_class& value);

  std::int64_t small_ = 0;
  std::unique_ptr<mpz_class> big_;  // the value, where it does not fit small_
};

Int gcd(const Int& a, const Int& b);  // >= 0

// An affine form: the constant, then one coefficient a coordinate.
using Vector = std::vector<Int>;

// The sign of the product of two vectors of one length.
int sign_of_product(const Vector& a, const Vector& b);
bool is_constant(const Vector& form);
void make_primitive(Vector& form);
void negate(Vector& form);
Vector negated(Vector form);

// A number numerator / denominator, not necessarily in lowest terms, denominator > 0.
struct Ratio {
  Int numerator;
  Int denominator = 1;

  Ratio(const mpq_class& value = 0) : numerator(value.get_num()), denominator(value.get_den()) {}
  Ratio(Int n, Int d) : numerator(std::move(n)), denominator(std::move(d)) {}
  int sign() const { return numerator.sign(); }
  mpq_class value() const;
};

// A value on a cell: numerators over a common denominator > 0, or never (`inf`).
struct Form {
  bool never = false;
  Int denominator = 1;
  Vector numerators;
};

Form never();
Form constant(const Ratio& value, std::size_t size);
// sum += factor * term
void add(Form& sum, const Ratio& factor, const Form& term);
Form plus(Form a, const Ratio& factor, const Form& b);  // a + factor * b
Form plus(Form a, const Ratio& constant);
Form minus(const Form& a, const Form& b);
// Lowest terms.
void reduce(Form& form);
bool is_constant(const Form& form);
// Whether the form is zero; forms of values that are finite.
bool is_zero(const Form& form);
std::string text(const Form& form);  // canonical, for comparing reduced forms

}  // namespace check
