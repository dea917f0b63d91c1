// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>

#include "report/axes.hpp"
#include "report/figures.hpp"
#include "report/text.hpp"

namespace polyspike {

namespace {

constexpr double strip = 4;  // height of the row of cells under the graph, in millimetres

class LineFigure {
 public:
  LineFigure(const Report& report, const FigureStyle& style)
      : report_(report), style_(style), graph_(*report.graph) {}

  Drawing draw() {
    lay_out();
    draw_cells();
    draw_never();
    for (std::size_t j = report_.problem.program.outputs.size(); j-- > 0;) draw_output(j);
    draw_axes(drawing_, frame_, coordinate_name(report_, 0), outputs() > 1 ? "" : "f");
    draw_legend();
    return std::move(drawing_);
  }

 private:
  std::size_t outputs() const { return report_.problem.program.outputs.size(); }
  const OutputForms& forms(const Stretch& stretch) const {
    return report_.partition.pieces[stretch.piece].outputs;
  }
  static double value(const AffineForm& form, const Rational& at) {
    return form.at(std::vector{at}).approximate();
  }
  Colour colour(std::size_t output) const {
    return line_colours()[output % line_colours().size()];
  }

  void lay_out();
  void draw_cells();
  void draw_never();
  void draw_output(std::size_t output);
  void draw_ends(std::size_t output);
  void draw_legend();

