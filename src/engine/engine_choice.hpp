// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/explore.hpp"

namespace polyspike {

// Explores with the engine that suits the problem and what is asked of it.
ExploreResult explore_any(const Problem& problem, const ExploreOptions& options,
                          const LeafSink& sink);

}  // namespace polyspike
