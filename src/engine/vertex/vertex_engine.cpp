// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/vertex_engine.hpp"

#include <stdexcept>

#include "engine/vertex/walk_root.hpp"

namespace polyspike {

bool explore_vertices(const Program& program, const Domain& domain,
                      const VertexOptions& options, const LeafSink& sink) {
  const vertex::Chart chart(vertex::bounding_box(domain));
  const vertex::Plan plan(program, chart);
  const vertex::Root root{plan, chart, domain, options, sink};
  switch (domain.dimension) {
    case 1:
      return vertex::walk<1>(root);
    case 2:
      return vertex::walk<2>(root);
    case 3:
      return vertex::walk<3>(root);
    case 4:
      return vertex::walk<4>(root);
    default:
      throw std::logic_error("vertex engine: dimension out of range");
  }
}

}  // namespace polyspike
