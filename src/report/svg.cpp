// SPDX-License-Identifier: GPL-3.0-or-later
#include <cctype>
#include <cmath>
#include <ostream>

#include "report/drawing.hpp"
#include "report/text.hpp"

namespace polyspike {

namespace {

constexpr double point = 25.4 / 72;  // in millimetres

class SvgWriter {
 public:
  SvgWriter(std::ostream& out, const Drawing& drawing)
      : out_(out), height_(drawing.height) {}

  void operator()(const Areas& areas) const {
    if (areas.outlines.empty()) return;
    const std::string colour = hex(areas.fill);
    // The stroke closes the hairlines that renderers leave between neighbours.
    out_ << "<path fill=\"" << colour << "\" stroke=\"" << colour
         << "\" stroke-width=\".06\" d=\"";
    for (const Outline& outline : areas.outlines) write_path(outline, true);
    out_ << "\"/>\n";
  }

  void operator()(const Lines& lines) const {
    if (lines.lines.empty()) return;
    out_ << "<path fill=\"none\" stroke=\"" << hex(lines.colour) << "\" stroke-width=\""
         << rounded(lines.width * point)
         << "\" stroke-linecap=\"round\" stroke-linejoin=\"round\"";
    if (lines.dash == Dash::dashed) out_ << " stroke-dasharray=\"1.1 .9\"";
    if (lines.dash == Dash::dotted) out_ << " stroke-dasharray=\".01 .7\"";
    out_ << " d=\"";
    for (const Outline& line : lines.lines) write_path(line, false);
    out_ << "\"/>\n";
  }

  void operator()(const Dot& dot) const {
    out_ << "<circle cx=\"" << rounded(dot.at.x) << "\" cy=\"" << rounded(height_ - dot.at.y)
         << "\" r=\"" << rounded(dot.radius) << "\" fill=\""
         << (dot.is_filled ? hex(dot.colour) : "#ffffff") << "\" stroke=\""
         << hex(dot.colour) << "\" stroke-width=\".3\"/>\n";
  }

  void operator()(const Label& label) const {
    constexpr const char* anchors[] = {"start", "middle", "end"};
    const double size = label.size * point;
    out_ << "<text x=\"" << rounded(label.at.x) << "\" y=\""
         << rounded(height_ - label.at.y + 0.34 * size) << "\" font-size=\""
         << rounded(size) << "\" text-anchor=\""
         << anchors[static_cast<std::size_t>(label.anchor)] << '"';
    if (label.colour != Colour()) out_ << " fill=\"" << hex(label.colour) << '"';
    out_ << '>';
    if (label.is_math) {
      write_math(label.text, size);
    } else {
      out_ << escaped(label.text);
    }
    out_ << "</text>\n";
  }

 private:
  void write_path(const Outline& outline, bool is_closed) const {
    char command = 'M';
    for (const Spot& spot : outline) {
      out_ << command << rounded(spot.x) << ' ' << rounded(height_ - spot.y);
      command = 'L';
    }
    if (is_closed) out_ << 'Z';
  }

  // Letters in italics, digits after "_" lowered.
  void write_math(const std::string& text, double size) const {
    const std::string drop = rounded(0.22 * size), small = rounded(0.7 * size);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto letter = static_cast<unsigned char>(text[i]);
      if (std::isalpha(letter) != 0) {
        out_ << "<tspan font-style=\"italic\">" << text[i] << "</tspan>";
      } else if (text[i] == '_') {
        std::string digits;
        while (i + 1 < text.size() &&
               std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0)
          digits += text[++i];
        out_ << "<tspan dy=\"" << drop << "\" font-size=\"" << small << "\">" << digits
             << "</tspan><tspan dy=\"-" << drop << "\">&#8203;</tspan>";
      } else if (text[i] == '-') {
        out_ << "&#8722;";
      } else {
        out_ << escaped(std::string(1, text[i]));
      }
    }
  }

  std::ostream& out_;
  double height_;
};

}  // namespace

double width_of(const Label& label) {
  double letters = 0;
  for (const char c : label.text)
    letters += c == '_' ? 0 : c == ' ' || c == '/' || c == '.' || c == ',' ? 0.28 : 0.48;
  return letters * label.size * point;
}

void write_svg(std::ostream& out, const Drawing& drawing) {
  const std::string width = rounded(drawing.width), height = rounded(drawing.height);
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << width << "mm\" height=\""
      << height << "mm\" viewBox=\"0 0 " << width << ' ' << height
      << "\" font-family=\"'Latin Modern Roman','STIX Two Text',Georgia,serif\">\n<title>"
      << escaped(drawing.title) << "</title>\n<path fill=\"#ffffff\" d=\"M0 0H" << width
      << 'V' << height << "H0Z\"/>\n";
  const SvgWriter write(out, drawing);
  for (const auto& shape : drawing.shapes) std::visit(write, shape);
  out << "</svg>\n";
}

}  // namespace polyspike
