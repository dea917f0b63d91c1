// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/polytope.hpp"

#include <algorithm>
#include <set>

namespace polyspike::oracle {

using Set = Polytope::Set;

std::size_t Polytope::dimension() const {
  std::vector<Vector> rows;
  for (std::size_t v = 1; v < vertices.size(); ++v) {
    rows.push_back(vertices[v]);
    for (std::size_t i = 0; i < space(); ++i) rows.back()[i] -= vertices[0][i];
  }
  return rank(std::move(rows));
}

Vector Polytope::center() const {
  Vector sum(space());
  for (const Vector& v : vertices)
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += v[i];
  for (Q& coordinate : sum) coordinate /= vertices.size();
  return sum;
}

std::pair<Q, Q> Polytope::range(const Form& form) const {
  std::pair<Q, Q> range{form.at(vertices[0]), form.at(vertices[0])};
  for (const Vector& v : vertices) {
    const Q value = form.at(v);
    range.first = std::min(range.first, value);
    range.second = std::max(range.second, value);
  }
  return range;
}

bool Polytope::vanishes(const Form& form) const {
  return std::all_of(vertices.begin(), vertices.end(),
                     [&](const Vector& v) { return form.at(v) == 0; });
}

bool Polytope::contains(const Vector& point) const {
  for (const Form& form : equations)
    if (form.at(point) != 0) return false;
  for (const Facet& facet : facets)
    if (facet.form.at(point) < 0) return false;
  return true;
}

bool Polytope::contains_inside(const Vector& point) const {
  for (const Facet& facet : facets)
    if (facet.form.at(point) <= 0) return false;
  return contains(point);
}

namespace {

// Keeps of the candidates those that are facets: the largest proper vertex sets. Every
// facet is among the candidates, every other candidate lies in one; the others become
// equations.
void keep_facets(Polytope& p, const std::vector<Polytope::Facet>& candidates) {
  p.facets.clear();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Set& set = candidates[i].vertices;
    if (set.all() && !candidates[i].form.is_constant())
      p.equations.push_back(candidates[i].form);
    if (set.all() || set.none()) continue;
    bool is_facet = true;
    for (std::size_t j = 0; j < candidates.size() && is_facet; ++j) {
      const Set& other = candidates[j].vertices;
      if (i == j || other.all()) continue;
      const bool repeated = other == set && j < i;
      if (repeated || set.is_proper_subset_of(other)) is_facet = false;
    }
    if (is_facet) p.facets.push_back(candidates[i]);
  }
}

// The face spanned by the given vertices, `extra` being a form that vanishes on it.
Polytope face(const Polytope& p, const Set& chosen, const Form& extra) {
  Polytope result;
  result.equations = p.equations;
  result.equations.push_back(extra);
  for (auto v = chosen.find_first(); v != Set::npos; v = chosen.find_next(v))
    result.vertices.push_back(p.vertices[v]);
  std::vector<Polytope::Facet> candidates;
  for (const Polytope::Facet& facet : p.facets) {
    Polytope::Facet part{facet.form, Set(result.vertices.size())};
    std::size_t place = 0;
    for (auto v = chosen.find_first(); v != Set::npos; v = chosen.find_next(v))
      part.vertices[place++] = facet.vertices[v];
    candidates.push_back(std::move(part));
  }
  keep_facets(result, candidates);
  return result;
}

// Two vertices span an edge iff no third lies on every facet that holds both.
bool is_edge(const Polytope& p, std::size_t v, std::size_t w) {
  Set common(p.vertices.size());
  common.set();
  for (const Polytope::Facet& facet : p.facets)
    if (facet.vertices[v] && facet.vertices[w]) common &= facet.vertices;
  return common.count() == 2;
}

// Where the form is 0 on the segment from v to w, given its values of opposite signs
// there.
Vector crossing(const Vector& v, const Q& at_v, const Vector& w, const Q& at_w) {
  const Q share = at_v / (at_v - at_w);
  Vector point = v;
  for (std::size_t i = 0; i < point.size(); ++i) point[i] += share * (w[i] - v[i]);
  return point;
}

// The polytope with the points added where form = 0 crosses its edges, listed on the
// facets.
struct Cut {
  Polytope polytope;
  std::vector<int> signs;  // of the form, per vertex
};

Cut cut_edges(const Polytope& p, const Form& form) {
  Cut cut{p, {}};
  Vector values;
  for (const Vector& v : p.vertices) values.push_back(form.at(v));
  for (const Q& value : values) cut.signs.push_back(sign(value));
  for (std::size_t v = 0; v < p.vertices.size(); ++v)
    for (std::size_t w = 0; w < v; ++w) {
      if (cut.signs[v] * cut.signs[w] >= 0 || !is_edge(p, v, w)) continue;
      cut.polytope.vertices.push_back(
          crossing(p.vertices[v], values[v], p.vertices[w], values[w]));
      cut.signs.push_back(0);
      for (Polytope::Facet& facet : cut.polytope.facets)
        facet.vertices.push_back(facet.vertices[v] && facet.vertices[w]);
    }
  return cut;
}

// The part of a cut polytope where side * form >= 0, or on the form's zero set (side 0).
Polytope part(const Cut& cut, const Form& form, int side) {
  Polytope result;
  result.equations = cut.polytope.equations;
  std::vector<std::size_t> kept;
  for (std::size_t v = 0; v < cut.signs.size(); ++v)
    if (cut.signs[v] == 0 || cut.signs[v] == side) kept.push_back(v);
  std::vector<Polytope::Facet> candidates = cut.polytope.facets;
  candidates.push_back({side == 0 ? form : Q(side) * form, Set(cut.signs.size())});
  for (std::size_t v : kept) {
    result.vertices.push_back(cut.polytope.vertices[v]);
    candidates.back().vertices[v] = cut.signs[v] == 0;
  }
  for (Polytope::Facet& facet : candidates) {
    Set moved(kept.size());
    for (std::size_t k = 0; k < kept.size(); ++k) moved[k] = facet.vertices[kept[k]];
    facet.vertices = std::move(moved);
  }
  keep_facets(result, candidates);
  return result;
}

bool next_choice(std::vector<std::size_t>& choice, std::size_t n) {
  for (std::size_t i = choice.size(); i-- > 0;) {
    if (choice[i] + choice.size() - i >= n) continue;
    ++choice[i];
    for (std::size_t j = i + 1; j < choice.size(); ++j) choice[j] = choice[j - 1] + 1;
    return true;
  }
  return false;
}

bool all_nonnegative(const std::vector<Form>& forms, const Vector& point) {
  return std::all_of(forms.begin(), forms.end(),
                     [&](const Form& form) { return form.at(point) >= 0; });
}

std::set<Vector> vertices_of(std::size_t dimension, const std::vector<Form>& forms) {
  std::set<Vector> vertices;
  std::vector<std::size_t> choice;
  for (std::size_t i = 0; i < dimension; ++i) choice.push_back(i);
  if (forms.size() < dimension) return vertices;
  do {
    std::vector<Vector> rows;
    Vector right;
    for (std::size_t c : choice) {
      rows.push_back(forms[c].gradient);
      right.push_back(-forms[c].constant);
    }
    const auto point = solve(std::move(rows), std::move(right));
    if (point && all_nonnegative(forms, *point)) vertices.insert(*point);
  } while (next_choice(choice, forms.size()));
  return vertices;
}

}  // namespace

