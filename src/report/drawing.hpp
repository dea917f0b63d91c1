// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

#include "report/palette.hpp"

// A figure on paper, for any format: shapes in millimetres, the origin at the lower left.
// Everything exact has been rounded by now; nothing here decides anything.
namespace polyspike {

struct Spot {
  double x = 0, y = 0;
};
using Outline = std::vector<Spot>;

// Filled polygons of one colour.
struct Areas {
  std::vector<Outline> outlines;
  Colour fill;
};

enum class Dash { solid, dashed, dotted };

// Open lines of one style; the width in points.
struct Lines {
  std::vector<Outline> lines;
  Colour colour;
  double width = 0.4;
  Dash dash = Dash::solid;
};

// Filled, or a ring on white; the radius in millimetres.
struct Dot {
  Spot at;
  double radius = 0.7;
  Colour colour;
  bool is_filled = true;
};

// In mathematics a letter is a variable and "_" lowers the digits that follow.
struct Label {
  enum class Anchor { left, centre, right };
  Spot at;  // vertically its middle
  std::string text;
  double size = 8;  // of the font, in points
  Anchor anchor = Anchor::centre;
  bool is_math = false;
  Colour colour;
};

struct Drawing {
  double width = 0, height = 0;
  std::string title;
  std::vector<std::variant<Areas, Lines, Dot, Label>> shapes;

  template <typename Shape>
  void add(Shape shape) {
    shapes.emplace_back(std::move(shape));
  }
};

// About how wide a text is, in millimetres.
double width_of(const Label& label);

void write_svg(std::ostream& out, const Drawing& drawing);
// A tikzpicture to \input; needs \usepackage{tikz} only.
void write_tikz(std::ostream& out, const Drawing& drawing);
// A whole document, its page the size of the figure.
void write_tex_document(std::ostream& out, const Drawing& drawing);

}  // namespace polyspike
