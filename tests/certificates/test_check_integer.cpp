// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <random>
#include <string>

#include "check/integer.hpp"

// The checker's Int does what GMP does: sums, products, quotients, divisors and text, also where
// the value ceases to fit one or two machine words, and in place.
namespace {

using check::Int;

std::mt19937_64 random_word(1);

// Near 0, powers of two (62 to 65, 125 to 130 among them), or anything of up to 200 bits.
mpz_class draw() {
  mpz_class value = 1;
  const unsigned long bits = random_word() % 200;
  switch (random_word() % 4) {
    case 0: value = static_cast<unsigned long>(random_word() % 5); break;
    case 1: value <<= 62 + random_word() % 4; break;
    case 2: value <<= 125 + random_word() % 6; break;
    default:
      for (unsigned long i = 0; i < bits; ++i) value = 2 * value + static_cast<unsigned long>(random_word() % 2);
  }
  value += static_cast<long>(random_word() % 3) - 1;
  return random_word() % 2 == 0 ? value : mpz_class(-value);
}

int wrong = 0;

void expect(const Int& found, const mpz_class& expected, const char* what) {
  if (found.big() == expected && found == Int(expected) && found.str() == expected.get_str() &&
      found.sign() == sgn(expected) && found.is_zero() == (expected == 0) &&
      found.is_one() == (expected == 1))
    return;
  std::cout << what << ": found " << found.str() << ", expected " << expected.get_str() << '\n';
  ++wrong;
}

void try_all(const mpz_class& a, const mpz_class& b, const mpz_class& c) {
  const Int x(a), y(b), z(c);
  Int sum = z, other;
  sum.add_product(x, y);
  expect(sum, c + a * b, "sum and product");
  sum.add_product(sum, sum);
  expect(sum, c + a * b + (c + a * b) * (c + a * b), "the same in place");
  expect(x * y, a * b, "product");
  expect(x - y, a - b, "difference");
  expect(-x, -a, "negation");
  expect(gcd(x, y), gcd(a, b), "common divisor");
  if (!other.parse(a.get_str())) std::cout << "not read: " << a.get_str() << '\n', ++wrong;
  expect(other, a, "text");
  if (b != 0) {
    Int product = x * y;
    product.divide(y);
    expect(product, a, "quotient");
  }
  other = x;
  expect(other, a, "copy");
  other = std::move(sum);
  other = y;
  expect(other, b, "copy over another");
}

}  // namespace

int main() {
  constexpr int rounds = 200000;
  for (int i = 0; i < rounds; ++i) try_all(draw(), draw(), draw());
  for (const std::string text : {"", "-", "-0", "00", "01", "+1", "1 ", "0x1", "1a", "--1"}) {
    Int value;
    if (value.parse(text)) std::cout << "read: \"" << text << "\"\n", ++wrong;
  }
  std::cout << rounds << " rounds, " << wrong << " wrong\n";
  return wrong == 0 ? 0 : 1;
}
