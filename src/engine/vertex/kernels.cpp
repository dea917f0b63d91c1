// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/kernels.hpp"

#include "engine/vertex/row.hpp"

namespace polyspike::vertex {

namespace {

using Lanes = double __attribute__((vector_size(32), may_alias, aligned(8)));
constexpr std::size_t lanes = 4;

#define POLYSPIKE_INLINE [[gnu::always_inline]] inline

POLYSPIKE_INLINE const Lanes& at(const double* p) {
  return *reinterpret_cast<const Lanes*>(p);
}
POLYSPIKE_INLINE Lanes& at(double* p) { return *reinterpret_cast<Lanes*>(p); }
POLYSPIKE_INLINE void make_absolute(Lanes& v) { v = v < 0 ? -v : v; }

template <int D>
POLYSPIKE_INLINE void add(double* sums, const double* weights, const double* form,
                          std::size_t width) {
  for (std::size_t k = 0; k < width; k += lanes) {
    const Lanes w = at(weights + k);
    for (std::size_t i = 0; i <= D; ++i) at(sums + i * width + k) += w * form[i];
  }
}

// Two vectors side by side: a cache line of the weights at a time.
template <int D>
POLYSPIKE_INLINE void add_all(double* sums, const double* weights, const double* forms,
                              const std::uint32_t* sources, std::size_t count,
                              std::size_t width) {
  for (std::size_t k = 0; k < width; k += 2 * lanes) {
    Lanes left[D + 1], right[D + 1];
    for (std::size_t i = 0; i <= D; ++i) {
      left[i] = at(sums + i * width + k);
      right[i] = at(sums + i * width + k + lanes);
    }
    for (std::size_t j = 0; j < count; ++j) {
      const double* w = weights + sources[j] * width + k;
      const double* form = forms + j * (D + 1);
      for (std::size_t i = 0; i <= D; ++i) {
        left[i] += at(w) * form[i];
        right[i] += at(w + lanes) * form[i];
      }
    }
    for (std::size_t i = 0; i <= D; ++i) {
      at(sums + i * width + k) = left[i];
      at(sums + i * width + k + lanes) = right[i];
    }
  }
}

template <int D>
POLYSPIKE_INLINE void add_error(double* sums, const double* weights, double error,
                                std::size_t width) {
  double* errors = sums + (D + 1) * width;
  for (std::size_t k = 0; k < width; k += lanes) {
    Lanes w = at(weights + k);
    make_absolute(w);
    at(errors + k) += w * error;
  }
}

template <int D>
POLYSPIKE_INLINE void measure(const double* forms, std::size_t width, double* norms,
                              double* slacks) {
  for (std::size_t k = 0; k < width; k += lanes) {
    Lanes norm = at(forms + k);
    make_absolute(norm);
    for (std::size_t i = 1; i < D; ++i) {
      Lanes c = at(forms + i * width + k);
      make_absolute(c);
      norm += c;
    }
    norm *= 1 + (D + 1) * roundoff;
    Lanes constant = at(forms + D * width + k);
    make_absolute(constant);
    at(norms + k) = norm;
    at(slacks + k) =
        (norm + constant) * ((D + 3) * roundoff * 1.01) + at(forms + (D + 1) * width + k);
  }
}

template <int D>
POLYSPIKE_INLINE void ranges(const double* forms, std::size_t width, const double* points,
                             std::size_t stride, int count, double* low, double* high) {
  for (std::size_t k = 0; k < width; k += lanes) {
    Lanes c[D + 1];
    for (std::size_t i = 0; i <= D; ++i) c[i] = at(forms + i * width + k);
    Lanes least = c[D], greatest = c[D];
    const double* x = points;
    for (int p = 0; p < count; ++p, x += stride) {
      Lanes value = c[D];
      for (std::size_t i = 0; i < D; ++i) value += c[i] * x[i];
      if (p == 0) {
        least = greatest = value;
      } else {
        least = value < least ? value : least;
        greatest = value > greatest ? value : greatest;
      }
    }
    at(low + k) = least;
    at(high + k) = greatest;
  }
}

using Words = std::uint32_t __attribute__((vector_size(32), may_alias, aligned(4)));

template <int D>
POLYSPIKE_INLINE void combine(std::uint32_t* rows, const std::uint32_t* weights,
                              const std::uint32_t* values, const std::uint32_t* sources,
                              std::size_t count, std::size_t width) {
  for (std::size_t k = 0; k < width; k += 2 * lanes) {
    Words sums[D + 1];
    for (std::size_t i = 0; i <= D; ++i)
      sums[i] = *reinterpret_cast<const Words*>(rows + i * width + k);
    for (std::size_t j = 0; j < count; ++j) {
      const Words w = *reinterpret_cast<const Words*>(weights + sources[j] * width + k);
      for (std::size_t i = 0; i <= D; ++i) sums[i] += w * values[j * (D + 1) + i];
    }
    for (std::size_t i = 0; i <= D; ++i)
      *reinterpret_cast<Words*>(rows + i * width + k) = sums[i];
  }
}

// Instantiates the kernels under a name, with a function attribute.
#define POLYSPIKE_KERNELS(NAME, ATTRIBUTE)                                                 \
  template <int D>                                                                         \
  struct NAME {                                                                            \
    ATTRIBUTE static void add(double* s, const double* w, const double* f,                 \
                              std::size_t n) {                                             \
      vertex::add<D>(s, w, f, n);                                                          \
    }                                                                                      \
    ATTRIBUTE static void add_all(double* s, const double* w, const double* f,             \
                                  const std::uint32_t* j, std::size_t c, std::size_t n) {  \
      vertex::add_all<D>(s, w, f, j, c, n);                                                \
    }                                                                                      \
    ATTRIBUTE static void add_error(double* s, const double* w, double e, std::size_t n) { \
      vertex::add_error<D>(s, w, e, n);                                                    \
    }                                                                                      \
    ATTRIBUTE static void measure(const double* f, std::size_t n, double* g, double* s) {  \
      vertex::measure<D>(f, n, g, s);                                                      \
    }                                                                                      \
    ATTRIBUTE static void ranges(const double* f, std::size_t n, const double* p,          \
                                 std::size_t stride, int count, double* l, double* h) {    \
      vertex::ranges<D>(f, n, p, stride, count, l, h);                                     \
    }                                                                                      \
    ATTRIBUTE static void combine(std::uint32_t* r, const std::uint32_t* w,                \
                                  const std::uint32_t* v, const std::uint32_t* s,          \
                                  std::size_t c, std::size_t n) {                          \
      vertex::combine<D>(r, w, v, s, c, n);                                                \
    }                                                                                      \
    static constexpr Kernels<D> all{add,     add_all, add_error,                           \
                                    measure, ranges,  combine};                            \
  };

POLYSPIKE_KERNELS(Plain, )
#if defined(__x86_64__)
POLYSPIKE_KERNELS(Avx2, [[gnu::target("avx2")]])
#endif

}  // namespace

template <int D>
const Kernels<D>& Kernels<D>::best() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0)
    return Avx2<D>::all;
#endif
  return Plain<D>::all;
}

template struct Kernels<1>;
template struct Kernels<2>;
template struct Kernels<3>;
template struct Kernels<4>;
template struct Kernels<5>;

}  // namespace polyspike::vertex
