// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/row_block.hpp"

#include <limits>

namespace polyspike {

namespace {

using Lanes = double __attribute__((vector_size(32), may_alias, aligned(8)));
constexpr std::size_t half = RowBlock::lanes / 2;
static_assert(sizeof(Lanes) == half * sizeof(double));

#define POLYSPIKE_INLINE [[gnu::always_inline]] inline

POLYSPIKE_INLINE const Lanes& at(const double* p) {
  return *reinterpret_cast<const Lanes*>(p);
}
POLYSPIKE_INLINE Lanes& at(double* p) { return *reinterpret_cast<Lanes*>(p); }

// Every function takes the blocks, their number and the entries a row has.
POLYSPIKE_INLINE void values(const double* block, std::size_t blocks, std::size_t width,
                             const double* x, double* out) {
  for (; blocks-- > 0; block += RowBlock::lanes * width, out += RowBlock::lanes) {
    Lanes low = at(block), high = at(block + half);
    const double* entries = block + RowBlock::lanes;
    for (std::size_t j = 0; j + 1 < width; ++j, entries += RowBlock::lanes) {
      low += at(entries) * x[j];
      high += at(entries + half) * x[j];
    }
    at(out) = low;
    at(out + half) = high;
  }
}

POLYSPIKE_INLINE double rates(const double* block, std::size_t blocks, std::size_t width,
                              const double* step, const double* slack, double least_rate,
                              double* out) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Lanes never = {infinity, infinity, infinity, infinity};
  Lanes least = never;
  for (; blocks-- > 0; block += RowBlock::lanes * width) {
    Lanes low = {}, high = {};
    const double* entries = block + RowBlock::lanes;
    for (std::size_t j = 0; j + 1 < width; ++j, entries += RowBlock::lanes) {
      low += at(entries) * step[j];
      high += at(entries + half) * step[j];
    }
    at(out) = low;
    at(out + half) = high;
    const Lanes first = low < -least_rate ? at(slack) / -low : never;
    const Lanes second = high < -least_rate ? at(slack + half) / -high : never;
    least = first < least ? first : least;
    least = second < least ? second : least;
    slack += RowBlock::lanes;
    out += RowBlock::lanes;
  }
  double result = infinity;
  for (std::size_t k = 0; k < half; ++k) result = least[k] < result ? least[k] : result;
  return result;
}

POLYSPIKE_INLINE int steepest(std::size_t blocks, const double* slack, const double* rate,
                              double least_rate, double length) {
  int result = -1;
  double least = -least_rate;
  for (std::size_t i = 0; i < blocks * RowBlock::lanes; i += half) {
    const auto blocks_it = (at(rate + i) < -least_rate) &
                           (at(slack + i) + length * at(rate + i) <= 0);
    if ((blocks_it[0] | blocks_it[1] | blocks_it[2] | blocks_it[3]) == 0) continue;
    for (std::size_t k = 0; k < half; ++k) {
      if (blocks_it[k] == 0 || !(rate[i + k] < least)) continue;
      least = rate[i + k];
      result = static_cast<int>(i + k);
    }
  }
  return result;
}

POLYSPIKE_INLINE void advance(std::size_t blocks, double length, const double* rate,
                              double* slack) {
  for (std::size_t i = 0; i < blocks * RowBlock::lanes; i += half) {
    const Lanes moved = at(slack + i) + length * at(rate + i);
    at(slack + i) = moved > 0 ? moved : Lanes{};
  }
}

struct Kernels {
  void (*values)(const double*, std::size_t, std::size_t, const double*, double*);
  double (*rates)(const double*, std::size_t, std::size_t, const double*, const double*,
                  double, double*);
  int (*steepest)(std::size_t, const double*, const double*, double, double);
  void (*advance)(std::size_t, double, const double*, double*);
};

// The kernels under a name, with a function attribute.
#define POLYSPIKE_KERNELS(NAME, ATTRIBUTE)                                                   \
  struct NAME {                                                                              \
    ATTRIBUTE static void values(const double* b, std::size_t n, std::size_t w,              \
                                 const double* x, double* out) {                             \
      polyspike::values(b, n, w, x, out);                                                    \
    }                                                                                        \
    ATTRIBUTE static double rates(const double* b, std::size_t n, std::size_t w,             \
                                  const double* step, const double* slack, double least,     \
                                  double* out) {                                             \
      return polyspike::rates(b, n, w, step, slack, least, out);                             \
    }                                                                                        \
    ATTRIBUTE static int steepest(std::size_t n, const double* slack, const double* rate,    \
                                  double least, double length) {                             \
      return polyspike::steepest(n, slack, rate, least, length);                             \
    }                                                                                        \
    ATTRIBUTE static void advance(std::size_t n, double length, const double* rate,          \
                                  double* slack) {                                           \
      polyspike::advance(n, length, rate, slack);                                            \
    }                                                                                        \
    static constexpr Kernels all{values, rates, steepest, advance};                                    \
  };

POLYSPIKE_KERNELS(Plain, )
#if defined(__x86_64__)
POLYSPIKE_KERNELS(Avx2, [[gnu::target("avx2")]])
#endif

const Kernels& best() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0)
    return Avx2::all;
#endif
  return Plain::all;
}

const Kernels& kernels = best();

}  // namespace

void RowBlock::push(std::span<const double> row, double scale) {
  const std::size_t lane = size_ % lanes, start = size_ / lanes * lanes * width_;
  if (start == entries_.size()) entries_.resize(start + lanes * width_);
  for (std::size_t j = 0; j < width_; ++j) entries_[start + j * lanes + lane] = row[j] * scale;
  ++size_;
}

void RowBlock::values(const double* x, double* out) const {
  kernels.values(entries_.data(), padded() / lanes, width_, x, out);
}

double RowBlock::rates(const double* step, const double* slack, double least_rate,
                       double* out) const {
  return kernels.rates(entries_.data(), padded() / lanes, width_, step, slack, least_rate,
                       out);
}

int RowBlock::steepest(const double* slack, const double* rate, double least_rate,
                       double length) const {
  return kernels.steepest(padded() / lanes, slack, rate, least_rate, length);
}

void RowBlock::advance(double length, const double* rate, double* slack) const {
  kernels.advance(padded() / lanes, length, rate, slack);
}

}  // namespace polyspike
