// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/multiprecision/cpp_int.hpp>
#include <catch2/catch.hpp>
#include <random>

#include "polyspike/rational.hpp"

using polyspike::Rational;
using Oracle = boost::multiprecision::cpp_rational;

namespace {

// Numbers around zero, around machine words and beyond them.
Rational draw(std::mt19937_64& random) {
  const auto bits = [&] {
    const auto v = static_cast<std::int64_t>(random());
    return v >> (random() % 63);
  };
  Rational value(bits(), std::max<std::int64_t>(1, std::abs(bits())));
  if (random() % 4 == 0) value *= Rational(bits()) * Rational(bits());
  return value;
}

Oracle oracle(const Rational& value) { return Oracle(value.str()); }

}  // namespace

TEST_CASE("arithmetic agrees with Boost", "[rational]") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const Rational a = draw(random), b = draw(random), c = draw(random);
    REQUIRE(oracle(a + b) == oracle(a) + oracle(b));
    REQUIRE(oracle(a - b) == oracle(a) - oracle(b));
    REQUIRE(oracle(a * b) == oracle(a) * oracle(b));
    if (!b.is_zero()) REQUIRE(oracle(a / b) == oracle(a) / oracle(b));
    Rational sum = a;
    sum.add_product(b, c);
    REQUIRE(oracle(sum) == oracle(a) + oracle(b) * oracle(c));
    REQUIRE((a < b) == (oracle(a) < oracle(b)));
    REQUIRE((a == b) == (oracle(a) == oracle(b)));
    REQUIRE((a + b) - b == a);
    REQUIRE(((a + b) - b).hash() == a.hash());
    REQUIRE(a.floor() <= a);
    REQUIRE(a < a.floor() + Rational(1));
    REQUIRE(Rational::parse(a.str()) == a);
    REQUIRE(a.numerator() / a.denominator() == a);
  }
}

TEST_CASE("texts of numbers", "[rational]") {
  CHECK(Rational::parse("0.1") == Rational(1, 10));
  CHECK(Rational::parse("-1e-3") == Rational(-1, 1000));
  CHECK(Rational::parse("2.50E2") == Rational(250));
  CHECK(Rational::parse("6/-4") == std::nullopt);
  CHECK(Rational::parse("-6/4")->str() == "-3/2");
  CHECK(Rational::parse("1/0") == std::nullopt);
  CHECK(Rational::parse("") == std::nullopt);
  CHECK(Rational::parse("-") == std::nullopt);
  CHECK(Rational::parse("nan") == std::nullopt);
  CHECK(Rational::parse("0x10") == std::nullopt);
  CHECK(Rational::parse("1e999999999") == std::nullopt);
  CHECK(Rational::parse("9223372036854775808")->str() == "9223372036854775808");
  CHECK(Rational(INT64_MIN).str() == "-9223372036854775808");
  CHECK((-Rational(INT64_MIN)).str() == "9223372036854775808");
}

TEST_CASE("doubles are read exactly", "[rational]") {
  CHECK(Rational::from_double(0.1).str() == "3602879701896397/36028797018963968");
  CHECK(Rational::from_double(-3.0) == Rational(-3));
  CHECK_THROWS(Rational::from_double(1.0 / 0.0));
  CHECK(Rational(1, 3).approximate() == Approx(1.0 / 3));
  CHECK(Rational::power_of_two(-70) * Rational::power_of_two(70) == Rational(1));
}
