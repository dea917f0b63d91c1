// SPDX-License-Identifier: GPL-3.0-or-later
#include "polyspike/rational.hpp"

#include "number/rational_gmp.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace polyspike {

namespace {

// A GMP rational that lives as long as the block.
struct Scratch {
  mpq_t q;
  Scratch() { mpq_init(q); }
  ~Scratch() { mpq_clear(q); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

std::uint64_t magnitude(std::int64_t v) {
  return v < 0 ? -static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v);
}

std::uint64_t gcd64(std::uint64_t a, std::uint64_t b) {
  if (a == 0) return b;
  if (b == 0) return a;
  const int shift = std::countr_zero(a | b);
  a >>= std::countr_zero(a);
  do {
    b >>= std::countr_zero(b);
    if (a > b) std::swap(a, b);
    b -= a;
  } while (b != 0);
  return a << shift;
}

unsigned __int128 gcd128(unsigned __int128 a, unsigned __int128 b) {
  while ((a >> 64) != 0 || (b >> 64) != 0) {
    if (b == 0) return a;
    if (a == 0) return b;
    if (a > b) {
      a %= b;
    } else {
      b %= a;
    }
  }
  return gcd64(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b));
}

int trailing_zeros(unsigned __int128 v) {
  const auto low = static_cast<std::uint64_t>(v);
  return low != 0 ? std::countr_zero(low)
                  : 64 + std::countr_zero(static_cast<std::uint64_t>(v >> 64));
}

bool fits_word(__int128 v) { return v > INT64_MIN && v <= INT64_MAX; }

}  // namespace

Rational::Rational(std::int64_t numerator, std::int64_t denominator) : num_(0), den_(1) {
  if (denominator == 0) throw std::logic_error("Rational: zero denominator");
  set_wide(numerator, denominator);
}

void Rational::widen(std::int64_t value) {
  den_ = 1;
  num_ = 0;
  set_wide(value, 1);
}

void Rational::set_wide(__int128 n, __int128 d) {
  if (d < 0) {
    n = -n;
    d = -d;
  }
  const unsigned __int128 u = n < 0 ? -static_cast<unsigned __int128>(n)
                                    : static_cast<unsigned __int128>(n);
  if (u == 0) {
    d = 1;
  } else if ((d & (d - 1)) == 0) {
    const int shared = std::min(trailing_zeros(u), trailing_zeros(static_cast<unsigned __int128>(d)));
    n >>= shared;  // nothing is lost
    d >>= shared;
  } else {
    const __int128 g = static_cast<__int128>(gcd128(u, static_cast<unsigned __int128>(d)));
    if (g > 1) {
      n /= g;
      d /= g;
    }
  }
  if (fits_word(n) && fits_word(d)) {
    if (!is_small()) release();
    num_ = static_cast<std::int64_t>(n);
    den_ = static_cast<std::int64_t>(d);
    return;
  }
  Scratch s;
  Gmp::set_int128(mpq_numref(s.q), n);
  Gmp::set_int128(mpq_denref(s.q), d);
  Gmp::store(*this, s.q);
}

void Rational::copy_big(const Rational& other) {
  auto* fresh = new __mpq_struct;
  mpq_init(fresh);
  mpq_set(fresh, Gmp::pointer(other));
  num_ = reinterpret_cast<std::int64_t>(fresh);
  den_ = 0;
}

void Rational::release() noexcept {
  mpq_ptr q = Gmp::pointer(*this);
  mpq_clear(q);
  delete q;
  num_ = 0;
  den_ = 1;
}

int Rational::sign_big() const noexcept { return mpq_sgn(Gmp::pointer(*this)); }

bool Rational::is_integer_big() const {
  return mpz_cmp_ui(mpq_denref(Gmp::pointer(*this)), 1) == 0;
}

bool Rational::equal_big(const Rational& a, const Rational& b) noexcept {
  if (a.is_small() || b.is_small()) return false;
  return mpq_equal(Gmp::pointer(a), Gmp::pointer(b)) != 0;
}

int Rational::compare(const Rational& a, const Rational& b) {
  if (a.is_small() && b.is_small()) {
    const __int128 left = static_cast<__int128>(a.num_) * b.den_;
    const __int128 right = static_cast<__int128>(b.num_) * a.den_;
    return (left > right) - (left < right);
  }
  Scratch x, y;
  Gmp::load(x.q, a);
  Gmp::load(y.q, b);
  return mpq_cmp(x.q, y.q);
}

Rational Rational::operator-() const {
  Rational result(*this);
  if (result.is_small()) {
    result.num_ = -result.num_;
  } else {
    mpq_ptr q = Gmp::pointer(result);
    mpq_neg(q, q);
  }
  return result;
}

Rational& Rational::operator+=(const Rational& o) {
  if (den_ == 1 && o.den_ == 1) {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(num_, o.num_, &sum) && sum != INT64_MIN) {
      num_ = sum;
      return *this;
    }
  }
  if (is_small() && o.is_small()) {
    if (den_ == o.den_) {
      set_wide(static_cast<__int128>(num_) + o.num_, den_);
    } else {
      set_wide(static_cast<__int128>(num_) * o.den_ + static_cast<__int128>(o.num_) * den_,
               static_cast<__int128>(den_) * o.den_);
    }
    return *this;
  }
  Scratch x, y;
  Gmp::load(x.q, *this);
  Gmp::load(y.q, o);
  mpq_add(x.q, x.q, y.q);
  Gmp::store(*this, x.q);
  return *this;
}