std::optional<Polytope> polytope(std::size_t dimension, const std::vector<Form>& forms) {
  const std::set<Vector> vertices = vertices_of(dimension, forms);
  if (vertices.empty()) return std::nullopt;
  Polytope result;
  result.vertices.assign(vertices.begin(), vertices.end());
  std::vector<Polytope::Facet> candidates;
  for (const Form& form : forms) {
    Polytope::Facet facet{form, Set(result.vertices.size())};
    for (std::size_t v = 0; v < result.vertices.size(); ++v)
      facet.vertices[v] = form.at(result.vertices[v]) == 0;
    candidates.push_back(std::move(facet));
  }
  keep_facets(result, candidates);
  return result;
}

Parts split(const Polytope& p, const Form& form) {
  const Cut cut = cut_edges(p, form);
  const bool below = std::count(cut.signs.begin(), cut.signs.end(), -1) > 0;
  const bool above = std::count(cut.signs.begin(), cut.signs.end(), 1) > 0;
  if (!below && !above) return {std::nullopt, p, std::nullopt};
  if (!below) return {std::nullopt, std::nullopt, p};
  if (!above) return {p, std::nullopt, std::nullopt};
  return {part(cut, form, -1), part(cut, form, 0), part(cut, form, 1)};
}

std::optional<Polytope> clip(const Polytope& p, const Form& form) {
  const auto [least, greatest] = p.range(form);
  if (least >= 0) return p;
  if (greatest < 0) return std::nullopt;
  return part(cut_edges(p, form), form, greatest > 0 ? 1 : 0);
}

