// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "linear/packed_row.hpp"

namespace polyspike {

namespace {

using Entries = std::map<std::uint32_t, long>;

Entries entries_of(const Packing& packing, const PackedRow& row) {
  Entries entries;
  packing.visit(row, [&](std::uint32_t slot, const Integer& entry) {
    entries[slot] = mpz_get_si(entry.get());
  });
  return entries;
}

}  // namespace

TEST_CASE("packed_row: sums agree with sums of entries") {
  for (const std::size_t words : {1U, 2U, 3U}) {
    std::mt19937 random(7);
    for (int turn = 0; turn < 300; ++turn) {
      Packing packing(words);
      RowSum sum(packing);
      std::vector<PackedRow> rows;
      std::vector<Entries> expected;
      for (int r = 0; r < 4; ++r) {
        Entries entries;
        for (int k = 0; k < 5; ++k) {
          const std::uint32_t slot = static_cast<std::uint32_t>(random() % 60);
          const long entry = static_cast<long>(random() % 9) - 4;
          sum.add(entry, slot);
          entries[slot] += entry;
        }
        std::erase_if(entries, [](const auto& e) { return e.second == 0; });
        rows.push_back(sum.take());
        CHECK(entries_of(packing, rows.back()) == entries);
        expected.push_back(std::move(entries));
      }
      Entries total;
      for (int r = 0; r < 4; ++r) {
        const long factor = static_cast<long>(random() % 7) - 3;
        sum.add(Integer(factor), rows[r]);
        for (const auto& [slot, entry] : expected[r]) total[slot] += factor * entry;
      }
      std::erase_if(total, [](const auto& e) { return e.second == 0; });
      const PackedRow combined = sum.take();
      REQUIRE(!packing.overflowed());
      REQUIRE(entries_of(packing, combined) == total);
      REQUIRE(combined.is_zero() == total.empty());
      if (total.empty()) continue;
      std::uint32_t slot = 0;
      const Integer leading = packing.leading(combined, &slot);
      CHECK(slot == total.rbegin()->first);
      CHECK(leading == Integer(total.rbegin()->second));
      CHECK(proportional(combined, 1, combined, 1));
      CHECK_FALSE(proportional(combined, 2, combined, 1));
    }
  }
}

TEST_CASE("packed_row: entries that outgrow a slot are noticed") {
  Packing packing(1);
  RowSum sum(packing);
  Integer large = 1;
  mpz_mul_2exp(large.get(), large.get(), 61);
  sum.add(large, 3);
  sum.take();
  CHECK(packing.overflowed());
}

}  // namespace polyspike
