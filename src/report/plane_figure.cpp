// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "property/adjacency.hpp"
#include "report/axes.hpp"
#include "report/drawing.hpp"
#include "report/figures.hpp"
#include "report/text.hpp"

namespace polyspike {

namespace {

struct DoubleForm {
  double constant, x, y;
  double at(const Spot& spot) const { return constant + x * spot.x + y * spot.y; }
};

DoubleForm approximate(const AffineForm& form) {
  return {form.constant.approximate(), form.gradient[0].approximate(),
          form.gradient[1].approximate()};
}

Spot approximate(const Point& point) {
  return {point[0].approximate(), point[1].approximate()};
}

Outline approximate(const Polygon& polygon) {
  Outline outline;
  for (const Point& vertex : polygon.vertices) outline.push_back(approximate(vertex));
  return outline;
}

// The values that one output takes.
struct Range {
  double low = std::numeric_limits<double>::max();
  double high = std::numeric_limits<double>::lowest();

  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool is_empty() const { return low > high; }
};

class PlaneFigure {
 public:
  PlaneFigure(const Report& report, const FigureStyle& style)
      : report_(report), style_(style), plane_(*report.plane) {}

  Drawing draw() {
    lay_out();
    if (style_.by_value) {
      draw_bands();
    } else {
      draw_maps();
    }
    draw_never();
    draw_borders();
    draw_jumps();
    draw_lone();
    if (!style_.by_value) draw_labels();
    draw_axes(drawing_, frame_, coordinate_name(report_, 0), coordinate_name(report_, 1));
    if (style_.by_value) draw_scale();
    draw_legend();
    return std::move(drawing_);
  }

 private:
  const Piece& piece(const Polygon& polygon) const {
    return report_.partition.pieces[polygon.piece];
  }
  const std::optional<AffineForm>& output(std::size_t piece) const {
    return report_.partition.pieces[piece].outputs[style_.output];
  }
  // Fires with all outputs.
  static bool fires(const Piece& piece) {
    return std::all_of(piece.outputs.begin(), piece.outputs.end(),
                       [](const auto& form) { return form.has_value(); });
  }
  bool is_never(const Polygon& polygon) const {
    return style_.by_value ? !output(polygon.piece) : !fires(piece(polygon));
  }

  // A jump of any output; by value, of the one shown.
  bool shows_jump(const Border& border) const {
    return border.crossing == Crossing::jump && (!style_.by_value || own_jump(border));
  }
  bool own_jump(const Border& border) const {
    return std::find(border.jumps.begin(), border.jumps.end(), style_.output) !=
           border.jumps.end();
  }

  Spot place(const Spot& spot) const { return frame_.place(spot.x, spot.y); }
  Outline place(Outline outline) const {
    for (Spot& spot : outline) spot = place(spot);
    return outline;
  }

  void lay_out();
  void draw_maps();
  void draw_bands();
  void draw_never();
  void draw_borders();
  void draw_jumps();
  void draw_cliff(const Border& border, Lines& edges, Lines& teeth) const;
  void draw_lone();
  std::pair<Label, double> label_of(const Polygon& polygon) const;
  void draw_labels();
  void draw_scale();
  void draw_legend();

