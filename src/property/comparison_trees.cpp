// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/comparison_trees.hpp"

#include <algorithm>

namespace polyspike {

namespace {

constexpr std::size_t most_open = 10;

// Which synapses are open, by sign, in their order; the others are firm.
struct Split {
  std::vector<bool> is_open;
  std::vector<std::size_t> positive, negative;
};

Split split(const Arrivals& arrivals, const std::vector<std::size_t>& latest,
            std::size_t open) {
  Split result{std::vector<bool>(arrivals.size()), {}, {}};
  for (std::size_t k = 0; k < open; ++k) result.is_open[latest[k]] = true;
  for (std::size_t k = 0; k < arrivals.size(); ++k)
    if (result.is_open[k])
      (arrivals.weights()[k].sign() > 0 ? result.positive : result.negative).push_back(k);
  return result;
}

// Whether all slopes from the firm spikes on are positive and none of them comes too
// late.
bool applies(const Arrivals& arrivals, const Split& split) {
  Integer slope;
  for (std::size_t k = 0; k < arrivals.size(); ++k)
    if (!split.is_open[k] || arrivals.weights()[k].sign() < 0)
      slope += arrivals.weights()[k];
  if (split.positive.size() + split.negative.size() < arrivals.size())
    return slope.sign() > 0 && arrivals.is_quiet(split.is_open);
  return !split.positive.empty() &&
         std::all_of(split.positive.begin(), split.positive.end(), [&](std::size_t k) {
           return (slope + arrivals.weights()[k]).sign() > 0;
         });
}

class Trees {
 public:
  Trees(const Arrivals& arrivals, const Split& split, AtomTable& table)
      : arrivals_(arrivals), split_(split), table_(table) {}

  AtomForm build() {
    const bool has_firm =
        split_.positive.size() + split_.negative.size() < arrivals_.size();
    std::vector<AtomForm> groups;
    for (std::uint32_t plus = has_firm ? 0 : 1; plus >> split_.positive.size() == 0;
         ++plus) {
      std::vector<AtomForm> group;
      for (std::uint32_t minus = 0; minus >> split_.negative.size() == 0; ++minus)
        group.push_back(firing_time(plus, minus));
      groups.push_back(reduce(std::move(group), 1));
    }
    return reduce(std::move(groups), -1);
  }

 private:
  AtomForm firing_time(std::uint32_t plus, std::uint32_t minus);
  AtomForm reduce(std::vector<AtomForm> forms, int sign);

  const Arrivals& arrivals_;
  const Split& split_;
  AtomTable& table_;
};

AtomForm Trees::firing_time(std::uint32_t plus, std::uint32_t minus) {
  std::vector<bool> active(arrivals_.size());
  for (std::size_t k = 0; k < active.size(); ++k) active[k] = !split_.is_open[k];
  for (std::size_t i = 0; i < split_.positive.size(); ++i)
    active[split_.positive[i]] = (plus >> i & 1) != 0;
  for (std::size_t i = 0; i < split_.negative.size(); ++i)
    active[split_.negative[i]] = (minus >> i & 1) != 0;
  std::vector<Integer> weights(active.size());
  Integer total;
  Rational constant = arrivals_.threshold();
  for (std::size_t k = 0; k < active.size(); ++k) {
    if (!active[k]) continue;
    weights[k] = arrivals_.weights()[k];
    total += weights[k];
    constant.add_product(ratio(weights[k], arrivals_.denominator()),
                         arrivals_.forms()[k]->constant + arrivals_.delay(k));
  }
  return table_.combine(weights, arrivals_.forms(), total,
                        constant / ratio(total, arrivals_.denominator()));
}

// Neighbours p, q become q + max(0, p - q) or q - max(0, q - p), the last of an odd
// number waits.
AtomForm Trees::reduce(std::vector<AtomForm> forms, int sign) {
  while (forms.size() > 1) {
    std::vector<AtomForm> next;
    for (std::size_t k = 0; k + 1 < forms.size(); k += 2) {
      const AtomTable::Multiple parts[] = {{sign, &forms[k]}, {-sign, &forms[k + 1]}};
      next.push_back(
          table_
              .bend(table_.sum(parts), 0, sign, forms[k + 1], std::nullopt, std::nullopt)
              .form);
    }
    if (forms.size() % 2 == 1) next.push_back(std::move(forms.back()));
    forms = std::move(next);
  }
  return std::move(forms.front());
}

}  // namespace

std::optional<AtomForm> comparison_trees(const Arrivals& arrivals, bool all_open,
                                         AtomTable& table) {
  const std::vector<std::size_t> latest = arrivals.latest_first();
  if (all_open && latest.size() > most_open) return std::nullopt;
  std::size_t open = all_open ? latest.size() : 2;
  for (; open <= std::min(latest.size(), most_open); ++open) {
    const Split open_split = split(arrivals, latest, open);
    if (applies(arrivals, open_split)) return Trees(arrivals, open_split, table).build();
  }
  return std::nullopt;
}

}  // namespace polyspike