  const Report& report_;
  const FigureStyle& style_;
  const GraphLine& graph_;
  Drawing drawing_;
  Frame frame_;
  bool has_jumps_ = false, has_never_ = false;
};

void LineFigure::lay_out() {
  double low = std::numeric_limits<double>::max(), high = -low;
  for (std::size_t n = 0; n < graph_.nodes.size(); ++n)
    for (std::size_t j = 0; j < outputs(); ++j) {
      const Limits limits = limits_at(graph_, report_.partition, n, j);
      const Value& own = graph_.nodes[n].values[j];
      has_jumps_ = has_jumps_ || limits.is_jump(own);
      const std::optional<Value> shown(std::in_place, own);
      for (const std::optional<Value>& v : {limits.left, limits.right, shown})
        if (v && *v) {
          low = std::min(low, (*v)->approximate());
          high = std::max(high, (*v)->approximate());
        }
    }
  for (const Stretch& stretch : graph_.stretches)
    for (const auto& form : forms(stretch)) has_never_ = has_never_ || !form;
  if (low > high) low = 0, high = 1;
  if (low == high) low -= 1, high += 1;
  const double margin = 0.06 * (high - low);
  const bool has_legend = has_jumps_ || has_never_ || outputs() > 1;
  const double left = 13, right = 4, top = 3, bottom = has_legend ? 14.5 : 9.5;
  const double height = style_.height.value_or(0.62 * style_.width);
  frame_.low = {graph_.nodes.front().at.approximate(), low - margin};
  frame_.high = {graph_.nodes.back().at.approximate(), high + margin};
  frame_.origin = {left, bottom};
  frame_.size = {std::max(10.0, style_.width - left - right),
                 std::max(10.0 + strip, height - top - bottom)};
  frame_.foot = strip;
  frame_.low.y -= strip * (frame_.high.y - frame_.low.y) / (frame_.size.y - strip);
  drawing_.width = style_.width;
  drawing_.height = height;
  drawing_.title = "Graph of " + report_.name;
}

// The cells as a row of boxes on the axis, with their affine maps where these fit, and
// light lines at their borders.
void LineFigure::draw_cells() {
  const double base = frame_.origin.y;
  Lines borders{{}, {0xCC, 0xCC, 0xCC}, 0.4};
  for (const Stretch& stretch : graph_.stretches) {
    const double a = frame_.place(stretch.low.approximate(), frame_.low.y).x;
    const double b = frame_.place(stretch.high.approximate(), frame_.low.y).x;
    const std::size_t map = report_.maps.of_piece[stretch.piece];
    const auto& form = forms(stretch)[style_.output];
    drawing_.add(Areas{
        {{{a, base}, {b, base}, {b, base + strip}, {a, base + strip}}},
        form ? area_colour(report_.maps.colours[map], graph_.stretches.size()) : never_colour});
    Label label{{(a + b) / 2, base + strip / 2},
                form ? formula(flat_form(report_, *form)) : "never",
                8,
                Label::Anchor::centre,
                form.has_value(),
                ink};
    if (width_of(label) + 1 < b - a) drawing_.add(std::move(label));
    borders.lines.push_back({{a, base}, {a, base + frame_.size.y}});
  }
  borders.lines.push_back({{frame_.origin.x, base + strip},
                           {frame_.origin.x + frame_.size.x, base + strip}});
  drawing_.add(std::move(borders));
}

void LineFigure::draw_never() {
  Areas ground{{}, never_colour};
  Lines lines{{}, faint_ink, 0.4};
  for (const Stretch& stretch : graph_.stretches) {
    if (forms(stretch)[style_.output]) continue;
    const double a = frame_.place(stretch.low.approximate(), 0).x;
    const double b = frame_.place(stretch.high.approximate(), 0).x;
    const double y = frame_.origin.y + strip, top = frame_.origin.y + frame_.size.y;
    ground.outlines.push_back({{a, y}, {b, y}, {b, top}, {a, top}});
    for (Outline& line : hatch(ground.outlines.back(), 2.2))
      lines.lines.push_back(std::move(line));
  }
  drawing_.add(std::move(ground));
  drawing_.add(std::move(lines));
}

void LineFigure::draw_output(std::size_t output) {
  constexpr Dash dashes[] = {Dash::solid, Dash::dashed, Dash::dotted};
  Lines graph{{}, colour(output), 1.6, dashes[output % 3]};
  for (const Stretch& stretch : graph_.stretches) {
    const auto& form = forms(stretch)[output];
    if (!form) continue;
    const Spot a = frame_.place(stretch.low.approximate(), value(*form, stretch.low));
    const Spot b = frame_.place(stretch.high.approximate(), value(*form, stretch.high));
    const bool joins = !graph.lines.empty() &&
                       std::hypot(graph.lines.back().back().x - a.x,
                                  graph.lines.back().back().y - a.y) < 1e-6;
    if (joins) {
      graph.lines.back().push_back(b);
    } else {
      graph.lines.push_back({a, b});
    }
  }
  drawing_.add(std::move(graph));
  draw_ends(output);
}

// Rings at limits that are not the value, a disc at the value, dots between them.
void LineFigure::draw_ends(std::size_t output) {
  for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
    const Node& node = graph_.nodes[n];
    const Value& own = node.values[output];
    const Limits limits = limits_at(graph_, report_.partition, n, output);
    if (!limits.is_jump(own)) continue;
    const double x = node.at.approximate();
    Outline drop;
    if (own) drop.push_back(frame_.place(x, own->approximate()));
    for (const auto& limit : {limits.left, limits.right})
      if (limit && *limit && *limit != own)
        drop.push_back(frame_.place(x, (*limit)->approximate()));
    std::sort(drop.begin(), drop.end(),
              [](const Spot& a, const Spot& b) { return a.y < b.y; });
    if (drop.size() > 1)
      drawing_.add(Lines{{{drop.front(), drop.back()}}, colour(output), 0.6, Dash::dotted});
    for (const Spot& spot : drop) drawing_.add(Dot{spot, 0.85, colour(output), false});
    if (own)
      drawing_.add(Dot{frame_.place(x, own->approximate()), 0.85, colour(output), true});
  }
}

void LineFigure::draw_legend() {
  double x = frame_.origin.x;
  const double y = 2.6;
  const auto explain = [&](double gap, const std::string& text, bool is_math) {
    Label label{{x + gap, y}, text, 8, Label::Anchor::left, is_math, ink};
    x += gap + 5 + width_of(label);
    drawing_.add(std::move(label));
  };
  if (outputs() > 1)
    for (std::size_t j = 0; j < outputs(); ++j) {
      constexpr Dash dashes[] = {Dash::solid, Dash::dashed, Dash::dotted};
      drawing_.add(Lines{{{{x, y}, {x + 6, y}}}, colour(j), 1.6, dashes[j % 3]});
      explain(7.5, "f_" + std::to_string(j + 1), true);
    }
  if (has_jumps_) {
    drawing_.add(Dot{{x + 0.9, y}, 0.85, colour(0), true});
    explain(2.8, "value", false);
    drawing_.add(Dot{{x + 0.9, y}, 0.85, colour(0), false});
    explain(2.8, "limit that is not the value", false);
  }
  if (has_never_) {
    const Outline square{{x, y - 1.4}, {x + 6, y - 1.4}, {x + 6, y + 1.4}, {x, y + 1.4}};
    drawing_.add(Areas{{square}, never_colour});
    drawing_.add(Lines{hatch(square, 1.5), faint_ink, 0.4});
    explain(7.5, "never fires", false);
  }
}

}  // namespace

Drawing draw_graph(const Report& report, const FigureStyle& style) {
  return LineFigure(report, style).draw();
}

}  // namespace polyspike
