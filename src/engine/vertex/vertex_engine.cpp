// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/vertex_engine.hpp"

#include <stdexcept>

#include "engine/vertex/walk_levels.hpp"
#include "engine/vertex/walk_start.hpp"

namespace polyspike {

namespace {

template <int D>
bool explore(const Program& program, const Domain& domain, const VertexOptions& options,
             const LeafSink& sink) {
  const vertex::Chart chart(vertex::bounding_box(domain));
  const vertex::Plan plan(program, chart);
  const auto walk = std::make_unique<vertex::Walk<D>>(plan, chart, options, sink);
  const bool complete = walk->run(domain);
  if (options.statistics != nullptr) *options.statistics = walk->statistics();
  return complete;
}

}  // namespace

bool explore_vertices(const Program& program, const Domain& domain,
                      const VertexOptions& options, const LeafSink& sink) {
  switch (domain.dimension) {
    case 1:
      return explore<1>(program, domain, options, sink);
    case 2:
      return explore<2>(program, domain, options, sink);
    case 3:
      return explore<3>(program, domain, options, sink);
    case 4:
      return explore<4>(program, domain, options, sink);
    default:
      throw std::logic_error("vertex engine: dimension out of range");
  }
}

}  // namespace polyspike
