// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/winners.hpp"

#include "oracle/counts.hpp"

namespace polyspike::oracle {
namespace {

using Set = std::vector<std::size_t>;

// The outputs that are first at a point of a stratum where no two of them change order.
Set first_at(const Stratum& stratum, const Vector& point, bool smallest) {
  Set first;
  std::optional<Q> best;
  for (std::size_t o = 0; o < stratum.outputs.size(); ++o) {
    if (!stratum.outputs[o]) continue;
    const Q value =
        smallest ? stratum.outputs[o]->at(point) : Q(-stratum.outputs[o]->at(point));
    if (!best || value < *best) first.clear();
    if (!best || value <= *best) first.push_back(o);
    best = best ? std::min(*best, value) : value;
  }
  return first;
}

// Cuts every stratum where two outputs change order.
std::vector<Stratum> refine(std::vector<Stratum> strata) {
  const std::size_t outputs = strata.empty() ? 0 : strata.front().outputs.size();
  for (std::size_t a = 0; a < outputs; ++a)
    for (std::size_t b = 0; b < a; ++b) {
      std::vector<Stratum> cut;
      for (Stratum& stratum : strata) {
        if (!stratum.outputs[a] || !stratum.outputs[b]) {
          cut.push_back(std::move(stratum));
          continue;
        }
        const Parts parts =
            split(stratum.cell, *stratum.outputs[a] - *stratum.outputs[b]);
        if (parts.zero && !parts.negative && !parts.positive) cut.push_back(stratum);
        for (const auto* part : {&parts.negative, &parts.positive}) {
          if (!*part) continue;
          cut.push_back(stratum);
          cut.back().cell = **part;
        }
      }
      strata = std::move(cut);
    }
  return strata;
}

}  // namespace

Winners winners(const std::vector<Stratum>& full_strata, bool smallest) {
  const std::vector<Stratum> strata = refine(full_strata);
  std::vector<Set> first;
  for (const Stratum& stratum : strata)
    first.push_back(first_at(stratum, stratum.cell.center(), smallest));
  std::map<Set, std::vector<std::size_t>> members;
  for (std::size_t s = 0; s < strata.size(); ++s) members[first[s]].push_back(s);
  const auto pairs = adjacent_pairs(strata);
  Winners result;
  for (const auto& [set, list] : members)
    result[set] = count_components(strata.size(), list, pairs);
  return result;
}

}  // namespace polyspike::oracle
