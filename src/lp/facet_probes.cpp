// SPDX-License-Identifier: GPL-3.0-or-later
#include "lp/facet_probes.hpp"

#include <cmath>

#include "lp/float_form.hpp"
#include "lp/form.hpp"

namespace polyspike {

namespace {

std::vector<double> between(const std::vector<double>& a, const std::vector<double>& b,
                            double share) {
  std::vector<double> x(a.size());
  for (std::size_t j = 0; j < x.size(); ++j) x[j] = a[j] + share * (b[j] - a[j]);
  return x;
}

}  // namespace

FacetProbes::FacetProbes(const Polytopes& polytopes, std::span<const AffineForm> rows,
                         const Point& interior)
    : width_(interior.size() + 1), rows_(rows.size() * width_) {
  const std::vector<double>& bounds = polytopes.bounds();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::span<double> row(&rows_[i * width_], width_);
    write_float_form(rows[i], row);
    margins_.push_back(float_error(width_, size_on(row, bounds)));
  }
  std::vector<double> centre;
  for (const Rational& c : interior) centre.push_back(c.approximate());
  const std::vector<Witness> beyond = polytopes.beyond_facets(rows, interior);
  for (std::size_t f = 0; f < rows.size(); ++f)
    probes_.push_back(find_probe(f, centre, beyond[f].x));
}

int FacetProbes::sign(std::size_t f, const std::vector<double>& x) const {
  const double* row = &rows_[f * width_];
  double value = row[0];
  for (std::size_t j = 0; j < x.size(); ++j) value += row[1 + j] * x[j];
  if (std::abs(value) > margins_[f]) return value > 0 ? 1 : -1;
  return 0;
}

bool FacetProbes::holds(const std::vector<double>& x, std::size_t but) const {
  for (std::size_t f = 0; f < margins_.size(); ++f)
    if (f != but && sign(f, x) <= 0) return false;
  return true;
}

// On the segment to a point beyond the facet, a little before and behind it.
FacetProbes::Probe FacetProbes::find_probe(std::size_t f,
                                           const std::vector<double>& interior,
                                           const std::vector<double>& beyond) const {
  if (beyond.empty()) return {};
  const double* row = &rows_[f * width_];
  double start = row[0], end = row[0];
  for (std::size_t j = 0; j < interior.size(); ++j) {
    start += row[1 + j] * interior[j];
    end += row[1 + j] * beyond[j];
  }
  if (!(start > 0 && end < 0)) return {};
  const double crossing = start / (start - end);
  constexpr double near = 0x1p-12;
  Probe probe{between(interior, beyond, crossing * (1 - near)),
              between(interior, beyond, crossing + near * (1 - crossing))};
  const bool is_sure = sign(f, probe.inner) > 0 && sign(f, probe.outer) < 0 &&
                       holds(probe.inner, f) && holds(probe.outer, f);
  return is_sure ? probe : Probe{};
}

}  // namespace polyspike
