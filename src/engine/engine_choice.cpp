// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine_choice.hpp"

namespace polyspike {

ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          const LeafSink& sink) {
  return explore(problem, options, sink);
}

}  // namespace polyspike
