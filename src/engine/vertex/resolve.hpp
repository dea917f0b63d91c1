// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "engine/vertex/row.hpp"

// A vertex computed afresh from its rows, in doubles, with a proved error bound. Bounds that
// grow from cut to cut come down to a few units in the last place this way; without it most
// of the time went to exact evaluations of points that were nowhere near a tie.
namespace polyspike::vertex {

template <int D>
class Resolver {
 public:
  // Moves x to where the rows meet and sets its error; false if the rows are too close to
  // singular to prove anything.
  bool solve(std::span<const Row<D>* const> rows, double* x, double& error) {
    if (!choose(rows)) return false;
    refine(x);
    return bound(x, error);
  }

 private:
  // Picks D of the rows by complete pivoting and inverts their matrix.
  bool choose(std::span<const Row<D>* const> rows) {
    if (rows.size() < D || rows.size() > max_rows) return false;
    double matrix[max_rows][D];
    const int m = static_cast<int>(rows.size());
    for (int r = 0; r < m; ++r)
      for (int c = 0; c < D; ++c) matrix[r][c] = rows[r]->h[c] / rows[r]->norm;
    int order[max_rows];
    for (int r = 0; r < m; ++r) order[r] = r;
    bool used[D] = {};
    for (int k = 0; k < D; ++k) {
      int row = -1, column = -1;
      double best = 0;
      for (int r = k; r < m; ++r)
        for (int c = 0; c < D; ++c)
          if (!used[c] && std::fabs(matrix[order[r]][c]) > best) {
            best = std::fabs(matrix[order[r]][c]);
            row = r;
            column = c;
          }
      if (row < 0) return false;
      std::swap(order[k], order[row]);
      used[column] = true;
      const double* pivot = matrix[order[k]];
      for (int r = k + 1; r < m; ++r) {
        double* other = matrix[order[r]];
        const double factor = other[column] / pivot[column];
        for (int c = 0; c < D; ++c) other[c] -= factor * pivot[c];
      }
    }
    for (int k = 0; k < D; ++k) chosen_[k] = rows[order[k]];
    return invert();
  }

  bool invert() {
    double a[D][D], b[D][D];
    for (int i = 0; i < D; ++i)
      for (int j = 0; j < D; ++j) {
        a[i][j] = chosen_[i]->h[j];
        b[i][j] = i == j ? 1 : 0;
      }
    for (int k = 0; k < D; ++k) {
      int p = k;
      for (int i = k + 1; i < D; ++i)
        if (std::fabs(a[i][k]) > std::fabs(a[p][k])) p = i;
      if (!(std::fabs(a[p][k]) > 0)) return false;
      std::swap(a[p], a[k]);
      std::swap(b[p], b[k]);
      const double scale = 1 / a[k][k];
      for (int j = 0; j < D; ++j) {
        a[k][j] *= scale;
        b[k][j] *= scale;
      }
      for (int i = 0; i < D; ++i) {
        if (i == k) continue;
        const double factor = a[i][k];
        for (int j = 0; j < D; ++j) {
          a[i][j] -= factor * a[k][j];
          b[i][j] -= factor * b[k][j];
        }
      }
    }
    for (int i = 0; i < D; ++i)
      for (int j = 0; j < D; ++j) inverse_[i][j] = b[i][j];
    return true;
  }

  // One Newton step; the exact vertex lies in the chart's box.
  void refine(double* x) const {
    double moved[D];
    for (int i = 0; i < D; ++i) {
      double step = 0;
      for (int j = 0; j < D; ++j) step += inverse_[i][j] * chosen_[j]->at(x);
      moved[i] = std::clamp(x[i] - step, -1.0, 1.0);
    }
    for (int i = 0; i < D; ++i) x[i] = moved[i];
  }

  // With R the inverse found, A the exact matrix and r the exact residual at x: the distance
  // to the vertex is at most |R r| / (1 - |I - R A|) in the maximum norm.
  bool bound(const double* x, double& error) const {
    double contraction = 0, distance = 0;
    for (int i = 0; i < D; ++i) {
      double row_contraction = 0, row_distance = 0;
      for (int j = 0; j < D; ++j) {
        double sum = i == j ? -1 : 0, size = 1;
        for (int k = 0; k < D; ++k) {
          const double term = inverse_[i][k] * chosen_[k]->h[j];
          sum += term;
          size += std::fabs(term);
        }
        const Row<D>& row = *chosen_[j];
        row_contraction += std::fabs(sum) + (D + 2) * roundoff * size +
                           std::fabs(inverse_[i][j]) * row.form_error;
        row_distance += std::fabs(inverse_[i][j]) * (std::fabs(row.at(x)) + row.slack);
      }
      if (!(row_contraction < 0.5 && row_distance < 1)) return false;
      contraction = std::max(contraction, row_contraction);
      distance = std::max(distance, row_distance);
    }
    error = distance / (1 - contraction) * 1.00001 + roundoff;
    return error < 1e-6;
  }

  static constexpr int max_rows = 64;
  const Row<D>* chosen_[D];
  double inverse_[D][D];
};

}  // namespace polyspike::vertex
