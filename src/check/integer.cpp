// SPDX-License-Identifier: GPL-3.0-or-later
#include "integer.hpp"

#include <numeric>

namespace check {

thread_local Int::Big* Int::unused = nullptr;

Int::View::View(const Int& number) {
  static_assert(GMP_NUMB_BITS == 64);
  if (number.big_ != nullptr) {
    *value_ = *number.big_->value;
    return;
  }
  const bool minus = number.small_ < 0;
  const auto word = static_cast<unsigned __int128>(number.small_);
  const auto size = minus ? -word : word;
  limbs_[0] = static_cast<mp_limb_t>(size);
  limbs_[1] = static_cast<mp_limb_t>(size >> 64);
  const mp_size_t count = limbs_[1] != 0 ? 2 : limbs_[0] != 0 ? 1 : 0;
  mpz_roinit_n(value_, limbs_, minus ? -count : count);
}

// The value in a Big, for writing; shorten() is to follow.
mpz_ptr Int::lengthen() {
  if (big_ != nullptr) return big_->value;
  const View old(*this);
  if (unused != nullptr) {
    big_ = std::exchange(unused, unused->next);
  } else {
    big_ = new Big;
    mpz_init(big_->value);
  }
  mpz_set(big_->value, old);
  small_ = 0;
  return big_->value;
}

void Int::shorten() {
  const mpz_srcptr value = big_->value;
  if (mpz_size(value) > 2) return;
  const auto size = static_cast<unsigned __int128>(mpz_getlimbn(value, 0)) |
                    static_cast<unsigned __int128>(mpz_getlimbn(value, 1)) << 64;
  if (size >> 127 != 0) return;
  small_ = mpz_sgn(value) < 0 ? -static_cast<Word>(size) : static_cast<Word>(size);
  release();
}

void Int::release() {
  constexpr int longest_kept = 256;  // limbs
  if (big_->value->_mp_alloc > longest_kept) {
    mpz_clear(big_->value);
    mpz_init(big_->value);
  }
  big_->next = std::exchange(unused, big_);
  big_ = nullptr;
}

void Int::set(mpz_srcptr value) {
  mpz_set(lengthen(), value);
  shorten();
}

bool Int::multiply_long(Word a, Word b, Word& product) {
  using Size = unsigned __int128;
  Size u = a < 0 ? -static_cast<Size>(a) : static_cast<Size>(a);
  Size v = b < 0 ? -static_cast<Size>(b) : static_cast<Size>(b);
  if (u >> 64 != 0) std::swap(u, v);
  if (u >> 64 != 0) return false;
  const Size low = u * static_cast<std::uint64_t>(v), high = u * (v >> 64);
  if (high >> 62 != 0) return false;
  const Size size = low + (high << 64);
  if (size < low || size >> 127 != 0) return false;
  product = (a < 0) != (b < 0) ? -static_cast<Word>(size) : static_cast<Word>(size);
  return true;
}

void Int::add_long_product(const Int& a, const Int& b) {
  if (&a == this || &b == this) {  // their View would be written to
    const Int copy_a = a, copy_b = b;
    add_long_product(copy_a, copy_b);
    return;
  }
  const View x(a);
  if (const auto word = static_cast<std::int64_t>(b.small_);
      b.big_ == nullptr && word == b.small_ && word > INT64_MIN) {
    word < 0 ? mpz_submul_ui(lengthen(), x, static_cast<unsigned long>(-word))
             : mpz_addmul_ui(lengthen(), x, static_cast<unsigned long>(word));
  } else {
    mpz_addmul(lengthen(), x, View(b));
  }
  shorten();
}

void Int::negate() {
  if (big_ != nullptr) {
    mpz_neg(big_->value, big_->value);
  } else {
    small_ = -small_;
  }
}

bool Int::parse(std::string_view text) {
  constexpr std::size_t part = 18;  // digits that fit a word
  constexpr std::uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
                                      1000000000, 10000000000, 100000000000, 1000000000000,
                                      10000000000000, 100000000000000, 1000000000000000,
                                      10000000000000000, 100000000000000000, 1000000000000000000};
  const bool minus = text.starts_with('-');
  if (minus) text.remove_prefix(1);
  if (text.empty() || (text[0] == '0' && (text.size() > 1 || minus))) return false;
  set_small(0);
  // GMP is better than this at the longest numbers.
  if (text.size() > 200) {
    if (text.find_first_not_of("0123456789") != text.npos) return false;
    mpz_set_str(lengthen(), std::string(text).c_str(), 10);
    text = {};
  }
  for (std::size_t start = 0; start < text.size(); start += part) {
    const std::string_view digits = text.substr(start, part);
    std::uint64_t value = 0;
    for (const char c : digits) {
      if (c < '0' || c > '9') return false;
      value = 10 * value + static_cast<std::uint64_t>(c - '0');
    }
    if (start + part < 38) {
      small_ = small_ * static_cast<Word>(powers[digits.size()]) + static_cast<Word>(value);
      continue;
    }
    mpz_mul_ui(lengthen(), lengthen(), powers[digits.size()]);
    mpz_add_ui(big_->value, big_->value, value);
  }
  if (big_ != nullptr) shorten();
  if (minus) negate();
  return true;
}