Rational& Rational::operator-=(const Rational& o) { return *this += -o; }

Rational& Rational::operator*=(const Rational& o) {
  if (is_small() && o.is_small()) {
    if (den_ == 1 && o.den_ == 1) {
      std::int64_t product = 0;
      if (!__builtin_mul_overflow(num_, o.num_, &product) && product != INT64_MIN) {
        num_ = product;
        return *this;
      }
    }
    set_wide(static_cast<__int128>(num_) * o.num_, static_cast<__int128>(den_) * o.den_);
    return *this;
  }
  Scratch x, y;
  Gmp::load(x.q, *this);
  Gmp::load(y.q, o);
  mpq_mul(x.q, x.q, y.q);
  Gmp::store(*this, x.q);
  return *this;
}

Rational& Rational::operator/=(const Rational& o) {
  if (o.is_zero()) throw std::logic_error("Rational: division by zero");
  if (is_small() && o.is_small()) {
    set_wide(static_cast<__int128>(num_) * o.den_, static_cast<__int128>(den_) * o.num_);
    return *this;
  }
  Scratch x, y;
  Gmp::load(x.q, *this);
  Gmp::load(y.q, o);
  mpq_div(x.q, x.q, y.q);
  Gmp::store(*this, x.q);
  return *this;
}

void Rational::add_product(const Rational& a, const Rational& b) {
  if (den_ == 1 && a.den_ == 1 && b.den_ == 1) {
    const __int128 sum = static_cast<__int128>(a.num_) * b.num_ + num_;
    if (fits_word(sum)) {
      num_ = static_cast<std::int64_t>(sum);
      return;
    }
  }
  if (!a.is_zero() && !b.is_zero()) *this += a * b;
}

Rational gcd(const Rational& a, const Rational& b) {
  if (a.den_ == 1 && b.den_ == 1)
    return Rational(static_cast<std::int64_t>(gcd64(magnitude(a.num_), magnitude(b.num_))));
  using Gmp = Rational::Gmp;
  Scratch x, y;
  Gmp::load(x.q, a);
  Gmp::load(y.q, b);
  mpz_gcd(mpq_numref(x.q), mpq_numref(x.q), mpq_numref(y.q));
  Rational result;
  Gmp::store(result, x.q);
  return result;
}

Rational lcm(const Rational& a, const Rational& b) {
  if (a.is_zero() || b.is_zero()) return Rational();
  return abs(a / gcd(a, b) * b);
}

Rational Rational::numerator() const {
  if (is_small()) return Rational(num_);
  Scratch x;
  mpz_set(mpq_numref(x.q), mpq_numref(Gmp::pointer(*this)));
  Rational result;
  Gmp::store(result, x.q);
  return result;
}

Rational Rational::denominator() const {
  if (is_small()) return Rational(den_);
  Scratch x;
  mpz_set(mpq_numref(x.q), mpq_denref(Gmp::pointer(*this)));
  Rational result;
  Gmp::store(result, x.q);
  return result;
}

Rational Rational::floor() const {
  if (is_small()) {
    std::int64_t quotient = num_ / den_;
    if (num_ % den_ < 0) --quotient;
    return Rational(quotient);
  }
  Scratch x;
  mpq_ptr q = Gmp::pointer(*this);
  mpz_fdiv_q(mpq_numref(x.q), mpq_numref(q), mpq_denref(q));
  Rational result;
  Gmp::store(result, x.q);
  return result;
}

std::size_t Rational::bits() const {
  if (is_small())
    return std::max(std::bit_width(magnitude(num_)), std::bit_width(magnitude(den_)));
  mpq_ptr q = Gmp::pointer(*this);
  return std::max(mpz_sizeinbase(mpq_numref(q), 2), mpz_sizeinbase(mpq_denref(q), 2));
}

std::size_t Rational::hash() const noexcept {
  auto mix = [](std::uint64_t h, std::uint64_t v) {
    h ^= v;
    h *= 0x9E3779B97F4A7C15ULL;
    return h ^ (h >> 29);
  };
  if (is_small())
    return mix(mix(0x243F6A8885A308D3ULL, static_cast<std::uint64_t>(num_)),
               static_cast<std::uint64_t>(den_));
  std::uint64_t h = 0x13198A2E03707344ULL ^ static_cast<std::uint64_t>(sign() + 1);
  mpq_ptr q = Gmp::pointer(*this);
  for (mpz_ptr z : {mpq_numref(q), mpq_denref(q)})
    for (std::size_t i = 0; i < mpz_size(z); ++i) h = mix(h, mpz_getlimbn(z, i));
  return h;
}

