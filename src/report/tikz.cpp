// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <ostream>

#include "report/drawing.hpp"
#include "report/text.hpp"

namespace polyspike {

namespace {

// "x_1" of a figure's mathematics as LaTeX's "x_{1}".
std::string tex_math(const std::string& text) {
  std::string result = "$";
  bool is_low = false;
  for (const char c : text) {
    if (is_low && (c < '0' || c > '9')) {
      result += '}';
      is_low = false;
    }
    result += c;
    if (c == '_') {
      result += '{';
      is_low = true;
    }
  }
  return result + (is_low ? "}$" : "$");
}

class TikzWriter {
 public:
  explicit TikzWriter(std::ostream& out) : out_(out) {}

  // Gives every colour of the drawing a name.
  void name_colours(const Drawing& drawing) {
    for (const auto& shape : drawing.shapes)
      std::visit([this](const auto& s) { name(colour_of(s)); }, shape);
  }

  void operator()(const Areas& areas) const {
    if (areas.outlines.empty()) return;
    const std::string& colour = names_.at(areas.fill);
    out_ << "\\path[fill=" << colour << ",draw=" << colour << ",line width=.15pt]";
    for (const Outline& outline : areas.outlines) write_path(outline, true);
    out_ << ";\n";
  }

  void operator()(const Lines& lines) const {
    if (lines.lines.empty()) return;
    out_ << "\\draw[" << names_.at(lines.colour) << ",line width=" << rounded(lines.width)
         << "pt,line cap=round,line join=round";
    if (lines.dash == Dash::dashed) out_ << ",dash pattern=on 2.6pt off 2.2pt";
    if (lines.dash == Dash::dotted) out_ << ",dash pattern=on .01pt off 2pt";
    out_ << ']';
    for (const Outline& line : lines.lines) write_path(line, false);
    out_ << ";\n";
  }

  void operator()(const Dot& dot) const {
    const std::string& colour = names_.at(dot.colour);
    out_ << "\\filldraw[draw=" << colour << ",fill=" << (dot.is_filled ? colour : "white")
         << ",line width=.8pt]";
    write_spot(dot.at);
    out_ << "circle[radius=" << rounded(dot.radius) << "];\n";
  }

  void operator()(const Label& label) const {
    constexpr const char* anchors[] = {"mid west", "mid", "mid east"};
    const auto anchor = static_cast<std::size_t>(label.anchor);
    const std::string size = rounded(label.size), skip = rounded(1.2 * label.size);
    out_ << "\\node[inner sep=0pt,anchor=" << anchors[anchor]
         << ",text=" << names_.at(label.colour) << ",font=\\fontsize{" << size << "}{" << skip
         << "}\\selectfont] at ";
    write_spot({label.at.x, label.at.y - 0.06 * label.size});
    out_ << '{' << (label.is_math ? tex_math(label.text) : escaped_for_tex(label.text))
         << "};\n";
  }

 private:
  static const Colour& colour_of(const Areas& areas) { return areas.fill; }
  static const Colour& colour_of(const Lines& lines) { return lines.colour; }
  static const Colour& colour_of(const Dot& dot) { return dot.colour; }
  static const Colour& colour_of(const Label& label) { return label.colour; }

  void name(const Colour& colour) {
    const std::string next = "pspk" + std::to_string(names_.size());
    if (!names_.try_emplace(colour, next).second) return;
    out_ << "\\definecolor{" << next << "}{HTML}{";
    for (const char c : hex(colour).substr(1))
      out_ << (c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c);
    out_ << "}\n";
  }

  void write_spot(const Spot& spot) const {
    out_ << '(' << rounded(spot.x) << ',' << rounded(spot.y) << ')';
  }

  void write_path(const Outline& outline, bool is_closed) const {
    out_ << '\n';
    for (std::size_t i = 0; i < outline.size(); ++i) {
      if (i > 0) out_ << "--";
      write_spot(outline[i]);
    }
    if (is_closed) out_ << "--cycle";
  }

  std::ostream& out_;
  std::map<Colour, std::string> names_;
};

}  // namespace

void write_tikz(std::ostream& out, const Drawing& drawing) {
  out << "% " << drawing.title << "; drawn by verify-network report, needs the package tikz\n"
      << "\\begin{tikzpicture}[x=1mm,y=1mm]\n";
  TikzWriter write(out);
  write.name_colours(drawing);
  out << "\\useasboundingbox (0,0) rectangle (" << rounded(drawing.width) << ','
      << rounded(drawing.height) << ");\n";
  for (const auto& shape : drawing.shapes) std::visit(write, shape);
  out << "\\end{tikzpicture}\n";
}

void write_tex_document(std::ostream& out, const Drawing& drawing) {
  out << "\\documentclass{article}\n\\usepackage[paperwidth=" << rounded(drawing.width)
      << "mm,paperheight=" << rounded(drawing.height)
      << "mm,margin=0pt]{geometry}\n\\usepackage{tikz}\n\\pagestyle{empty}\n"
         "\\setlength{\\parindent}{0pt}\\setlength{\\topskip}{0pt}\n\\begin{document}\n"
         "\\vbox to 0pt{";
  write_tikz(out, drawing);
  out << "\\vss}\n\\end{document}\n";
}

}  // namespace polyspike
