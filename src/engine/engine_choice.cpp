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

namespace {

bool takes_vertices(const Problem& problem, const ExploreOptions& options) {
  const bool fits = fits_vertex_engine(problem, options);
  if (options.engine == Engine::vertex && !fits)
    throw std::logic_error("explore_any: the vertex engine does not fit");
  return fits && options.engine != Engine::lp;
}

template <class Sink>
ExploreResult explore_by_vertices(const Problem& problem, const ExploreOptions& options,
                                  Sink& sink) {
  ExploreResult result;
  const VertexOptions vertex_options{options.threads, options.budget, &result.vertex,
                                     &result.covered.emplace()};
  result.complete = explore_vertices(problem.program, problem.domain, vertex_options, sink);
  return result;
}

}  // namespace

ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          const LeafSink& sink) {
  if (takes_vertices(problem, options)) return explore_by_vertices(problem, options, sink);
  return explore(problem, options, sink);
}

ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          BatchSink& sink) {
  if (takes_vertices(problem, options)) return explore_by_vertices(problem, options, sink);
  if (options.proof == nullptr) return explore(problem, options, sink);
  const std::unique_ptr<LeafBatch> batch = sink.new_batch();
  const ExploreResult result = explore(problem, options, [&](const Leaf& leaf) {
    if (!batch->add(leaf)) return false;
    return batch->bytes() < large_batch || sink.take(*batch);
  });
  sink.take(*batch);
  return result;
}

}  // namespace polyspike
