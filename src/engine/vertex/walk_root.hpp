// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/vertex/plan.hpp"
#include "engine/vertex/schedule.hpp"
#include "engine/vertex/vertex_engine.hpp"

namespace polyspike::vertex {

// What a walk starts from.
struct Root {
  const Plan& plan;
  const Chart& chart;
  const Domain& domain;
};

struct WalkResult {
  VertexStatistics statistics;
  Rational missing;  // see Walk
  Rational whole;
};

// Walks over all pieces of the worker's units. One unit of translation per dimension:
// walk_1.cpp to walk_5.cpp.
template <int D>
WalkResult walk(const Root& root, Schedule::Worker& worker);
extern template WalkResult walk<1>(const Root&, Schedule::Worker&);
extern template WalkResult walk<2>(const Root&, Schedule::Worker&);
extern template WalkResult walk<3>(const Root&, Schedule::Worker&);
extern template WalkResult walk<4>(const Root&, Schedule::Worker&);
extern template WalkResult walk<5>(const Root&, Schedule::Worker&);

}  // namespace polyspike::vertex
