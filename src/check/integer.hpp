// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Integers of any size, machine words where they fit, and vectors of them.
namespace check {

class Int {
 public:
  Int(std::int64_t value = 0) : small_(value) {}
  explicit Int(const mpz_class& value) { set(value.get_mpz_t()); }
  Int(const Int& other) : small_(other.small_) {
    if (other.big_ != nullptr) copy(other);
  }
  Int(Int&& other) noexcept : small_(other.small_), big_(std::exchange(other.big_, nullptr)) {}
  Int& operator=(const Int& other) {
    if (other.big_ != nullptr) {
      copy(other);
    } else {
      set_small(other.small_);
    }
    return *this;
  }
  Int& operator=(Int&& other) noexcept {
    small_ = other.small_;
    std::swap(big_, other.big_);
    return *this;
  }
  ~Int() {
    if (big_ != nullptr) release();
  }

  // "0" or -?[1-9][0-9]*; false for any other text.
  bool parse(std::string_view text);

  mpz_class big() const { return mpz_class(mpz_srcptr(View(*this))); }
  int sign() const { return big_ != nullptr ? mpz_sgn(big_->value) : (small_ > 0) - (small_ < 0); }
  bool is_zero() const { return big_ == nullptr && small_ == 0; }
  bool is_one() const { return big_ == nullptr && small_ == 1; }
  bool operator==(const Int& other) const {
    if (big_ == nullptr || other.big_ == nullptr) return big_ == other.big_ && small_ == other.small_;
    return mpz_cmp(big_->value, other.big_->value) == 0;
  }
  void negate();
  Int operator-() const {
    Int result = *this;
    result.negate();
    return result;
  }
  Int operator-(const Int& other) const {
    Int result = *this;
    result.add_product(other, -1);
    return result;
  }
  Int operator*(const Int& other) const {
    Int result;
    result.add_product(*this, other);
    return result;
  }
  // this += a * b
  void add_product(const Int& a, const Int& b) {
    Word product = 0, sum = 0;
    if (big_ == nullptr && a.big_ == nullptr && b.big_ == nullptr &&
        multiply(a.small_, b.small_, product) && !__builtin_add_overflow(product, small_, &sum) &&
        sum != least) {
      small_ = sum;
    } else {
      add_long_product(a, b);
    }
  }
  // Exact quotient; the divisor must divide.
  void divide(const Int& divisor);
  std::string str() const;

  friend Int gcd(const Int& a, const Int& b);  // >= 0

 private:
  using Word = __int128;
  // Numbers that no Int uses any more are kept with their memory for the next.
  struct Big {
    mpz_t value;
    Big* next;
  };
  // An Int as GMP reads it.
  class View {
   public:
    explicit View(const Int& number);
    operator mpz_srcptr() const { return value_; }

   private:
    mp_limb_t limbs_[2];
    mpz_t value_;
  };

  static bool multiply(Word a, Word b, Word& product) {
    const auto x = static_cast<std::int64_t>(a), y = static_cast<std::int64_t>(b);
    if (x != a || y != b) return multiply_long(a, b, product);
    product = static_cast<Word>(x) * y;
    return true;
  }
  static bool multiply_long(Word a, Word b, Word& product);  // false if it may not fit
  void add_long_product(const Int& a, const Int& b);
  void copy(const Int& other) {
    if (this != &other) set(View(other));
  }
  void set(mpz_srcptr value);
  void set_small(Word value) {
    if (big_ != nullptr) release();
    small_ = value;
  }
  mpz_ptr lengthen();
  void shorten();
  void release();

  // Not a machine word's value here, which makes the words symmetric; a value has one form.
  static constexpr Word least = -(Word{1} << 126) - (Word{1} << 126);

  static thread_local Big* unused;
  Word small_ = 0;      // 0 where the value does not fit
  Big* big_ = nullptr;  // the value, where it does not fit small_
};

// An affine form: the constant, then one coefficient a coordinate.
using Vector = std::vector<Int>;

// The product of two vectors of one length, and its sign.
Int product(const Vector& a, const Vector& b);
int sign_of_product(const Vector& a, const Vector& b);
bool is_constant(const Vector& form);
// sum += factor * term
void add_products(Vector& sum, const Int& factor, const Vector& term);
// Divides by the gcd of the entries, which is returned (1 where all are 0).
Int make_primitive(Vector& form);
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
bool operator==(const Form& a, const Form& b);  // of reduced forms
std::string text(const Form& form);              // canonical for reduced forms

}  // namespace check
