// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "engine/leaf.hpp"
#include "engine/vertex/walk.hpp"

namespace polyspike::vertex {

// The current cell of a walk, seen as a leaf.
template <class Cell>
class LeafView final : public Leaf {
 public:
  static constexpr int D = Cell::dimension;

  LeafView(Walk<D>& walk, const Cell& cell) : walk_(walk), cell_(cell) {}

  std::size_t dimension() const override { return D; }
  Pattern pattern() const override { return pattern_of(walk_.plan_, walk_.decided_); }
  void append_key(std::vector<std::uint64_t>& key) const override {
    append_pattern_key(walk_.plan_, walk_.decided_, key);
  }
  bool is_causal_throughout() const override { return walk_.causal_marks().mark_all(); }
  bool append_causal_key(std::vector<std::uint64_t>& words) const override {
    return walk_.causal_marks().append_key(words);
  }
  MapKey append_map_key(std::vector<std::uint64_t>& words) const override {
    const auto& outputs = walk_.integral_outputs();
    if (!outputs.fit()) return Leaf::append_map_key(words);
    outputs.append(words, [&](std::size_t l) { return walk_.frames_[l].forms; });
    return MapKey::exact;
  }
  // A program without spikes that is continuous partitions the domain into a complex: on the
  // hyperplane of a cut, the rows that follow are the same on both sides, so are their signs
  // where they are not zero, and the walk cuts along them in the same order.
  Borders borders() const override {
    const Plan& plan = walk_.plan_;
    return !plan.has_spikes && plan.is_continuous ? Borders::paired : Borders::placed;
  }
  void append_borders(std::vector<std::uint64_t>& words) const override {
    words.push_back(geometry().nodes.kept());
    const bool are_paired = borders() == Borders::paired;
    cell_.for_each_wall_row([&](std::uint32_t w) {
      const RowPlace& place = geometry().rows[w].place;
      const bool is_of_domain = place.node == RowPlace::none;
      if (!are_paired) {
        words.push_back(is_of_domain ? ~std::uint64_t{0} : place.node);
        words.push_back(place.number);
      } else if (!is_of_domain) {
        words.push_back(2 * std::uint64_t{place.node} + (place.is_above ? 1 : 0));
      }
    });
  }
  std::optional<std::uint64_t> map_hash() const override {
    if (!walk_.plan_.has_spikes) return walk_.wrapped_forms().hash();
    std::vector<AffineForm> exact;
    for (const NodeSum& output : walk_.plan_.outputs)
      if (!is_finite(output)) return std::nullopt;
    if (const auto hash = walk_.modular_forms().hash()) return hash;
    for (const NodeSum& output : walk_.plan_.outputs) exact.push_back(chart_output(output));
    return ModularForms<D>::hash(exact);
  }
  std::uint64_t pattern_hash() const override { return hash_pattern_of(walk_.plan_, walk_.decided_); }
  bool is_whole_cell() const override { return walk_.split_spikes_ == 0; }
  // Every wall cut a cell in two when it came, so that no two are the same hyperplane.
  bool has_facets_only() const override { return true; }
  std::vector<FacetBox> facet_boxes() const override {
    std::vector<FacetBox> boxes;
    cell_.for_each_wall(geometry().arena, [&](std::uint32_t w, const int* on, int count) {
      boxes.push_back(facet_box(geometry().rows[w], on, count));
    });
    return boxes;
  }
  bool knows_vertices() const override { return true; }

  std::vector<HalfSpace> half_spaces() const override {
    std::vector<HalfSpace> result = shared_half_spaces();
    for (HalfSpace& h : result) h.form = walk_.chart_.from_chart(h.form).primitive();
    return result;
  }
  std::vector<HalfSpace> shared_half_spaces() const override {
    std::vector<HalfSpace> result;
    cell_.for_each_wall(geometry().arena, [&](std::uint32_t w, const int* on, int count) {
      Row<D>& row = geometry().rows[w];
      AffineForm form = chart_form(geometry().exact_row(row));
      if (geometry().sign(cell_, vertex_off(on, count), row) < 0) form = -form;
      // Other rows are primitive already.
      if (row.source.kind == RowSource::Kind::integral) form = form.primitive();
      result.push_back({std::move(form), false});
    });
    return result;
  }

  Point interior() const override {
    for (int bits = 4; bits <= 52; bits += 12)
      if (const auto point = rounded_centre(bits)) return *point;
    return exact_centre();
  }

  OutputForms outputs() const override {
    OutputForms forms;
    for (const NodeSum& output : walk_.plan_.outputs) {
      forms.emplace_back();
      if (is_finite(output)) forms.back() = walk_.chart_.from_chart(chart_output(output));
    }
    return forms;
  }

