// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include <random>

#include "engine/vertex/integer_vector.hpp"
#include "engine/vertex/kernels.hpp"
#include "lp/cell.hpp"
#include "property/key_table.hpp"

// The loops that the engines spend their time in, one by one.
using namespace polyspike;

namespace {

constexpr std::size_t width = 64;  // rows of a level

std::vector<double> numbers(std::size_t count) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<double> result(count);
  for (double& x : result) x = uniform(random);
  return result;
}

void count_items(benchmark::State& state, std::size_t items) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items));
}

// Forms of the next level, in multiply-adds.
template <int D>
void add_row(benchmark::State& state) {
  const auto& kernels = vertex::Kernels<D>::best();
  std::vector<double> sums((D + 2) * width);
  const std::vector<double> weights = numbers(width), form = numbers(D + 1);
  for (auto _ : state) {
    kernels.add(sums.data(), weights.data(), form.data(), width);
    benchmark::DoNotOptimize(sums.data());
    benchmark::ClobberMemory();
  }
  count_items(state, (D + 1) * width);
}
BENCHMARK(add_row<2>);
BENCHMARK(add_row<4>);

// Values of all rows at the vertices of a cell, in evaluations.
template <int D>
void ranges_at_vertices(benchmark::State& state) {
  const auto& kernels = vertex::Kernels<D>::best();
  constexpr std::size_t count = 4 * D;
  const std::vector<double> forms = numbers((D + 2) * width), points = numbers(D * count);
  std::vector<double> low(width), high(width);
  for (auto _ : state) {
    kernels.ranges(forms.data(), width, points.data(), D, count, low.data(), high.data());
    benchmark::DoNotOptimize(low.data());
    benchmark::ClobberMemory();
  }
  count_items(state, count * width);
}
BENCHMARK(ranges_at_vertices<2>);
BENCHMARK(ranges_at_vertices<4>);

// The exact sign of a row at a vertex, in machine words and in long integers.
void exact_sign(benchmark::State& state) {
  vertex::IntegerVector<3> row, point;
  for (int i = 0; i < 3; ++i) {
    row.big[i] = 1000003 * (i + 2);
    point.big[i] = 998244353 - i;
    if (state.range(0) == 1) mpz_mul_2exp(row.big[i].get(), row.big[i].get(), 100);
  }
  row.big[0] = row.big[0] * Integer(-1);
  if (state.range(0) == 1) row.big[0] = row.big[0] + Integer(1);
  row.normalize();
  point.normalize();
  for (auto _ : state) benchmark::DoNotOptimize(sign_of_product(row, point));
  count_items(state, 1);
}
BENCHMARK(exact_sign)->Arg(0)->Arg(1)->ArgName("long");

// Whether a form takes positive values in a polytope of 2d + 12 rows, certified.
void linear_program(benchmark::State& state) {
  const auto d = static_cast<std::size_t>(state.range(0));
  std::mt19937 random(1);
  std::uniform_int_distribution<int> digit(-9, 9);
  Cell cell(d);
  cell.set_bounds(std::vector<double>(d, 1.0));
  const auto draw = [&](int constant) {
    AffineForm form(d);
    form.constant = constant;
    for (Rational& x : form.gradient) x = digit(random);
    return form;
  };
  for (std::size_t i = 0; i < d; ++i)
    for (const int sign : {1, -1}) {
      AffineForm row(d);
      row.constant = 1;
      row.gradient[i] = sign;
      cell.push(row);
    }
  for (int i = 0; i < 12; ++i) cell.push(draw(9));
  const Witness inside{std::vector<double>(d, 0.0), {}};
  std::vector<Form> forms;
  for (int i = 0; i < 64; ++i) forms.emplace_back(draw(-9), cell.bounds());
  std::size_t next = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(cell.maximize(forms[next++ % forms.size()], inside).positive);
  count_items(state, 1);
}
BENCHMARK(linear_program)->Arg(5)->Arg(8)->ArgName("d");

// Keys of cells, four words each, every one twice.
void key_table(benchmark::State& state) {
  constexpr std::uint64_t keys = 1 << 14;
  for (auto _ : state) {
    KeyTable table;
    for (std::uint64_t i = 0; i < 2 * keys; ++i) {
      const std::uint64_t word = (i % keys) * 0x9E3779B97F4A7C15ULL;
      const std::uint64_t key[] = {word, word >> 7, word << 3, i % keys};
      benchmark::DoNotOptimize(table.add(key));
    }
  }
  count_items(state, 2 * keys);
}
BENCHMARK(key_table);

}  // namespace

BENCHMARK_MAIN();