std::optional<Polytope> slice(const Polytope& p, const Form& form) {
  const auto [least, greatest] = p.range(form);
  if (least > 0 || greatest < 0) return std::nullopt;
  return part(cut_edges(p, form), form, 0);
}

std::optional<Polytope> intersection(const Polytope& a, const Polytope& b) {
  std::optional<Polytope> result = a;
  for (const Form& form : b.equations)
    if (result) result = slice(*result, form);
  for (const Polytope::Facet& facet : b.facets)
    if (result) result = clip(*result, facet.form);
  return result;
}

namespace {

// The form on the product space that looks at the coordinates from `offset` on only.
Form lift(const Form& form, std::size_t offset, std::size_t space) {
  Form lifted = Form::zero(space);
  lifted.constant = form.constant;
  for (std::size_t i = 0; i < form.dimension(); ++i)
    lifted.gradient[offset + i] = form.gradient[i];
  return lifted;
}

}  // namespace

Polytope product(const Polytope& a, const Polytope& b) {
  Polytope result;
  const std::size_t space = a.space() + b.space();
  for (const Vector& v : a.vertices)
    for (const Vector& w : b.vertices) {
      result.vertices.push_back(v);
      result.vertices.back().insert(result.vertices.back().end(), w.begin(), w.end());
    }
  const std::size_t rows = a.vertices.size(), columns = b.vertices.size();
  for (const Polytope::Facet& facet : a.facets) {
    result.facets.push_back({lift(facet.form, 0, space), Set(rows * columns)});
    for (std::size_t v = 0; v < rows * columns; ++v)
      result.facets.back().vertices[v] = facet.vertices[v / columns];
  }
  for (const Polytope::Facet& facet : b.facets) {
    result.facets.push_back({lift(facet.form, a.space(), space), Set(rows * columns)});
    for (std::size_t v = 0; v < rows * columns; ++v)
      result.facets.back().vertices[v] = facet.vertices[v % columns];
  }
  for (const Form& form : a.equations) result.equations.push_back(lift(form, 0, space));
  for (const Form& form : b.equations)
    result.equations.push_back(lift(form, a.space(), space));
  return result;
}

Polytope facet(const Polytope& p, std::size_t f) {
  return face(p, p.facets[f].vertices, p.facets[f].form);
}

std::vector<Polytope> faces(const Polytope& p) {
  std::vector<Polytope> result{p};
  std::set<std::vector<Vector>> seen{p.vertices};
  for (std::size_t i = 0; i < result.size(); ++i)
    for (std::size_t f = 0; f < result[i].facets.size(); ++f) {
      Polytope smaller = facet(result[i], f);
      if (seen.insert(smaller.vertices).second) result.push_back(std::move(smaller));
    }
  return result;
}

namespace {

Q determinant(std::vector<Vector> rows) {
  Q result = 1;
  for (std::size_t c = 0; c < rows.size(); ++c) {
    std::size_t r = c;
    while (r < rows.size() && rows[r][c] == 0) ++r;
    if (r == rows.size()) return 0;
    if (r != c) result = -result;
    std::swap(rows[r], rows[c]);
    result *= rows[c][c];
    for (r = c + 1; r < rows.size(); ++r) {
      const Q factor = rows[r][c] / rows[c][c];
      for (std::size_t k = c; k < rows.size(); ++k) rows[r][k] -= factor * rows[c][k];
    }
  }
  return result;
}

// The sum of |det| of the simplices from the apexes over a triangulation of the face.
Q cone_volume(const Polytope& face, std::vector<Vector>& apexes) {
  const Vector& apex = face.vertices.front();
  apexes.push_back(apex);
  Q sum = 0;
  if (face.vertices.size() == 1) {
    std::vector<Vector> rows(apexes.begin() + 1, apexes.end());
    for (Vector& row : rows)
      for (std::size_t i = 0; i < row.size(); ++i) row[i] -= apexes.front()[i];
    sum = abs(determinant(std::move(rows)));
  }
  for (std::size_t f = 0; f < face.facets.size(); ++f)
    if (!face.facets[f].vertices[0]) sum += cone_volume(facet(face, f), apexes);
  apexes.pop_back();
  return sum;
}

}  // namespace

Q volume(const Polytope& p) {
  std::vector<Vector> apexes;
  Q result = cone_volume(p, apexes);
  for (std::size_t k = 2; k <= p.space(); ++k) result /= k;
  return result;
}

}  // namespace polyspike::oracle
