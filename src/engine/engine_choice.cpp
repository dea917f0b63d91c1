// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine_choice.hpp"

#include <algorithm>
#include <stdexcept>

#include "engine/vertex/vertex_engine.hpp"

namespace polyspike {

bool fits_vertex_engine(const Problem& problem, const ExploreOptions& options) {
  const std::size_t dimension = problem.domain.dimension;
  return !options.all_dimensions && options.proof == nullptr && dimension >= 1 &&
         dimension <= max_vertex_dimension;
}

ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          const LeafSink& sink) {
  const bool fits = fits_vertex_engine(problem, options);
  if (options.engine == Engine::vertex && !fits)
    throw std::logic_error("explore_any: the vertex engine does not fit");
  if (!fits || options.engine == Engine::lp) return explore(problem, options, sink);
  VertexOptions vertex_options;
  vertex_options.threads = options.threads;
  vertex_options.budget = options.budget;
  ExploreResult result;
  vertex_options.statistics = &result.vertex;
  result.complete =
      explore_vertices(problem.program, problem.domain, vertex_options, sink);
  return result;
}

}  // namespace polyspike
