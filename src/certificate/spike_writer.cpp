// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "certificate/tree_writer.hpp"

// The spike steps of a tree: FORMAT.md, "Causal regions", "Never", "In order of events".
namespace polyspike {

namespace {

using Events = ProofObserver::Events;

bool contains(const Events& events, std::size_t event) {
  return std::find(events.begin(), events.end(), event) != events.end();
}

// threshold - sum over the chosen events of weight * (time[at] - time)
AffineForm shortfall(const ProofObserver::LinearSpike& spike, const Events& chosen,
                     std::size_t at) {
  AffineForm sum(spike.times[at].dimension());
  sum.constant = spike.step.threshold;
  for (const std::size_t u : chosen)
    sum.add_product(-spike.weights[u], spike.times[at] - spike.times[u]);
  return sum;
}

struct Rounded {
  double value, size;  // the error is below 2^-45 of the size
};

Rounded rounded_at(const AffineForm& form, const std::vector<double>& x) {
  Rounded sum{form.constant.approximate(), std::abs(form.constant.approximate())};
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double term = form.gradient[j].approximate() * x[j];
    sum.value += term;
    sum.size += std::abs(term);
  }
  return sum;
}

// " 011": which of the events are among the chosen; nothing for no events.
std::string bits(const Events& events, const Events& chosen) {
  std::string text;
  for (const std::size_t u : events) text += contains(chosen, u) ? '1' : '0';
  return text.empty() ? text : ' ' + text;
}

}  // namespace

// The same by a look at the corners of the simplex, every positive event counting as
// max(0, .), in doubles that leave no doubt; nothing if that does not show it.
std::optional<std::string> TreeWriter::past_at_corners(const Walk& walk,
                                                       const LinearSpike& spike,
                                                       std::size_t position) {
  const Simplex* around = simplex(walk);
  if (around == nullptr) return std::nullopt;
  const std::size_t k = spike.past[position];
  std::string marks(spike.times.size(), '.');
  for (const std::size_t u : spike.positive) marks[u] = '@';
  std::vector<std::vector<Rounded>> at(around->x.size());
  for (std::size_t c = 0; c < at.size(); ++c)
    for (const AffineForm& time : spike.times) at[c].push_back(rounded_at(time, around->x[c]));
  for (const std::size_t j : spike.past) {
    double lead = 0;
    for (const auto& times : at) lead += times[k].value - times[j].value;
    if (lead > 0) marks[j] = 'i';
  }
  for (const auto& times : at) {
    double rest = spike.step.threshold.approximate(), size = rest;
    for (std::size_t u = 0; u < marks.size(); ++u) {
      if (marks[u] == '.') continue;
      const double weight = spike.weights[u].approximate();
      const double gap = times[k].value - times[u].value;
      if (marks[u] == 'i' || gap > 0) rest -= weight * gap;
      size += std::abs(weight) * (times[k].size + times[u].size);
    }
    if (!(rest > 0x1p-30 * size && size > 0x1p-600)) return std::nullopt;
  }
  return " | " + marks;
}

// The member of N at the position, and in its bound only the members before it.
std::string TreeWriter::past_block(const Walk& walk, const LinearSpike& spike,
                                   std::size_t position) {
  const std::size_t k = spike.past[position];
  Events fixed(spike.past.begin(), spike.past.begin() + static_cast<std::ptrdiff_t>(position));
  Events open;
  std::string marks(spike.times.size(), '.'), proofs;
  for (const std::size_t j : fixed) marks[j] = 'i';
  for (const std::size_t u : spike.positive) {
    const AffineForm gap = spike.times[k] - spike.times[u];
    if (const auto before = find_proof(walk, gap, false, rows())) {
      marks[u] = '<';
      fixed.push_back(u);
      proofs += " |" + *before;
    } else if (const auto after = find_proof(walk, -gap, false, rows())) {
      marks[u] = '>';
      proofs += " |" + *after;
    } else {
      marks[u] = '?';
      open.push_back(u);
    }
  }
  for (std::size_t subset = 0; subset < std::size_t{1} << open.size(); ++subset) {
    Events chosen = fixed;
    for (std::size_t i = 0; i < open.size(); ++i)
      if ((subset >> i & 1) != 0) chosen.push_back(open[i]);
    proofs += " |" + proof(walk, shortfall(spike, chosen, k), true);
  }
  return " | " + marks + proofs;
}

std::string TreeWriter::past(const Walk& walk, const LinearSpike& spike) {
  std::vector<std::optional<std::string>> blocks(spike.past.size());
  const auto look = [&] {
    for (std::size_t i = 0; i < blocks.size(); ++i)
      if (!blocks[i]) blocks[i] = past_at_corners(walk, spike, i);
  };
  look();
  for (const auto& block : blocks)
    if (!block) misses_ += spike.positive.size();
  if (enclose_if_missed(walk)) {
    blocks.assign(blocks.size(), std::nullopt);
    look();
  }
  std::string text = bits(spike.negative, spike.past);
  for (const std::size_t k : spike.negative)
    for (std::size_t i = 0; i < spike.past.size(); ++i)
      if (spike.past[i] == k) text += blocks[i] ? *blocks[i] : past_block(walk, spike, i);
  return text;
}

