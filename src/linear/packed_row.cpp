// SPDX-License-Identifier: GPL-3.0-or-later
#include "linear/packed_row.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace polyspike {

namespace {

static_assert(GMP_NUMB_BITS == 64);

// Bases are multiples of this, so that rows over one layer share theirs although some of
// their entries are zero.
constexpr std::uint32_t base_step = 16;

// Moves the base up to the block of the lowest entry that is not zero. The lowest bit set
// in the digits is that of this entry.
void strip_low_zeros(PackedRow& row, std::size_t width) {
  if (row.digits.is_zero()) {
    row = PackedRow{};
    return;
  }
  const std::size_t slots =
      mpz_scan1(row.digits.get(), 0) / width / base_step * base_step;
  if (slots == 0) return;
  mpz_tdiv_q_2exp(row.digits.get(), row.digits.get(), slots * width);
  row.base += static_cast<std::uint32_t>(slots);
}

}  // namespace

Integer Packing::leading(const PackedRow& row, std::uint32_t* slot) const {
  assert(!row.is_zero());
  // Lower entries change the digits by less than half of the leading slot's unit, so the
  // bit length falls in the leading slot or on its lower border; see the bound of
  // PackedRow.
  const std::size_t top = row.digits.bits() / width();
  *slot = row.base + static_cast<std::uint32_t>(top);
  if (top == 0) return row.digits;
  Integer entry = abs(row.digits);
  mpz_tdiv_q_2exp(entry.get(), entry.get(), top * width() - 1);
  mpz_add_ui(entry.get(), entry.get(), 1);
  mpz_tdiv_q_2exp(entry.get(), entry.get(), 1);
  return row.digits.sign() < 0 ? -entry : entry;
}

void Packing::visit(
    const PackedRow& row,
    const std::function<void(std::uint32_t, const Integer&)>& visit) const {
  const mpz_srcptr digits = row.digits.get();
  const std::size_t size = mpz_size(digits);
  const mp_limb_t* limbs = mpz_limbs_read(digits);
  Integer entry;
  Integer power = 1;
  mpz_mul_2exp(power.get(), power.get(), width());
  bool carry = false;
  std::uint32_t slot = row.base;
  for (std::size_t first = 0; first < size || carry; first += words_, ++slot) {
    const std::size_t n = first < size ? std::min(words_, size - first) : 0;
    mpz_import(entry.get(), n, -1, sizeof(mp_limb_t), 0, 0, limbs + (n == 0 ? 0 : first));
    if (carry) mpz_add_ui(entry.get(), entry.get(), 1);
    carry = mpz_tstbit(entry.get(), width() - 1) != 0 || entry.bits() > width();
    if (carry) entry -= power;
    if (entry.is_zero()) continue;
    if (row.digits.sign() < 0) mpz_neg(entry.get(), entry.get());
    visit(slot, entry);
  }
}

void Packing::multiply(PackedRow& row, const Integer& factor) {
  row.digits *= factor;
  row.bits += factor.bits();
  if (row.digits.is_zero()) row = PackedRow{};
  note(row.bits);
}

bool proportional(const PackedRow& left, const Integer& a, const PackedRow& right,
                  const Integer& b) {
  if (left.is_zero() || right.is_zero())
    return (left.is_zero() || a.is_zero()) && (right.is_zero() || b.is_zero());
  if (left.base != right.base) return false;
  return a == b ? left.digits == right.digits : left.digits * a == right.digits * b;
}

void RowSum::add(const Integer& factor, const PackedRow& row) {
  if (factor.is_zero() || row.is_zero()) return;
  count(factor.bits() + row.bits);
  auto sum = std::find_if(sums_.begin(), sums_.end(),
                          [&](const PackedRow& s) { return s.base == row.base; });
  if (sum == sums_.end()) {
    sums_.push_back({row.base, {}, 0});
    sum = sums_.end() - 1;
  }
  sum->digits.add_product(factor, row.digits);
}

void RowSum::add(const Integer& factor, std::uint32_t slot) {
  if (factor.is_zero()) return;
  count(factor.bits());
  if (slot >= entries_.size()) entries_.resize(slot + 1);
  entries_[slot] += factor;
  low_ = std::min(low_, slot);
  high_ = std::max(high_, slot + 1);
}

// The positive and the negative entries are written word by word and subtracted.
PackedRow RowSum::pack_entries() {
  PackedRow row;
  if (high_ <= low_) return row;
  low_ -= low_ % base_step;
  row.base = low_;
  const std::size_t words = packing_.words();
  const std::size_t size = (high_ - low_) * words;
  Integer negative;
  mp_limb_t* to[2] = {mpz_limbs_write(row.digits.get(), static_cast<mp_size_t>(size)),
                      mpz_limbs_write(negative.get(), static_cast<mp_size_t>(size))};
  for (mp_limb_t* limbs : to) std::fill_n(limbs, size, mp_limb_t{0});
  for (std::uint32_t slot = low_; slot < high_; ++slot) {
    Integer& entry = entries_[slot];
    const std::size_t n = std::min(mpz_size(entry.get()), words);
    std::copy_n(mpz_limbs_read(entry.get()), n,
                to[entry.sign() < 0 ? 1 : 0] + (slot - low_) * words);
    mpz_set_ui(entry.get(), 0);
  }
  mpz_limbs_finish(row.digits.get(), static_cast<mp_size_t>(size));
  mpz_limbs_finish(negative.get(), static_cast<mp_size_t>(size));
  row.digits -= negative;
  low_ = UINT32_MAX;
  high_ = 0;
  return row;
}

PackedRow RowSum::take() {
  PackedRow result = pack_entries();
  if (result.is_zero()) result.base = UINT32_MAX;
  std::uint32_t base = result.base;
  for (const PackedRow& sum : sums_) base = std::min(base, sum.base);
  if (!result.is_zero())
    mpz_mul_2exp(result.digits.get(), result.digits.get(),
                 (result.base - base) * packing_.width());
  for (PackedRow& sum : sums_) {
    mpz_mul_2exp(sum.digits.get(), sum.digits.get(),
                 (sum.base - base) * packing_.width());
    result.digits += sum.digits;
  }
  result.base = base;
  result.bits = bits_ + static_cast<std::size_t>(std::bit_width(terms_));
  packing_.note(result.bits);
  strip_low_zeros(result, packing_.width());
  sums_.clear();
  bits_ = terms_ = 0;
  return result;
}

}  // namespace polyspike
