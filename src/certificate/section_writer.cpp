// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/section_writer.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "lp/exact_maximum.hpp"
#include "property/adjacency.hpp"

namespace polyspike {

Proof SectionWriter::Rows::named(const Multipliers& multipliers) const {
  Proof proof;
  for (const auto& [row, multiplier] : multipliers) proof.emplace_back(ids[row], multiplier);
  return proof;
}

void SectionWriter::add(Rows& rows, std::size_t leaf, std::uint32_t before) const {
  const WrittenLeaf& l = leaves_[leaf];
  for (const auto& [id, form] : l.rows) {
    rows.forms.push_back(form);
    rows.ids.push_back(before + id);
  }
  std::uint32_t id = before + l.size;
  for (const AffineForm& equation : l.equations)
    for (const AffineForm& form : {equation, -equation}) {
      rows.forms.push_back(form);
      rows.ids.push_back(++id);
    }
}

SectionWriter::Rows SectionWriter::closed(std::size_t a, std::size_t b) const {
  Rows rows;
  add(rows, a, 0);
  add(rows, b, leaves_[a].size + 2 * static_cast<std::uint32_t>(leaves_[a].equations.size()));
  return rows;
}

std::vector<std::uint32_t> SectionWriter::keys(Key key) const {
  std::vector<std::uint32_t> result;
  for (const Piece& piece : partition_.pieces) {
    const bool never = piece.map == Piece::never;
    result.push_back(!partition_.is_full(piece) ? Piece::never
                     : key == Key::cell         ? piece.cell
                     : key == Key::map          ? piece.map
                     : never                    ? 0
                                                : Piece::never);
  }
  return result;
}

void SectionWriter::components(Key key) {
  out_ << "components "
       << (key == Key::map ? "map" : key == Key::cell ? "cell" : "never") << '\n';
  const std::vector<std::uint32_t> key_of = keys(key);
  std::unordered_set<std::uint32_t> different;
  std::size_t count = 0;
  for (const std::uint32_t k : key_of)
    if (k != Piece::never) {
      different.insert(k);
      ++count;
    }
  UnionFind sets(key_of.size());
  if (different.size() < count)
    FacetIndex(problem_, partition_)
        .for_each_pair(
            [&](std::size_t a, std::size_t b, const AffineForm&) {
              return key_of[a] != Piece::never && key_of[a] == key_of[b] &&
                     sets.find(a) != sets.find(b);
            },
            [&](std::size_t a, std::size_t b, const AffineForm&, const Point& point) {
              if (!sets.unite(a, b)) return true;
              --count;
              out_ << "a " << a << ' ' << b << ' '
                   << point_text(problem_.flat.extend(point)) << '\n';
              return true;
            });
  out_ << ".\n";
  if (different.size() < count)
    for (std::size_t i = 0; i < key_of.size(); ++i)
      for (std::size_t j = i + 1; j < key_of.size(); ++j)
        if (key_of[i] != Piece::never && key_of[i] == key_of[j] &&
            sets.find(i) != sets.find(j))
          separation(i, j);
  out_ << ".\n";
}

namespace {

bool has_two_planes(const std::vector<AffineForm>& forms, const Multipliers& multipliers) {
  const AffineForm* first = nullptr;
  for (const auto& [row, multiplier] : multipliers) {
    if (forms[row].is_constant()) continue;
    if (first == nullptr) first = &forms[row];
    if (forms[row] != *first && forms[row] != -*first) return true;
  }
  return false;
}

}  // namespace

// The intersection lies in a plane {h = 0} between the two, and there in a second one.
void SectionWriter::separation(std::size_t a, std::size_t b) {
  Rows rows = closed(a, b);
  // The equations of the domain's hull say nothing about the two.
  const Flat& hull = problem_.flat;
  std::vector<AffineForm> forms;
  for (const AffineForm& form : rows.forms) forms.push_back(hull.restrict(form).primitive());
  const Interior first = find_interior(forms, hull.dimension());
  out_ << 'b' << proof_text(rows.named(first.multipliers));
  if (first.kind == Interior::Kind::flat && !has_two_planes(rows.forms, first.multipliers)) {
    std::size_t above = first.multipliers.front().first, below = above;
    for (const auto& [row, multiplier] : first.multipliers)
      if (forms[row] == -forms[above]) below = row;
    const Flat plane = Flat::whole(hull.dimension()).cut(forms[above]);
    std::vector<AffineForm> on_plane;
    for (const AffineForm& form : forms) on_plane.push_back(plane.restrict(form));
    const Interior second = find_interior(on_plane, plane.dimension());
    if (second.kind == Interior::Kind::full)
      throw std::logic_error("certificate: two components share a facet");
    // On the whole space the sum is a multiple of the plane's form; that is taken away.
    AffineForm sum(hull.dimension());
    for (const auto& [row, multiplier] : second.multipliers)
      sum.add_product(multiplier, forms[row]);
    Proof proof = rows.named(second.multipliers);
    for (std::size_t j = 0; j < sum.gradient.size(); ++j) {
      if (sum.gradient[j].is_zero()) continue;
      const Rational ratio = sum.gradient[j] / forms[above].gradient[j];
      proof.emplace_back(rows.ids[ratio.sign() > 0 ? below : above], abs(ratio));
      break;
    }
    out_ << " |" << proof_text(proof);
  }
  out_ << '\n';
}

std::string SectionWriter::relation(const Rows& rows, const Point& inside, const OutputForms& a,
                                    const OutputForms& b, bool up, bool down) const {
  std::string text;
  bool is_first = true;
  const auto prove = [&](const AffineForm& goal) {
    text += is_first ? "" : " |";
    is_first = false;
    if (goal.is_constant() && goal.constant.sign() >= 0) return;
    const ExactMaximum best = exact_maximum(rows.forms, -goal, inside);
    if (best.unbounded || best.value.sign() > 0)
      throw std::logic_error("certificate: no proof of a relation of outputs");
    Proof proof = rows.named(best.multipliers);
    proof.emplace_back(0, content(goal));
    text += proof_text(proof);
  };
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (!a[j] || !b[j] || *a[j] == *b[j]) continue;
    const AffineForm gap = own(*b[j]) - own(*a[j]);
    if (up) prove(gap);
    if (down) prove(-gap);
  }
  return text;
}

