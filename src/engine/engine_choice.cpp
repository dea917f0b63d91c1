// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine_choice.hpp"

#include <algorithm>
#include <stdexcept>

#include "engine/leaf_watch.hpp"
#include "engine/vertex/vertex_engine.hpp"

namespace polyspike {

bool fits_vertex_engine(const Problem& problem, const ExploreOptions& options) {
  const std::size_t dimension = problem.domain.dimension;
  return !options.all_dimensions && options.proof == nullptr && dimension >= 1 &&
         dimension <= max_vertex_dimension;
}

namespace {

bool has_negative_event(const Step& step) {
  const auto* spike = std::get_if<SpikeStep>(&step);
  return spike != nullptr &&
         std::any_of(spike->events.begin(), spike->events.end(),
                     [](const auto& event) { return event.slope.sign() < 0; });
}

// In five dimensions cells have so many vertices that linear programs are faster, unless
// spikes of both signs make cells of many pieces, of which one has to know the neighbours.
bool suits_vertex_engine(const Problem& problem, const ExploreOptions& options) {
  const auto& steps = problem.program.steps;
  return problem.domain.dimension < 5 ||
         (!options.only_cells && std::any_of(steps.begin(), steps.end(), has_negative_event));
}

}  // namespace

bool explores_by_vertices(const Problem& problem, const ExploreOptions& options) {
  const bool fits = fits_vertex_engine(problem, options);
  if (options.engine == Engine::vertex && !fits)
    throw std::logic_error("explore_any: the vertex engine does not fit");
  if (options.engine == Engine::automatic) return fits && suits_vertex_engine(problem, options);
  return fits && options.engine == Engine::vertex;
}

namespace {

template <class Sink>
ExploreResult explore_by_vertices(const Problem& problem, const ExploreOptions& options,
                                  Sink& sink) {
  ExploreResult result;
  const VertexOptions vertex_options{options.threads, options.budget, &result.vertex,
                                     &result.covered.emplace()};
  result.complete = explore_vertices(problem.program, problem.domain, vertex_options, sink);
  return result;
}

ExploreResult explore_in_batches(const Problem& problem, const ExploreOptions& options,
                                 BatchSink& sink) {
  if (explores_by_vertices(problem, options))
    return explore_by_vertices(problem, options, sink);
  if (options.proof == nullptr) return explore(problem, options, sink);
  const std::unique_ptr<LeafBatch> batch = sink.new_batch();
  const ExploreResult result = explore(problem, options, [&](const Leaf& leaf) {
    if (!batch->add(leaf)) return false;
    return batch->bytes() < large_batch || sink.take(*batch);
  });
  sink.take(*batch);
  return result;
}

// Tells the watch when an exploration begins and ends.
template <class Explore>
ExploreResult explore_watched(const Problem& problem, LeafWatch& watch, Explore&& explore) {
  watch.start(problem);
  const ExploreResult result = explore();
  watch.finish();
  return result;
}

ExploreResult explore_one_by_one(const Problem& problem, const ExploreOptions& options,
                                 const LeafSink& sink) {
  if (explores_by_vertices(problem, options))
    return explore_by_vertices(problem, options, sink);
  return explore(problem, options, sink);
}

}  // namespace

ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          const LeafSink& sink) {
  LeafWatch* const watch = options.watch;
  if (watch == nullptr) return explore_one_by_one(problem, options, sink);
  return explore_watched(problem, *watch, [&] {
    return explore_one_by_one(problem, options, [&](const Leaf& leaf) {
      watch->leaf(leaf);
      return sink(leaf);
    });
  });
}

ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          BatchSink& sink) {
  if (options.watch == nullptr) return explore_in_batches(problem, options, sink);
  WatchedSink watched(sink, *options.watch);
  return explore_watched(problem, *options.watch,
                         [&] { return explore_in_batches(problem, options, watched); });
}

}  // namespace polyspike
