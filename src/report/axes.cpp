// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/axes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace polyspike {

const Colour ink{0x22, 0x22, 0x22}, faint_ink{0x77, 0x77, 0x77};

std::vector<double> round_numbers(double low, double high, int count) {
  const double raw = (high - low) / count;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double candidate : {1.0, 2.0, 2.5, 5.0})
    if (candidate * power >= raw * 0.999) {
      step = candidate * power;
      break;
    }
  std::vector<double> numbers;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
    numbers.push_back(k * step);
  return numbers;
}

std::string tick_text(double value) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.6g", std::abs(value) < 1e-12 ? 0.0 : value);
  return digits;
}

void draw_axes(Drawing& drawing, const Frame& frame, const std::string& x_name,
               const std::string& y_name) {
  const Spot o = frame.origin, s = frame.size;
  Lines box{{{o, {o.x + s.x, o.y}, {o.x + s.x, o.y + s.y}, {o.x, o.y + s.y}, o}}, ink, 0.5};
  Lines ticks{{}, ink, 0.5};
  const auto add = [&](Spot at, Spot tick, std::string text, Label::Anchor anchor) {
    ticks.lines.push_back({at, {at.x + tick.x, at.y + tick.y}});
    drawing.add(Label{{at.x + 2.1 * tick.x, at.y + 2.6 * tick.y}, std::move(text), 8, anchor,
                      true, ink});
  };
  for (const double x : round_numbers(frame.low.x, frame.high.x, s.x > 50 ? 5 : 3))
    add(frame.place(x, frame.low.y), {0, -1}, tick_text(x), Label::Anchor::centre);
  const double lowest = frame.low.y + frame.foot / s.y * (frame.high.y - frame.low.y);
  for (const double y : round_numbers(lowest, frame.high.y, s.y > 50 ? 5 : 3))
    add(frame.place(frame.low.x, y), {-1, 0}, tick_text(y), Label::Anchor::right);
  drawing.add(std::move(box));
  drawing.add(std::move(ticks));
  drawing.add(Label{{o.x + s.x / 2, o.y - 6.2}, x_name, 9, Label::Anchor::centre, true, ink});
  drawing.add(
      Label{{o.x - 8.6, o.y + s.y / 2}, y_name, 9, Label::Anchor::centre, true, ink});
}

Outline clip(const Outline& outline, double a, double b, double c) {
  Outline result;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Spot &p = outline[i], &q = outline[(i + 1) % outline.size()];
    const double at_p = a * p.x + b * p.y + c, at_q = a * q.x + b * q.y + c;
    if (at_p >= 0) result.push_back(p);
    if ((at_p < 0) != (at_q < 0)) {
      const double share = at_p / (at_p - at_q);
      result.push_back({p.x + share * (q.x - p.x), p.y + share * (q.y - p.y)});
    }
  }
  return result;
}

std::vector<Outline> hatch(const Outline& outline, double distance) {
  double low = std::numeric_limits<double>::max(), high = -low;
  for (const Spot& spot : outline) {
    low = std::min(low, spot.y - spot.x);
    high = std::max(high, spot.y - spot.x);
  }
  std::vector<Outline> lines;
  const double step = distance * std::sqrt(2.0);
  for (double c = std::ceil(low / step) * step; c < high; c += step) {
    Outline line;
    for (std::size_t i = 0; i < outline.size(); ++i) {
      const Spot &p = outline[i], &q = outline[(i + 1) % outline.size()];
      const double at_p = p.y - p.x - c, at_q = q.y - q.x - c;
      if ((at_p < 0) == (at_q < 0)) continue;
      const double share = at_p / (at_p - at_q);
      line.push_back({p.x + share * (q.x - p.x), p.y + share * (q.y - p.y)});
    }
    if (line.size() == 2) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace polyspike