  std::vector<Point> vertices() const override {
    std::vector<Point> points;
    for (int i = 0; i < cell_.size(); ++i) points.push_back(exact_vertex(i));
    return points;
  }
  void append_vertex_keys(std::vector<std::uint64_t>& words) const override {
    for (int i = 0; i < cell_.size(); ++i) {
      const std::size_t place = words.size();
      words.push_back(0);
      walk_.point_cache().find(geometry(), cell_, i).append_words(words);
      words[place] = words.size() - place - 1;
    }
  }

 private:
  Geometry<D>& geometry() const { return walk_.geometry_; }

  static AffineForm chart_form(const IntegerVector<D + 1>& row) {
    AffineForm form(D);
    for (int i = 0; i < D; ++i)
      form.gradient[static_cast<std::size_t>(i)] = ratio(row.entry(i), 1);
    form.constant = ratio(row.entry(D), 1);
    return form;
  }
  FacetBox facet_box(Row<D>& row, const int* on, int count) const {
    FacetBox box;
    box.dimension = D;
    for (std::size_t k = 0; k < D; ++k) {
      double sum = 0;
      box.low[k] = box.high[k] = cell_.vertex(on[0]).x[k];
      for (int i = 0; i < count; ++i) {
        const double x = cell_.vertex(on[i]).x[k];
        box.low[k] = std::min(box.low[k], x);
        box.high[k] = std::max(box.high[k], x);
        sum += x;
      }
      box.centre[k] = sum / count;
    }
    box.error = cell_.error() + (count + 2) * roundoff;
    const int side = geometry().sign(cell_, vertex_off(on, count), row);
    for (std::size_t i = 0; i <= D; ++i) box.row[i] = side * row.h[i];
    box.norm = row.norm;
    box.slack = row.slack * (1 + D * roundoff);
    return box;
  }

  // A vertex that is not among those on a wall.
  int vertex_off(const int* on, int count) const {
    int i = 0;
    while (std::find(on, on + count, i) != on + count) ++i;
    return i;
  }
  Point exact_vertex(int i) const {
    const ExactPoint<D>& exact = geometry().exact_point(cell_, i);
    Point u;
    for (int k = 0; k < D; ++k) u.push_back(ratio(exact.entry(k), exact.entry(D)));
    return walk_.chart_.from_chart(u);
  }

  // The centre of the vertices rounded to that many bits, if it is strictly inside.
  std::optional<Point> rounded_centre(int bits) const {
    const double scale = std::ldexp(1.0, bits);
    IntegerVector<D + 1> point;
    point.word[D] = std::int64_t{1} << bits;
    for (int k = 0; k < D; ++k) {
      double sum = 0;
      for (int i = 0; i < cell_.size(); ++i) sum += cell_.vertex(i).x[k];
      point.word[static_cast<std::size_t>(k)] = std::llround(sum / cell_.size() * scale);
    }
    bool inside = true;
    cell_.for_each_wall(geometry().arena, [&](std::uint32_t w, const int* on, int count) {
      Row<D>& row = geometry().rows[w];
      const int side = inside ? sign_of_product(geometry().exact_row(row), point) : 0;
      inside = side != 0 && side == geometry().sign(cell_, vertex_off(on, count), row);
    });
    if (!inside) return std::nullopt;
    Point u;
    for (std::size_t k = 0; k < D; ++k) u.emplace_back(point.word[k], point.word[D]);
    return walk_.chart_.from_chart(u);
  }
  Point exact_centre() const {
    Point sum = exact_vertex(0);
    for (int i = 1; i < cell_.size(); ++i) {
      const Point vertex = exact_vertex(i);
      for (std::size_t k = 0; k < D; ++k) sum[k] += vertex[k];
    }
    for (Rational& x : sum) x /= cell_.size();
    return sum;
  }

  bool is_finite(const NodeSum& output) const {
    return std::none_of(output.parts.begin(), output.parts.end(), [&](const auto& part) {
      return walk_.decided_.is_infinite(part.source);
    });
  }
  AffineForm chart_output(const NodeSum& output) const {
    ExactForm<D> form;
    // The values in their nodes' units, so that a denominator is divided out at most once.
    for (const auto& [source, factor] : output.parts)
      walk_.exact_.add_value(form, numerator(factor), denominator(factor), source);
    AffineForm result(D);
    for (std::size_t i = 0; i < D; ++i)
      result.gradient[i] = ratio(form.c[i], form.denominator);
    result.constant = ratio(form.c[D], form.denominator) + output.constant;
    return result;
  }

  Walk<D>& walk_;
  const Cell& cell_;
};

}  // namespace polyspike::vertex