  const Report& report_;
  const FigureStyle& style_;
  const Plane& plane_;
  Drawing drawing_;
  Frame frame_;
  Range values_;
  bool has_never_ = false, has_jumps_ = false, has_lone_ = false;
};

void PlaneFigure::lay_out() {
  Range x, y;
  for (const Polygon& polygon : plane_.polygons) {
    for (const Point& vertex : polygon.vertices) {
      const Spot spot = approximate(vertex);
      x.add(spot.x);
      y.add(spot.y);
      if (const auto& form = output(polygon.piece)) values_.add(form->at(vertex).approximate());
    }
    has_never_ = has_never_ || is_never(polygon);
  }
  for (const Border& border : plane_.borders) has_jumps_ = has_jumps_ || shows_jump(border);
  has_lone_ = !plane_.lone.empty();
  const bool has_legend = has_never_ || has_jumps_ || has_lone_;
  const double left = 13, right = style_.by_value ? 17 : 3, top = 3;
  const double bottom = has_legend ? 14.5 : 9.5;
  frame_.low = {x.low, y.low};
  frame_.high = {x.high, y.high};
  frame_.size.x = std::max(10.0, style_.width - left - right);
  const double natural = frame_.size.x * (y.high - y.low) / (x.high - x.low);
  const double height =
      style_.height.value_or(std::clamp(natural, 0.4 * style_.width, 1.3 * style_.width) + top +
                             bottom);
  frame_.size.y = std::max(10.0, height - top - bottom);
  frame_.origin = {left, bottom};
  drawing_.width = style_.width;
  drawing_.height = height;
  drawing_.title = "Partition of " + report_.name;
}

void PlaneFigure::draw_maps() {
  std::map<std::size_t, Areas> areas;
  for (const Polygon& polygon : plane_.polygons) {
    if (is_never(polygon)) continue;
    const std::size_t colour = report_.maps.colours[report_.maps.of_piece[polygon.piece]];
    areas[colour].fill = area_colour(colour, plane_.polygons.size());
    areas[colour].outlines.push_back(place(approximate(polygon)));
  }
  for (auto& [colour, shape] : areas) drawing_.add(std::move(shape));
}

void PlaneFigure::draw_bands() {
  if (values_.is_empty()) return;
  constexpr int bands = 14;
  std::vector<double> levels = round_numbers(values_.low, values_.high, bands);
  levels.insert(levels.begin(), -std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < levels.size(); ++k) {
    Areas areas;
    areas.fill = value_colour(levels.size() < 2 ? 0.5
                                                : static_cast<double>(k) /
                                                      static_cast<double>(levels.size() - 1));
    for (const Polygon& polygon : plane_.polygons) {
      if (is_never(polygon)) continue;
      const DoubleForm form = approximate(*output(polygon.piece));
      Outline outline = approximate(polygon);
      if (k > 0) outline = clip(outline, form.x, form.y, form.constant - levels[k]);
      if (k + 1 < levels.size())
        outline = clip(outline, -form.x, -form.y, levels[k + 1] - form.constant);
      if (outline.size() > 2) areas.outlines.push_back(place(std::move(outline)));
    }
    drawing_.add(std::move(areas));
  }
}

void PlaneFigure::draw_never() {
  Areas ground{{}, never_colour};
  Lines lines{{}, faint_ink, 0.4};
  for (const Polygon& polygon : plane_.polygons) {
    if (!is_never(polygon)) continue;
    ground.outlines.push_back(place(approximate(polygon)));
    for (Outline& line : hatch(ground.outlines.back(), 1.5))
      lines.lines.push_back(std::move(line));
  }
  drawing_.add(std::move(ground));
  drawing_.add(std::move(lines));
}

void PlaneFigure::draw_borders() {
  const double width = plane_.polygons.size() > 1000 ? 0.2 : 0.45;
  Lines bends{{}, ink, width}, same{{}, faint_ink, width, Dash::dashed};
  for (const Border& border : plane_.borders) {
    Outline line = place({approximate(border.from), approximate(border.to)});
    if (border.crossing == Crossing::bend) bends.lines.push_back(std::move(line));
    if (border.crossing == Crossing::same) same.lines.push_back(std::move(line));
  }
  if (style_.by_value && plane_.polygons.size() > 300) return;
  drawing_.add(std::move(same));
  drawing_.add(std::move(bends));
}

// As on a map: the edge of the cliff, and teeth on its lower side. `inf` is above all
// numbers; where two outputs jump the figure's own one decides.
void PlaneFigure::draw_cliff(const Border& border, Lines& edges, Lines& teeth) const {
  const std::size_t j = own_jump(border) ? style_.output : border.jumps.front();
  const auto& above = report_.partition.pieces[*border.above].outputs[j];
  const auto& below = report_.partition.pieces[*border.below].outputs[j];
  const Spot a = place(approximate(border.from)), b = place(approximate(border.to));
  edges.lines.push_back({a, b});
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  const int count = static_cast<int>(length / 1.4);
  const Spot inside = place(approximate(report_.partition.pieces[*border.above].interior));
  Spot normal{-(b.y - a.y) / length, (b.x - a.x) / length};
  if (normal.x * (inside.x - a.x) + normal.y * (inside.y - a.y) < 0)
    normal = {-normal.x, -normal.y};
  const Spot from = approximate(border.from), to = approximate(border.to);
  for (int k = 0; k < count; ++k) {
    const double share = (k + 0.5) / count;
    const Spot at{from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
    double rise = !above ? 1 : !below ? -1 : approximate(*above - *below).at(at);
    const double side = rise > 0 ? -1.1 : 1.1;
    if (rise == 0) continue;
    const Spot foot = place(at);
    teeth.lines.push_back({foot, {foot.x + side * normal.x, foot.y + side * normal.y}});
  }
}

void PlaneFigure::draw_jumps() {
  Lines edges{{}, ink, 1.4}, teeth{{}, ink, 0.6};
  for (const Border& border : plane_.borders)
    if (shows_jump(border)) draw_cliff(border, edges, teeth);
  drawing_.add(Lines{edges.lines, {0xFF, 0xFF, 0xFF}, 2.8});
  drawing_.add(std::move(edges));
  drawing_.add(std::move(teeth));
}

void PlaneFigure::draw_lone() {
  Lines lines{{}, line_colours()[1], 1.6};
  for (const LonePiece& lone : plane_.lone) {
    if (lone.ends.size() == 2)
      lines.lines.push_back(place({approximate(lone.ends[0]), approximate(lone.ends[1])}));
  }
  drawing_.add(std::move(lines));
  for (const LonePiece& lone : plane_.lone)
    if (lone.ends.size() == 1)
      drawing_.add(Dot{place(approximate(lone.ends[0])), 0.8, line_colours()[1], true});
}

// Where in a convex outline a box fits best, and the room that it leaves on every side.
std::pair<Spot, double> roomiest(const Outline& outline, double width, double height) {
  Range y;
  for (const Spot& spot : outline) y.add(spot.y);
  const auto chord = [&](double level) {
    Range x;
    for (std::size_t i = 0; i < outline.size(); ++i) {
      const Spot &p = outline[i], &q = outline[(i + 1) % outline.size()];
      if ((p.y < level) == (q.y < level)) continue;
      x.add(p.x + (level - p.y) / (q.y - p.y) * (q.x - p.x));
    }
    return x;
  };
  std::pair<Spot, double> best{{}, 0};
  constexpr int levels = 40;
  for (int k = 1; k < levels; ++k) {
    const double level = y.low + (y.high - y.low) * k / levels;
    const Range low = chord(level - height / 2), high = chord(level + height / 2);
    if (low.is_empty() || high.is_empty()) continue;
    const double left = std::max(low.low, high.low), right = std::min(low.high, high.high);
    const double above = std::min(level - y.low, y.high - level) - height / 2;
    const double room = std::min((right - left - width) / 2, above);
    if (room > best.second) best = {{(left + right) / 2, level}, room};
  }
  return best;
}

// The label of a polygon where it fits, and how much room it leaves.
std::pair<Label, double> PlaneFigure::label_of(const Polygon& polygon) const {
  const auto& form = output(polygon.piece);
  Label label;
  label.is_math = form.has_value();
  label.text = form ? formula(flat_form(report_, *form)) : "never fires";
  label.colour = ink;
  const Outline outline = place(approximate(polygon));
  for (const double size : {9.0, 8.0, 7.0, 6.0}) {
    label.size = size;
    const auto [at, room] = roomiest(outline, width_of(label), 0.36 * size);
    label.at = at;
    if (room > 0.5) return {label, 100 * size + room};
  }
  return {label, 0};
}

// One label for each connected set of polygons with one map.
void PlaneFigure::draw_labels() {
  if (plane_.polygons.size() > 200) return;
  UnionFind regions(report_.partition.pieces.size());
  for (const Border& border : plane_.borders)
    if (border.crossing == Crossing::same || border.crossing == Crossing::cut)
      regions.unite(*border.above, *border.below);
  std::map<std::size_t, std::pair<Label, double>> best;
  for (const Polygon& polygon : plane_.polygons) {
    auto candidate = label_of(polygon);
    auto& [label, score] = best[regions.find(polygon.piece)];
    if (candidate.second > score) label = candidate.first, score = candidate.second;
  }
  for (auto& [region, choice] : best) {
    Label& label = choice.first;
    if (choice.second == 0) continue;
    if (!label.is_math) {
      const double w = width_of(label) / 2 + 0.6, h = 0.24 * label.size;
      const Spot &at = label.at;
      drawing_.add(Areas{{{{at.x - w, at.y - h},
                           {at.x + w, at.y - h},
                           {at.x + w, at.y + h},
                           {at.x - w, at.y + h}}},
                         never_colour});
    }
    drawing_.add(std::move(label));
  }
}

void PlaneFigure::draw_scale() {
  if (values_.is_empty()) return;
  std::vector<double> levels = round_numbers(values_.low, values_.high, 14);
  const double x = frame_.origin.x + frame_.size.x + 3, width = 3;
  const double bands = static_cast<double>(levels.size() + 1);
  const double step = frame_.size.y / bands;
  for (std::size_t k = 0; k <= levels.size(); ++k) {
    const double y = frame_.origin.y + static_cast<double>(k) * step;
    const double share = levels.empty() ? 0.5 : static_cast<double>(k) / (bands - 1);
    drawing_.add(Areas{{{{x, y}, {x + width, y}, {x + width, y + step}, {x, y + step}}},
                       value_colour(share)});
    if (k < levels.size())
      drawing_.add(Label{{x + width + 1, y + step}, tick_text(levels[k]), 7,
                         Label::Anchor::left, true, ink});
  }
}

void PlaneFigure::draw_legend() {
  double x = frame_.origin.x;
  const double y = 2.6;
  const auto explain = [&](const std::string& text) {
    Label label{{x + 8, y}, text, 8, Label::Anchor::left, false, ink};
    x += 12 + width_of(label);
    drawing_.add(std::move(label));
  };
  if (has_jumps_) {
    drawing_.add(Lines{{{{x, y + 0.5}, {x + 6, y + 0.5}}}, ink, 1.4});
    Lines teeth{{}, ink, 0.6};
    for (double t = 0.7; t < 6; t += 1.4)
      teeth.lines.push_back({{x + t, y + 0.5}, {x + t, y - 0.6}});
    drawing_.add(std::move(teeth));
    explain("jump, teeth on the lower side");
  }
  if (has_never_) {
    const Outline square{{x, y - 1.4}, {x + 6, y - 1.4}, {x + 6, y + 1.4}, {x, y + 1.4}};
    drawing_.add(Areas{{square}, never_colour});
    drawing_.add(Lines{hatch(square, 1.5), faint_ink, 0.4});
    explain("never fires");
  }
  if (has_lone_) {
    drawing_.add(Lines{{{{x, y}, {x + 6, y}}}, line_colours()[1], 1.6});
    explain("value of its own");
  }
}

}  // namespace

Drawing draw_plane(const Report& report, const FigureStyle& style) {
  return PlaneFigure(report, style).draw();
}

}  // namespace polyspike
