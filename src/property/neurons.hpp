// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/explore.hpp"

namespace polyspike {

// What a neuron does on the whole closed domain, pieces of lower dimension included. A
// spiking neuron acts where it fires; a ReLU acts where its pre-activation is > 0.
enum class Activity {
  dead,       // acts nowhere
  always,     // acts everywhere
  sometimes,  // acts at some points and not at others
  unknown,    // the budget ran out first
};
std::string_view to_string(Activity activity);

// With the points, in the coordinates of the problem's flat, that were seen: one where it
// acts, one where it does not. Of `sometimes` both are there.
struct ActivityFound {
  Activity activity = Activity::unknown;
  std::optional<Point> active, inactive;
};
std::vector<ActivityFound> find_activity_and_points(const Problem& problem,
                                                    const ExploreOptions& options);

// One per neuron of the program. `sometimes` is proved by two points, the others by a
// partition into pieces on which the neuron does one thing.
std::vector<Activity> find_activity(const Problem& problem, const ExploreOptions& options);

}  // namespace polyspike
