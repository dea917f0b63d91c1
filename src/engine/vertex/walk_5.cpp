// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/walk_levels.hpp"
#include "engine/vertex/walk_spikes.hpp"
#include "engine/vertex/walk_start.hpp"

namespace polyspike::vertex {

template WalkResult walk<5>(const Root&, Schedule::Worker&);

}  // namespace polyspike::vertex
