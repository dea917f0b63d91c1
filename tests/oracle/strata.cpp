// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/strata.hpp"

#include <utility>

namespace polyspike::oracle {

Vector Frame::point(const Vector& y) const {
  Vector result;
  for (const Form& form : x) result.push_back(form.at(y));
  return result;
}

namespace {

// Rows of x that determine y: dimension many, of full rank.
std::vector<std::size_t> independent_rows(const std::vector<Form>& x) {
  std::vector<std::size_t> chosen;
  std::vector<Vector> rows;
  for (std::size_t i = 0; i < x.size(); ++i) {
    rows.push_back(x[i].gradient);
    if (rank(rows) == rows.size())
      chosen.push_back(i);
    else
      rows.pop_back();
  }
  return chosen;
}

}  // namespace

std::optional<Vector> Frame::coordinates(const Vector& at) const {
  std::vector<Vector> rows;
  Vector right;
  for (std::size_t i : independent_rows(x)) {
    rows.push_back(x[i].gradient);
    right.push_back(at[i] - x[i].constant);
  }
  const auto y = solve(std::move(rows), std::move(right));
  if (!y || point(*y) != at) return std::nullopt;
  return y;
}

std::optional<Frame> frame_of(const Domain& domain) {
  const std::vector<Form> forms = forms_of(domain);
  const auto flat = polytope(domain.dimension, forms);
  if (!flat) return std::nullopt;
  Frame frame;
  const std::size_t dimension = flat->dimension();
  if (dimension == domain.dimension) {
    for (std::size_t i = 0; i < dimension; ++i)
      frame.x.push_back(Form::coordinate(dimension, i));
    frame.domain = *flat;
    return frame;
  }
  std::vector<Vector> edges;
  for (std::size_t v = 1; v < flat->vertices.size() && edges.size() < dimension; ++v) {
    edges.push_back(flat->vertices[v]);
    for (std::size_t i = 0; i < domain.dimension; ++i)
      edges.back()[i] -= flat->vertices[0][i];
    if (rank(edges) < edges.size()) edges.pop_back();
  }
  for (std::size_t i = 0; i < domain.dimension; ++i) {
    frame.x.emplace_back(flat->vertices[0][i], Vector());
    for (const Vector& edge : edges) frame.x.back().gradient.push_back(edge[i]);
  }
  std::vector<Form> inside;
  for (const Form& form : forms) inside.push_back(form.after(frame.x));
  frame.domain = *polytope(dimension, inside);
  return frame;
}

namespace {

// Knows the signs of forms on the relative interior of a polytope; the first one that is
// not constant there is remembered, and answered for the center.
class FormJudge {
 public:
  explicit FormJudge(const Polytope& cell) : cell_(cell), center_(cell.center()) {}

  int sign(const Form& form) {
    bool below = false, above = false;
    for (const Vector& v : cell_.vertices) {
      const int s = oracle::sign(form.at(v));
      below = below || s < 0;
      above = above || s > 0;
    }
    if (below && above) {
      if (!undecided_) undecided_ = form;
      return oracle::sign(form.at(center_));
    }
    return above ? 1 : below ? -1 : 0;
  }
  const std::optional<Form>& undecided() const { return undecided_; }

 private:
  const Polytope& cell_;
  Vector center_;
  std::optional<Form> undecided_;
};

// A stratum under construction: the values of its first nodes are known.
struct Partial {
  Polytope cell;
  std::vector<std::optional<Form>> nodes;
  std::vector<Decision> decisions;
};

std::vector<Partial> begin(const Frame& frame, Extent extent) {
  std::vector<Partial> partials;
  for (Polytope& face : faces(frame.domain)) {
    Partial partial{std::move(face), {}, {}};
    partial.nodes.assign(frame.x.begin(), frame.x.end());
    partials.push_back(std::move(partial));
    if (extent == Extent::full) break;
  }
  return partials;
}

void push_part(std::vector<Partial>& open, const Partial& whole,
               std::optional<Polytope>& cell) {
  if (cell) open.push_back({std::move(*cell), whole.nodes, whole.decisions});
}

// Adds the value of one more node to every partial, splitting where needed.
std::vector<Partial> advance(std::vector<Partial> open, const Node& node,
                             const Frame& frame, Extent extent, Definition definition,
                             std::size_t limit) {
  std::vector<Partial> done;
  const Form zero = Form::zero(frame.dimension());
  while (!open.empty()) {
    Partial partial = std::move(open.back());
    open.pop_back();
    FormJudge judge(partial.cell);
    Firing<Form> firing = value_of(node, partial.nodes, zero, judge, definition);
    if (judge.undecided()) {
      Parts parts = split(partial.cell, *judge.undecided());
      push_part(open, partial, parts.negative);
      push_part(open, partial, parts.positive);
      if (extent == Extent::all) push_part(open, partial, parts.zero);
    } else {
      partial.nodes.push_back(std::move(firing.time));
      if (!node.is_affine()) partial.decisions.push_back(std::move(firing.decision));
      done.push_back(std::move(partial));
    }
    if (done.size() + open.size() > limit) throw TooLarge();
  }
  return done;
}

}  // namespace

std::vector<Stratum> strata_of(const Model& model, const Frame& frame, Extent extent,
                               Definition definition, std::size_t limit) {
  std::vector<Partial> partials = begin(frame, extent);
  for (const Node& node : model.nodes)
    partials = advance(std::move(partials), node, frame, extent, definition, limit);
  std::vector<Stratum> strata;
  for (Partial& partial : partials) {
    Stratum stratum;
    stratum.cell = std::move(partial.cell);
    stratum.dimension = stratum.cell.dimension();
    stratum.decisions = std::move(partial.decisions);
    for (std::size_t output : model.outputs)
      stratum.outputs.push_back(partial.nodes[output]);
    strata.push_back(std::move(stratum));
  }
  return strata;
}

}  // namespace polyspike::oracle
