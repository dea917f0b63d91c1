// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <vector>

#include "oracle/fire.hpp"
#include "oracle/model.hpp"
#include "oracle/polytope.hpp"

namespace polyspike::oracle {

// The domain in coordinates y of its affine hull: full-dimensional there. Where the
// domain is full-dimensional already, y is x.
struct Frame {
  Polytope domain;      // in y
  std::vector<Form> x;  // the coordinates x as forms in y

  std::size_t dimension() const { return domain.space(); }
  Vector point(const Vector& y) const;
  // The y of a point x of the hull; nullopt off the hull.
  std::optional<Vector> coordinates(const Vector& x) const;
};

// nullopt if the domain is empty.
std::optional<Frame> frame_of(const Domain& domain);

// A polytope on whose relative interior the model does one thing everywhere: the same
// decisions, and outputs that are affine (or `inf`).
struct Stratum {
  Polytope cell;
  std::size_t dimension = 0;
  std::vector<Decision> decisions;  // of the neurons, in their order
  std::vector<std::optional<Form>> outputs;
};

// The oracle's refusal of a case that is too large for it.
struct TooLarge : std::runtime_error {
  TooLarge() : std::runtime_error("oracle: too many strata") {}
};

enum class Extent {
  full,  // strata of the domain's dimension only
  all,   // of every dimension: their relative interiors partition the closed domain
};

// The strata of the model on the domain. Each node's value is computed on affine forms; a
// sign that is not the same on a whole stratum splits it, and the node is computed again.
std::vector<Stratum> strata_of(const Model& model, const Frame& frame, Extent extent,
                               Definition definition = Definition::scan,
                               std::size_t limit = 20000);

}  // namespace polyspike::oracle
