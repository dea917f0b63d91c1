// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/dynamic_bitset.hpp>
#include <optional>
#include <vector>

#include "oracle/form.hpp"

namespace polyspike::oracle {

// A non-empty polytope, of any dimension up to that of the space: its vertices, and for
// each facet a form that is >= 0 on the polytope and 0 exactly on the facet. Where the
// text speaks of the relative interior, it is that of this closed polytope.
struct Polytope {
  using Set = boost::dynamic_bitset<>;
  struct Facet {
    Form form;
    Set vertices;
  };
  std::vector<Vector> vertices;
  std::vector<Facet> facets;
  std::vector<Form> equations;  // forms that vanish on it and that cut out its hull

  std::size_t space() const { return vertices.front().size(); }
  std::size_t dimension() const;
  // The mean of the vertices: a point of the relative interior.
  Vector center() const;
  // The least and the greatest value of a form.
  std::pair<Q, Q> range(const Form& form) const;
  // Whether the form is 0 on all of it.
  bool vanishes(const Form& form) const;
  bool contains(const Vector& point) const;
  // Whether the point lies in the relative interior.
  bool contains_inside(const Vector& point) const;
};

// The polytope of the points where every form is >= 0; nullopt if there is none. The set
// must be bounded. By trying every choice of `dimension` forms as a vertex.
std::optional<Polytope> polytope(std::size_t dimension, const std::vector<Form>& forms);

// The closed parts of the polytope on both sides of form = 0 and on it, as far as the
// relative interior of the polytope meets {form < 0}, {form > 0} and {form = 0}.
struct Parts {
  std::optional<Polytope> negative, zero, positive;
};
Parts split(const Polytope& polytope, const Form& form);

// The points of the polytope where form >= 0, or = 0.
std::optional<Polytope> clip(const Polytope& polytope, const Form& form);
std::optional<Polytope> slice(const Polytope& polytope, const Form& form);

std::optional<Polytope> intersection(const Polytope& a, const Polytope& b);

// a x b in the product space.
Polytope product(const Polytope& a, const Polytope& b);

// The facet numbered f as a polytope.
Polytope facet(const Polytope& polytope, std::size_t f);

// All non-empty faces, the polytope itself first.
std::vector<Polytope> faces(const Polytope& polytope);

// The volume of a full-dimensional polytope; 1 for a point in dimension 0.
Q volume(const Polytope& polytope);

}  // namespace polyspike::oracle