std::string TreeWriter::late_block(const Walk& walk, const LinearSpike& spike,
                                   std::size_t late) {
  const Point here = walk.witness.point();
  std::vector<Events> candidates = {{}};
  for (const std::size_t u : spike.positive)
    if (spike.times[u].at(here) < spike.times[late].at(here)) candidates[0].push_back(u);
  candidates.insert(candidates.end(), spike.reached.rbegin(), spike.reached.rend());
  for (const Events& candidate : candidates) {
    Events chosen = spike.past;
    chosen.insert(chosen.end(), candidate.begin(), candidate.end());
    Rational slope;
    for (const std::size_t u : chosen) slope += spike.weights[u];
    if (slope.sign() <= 0) continue;
    const auto found = find_proof(walk, -shortfall(spike, chosen, late), false, rows());
    if (found) return " |" + bits(spike.positive, candidate) + " |" + *found;
  }
  throw std::logic_error("certificate: no proof that an event comes late");
}

void TreeWriter::never(const Walk& walk, const LinearSpike& spike) {
  const std::string blocks = past(walk, spike);
  out_ << 'n' << blocks << '\n';
}

void TreeWriter::regions(const Walk& walk, const LinearSpike& spike) {
  const std::string blocks = past(walk, spike);
  out_ << 'r' << blocks;
  for (const std::size_t k : spike.negative)
    if (!contains(spike.past, k)) out_ << late_block(walk, spike, k);
  out_ << '\n';
}

void TreeWriter::region(const Walk& walk, const LinearSpike& spike, const Events& members,
                        std::span<const ClosedSide> closed) {
  out_ << 'm' << bits(spike.positive, members);
  const Simplex* around = simplex(walk);
  std::string seen;
  for (const ClosedSide& side : closed) {
    if (around != nullptr && around->is_positive(side.form)) {
      seen.append(1, ' ').append(std::to_string(side.event + 1));
      continue;
    }
    walk.cell.enable(side.row, false);
    const auto bound = prover_.bound(walk, -side.form);
    walk.cell.enable(side.row, true);
    if (!bound) throw std::logic_error("certificate: a closed side with a point beyond");
    out_ << " | " << side.event + 1 << proof_text(bound->proof);
  }
  if (!seen.empty()) out_ << " | @" << seen;
  out_ << '\n';
}

void TreeWriter::end_regions() { out_ << ".\n"; }

void TreeWriter::sweep(const Walk& walk, const Sweep& sweep) {
  const SpikeStep& step = sweep.step;
  const bool jumps = std::any_of(step.events.begin(), step.events.end(),
                                 [](const auto& e) { return !e.jump.is_zero(); });
  std::vector<bool> happened(step.events.size());
  std::string proofs;
  // The next event of every synapse that has one left, but for those in the group.
  const auto remaining = [&](const std::vector<std::uint32_t>& group, const AffineForm& time,
                             bool strict) {
    std::vector<bool> seen(step.arrivals.size());
    for (const std::uint32_t e : group) seen[step.events[e].synapse] = true;
    for (std::uint32_t u = 0; u < step.arrivals.size(); ++u)
      for (std::uint32_t e = 0; !seen[u] && e < step.events.size(); ++e)
        if (step.events[e].synapse == u && sweep.times[e] && !happened[e]) {
          seen[u] = true;
          proofs += " |" + proof(walk, *sweep.times[e] - time, strict);
        }
  };
  Rational slope = -step.threshold_slope;
  AffineForm offset(walk.cell.dimension());  // threshold - potential = offset - slope * t
  offset.constant = step.threshold;
  out_ << "f "
       << (sweep.kind == Decision::Kind::crossing ? "crossing"
           : sweep.kind == Decision::Kind::jump   ? "jump"
                                                  : "never");
  for (std::size_t g = 0; g < sweep.groups.size(); ++g) {
    const auto& group = sweep.groups[g];
    const AffineForm& time = *sweep.times[group[0]];
    const bool fires = sweep.kind == Decision::Kind::jump && g + 1 == sweep.groups.size();
    remaining(group, time, jumps);
    if (g > 0 && slope.sign() > 0) proofs += " |" + proof(walk, offset - slope * time, true);
    Rational jump;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const SpikeStep::Event& e = step.events[group[i]];
      out_ << (i == 0 ? ' ' : ',') << group[i];
      happened[group[i]] = true;
      slope += e.slope;
      offset.add_product(e.slope, time);
      offset.constant -= e.jump;
      jump += e.jump;
    }
    if (jump.sign() <= 0) continue;
    const AffineForm rest = offset - slope * time;
    proofs += " |" + proof(walk, fires ? -rest : rest, fires == (slope.sign() < 0));
  }
  if (sweep.kind == Decision::Kind::crossing) remaining({}, *sweep.time, false);
  out_ << proofs << '\n';
}

}  // namespace polyspike
