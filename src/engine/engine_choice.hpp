// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/explore.hpp"
#include "engine/leaf_batch.hpp"

namespace polyspike {

// What the engine by vertices is for, and whether that is asked.
constexpr char vertex_engine_scope[] =
    "a domain of one to five dimensions";
bool fits_vertex_engine(const Problem& problem, const ExploreOptions& options);

// Whether explore_any takes the engine by vertices. Throws std::logic_error if options.engine
// is `vertex` and does not fit.
bool explores_by_vertices(const Problem& problem, const ExploreOptions& options);

// Explores with options.engine, or with the one that is faster where that is `automatic`.
// Throws std::logic_error if options.engine is `vertex` and does not fit.
ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          const LeafSink& sink);
// The same in batches, with options.threads where the engine can use them.
ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          BatchSink& sink);

}  // namespace polyspike
