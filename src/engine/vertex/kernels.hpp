// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace polyspike::vertex {

// A block of forms side by side, `width` of them, a multiple of 8: coefficient i of form k
// at [i * width + k], i < D, the constants at [D * width + k], bounds on the error of the
// coefficients' sum at [(D + 1) * width + k].
//
// The loops over blocks, compiled for plain x86-64 and for AVX2; chosen when the program
// starts. Both round alike (no fused operations), so that no byte of an answer depends on
// the machine.
template <int D>
struct Kernels {
  // sums_k += weights_k * form, the error bounds left alone.
  void (*add)(double* sums, const double* weights, const double* form, std::size_t width);
  // The same for a list of sources s with weights[s * width + k] and D + 1 coefficients each.
  void (*add_all)(double* sums, const double* weights, const double* forms,
                  const std::uint32_t* sources, std::size_t count, std::size_t width);
  // Error bounds of the sums += |weights_k| * error.
  void (*add_error)(double* sums, const double* weights, double error, std::size_t width);
  // norms_k >= sum over i < D of |coefficient i|, slacks_k >= the error of an evaluation.
  void (*measure)(const double* forms, std::size_t width, double* norms, double* slacks);
  // Least and greatest values at `count` points, `stride` doubles from one to the next.
  void (*ranges)(const double* forms, std::size_t width, const double* points,
                 std::size_t stride, int count, double* low, double* high);
  // Modulo 2^32: rows_k += for every source s in the list weights[s * width + k] * its
  // value, D + 1 coefficients each; a row's coefficients are `width` apart.
  void (*combine)(std::uint32_t* rows, const std::uint32_t* weights,
                  const std::uint32_t* values, const std::uint32_t* sources,
                  std::size_t count, std::size_t width);

  static const Kernels& best();
};

}  // namespace polyspike::vertex