void SectionWriter::seams() {
  out_ << "pairs continuous\n";
  const auto& pieces = partition_.pieces;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (std::size_t j = i + 1; j < pieces.size(); ++j) {
      if (pieces[i].outputs == pieces[j].outputs) continue;
      const Rows rows = closed(i, j);
      const Interior interior = find_interior(rows.forms, problem_.flat.ambient());
      if (interior.kind == Interior::Kind::empty) {
        out_ << 'x' << proof_text(rows.named(interior.multipliers)) << '\n';
        continue;
      }
      std::vector<HalfSpace> half_spaces;
      for (const AffineForm& form : rows.forms) half_spaces.push_back({form, false});
      const auto hull = find_hull(Flat::whole(problem_.flat.ambient()), half_spaces);
      out_ << 'v'
           << relation(rows, hull->flat.extend(hull->interior), pieces[i].outputs,
                       pieces[j].outputs, true, true)
           << '\n';
    }
}

void SectionWriter::curvature(Curvature curvature) {
  const bool concave = curvature == Curvature::concave;
  out_ << (concave ? "pairs concave\n" : "pairs convex\n");
  std::vector<std::size_t> maps;
  const auto& pieces = partition_.pieces;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (partition_.is_full(pieces[i]) &&
        std::none_of(maps.begin(), maps.end(),
                     [&](std::size_t m) { return pieces[m].outputs == pieces[i].outputs; }))
      maps.push_back(i);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!partition_.is_full(pieces[i])) continue;
    Rows rows;
    add(rows, i, 0);
    for (const std::size_t m : maps)
      if (pieces[m].outputs != pieces[i].outputs)
        out_ << 'v'
             << relation(rows, problem_.flat.extend(pieces[i].interior), pieces[i].outputs,
                         pieces[m].outputs, concave, !concave)
             << '\n';
  }
}

}  // namespace polyspike
