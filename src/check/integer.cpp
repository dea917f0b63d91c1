// SPDX-License-Identifier: GPL-3.0-or-later
#include "integer.hpp"

#include <charconv>
#include <numeric>

namespace check {

void Int::set(const mpz_class& value) {
  if (value.fits_slong_p()) {
    small_ = value.get_si();
    big_.reset();
  } else {
    small_ = 0;
    big_ = std::make_unique<mpz_class>(value);
  }
}

std::optional<Int> Int::parse(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos ||
      (digits[0] == '0' && text.size() > 1))
    return std::nullopt;
  Int result;
  if (digits.size() <= 18) {
    std::from_chars(text.data(), text.data() + text.size(), result.small_);
  } else {
    result.set(mpz_class(std::string(text)));
  }
  return result;
}

void Int::divide(const Int& divisor) {
  if (is_small() && divisor.is_small() && divisor.small_ != -1) {
    small_ /= divisor.small_;
  } else {
    const mpz_class a = big(), b = divisor.big();
    mpz_class quotient;
    mpz_divexact(quotient.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
    set(quotient);
  }
}

Int gcd(const Int& a, const Int& b) {
  if (a.is_small() && b.is_small() && a.small() != INT64_MIN && b.small() != INT64_MIN)
    return std::gcd(a.small(), b.small());
  return Int(mpz_class(gcd(a.big(), b.big())));
}

int sign_of_product(const Vector& a, const Vector& b) {
  __int128 sum = 0;
  bool fits = true;
  for (std::size_t i = 0; fits && i < a.size(); ++i)
    fits = a[i].is_small() && b[i].is_small() &&
           !__builtin_add_overflow(sum, static_cast<__int128>(a[i].small()) * b[i].small(), &sum);
  if (fits) return (sum > 0) - (sum < 0);
  mpz_class exact;
  for (std::size_t i = 0; i < a.size(); ++i) exact += a[i].big() * b[i].big();
  return sgn(exact);
}

bool is_constant(const Vector& form) {
  for (std::size_t i = 1; i < form.size(); ++i)
    if (!form[i].is_zero()) return false;
  return true;
}

void make_primitive(Vector& form) {
  Int content;
  for (const Int& n : form) {
    if (content.is_one()) return;
    content = gcd(content, n);
  }
  if (content.is_one() || content.is_zero()) return;
  for (Int& n : form) n.divide(content);
}

void negate(Vector& form) {
  for (Int& n : form) n = -n;
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
  if (factor.numerator.is_zero()) return;
  const Int denominator = factor.denominator * term.denominator;
  Int own = 1, other = 1;
  if (!(denominator == sum.denominator)) {
    const Int common = gcd(sum.denominator, denominator);
    own = denominator;
    own.divide(common);
    other = sum.denominator;
    other.divide(common);
    scale(sum.numerators, own);
    sum.denominator = sum.denominator * own;
  }
  const Int multiple = factor.numerator * other;
  for (std::size_t i = 0; i < sum.numerators.size(); ++i)
    if (!term.numerators[i].is_zero()) sum.numerators[i].add_product(multiple, term.numerators[i]);
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
  return is_constant(form) && form.numerators[0].is_zero();
}

std::string text(const Form& form) {
  if (form.never) return "inf";
  std::string result = form.denominator.str();
  for (const Int& n : form.numerators) result.append(1, ' ').append(n.str());
  return result;
}

}  // namespace check
