// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/potential.hpp"

#include <map>

namespace polyspike {

std::vector<PotentialPoint> potential_course(const SpikeStep& step,
                                             std::span<const Value> arrivals,
                                             const Value& firing_time) {
  struct Change {
    Rational slope, jump;
  };
  std::map<Rational, Change> changes;
  for (const auto& event : step.events) {
    const Value& arrival = arrivals[event.synapse];
    if (!arrival || (firing_time && *arrival + event.offset > *firing_time)) continue;
    Change& change = changes[*arrival + event.offset];
    change.slope += event.slope;
    change.jump += event.jump;
  }
  if (firing_time) changes[*firing_time];
  std::vector<PotentialPoint> course;
  for (const auto& [time, change] : changes) {
    PotentialPoint point{time, 0, change.jump, change.slope};
    if (!course.empty()) {
      const PotentialPoint& last = course.back();
      point.value = last.value_after + last.slope_after * (time - last.time);
      point.value_after += point.value;
      point.slope_after += last.slope_after;
    }
    course.push_back(std::move(point));
  }
  return course;
}

}  // namespace polyspike