std::string Rational::str() const {
  if (is_small()) {
    std::string text = std::to_string(num_);
    if (den_ != 1) text += '/' + std::to_string(den_);
    return text;
  }
  mpq_ptr q = Gmp::pointer(*this);
  std::string text(mpz_sizeinbase(mpq_numref(q), 10) + mpz_sizeinbase(mpq_denref(q), 10) + 3,
                   '\0');
  mpq_get_str(text.data(), 10, q);
  text.resize(std::strlen(text.c_str()));
  return text;
}

double Rational::approximate() const {
  if (is_small()) {
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    if (den_ <= exact && num_ <= exact && num_ >= -exact)
      return static_cast<double>(num_) / static_cast<double>(den_);
  }
  Scratch x;
  Gmp::load(x.q, *this);
  // mpq_get_d truncates, so its relative error is below 2^-52.
  return mpq_get_d(x.q);
}

Rational Rational::from_double(double value) {
  if (!std::isfinite(value)) throw std::logic_error("Rational: not a finite double");
  constexpr double exact = 9007199254740992.0;
  if (value == std::floor(value) && std::abs(value) <= exact)
    return Rational(static_cast<std::int64_t>(value));
  Scratch x;
  mpq_set_d(x.q, value);
  Rational result;
  Gmp::store(result, x.q);
  return result;
}

Rational Rational::power_of_two(long exponent) {
  if (exponent >= 0 && exponent < 62) return Rational(std::int64_t{1} << exponent);
  Scratch x;
  mpz_set_ui(mpq_numref(x.q), 1);
  mpz_ptr part = exponent >= 0 ? mpq_numref(x.q) : mpq_denref(x.q);
  mpz_mul_2exp(part, part, static_cast<unsigned long>(exponent >= 0 ? exponent : -exponent));
  if (exponent < 0) mpz_set_ui(mpq_numref(x.q), 1);
  Rational result;
  Gmp::store(result, x.q);
  return result;
}

namespace {

bool all_digits(std::string_view s) {
  if (s.empty()) return false;
  for (char c : s)
    if (c < '0' || c > '9') return false;
  return true;
}

// p or p/q of at most 18 digits each; nothing for any other text, numbers included. Most
// numbers of most files: three times as fast as the way through GMP.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_words(std::string_view s) {
  const auto digits = [&s](std::int64_t& value) {
    std::size_t count = 0;
    for (; count < s.size() && s[count] >= '0' && s[count] <= '9'; ++count) {
      if (count == 18) return false;
      value = value * 10 + (s[count] - '0');
    }
    s.remove_prefix(count);
    return count > 0;
  };
  std::int64_t numerator = 0, denominator = 0;
  if (!digits(numerator)) return std::nullopt;
  if (s.empty()) return std::pair{numerator, std::int64_t{1}};
  if (s[0] != '/') return std::nullopt;
  s.remove_prefix(1);
  if (!digits(denominator) || !s.empty() || denominator == 0) return std::nullopt;
  return std::pair{numerator, denominator};
}

// Removes an optional sign; returns true if it was a minus.
bool take_sign(std::string_view& s) {
  if (s.empty() || (s[0] != '-' && s[0] != '+')) return false;
  const bool minus = s[0] == '-';
  s.remove_prefix(1);
  return minus;
}

}  // namespace

std::optional<Rational> Rational::parse(std::string_view text) {
  const bool negative = take_sign(text);
  if (const auto words = parse_words(text))
    return Rational(negative ? -words->first : words->first, words->second);
  Scratch x;
  Rational result;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto n = text.substr(0, slash), d = text.substr(slash + 1);
    if (!all_digits(n) || !all_digits(d)) return std::nullopt;
    mpz_set_str(mpq_numref(x.q), std::string(n).c_str(), 10);
    mpz_set_str(mpq_denref(x.q), std::string(d).c_str(), 10);
    if (mpz_sgn(mpq_denref(x.q)) == 0) return std::nullopt;
  } else {
    long exponent = 0;
    if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
      auto digits = text.substr(e + 1);
      text = text.substr(0, e);
      const bool minus = take_sign(digits);
      if (!all_digits(digits)) return std::nullopt;
      while (digits.size() > 1 && digits[0] == '0') digits.remove_prefix(1);
      if (digits.size() > 6) return std::nullopt;
      exponent = std::stol(std::string(digits));
      if (exponent > 100000) return std::nullopt;
      if (minus) exponent = -exponent;
    }
    std::string digits(text);
    if (const auto dot = text.find('.'); dot != std::string_view::npos) {
      digits.erase(dot, 1);
      exponent -= static_cast<long>(text.size() - dot - 1);
    }
    if (!all_digits(digits)) return std::nullopt;
    mpz_set_str(mpq_numref(x.q), digits.c_str(), 10);
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(exponent < 0 ? -exponent : exponent));
    if (exponent >= 0) {
      mpz_mul(mpq_numref(x.q), mpq_numref(x.q), power);
    } else {
      mpz_set(mpq_denref(x.q), power);
    }
    mpz_clear(power);
  }
  mpq_canonicalize(x.q);
  if (negative) mpq_neg(x.q, x.q);
  Gmp::store(result, x.q);
  return result;
}

std::string to_string(const Value& value) { return value ? value->str() : "inf"; }

}  // namespace polyspike
