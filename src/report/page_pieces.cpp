// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <unordered_map>

#include "report/page_data.hpp"
#include "report/palette.hpp"

namespace polyspike {

namespace {

// Beyond that many a page without a picture lists the first ones only.
constexpr std::size_t most_pieces = 20'000;

void append(std::string& text, const Rational& number) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.15g", number.approximate());
  if (!text.empty()) text += ' ';
  text += digits;
}

std::string rounded_points(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points)
    for (const Rational& x : point) append(text, x);
  return text;
}

std::string numbers(const Point& point) {
  std::string text;
  for (const Rational& x : point) text.append(text.empty() ? "" : " ").append(x.str());
  return text;
}

// Facets and the numbers of their forms; a form and its negative share one, from 1.
class FormTable {
 public:
  std::string signed_number(const AffineForm& row) {
    AffineForm form = row.primitive();
    std::size_t first = 0;
    while (first < form.gradient.size() && form.gradient[first].is_zero()) ++first;
    const bool flip = first < form.gradient.size() && form.gradient[first].sign() < 0;
    if (flip) form = -form;
    const auto [place, fresh] = numbers_.try_emplace(form, forms_.size() + 1);
    if (fresh) forms_.push_back(polyspike::numbers(form));
    return std::string(flip ? "-" : "").append(std::to_string(place->second));
  }
  const std::vector<std::string>& forms() const { return forms_; }

 private:
  std::unordered_map<AffineForm, std::size_t, AffineFormHash> numbers_;
  std::vector<std::string> forms_;
};

class PieceWriter {
 public:
  PieceWriter(JsonWriter& out, const Report& report) : out_(out), report_(report) {
    choose_order();
  }

  void write() {
    write_pieces();
    out_.value("forms", forms_.forms());
    write_maps();
    if (report_.plane) write_plane(*report_.plane);
    if (report_.graph) write_graph(*report_.graph);
  }

 private:
  // The full-dimensional pieces as the page numbers them.
  void choose_order() {
    const Partition& partition = report_.partition;
    if (report_.graph) {
      for (const Stretch& s : report_.graph->stretches) order_.push_back(s.piece);
    } else {
      for (std::size_t p = 0; p < partition.pieces.size(); ++p)
        if (partition.is_full(partition.pieces[p])) order_.push_back(p);
    }
    total_ = order_.size();
    if (!report_.plane && !report_.graph && total_ > most_pieces) order_.resize(most_pieces);
    for (std::size_t i = 0; i < order_.size(); ++i) numbers_[order_[i]] = i;
  }

  const Piece& piece(std::size_t i) const { return report_.partition.pieces[order_[i]]; }

  template <typename Write>
  void column(std::string_view key, const Write& write) {
    out_.array(key);
    for (std::size_t i = 0; i < order_.size(); ++i) write(i);
    out_.end();
  }

  void write_pieces() {
    out_.value("total", std::uint64_t{total_});
    out_.object("pieces");
    column("cell", [&](std::size_t i) { out_.value(std::uint64_t{piece(i).cell}); });
    column("map", [&](std::size_t i) {
      out_.value(std::uint64_t{report_.maps.of_piece[order_[i]]});
    });
    column("interior", [&](std::size_t i) { out_.value(numbers(piece(i).interior)); });
    column("rows", [&](std::size_t i) { write_rows(i); });
    if (report_.plane)
      column("corners", [&](std::size_t i) {
        out_.value(rounded_points(report_.plane->polygons[i].vertices));
      });
    out_.end();
  }

  void write_rows(std::size_t i) {
    std::string text;
    for (const std::size_t row : report_.facets[order_[i]])
      text.append(text.empty() ? "" : " ")
          .append(forms_.signed_number(piece(i).half_spaces[row].form));
    out_.value(text);
  }

  void write_maps() {
    out_.array("maps");
    for (const OutputForms& forms : report_.maps.forms) {
      out_.array();
      for (const auto& form : forms)
        if (form) {
          out_.value(polyspike::numbers(*form));
        } else {
          out_.value(nullptr);
        }
      out_.end();
    }
    out_.end();
    out_.value("mapColours", std::vector<std::uint64_t>(report_.maps.colours.begin(),
                                                        report_.maps.colours.end()));
    std::vector<std::string> palette;
    for (std::size_t c = 0; c < area_colours().size(); ++c)
      palette.push_back(hex(area_colour(c, order_.size())));
    out_.value("palette", palette);
  }

  void write_plane(const Plane& plane) {
    std::string bend, same, jump;
    for (const Border& border : plane.borders) {
      std::string* text = border.crossing == Crossing::bend   ? &bend
                          : border.crossing == Crossing::same ? &same
                          : border.crossing == Crossing::jump ? &jump
                                                              : nullptr;
      if (text != nullptr)
        text->append(text->empty() ? "" : " ").append(rounded_points({border.from, border.to}));
    }
    out_.object("borders");
    out_.value("bend", bend);
    out_.value("same", same);
    out_.value("jump", jump);
    write_jumps(plane);
    out_.end();
    out_.array("lone");
    for (const LonePiece& lone : plane.lone) {
      out_.object();
      out_.value("ends", rounded_points(lone.ends));
      out_.end();
    }
    out_.end();
  }

  void write_jumps(const Plane& plane) {
    std::vector<std::uint64_t> above, below;
    std::vector<std::vector<std::uint64_t>> outputs;
    for (const Border& border : plane.borders) {
      if (border.crossing != Crossing::jump) continue;
      above.push_back(numbers_.at(*border.above));
      below.push_back(numbers_.at(*border.below));
      outputs.emplace_back(border.jumps.begin(), border.jumps.end());
    }
    out_.object("jumps");
    out_.value("above", above);
    out_.value("below", below);
    out_.value("outputs", outputs);
    out_.end();
  }

  void write_graph(const GraphLine& graph) {
    out_.array("stretches");
    for (const Stretch& stretch : graph.stretches)
      out_.value(std::vector<Rational>{stretch.low, stretch.high});
    out_.end();
    out_.array("nodes");
    for (const Node& node : graph.nodes) {
      out_.object();
      out_.value("at", node.at);
      out_.value("values", node.values);
      write_side("left", node.left);
      write_side("right", node.right);
      out_.end();
    }
    out_.end();
  }

  void write_side(std::string_view key, const std::optional<std::size_t>& side) {
    if (side) {
      out_.value(key, std::uint64_t{*side});
    } else {
      out_.value(key, nullptr);
    }
  }

  JsonWriter& out_;
  const Report& report_;
  std::vector<std::size_t> order_;
  std::unordered_map<std::size_t, std::size_t> numbers_;
  std::size_t total_ = 0;
  FormTable forms_;
};

}  // namespace

std::string numbers(const AffineForm& form) {
  std::string text = form.constant.str();
  for (const Rational& g : form.gradient) text.append(1, ' ').append(g.str());
  return text;
}

void write_page_pieces(JsonWriter& out, const Report& report) {
  PieceWriter(out, report).write();
}

}  // namespace polyspike
