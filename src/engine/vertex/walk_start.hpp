// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/vertex/walk.hpp"

namespace polyspike::vertex {

// A row of the domain from its exact form on the chart.
template <int D>
void set_fixed_row(Row<D>& row, const AffineForm& form) {
  const AffineForm whole = form.primitive();
  for (std::size_t i = 0; i < D; ++i) row.exact.big[i] = numerator(whole.gradient[i]);
  row.exact.big[D] = numerator(whole.constant);
  row.exact.normalize();
  row.has_exact = true;
  row.key = 0;
  row.place = {};
  row.source = {};
  long top = 0;
  for (int i = 0; i <= D; ++i)
    top = std::max(top, static_cast<long>(row.exact.entry(i).bits()));
  const int shift = top > 53 ? static_cast<int>(top - 53) : 0;
  double size = 0;
  for (int i = 0; i <= D; ++i) {
    long exponent = 0;
    const double mantissa = mpz_get_d_2exp(&exponent, row.exact.entry(i).get());
    row.h[i] = std::ldexp(mantissa, static_cast<int>(exponent) - shift);
    size += std::fabs(row.h[i]);
  }
  row.form_error = shift == 0 ? 0 : 4 * roundoff * size;
  row.measure();
}

inline Segment make_box(Arena& arena, const double (&low)[1], const double (&high)[1],
                        double error, Segment*) {
  Segment::Vertex a{{{low[0]}, error, nullptr}, 0}, b{{{high[0]}, error, nullptr}, 1};
  return Segment(arena, a, b);
}

inline Polygon make_box(Arena& arena, const double (&low)[2], const double (&high)[2],
                        double error, Polygon*) {
  Polygon box(arena, 4);
  box.add(Polygon::Vertex{{{low[0], low[1]}, error, nullptr}, 2});
  box.add(Polygon::Vertex{{{high[0], low[1]}, error, nullptr}, 1});
  box.add(Polygon::Vertex{{{high[0], high[1]}, error, nullptr}, 3});
  box.add(Polygon::Vertex{{{low[0], high[1]}, error, nullptr}, 0});
  return box;
}

template <int D>
Polytope<D, 1> make_box(Arena& arena, const double (&low)[D], const double (&high)[D],
                        double error, Polytope<D, 1>*) {
  return Polytope<D, 1>::box(arena, low, high, error);
}

// A double and whether it is the rational itself.
inline double chart_bound(const Rational& u, bool& is_exact) {
  const double value = u.approximate();
  is_exact = is_exact && Rational::from_double(value) == u;
  return value;
}

template <int D>
WalkResult walk(const Root& root, Schedule::Worker& worker) {
  const auto walk = std::make_unique<Walk<D>>(root, worker);
  walk->run(root.domain);
  return {walk->statistics(), walk->missing(), walk->whole()};
}

template <int D>
bool Walk<D>::run(const Domain& domain) {
  using Cell = typename CellOf<D>::type;
  const auto box = bounding_box(domain);
  double low[D] = {}, high[D] = {};
  bool is_exact = true;
  for (std::size_t i = 0; i < D; ++i) {
    for (const bool is_low : {true, false}) {
      const Rational& bound = is_low ? box[i].first : box[i].second;
      AffineForm form = AffineForm::coordinate(D, i);
      form.constant = -bound;
      if (!is_low) form = -form;
      set_fixed_row(geometry_.rows.push(), chart_.in_chart(form));
      const Rational u = (bound - chart_.centre(i)) / chart_.scale(i);
      (is_low ? low : high)[i] = chart_bound(u, is_exact);
    }
  }
  const double error = is_exact ? 0 : 2 * roundoff;
  return clip(domain, 0, make_box(geometry_.arena, low, high, error, (Cell*)nullptr));
}

// Cuts the bounding box with the half-spaces of the domain from the first-th on, then walks.
template <int D>
template <class Cell>
bool Walk<D>::clip(const Domain& domain, std::size_t first, Cell cell) {
  for (std::size_t h = first; h < domain.half_spaces.size(); ++h) {
    if constexpr (D > 2) {
      using Wider = typename WiderCell<Cell>::type;
      if (!cell.has_free_slot()) {
        if constexpr (!std::is_void_v<Wider>)
          return clip(domain, h, cell.template widened<Wider>(geometry_.arena));
        throw std::length_error(too_many_walls);
      }
    }
    Row<D>& row = geometry_.rows.push();
    set_fixed_row(row, chart_.in_chart(domain.half_spaces[h].form));
    const Signs signs = geometry_.signs(cell, row);
    if (signs.positive == 0) return true;
    if (signs.negative == 0) {
      geometry_.rows.pop();
      continue;
    }
    Cell outside, inside;
    cell.split(geometry_, static_cast<std::uint32_t>(geometry_.rows.size() - 1), signs,
               {.negative = false, .positive = true}, outside, inside);
    cell = inside;
  }
  return begin(cell);
}

// Level 0 holds the coordinates; its rows are known.
template <int D>
template <class Cell>
bool Walk<D>::begin(const Cell& cell) {
  const LevelPlan& plan = plan_.levels[0];
  auto* forms = geometry_.arena.template take<double>((D + 2) * plan.width);
  std::fill(forms, forms + (D + 2) * plan.width, 0);
  for (std::size_t i = 0; i < D; ++i) forms[i * plan.width + i] = 1;
  frames_[0].forms = forms;
  double* sums = new_sums(1);
  for (std::uint32_t k = 0; k < plan.nodes.size(); ++k) decide(0, k, true, sums);
  if (worker_.is_surveying()) whole_ = Volume<Cell>(geometry_, cell).value();
  return descend(0, cell, [&] { return enter(1, cell, sums); });
}

}  // namespace polyspike::vertex
