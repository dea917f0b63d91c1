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
  bool choose(std::span<const Row<D>* const> rows) {
    if (rows.size() != D) return choose_among(rows);
    std::copy(rows.begin(), rows.end(), chosen_);
    return invert();
  }
  // Picks D of the rows by complete pivoting.
  bool choose_among(std::span<const Row<D>* const> rows) {
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

  // How good the inverse is decides bound() alone.
  bool invert() {
    if constexpr (D == 2) return invert_2();
    if constexpr (D == 3) return invert_3();
    if constexpr (D == 4) return invert_4();
    return eliminate();
  }
  // By cofactors: no pivots, no branches.
  bool invert_2() {
    const double *a = chosen_[0]->h, *b = chosen_[1]->h;
    const double determinant = a[0] * b[1] - a[1] * b[0];
    if (!(std::fabs(determinant) > 0)) return false;
    const double scale = 1 / determinant;
    inverse_[0][0] = b[1] * scale;
    inverse_[0][1] = -a[1] * scale;
    inverse_[1][0] = -b[0] * scale;
    inverse_[1][1] = a[0] * scale;
    return true;
  }
  bool invert_3() {
    double cofactors[3][3];
    for (int r = 0; r < 3; ++r) {
      const double *b = chosen_[(r + 1) % 3]->h, *c = chosen_[(r + 2) % 3]->h;
      cofactors[0][r] = b[1] * c[2] - b[2] * c[1];
      cofactors[1][r] = b[2] * c[0] - b[0] * c[2];
      cofactors[2][r] = b[0] * c[1] - b[1] * c[0];
    }
    const double* a = chosen_[0]->h;
    const double determinant =
        a[0] * cofactors[0][0] + a[1] * cofactors[1][0] + a[2] * cofactors[2][0];
    if (!(std::fabs(determinant) > 0)) return false;
    const double scale = 1 / determinant;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) inverse_[i][j] = cofactors[i][j] * scale;
    return true;
  }
  // From the minors of the first two rows and those of the last two, which complement them.
  bool invert_4() {
    const double *a = chosen_[0]->h, *b = chosen_[1]->h;
    const double *c = chosen_[2]->h, *d = chosen_[3]->h;
    const auto minor = [](const double* p, const double* q, int i, int j) {
      return p[i] * q[j] - p[j] * q[i];
    };
    const double s01 = minor(a, b, 0, 1), s02 = minor(a, b, 0, 2), s03 = minor(a, b, 0, 3);
    const double s12 = minor(a, b, 1, 2), s13 = minor(a, b, 1, 3), s23 = minor(a, b, 2, 3);
    const double t01 = minor(c, d, 0, 1), t02 = minor(c, d, 0, 2), t03 = minor(c, d, 0, 3);
    const double t12 = minor(c, d, 1, 2), t13 = minor(c, d, 1, 3), t23 = minor(c, d, 2, 3);
    const double determinant =
        s01 * t23 - s02 * t13 + s03 * t12 + s12 * t03 - s13 * t02 + s23 * t01;
    if (!(std::fabs(determinant) > 0)) return false;
    const double scale = 1 / determinant;
    const auto column = [&](int k, const double* p, double m01, double m02, double m03,
                            double m12, double m13, double m23, double sign) {
      inverse_[0][k] = (p[1] * m23 - p[2] * m13 + p[3] * m12) * sign;
      inverse_[1][k] = (p[2] * m03 - p[0] * m23 - p[3] * m02) * sign;
      inverse_[2][k] = (p[0] * m13 - p[1] * m03 + p[3] * m01) * sign;
      inverse_[3][k] = (p[1] * m02 - p[0] * m12 - p[2] * m01) * sign;
    };
    column(0, b, t01, t02, t03, t12, t13, t23, scale);
    column(1, a, t01, t02, t03, t12, t13, t23, -scale);
    column(2, d, s01, s02, s03, s12, s13, s23, scale);
    column(3, c, s01, s02, s03, s12, s13, s23, -scale);
    return true;
  }
  bool eliminate() {
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
    return error < 1e-8;
  }

  static constexpr int max_rows = 64;
  const Row<D>* chosen_[D];
  double inverse_[D][D];
};

}  // namespace polyspike::vertex
