// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/vertex/plan.hpp"
#include "engine/vertex/vertex_engine.hpp"

namespace polyspike::vertex {

// What a walk starts from.
struct Root {
  const Plan& plan;
  const Chart& chart;
  const Domain& domain;
  const VertexOptions& options;
  const LeafSink& sink;
};

// Walks over all pieces; returns whether it came to the end. One unit of translation per
// dimension: walk_1.cpp to walk_4.cpp.
template <int D>
bool walk(const Root& root);
extern template bool walk<1>(const Root&);
extern template bool walk<2>(const Root&);
extern template bool walk<3>(const Root&);
extern template bool walk<4>(const Root&);

}  // namespace polyspike::vertex
