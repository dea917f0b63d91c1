// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "oracle/winners.hpp"
#include "property/comparison.hpp"
#include "property/decisions.hpp"
#include "property/neurons.hpp"

namespace polyspike::property {
namespace {

void compare_activities(const Case& it, Findings& findings) {
  const std::vector<oracle::Activity> expected = oracle::activities(it.survey);
  const std::vector<Activity> found = find_activity(it.problem, {});
  if (found.size() != expected.size()) {
    findings.push_back("activity: of another number of neurons");
    return;
  }
  for (std::size_t n = 0; n < found.size(); ++n) {
    const Activity wanted = expected[n] == oracle::Activity::dead ? Activity::dead
                            : expected[n] == oracle::Activity::always
                                ? Activity::always
                                : Activity::sometimes;
    if (found[n] != wanted)
      findings.push_back(words("activity: neuron ", n, " is ", to_string(wanted),
                               ", found ", to_string(found[n])));
  }
}

void compare_winners(const Case& it, DecisionRule rule, Findings& findings) {
  const oracle::Winners expected =
      oracle::winners(it.full, rule == DecisionRule::earliest);
  const Decisions found = find_decisions(it.problem, rule, {});
  oracle::Winners winners;
  for (const Winner& winner : found.winners) winners[winner.outputs] = winner.regions;
  if (winners != expected || !found.complete)
    findings.push_back(words("decisions: other winners or regions, rule ", int(rule)));
}

}  // namespace

Findings compare_neurons(const Case& it) {
  Findings findings;
  compare_activities(it, findings);
  compare_winners(it, DecisionRule::earliest, findings);
  if (!it.network.is_spiking()) compare_winners(it, DecisionRule::largest, findings);
  return findings;
}

}  // namespace polyspike::property