void Int::divide(const Int& divisor) {
  const auto x = static_cast<std::int64_t>(small_), y = static_cast<std::int64_t>(divisor.small_);
  if (big_ == nullptr && divisor.big_ == nullptr && y > 0 && y == divisor.small_) {
    small_ = x == small_ ? x / y : small_ / y;
  } else {
    const View by(divisor);
    mpz_divexact(lengthen(), lengthen(), by);
    shorten();
  }
}

std::string Int::str() const {
  const auto word = static_cast<std::int64_t>(small_);
  return big_ == nullptr && word == small_ ? std::to_string(word) : big().get_str();
}

Int gcd(const Int& a, const Int& b) {
  const auto x = static_cast<std::int64_t>(a.small_), y = static_cast<std::int64_t>(b.small_);
  Int result;
  if (a.big_ == nullptr && b.big_ == nullptr && x == a.small_ && y == b.small_) {
    const auto size = [](std::int64_t n) {
      return n < 0 ? -static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
    };
    result.small_ = std::gcd(size(x), size(y));
  } else {
    const Int::View u(a), v(b);
    mpz_gcd(result.lengthen(), u, v);
    result.shorten();
  }
  return result;
}

Int product(const Vector& a, const Vector& b) {
  Int sum;
  for (std::size_t i = 0; i < a.size(); ++i) sum.add_product(a[i], b[i]);
  return sum;
}

int sign_of_product(const Vector& a, const Vector& b) { return product(a, b).sign(); }

bool is_constant(const Vector& form) {
  for (std::size_t i = 1; i < form.size(); ++i)
    if (!form[i].is_zero()) return false;
  return true;
}

void add_products(Vector& sum, const Int& factor, const Vector& term) {
  for (std::size_t i = 0; i < sum.size(); ++i)
    if (!term[i].is_zero()) sum[i].add_product(factor, term[i]);
}

Int make_primitive(Vector& form) {
  Int content;
  for (const Int& n : form) {
    if (content.is_one()) return content;
    content = gcd(content, n);
  }
  if (content.is_zero()) return 1;
  if (!content.is_one())
    for (Int& n : form) n.divide(content);
  return content;
}

void negate(Vector& form) {
  for (Int& n : form) n.negate();
}

Vector negated(Vector form) {
  negate(form);
  return form;
}

Form never() {
  Form form;
  form.never = true;
  return form;
}

mpq_class Ratio::value() const {
  mpq_class result(numerator.big(), denominator.big());
  result.canonicalize();
  return result;
}

Form constant(const Ratio& value, std::size_t size) {
  Form form;
  form.denominator = value.denominator;
  form.numerators.resize(size);
  form.numerators[0] = value.numerator;
  return form;
}

namespace {

void scale(Vector& form, const Int& factor) {
  if (factor.is_one()) return;
  for (Int& n : form)
    if (!n.is_zero()) n = n * factor;
}

}  // namespace

void add(Form& sum, const Ratio& factor, const Form& term) {
  if (factor.numerator.is_zero() || is_zero(term)) return;
  const Int denominator = factor.denominator * term.denominator;
  if (denominator == sum.denominator) {
    add_products(sum.numerators, factor.numerator, term.numerators);
    return;
  }
  const Int common = gcd(sum.denominator, denominator);
  Int own = denominator, other = sum.denominator;
  own.divide(common);
  other.divide(common);
  scale(sum.numerators, own);
  sum.denominator = sum.denominator * own;
  add_products(sum.numerators, factor.numerator * other, term.numerators);
}

Form plus(Form a, const Ratio& factor, const Form& b) {
  add(a, factor, b);
  return a;
}

Form plus(Form a, const Ratio& number) {
  add(a, {1, 1}, constant(number, a.numerators.size()));
  return a;
}

Form minus(const Form& a, const Form& b) { return plus(a, {-1, 1}, b); }

void reduce(Form& form) {
  Int content = form.denominator;
  for (const Int& n : form.numerators) {
    if (content.is_one()) return;
    content = gcd(content, n);
  }
  if (content.is_one()) return;
  form.denominator.divide(content);
  for (Int& n : form.numerators) n.divide(content);
}

bool is_constant(const Form& form) { return is_constant(form.numerators); }

bool is_zero(const Form& form) {
  return form.numerators[0].is_zero() && is_constant(form);
}

bool operator==(const Form& a, const Form& b) {
  return a.never == b.never && a.denominator == b.denominator && a.numerators == b.numerators;
}

std::string text(const Form& form) {
  if (form.never) return "inf";
  std::string result = form.denominator.str();
  for (const Int& n : form.numerators) result.append(1, ' ').append(n.str());
  return result;
}

}  // namespace check
