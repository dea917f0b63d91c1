// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "number/integer.hpp"

// Numbers modulo the prime 2^61 - 1.
namespace polyspike::vertex {

class Modular {
 public:
  static constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;

  Modular() = default;
  explicit Modular(const Integer& value) {
    residue_ = mpz_fdiv_ui(value.get(), prime);
  }
  // Nothing where the denominator is zero modulo the prime.
  static std::optional<Modular> of(const Rational& value) {
    const Modular bottom(denominator(value));
    if (bottom.is_zero()) return std::nullopt;
    return Modular(numerator(value)) * bottom.inverse();
  }

  std::uint64_t residue() const { return residue_; }
  bool is_zero() const { return residue_ == 0; }
  // Of a number that is not zero.
  Modular inverse() const {
    Modular result = one(), power = *this;
    for (std::uint64_t e = prime - 2; e != 0; e >>= 1) {
      if ((e & 1) != 0) result = result * power;
      power = power * power;
    }
    return result;
  }
  static Modular one() {
    Modular result;
    result.residue_ = 1;
    return result;
  }
  Modular operator-() const {
    Modular result;
    result.residue_ = residue_ == 0 ? 0 : prime - residue_;
    return result;
  }
  Modular& operator+=(const Modular& other) {
    residue_ += other.residue_;
    if (residue_ >= prime) residue_ -= prime;
    return *this;
  }
  friend Modular operator*(const Modular& a, const Modular& b) {
    const unsigned __int128 product =
        static_cast<unsigned __int128>(a.residue_) * b.residue_;
    std::uint64_t sum = (static_cast<std::uint64_t>(product) & prime) +
                        static_cast<std::uint64_t>(product >> 61);
    if (sum >= prime) sum -= prime;
    Modular result;
    result.residue_ = sum;
    return result;
  }

 private:
  std::uint64_t residue_ = 0;
};

}  // namespace polyspike::vertex
