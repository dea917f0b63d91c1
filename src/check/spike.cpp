// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "tree.hpp"

// Spike steps: FORMAT.md, "Causal regions", "Never" and "In order of events".
namespace check {

// Threshold and slopes are integers, as Tree::scaled_ has them.
struct Tree::Spike {
  const Scaled& scaled;
  std::vector<std::size_t> events;               // live ones, by their numbers
  std::vector<Vector> times;                     // of the live ones, as all below,
  Int common = 1;                                // over this denominator
  std::vector<Int> slopes;
  std::vector<std::size_t> positive, negative;   // indices into events
  std::vector<bool> in_past;                     // the set N
  // All times at a corner, over a common denominator, and the threshold over the same.
  struct Corner {
    std::vector<Int> times;
    Int threshold;
  };
  std::vector<Corner> at_corners;

  void look(const std::vector<Vector>& corners) {
    for (const Vector& point : corners) {
      Corner corner{{}, scaled.threshold * common * point[0]};
      for (const Vector& time : times) corner.times.push_back(product(time, point));
      at_corners.push_back(std::move(corner));
    }
  }

  Int slope_of(const std::vector<std::size_t>& chosen) const {
    Int sum;
    for (const std::size_t u : chosen) sum.add_product(slopes[u], 1);
    return sum;
  }
  // threshold + sum over the chosen ones of slope * T, times `common`
  Vector rise(const std::vector<std::size_t>& chosen) const {
    Vector sum(times[0].size());
    sum[0] = scaled.threshold * common;
    for (const std::size_t u : chosen) add_products(sum, slopes[u], times[u]);
    return sum;
  }
  // threshold - sum over the chosen ones of slope * (T_at - T), times `common`
  Vector shortfall(const std::vector<std::size_t>& chosen, std::size_t at) const {
    Vector sum = rise(chosen);
    add_products(sum, -slope_of(chosen), times[at]);
    return sum;
  }
  std::vector<std::size_t> past() const {
    std::vector<std::size_t> members;
    for (const std::size_t k : negative)
      if (in_past[k]) members.push_back(k);
    return members;
  }
};

void Tree::scale(const Step& step, Scaled& scaled) {
  const auto widen = [&](const Int& by, Int common) {
    common.divide(gcd(common, by));
    return by * common;
  };
  Int common = step.threshold.denominator;
  for (const Event& e : step.events) common = widen(e.slope.denominator, common);
  const auto whole = [&](const Ratio& value) {
    Int result = common;
    result.divide(value.denominator);
    return result * value.numerator;
  };
  scaled.threshold = whole(step.threshold);
  for (const Event& e : step.events) scaled.slopes.push_back(whole(e.slope));
}

Tree::Spike Tree::spike(std::size_t index) const {
  const Step& step = program_.steps[index];
  lines_.require(step.is_linear(), "the spike's events are not linear");
  Spike spike{scaled_[index], {}, {}, 1, {}, {}, {}, {}, {}};
  const auto widen = [&](const Int& denominator) {
    Int factor = denominator;
    factor.divide(gcd(denominator, spike.common));
    spike.common = spike.common * factor;
  };
  for (std::size_t e = 0; e < step.events.size(); ++e) {
    const Event& event = step.events[e];
    const Form& source = value(step.arrivals[event.synapse]);
    if (source.never) continue;
    (event.slope.sign() > 0 ? spike.positive : spike.negative).push_back(spike.events.size());
    spike.events.push_back(e);
    spike.slopes.push_back(spike.scaled.slopes[e]);
    widen(source.denominator);
    widen(event.offset.denominator);
  }
  for (const std::size_t e : spike.events) {
    const Event& event = step.events[e];
    const Form& source = value(step.arrivals[event.synapse]);
    Int factor = spike.common;
    factor.divide(source.denominator);
    Vector time(source.numerators.size());
    add_products(time, factor, source.numerators);
    factor = spike.common;
    factor.divide(event.offset.denominator);
    time[0].add_product(factor, event.offset.numerator);
    spike.times.push_back(std::move(time));
  }
  spike.in_past.resize(spike.events.size());
  return spike;
}

std::size_t Tree::past(Spike& spike, const Blocks& blocks) {
  const std::string_view bits = blocks[0].size() == 2 ? blocks[0][1] : std::string_view();
  lines_.require(blocks[0].size() <= 2 && bits.size() == spike.negative.size(),
                 "expected a bit for each live negative event");
  for (std::size_t i = 0; i < bits.size(); ++i) {
    lines_.require(bits[i] == '0' || bits[i] == '1', "expected bits");
    spike.in_past[spike.negative[i]] = bits[i] == '1';
  }
  std::size_t at = 1;
  for (const std::size_t k : spike.past()) at = past_block(spike, k, blocks, at);
  return at;
}

std::size_t Tree::past_block(Spike& spike, std::size_t k, const Blocks& blocks,
                             std::size_t at) {
  const auto next = [&]() -> Words {
    lines_.require(at < blocks.size(), "a proof is missing");
    return blocks[at++];
  };
  const Words head = next();
  lines_.require(head.size() == 1 && head[0].size() == spike.events.size(),
                 "expected a character for each live event");
  if (head[0].find('@') != head[0].npos) {
    past_by_corners(spike, k, head[0]);
    return at;
  }
  std::vector<std::size_t> fixed, open;
  for (std::size_t u = 0; u < spike.events.size(); ++u) {
    const char c = head[0][u];
    const bool positive = spike.slopes[u].sign() > 0;
    if (positive && (c == '<' || c == '>')) {
      Vector gap = spike.times[c == '<' ? k : u];
      add_products(gap, -1, spike.times[c == '<' ? u : k]);
      proves(next(), std::move(gap), false);
      if (c == '<') fixed.push_back(u);
    } else if (positive && c == '?') {
      open.push_back(u);
    } else if (!positive && c == 'i' && spike.in_past[u]) {
      fixed.push_back(u);
    } else {
      lines_.require(!positive && c == '.', "a character that means nothing here");
    }
  }
  lines_.require(open.size() < 30, "too many events considered both ways");
  for (std::size_t subset = 0; subset < std::size_t{1} << open.size(); ++subset) {
    std::vector<std::size_t> chosen = fixed;
    for (std::size_t i = 0; i < open.size(); ++i)
      if ((subset >> i & 1) != 0) chosen.push_back(open[i]);
    proves(next(), spike.shortfall(chosen, k), true);
  }
  return at;
}

// With max(0, slope * (T_k - T_u)) for all positive u the bound is convex, and < threshold
// at the corners.
void Tree::past_by_corners(Spike& spike, std::size_t k, std::string_view marks) const {
  lines_.require(cell_.corners() != nullptr, "no corners are known");
  for (std::size_t u = 0; u < spike.events.size(); ++u)
    lines_.require(spike.slopes[u].sign() > 0 ? marks[u] == '@'
                                       : marks[u] == '.' || (marks[u] == 'i' && spike.in_past[u]),
                   "a character that means nothing here");
  if (spike.at_corners.empty()) spike.look(*cell_.corners());
  for (const Spike::Corner& corner : spike.at_corners) {
    Int sum = corner.threshold;
    for (std::size_t u = 0; u < spike.events.size(); ++u) {
      if (marks[u] == '.') continue;
      Int gap = corner.times[u];
      gap.add_product(corner.times[k], -1);
      if (marks[u] == 'i' || gap.sign() < 0) sum.add_product(spike.slopes[u], gap);
    }
    lines_.require(sum.sign() > 0, "a corner does not prove that");
  }
}

// With the slope positive the bound below also shows that T_k is after all of N.
void Tree::late_block(const Spike& spike, std::size_t k, const Blocks& blocks, std::size_t at) {
  lines_.require(at + 1 < blocks.size(), "a proof is missing");
  const Words head = blocks[at];
  lines_.require(head.size() == 1 && head[0].size() == spike.positive.size() &&
                     head[0].find_first_not_of("01") == head[0].npos,
                 "expected a bit for each live positive event");
  std::vector<std::size_t> chosen = spike.past();
  for (std::size_t i = 0; i < spike.positive.size(); ++i)
    if (head[0][i] == '1') chosen.push_back(spike.positive[i]);
  lines_.require(spike.slope_of(chosen).sign() > 0, "the slopes have no positive sum");
  Vector excess = spike.shortfall(chosen, k);
  negate(excess);
  proves(blocks[at + 1], std::move(excess), false);
}

void Tree::never(std::size_t step) {
  Spike s = spike(step);
  lines_.require(past(s, lines_.blocks()) == lines_.blocks().size(), "more proofs than events");
  std::vector<std::size_t> members = s.past();
  members.insert(members.end(), s.positive.begin(), s.positive.end());
  lines_.require(s.slope_of(members).sign() <= 0, "the slopes have a positive sum");
  values_[program_.dimension + step] = check::never();
  decisions_[step] = {Decision::Kind::never, {}, 0};
  node(step + 1);
}

void Tree::regions(std::size_t step) {
  Spike s = spike(step);
  const Blocks& blocks = lines_.blocks();
  std::size_t at = past(s, blocks);
  for (const std::size_t k : s.negative) {
    if (s.in_past[k]) continue;
    late_block(s, k, blocks, at);
    at += 2;
  }
  lines_.require(at == blocks.size(), "more proofs than events");
  needed_.push_back({equations_.size(), false});
  std::unordered_set<std::string> listed, asked;
  for (lines_.next(); lines_.is("m"); lines_.next()) {
    const Words head = lines_.blocks()[0];
    const std::string bits(head.size() == 2 ? head[1] : std::string_view());
    lines_.require(head.size() <= 2 && bits.size() == s.positive.size() &&
                       bits.find_first_not_of("01") == bits.npos,
                   "expected a bit for each live positive event");
    lines_.require(listed.insert(bits).second, "a region is listed twice");
    for (const std::string& neighbour : region(step, s, bits)) asked.insert(neighbour);
  }
  lines_.require(lines_.text() == ".", "expected a region or the end of the regions");
  for (const std::string& bits : asked)
    lines_.require(listed.contains(bits), "a neighbour of a region is not listed");
  lines_.require(needed_.back().found, "no leaf with a point below the regions");
  needed_.pop_back();
}

// A side's form is a multiple of share * row, share > 0, by a factor that all sides of a region
// have; the row 0 means that the form is constant.
struct Tree::Side {
  std::size_t row = 0;  // its id
  Int share;
  Vector form;
  bool settled = false;
};

std::unordered_set<std::string> Tree::region(std::size_t step, const Spike& spike,
                                             const std::string& bits) {
  std::vector<std::size_t> members = spike.past();
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (bits[i] == '1') members.push_back(spike.positive[i]);
  const Int slope = spike.slope_of(members);
  lines_.require(slope.sign() > 0, "the slopes have no positive sum");
  Form time{false, slope * spike.common, spike.rise(members)};
  const std::size_t size = cell_.size();
  std::vector<Side> sides(bits.size());
  for (std::size_t i = 0; i < bits.size(); ++i) {
    Vector form = time.numerators;
    add_products(form, -slope, spike.times[spike.positive[i]]);
    if (bits[i] == '0') negate(form);
    const int sign = form[0].sign();
    Int share = cell_.push(std::move(form), false);
    const Row& row = cell_.rows().back();
    if (row.constant) {
      lines_.require(sign > 0 || (sign == 0 && bits[i] == '0'), "the region has no inside");
    } else {
      sides[i] = {cell_.size(), std::move(share), row.form, false};
    }
  }
  reduce(time);
  const Blocks& blocks = lines_.blocks();
  for (std::size_t b = 1; b < blocks.size(); ++b) {
    lines_.require(!blocks[b].empty(), "expected a side");
    const bool many = blocks[b][0] == "@";  // places of sides, all to be seen at the corners
    const std::size_t places = many ? blocks[b].size() : 1;
    for (std::size_t i = many ? 1 : 0; i < places; ++i) {
      const std::size_t place = lines_.index(blocks[b][i]);
      lines_.require(place > 0 && place <= sides.size() && sides[place - 1].row > 0 &&
                         !sides[place - 1].settled,
                     "no such side");
      std::vector<std::size_t> banned;
      const Vector& form = sides[place - 1].form;
      for (Side& side : sides)
        if (side.row > 0 && side.form == form) {
          side.settled = true;
          banned.push_back(side.row);
        }
      cell_.expect(many ? blocks[b].first(1) : blocks[b].subspan(1), form, false,
                   Strictness::interior, banned);
    }
  }
  std::unordered_set<std::string> neighbours;
  for (std::size_t i = 0; i < sides.size(); ++i)
    if (sides[i].row > 0 && !sides[i].settled) neighbours.insert(across(spike, bits, sides, i));
  Decision& decision = decisions_[step];
  decision = {Decision::Kind::fires, {}, 0};
  for (const std::size_t u : members) decision.events.push_back(spike.events[u]);
  std::sort(decision.events.begin(), decision.events.end());
  values_[program_.dimension + step] = std::move(time);
  node(step + 1);
  cell_.pop(size);
  return neighbours;
}

// The region just beyond a side.
std::string Tree::across(const Spike& spike, const std::string& bits, const std::vector<Side>& sides,
                         std::size_t side) const {
  std::string result = bits;
  Int slope = spike.slope_of(spike.past()), constant;
  std::vector<std::size_t> joining;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const Int& weight = spike.slopes[spike.positive[i]];
    const bool on_side = sides[i].row > 0 && sides[i].form == sides[side].form;
    if (on_side && bits[i] == '0') joining.push_back(i);
    if (bits[i] == '0') continue;
    if (on_side) {
      constant.add_product(weight, sides[i].share);
      result[i] = '0';
    } else {
      slope.add_product(weight, 1);
    }
  }
  std::sort(joining.begin(), joining.end(), [&](std::size_t a, std::size_t b) {
    return (sides[a].share - sides[b].share).sign() > 0;
  });
  for (const std::size_t i : joining) {
    if (slope.sign() > 0 && (constant - slope * sides[i].share).sign() >= 0) break;
    lines_.require(slope.sign() > 0 || constant.sign() <= 0, "a side that must be proved");
    const Int& weight = spike.slopes[spike.positive[i]];
    slope.add_product(weight, 1);
    constant.add_product(weight, sides[i].share);
    result[i] = '1';
  }
  lines_.require(slope.sign() > 0, "a side that must be proved");
  return result;
}

struct Tree::Sweep {
  std::vector<Form> times;          // of all events; never where not live
  std::vector<bool> happened;
  std::vector<std::size_t> before;  // events that happened, in order
  mpq_class slope;
  Form constant;                    // threshold - potential = constant - slope * t
  Form time;                        // of the last group
  std::size_t next_block = 1;

  Form shortfall(const Form& t) const { return plus(constant, Ratio(mpq_class(-slope)), t); }
};

// One group: proves that it comes next, and that the threshold is not reached by then nor
// right after; if it fires, that it is reached right after. Returns its events.
std::vector<std::size_t> Tree::happen(Sweep& sweep, const Step& step, const Blocks& blocks,
                                      std::string_view group, bool fires) {
  const auto next = [&]() -> Words {
    lines_.require(sweep.next_block < blocks.size(), "a proof is missing");
    return blocks[sweep.next_block++];
  };
  std::vector<std::size_t> members;
  std::vector<bool> in_group(step.arrivals.size());
  for (std::size_t start = 0; start <= group.size();) {
    const std::size_t stop = std::min(group.find(',', start), group.size());
    lines_.require(stop > start, "expected events");
    const std::size_t e = lines_.index(group.substr(start, stop - start));
    start = stop + 1;
    lines_.require(e < step.events.size() && !sweep.times[e].never && !sweep.happened[e] &&
                       !in_group[step.events[e].synapse],
                   "no such event here");
    for (std::size_t earlier = e; earlier-- > 0;)
      lines_.require(step.events[earlier].synapse != step.events[e].synapse || sweep.happened[earlier],
                     "events of one synapse out of order");
    lines_.require(members.empty() || is_zero(minus(sweep.times[e], sweep.times[members[0]])),
                   "events of one group at different times");
    in_group[step.events[e].synapse] = true;
    members.push_back(e);
  }
  sweep.time = sweep.times[members[0]];
  for (std::size_t u = 0; u < step.arrivals.size(); ++u) {
    if (in_group[u]) continue;
    for (std::size_t e = 0; e < step.events.size(); ++e)
      if (step.events[e].synapse == u && !sweep.times[e].never && !sweep.happened[e]) {
        proves(next(), minus(sweep.times[e], sweep.time).numerators, step.has_jumps());
        break;
      }
  }
  if (!sweep.before.empty() && sweep.slope > 0) proves(next(), sweep.shortfall(sweep.time).numerators, true);
  mpq_class jump;
  for (const std::size_t e : members) {
    sweep.happened[e] = true;
    sweep.slope += step.events[e].slope.value();
    add(sweep.constant, step.events[e].slope, sweep.time);
    jump += step.events[e].jump.value();
  }
  add(sweep.constant, Ratio(mpq_class(-jump)), constant({1, 1}, program_.dimension + 1));
  lines_.require(!fires || jump > 0, "a group that does not jump upwards");
  if (jump <= 0) return members;
  Form goal = sweep.shortfall(sweep.time);
  if (fires) negate(goal.numerators);
  proves(next(), std::move(goal.numerators), fires == (sweep.slope < 0));
  return members;
}

void Tree::sweep(std::size_t index) {
  const Step& step = program_.steps[index];
  const Blocks& blocks = lines_.blocks();
  lines_.require(blocks[0].size() >= 2, "expected how the spike fires");
  const std::string_view how = blocks[0][1];
  lines_.require(how == "crossing" || how == "jump" || how == "never", "expected how the spike fires");
  Sweep s;
  for (const Event& e : step.events) {
    const Form& source = value(step.arrivals[e.synapse]);
    s.times.push_back(source.never ? check::never() : plus(source, e.offset));
  }
  s.happened.resize(step.events.size());
  s.constant = constant(step.threshold, program_.dimension + 1);
  Decision decision{Decision::Kind::fires, {}, 0};
  const Words groups = blocks[0].subspan(2);
  Form time = check::never();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const bool fires = how == "jump" && g + 1 == groups.size();
    const auto members = happen(s, step, blocks, groups[g], fires);
    if (!fires) {
      s.before.insert(s.before.end(), members.begin(), members.end());
      continue;
    }
    decision = {Decision::Kind::jumps, {}, step.events.size()};
    for (const std::size_t e : members)
      if (step.events[e].jump.sign() > 0) decision.lifting = std::min(decision.lifting, e);
    time = s.time;
  }
  lines_.require(how != "jump" || !time.never, "a jump without a group");
  if (how == "crossing") {
    lines_.require(s.slope > 0, "the slopes have no positive sum");
    Form scaled = constant({0, 1}, program_.dimension + 1);
    add(scaled, Ratio(mpq_class(1 / s.slope)), s.constant);
    time = std::move(scaled);
    reduce(time);
  }
  for (std::size_t u = 0; how != "jump" && u < step.arrivals.size(); ++u)
    for (std::size_t e = 0; e < step.events.size(); ++e)
      if (step.events[e].synapse == u && !s.times[e].never && !s.happened[e]) {
        lines_.require(how == "crossing" && s.next_block < blocks.size(), "a proof is missing");
        proves(blocks[s.next_block++], minus(s.times[e], time).numerators, false);
        break;
      }
  lines_.require(how != "never" || s.slope <= 0, "the slopes have a positive sum");
  lines_.require(s.next_block == blocks.size(), "more proofs than events");
  if (how == "never") decision.kind = Decision::Kind::never;
  decision.events = s.before;
  std::sort(decision.events.begin(), decision.events.end());
  if (how == "never") decision.events.clear();
  values_[program_.dimension + index] = std::move(time);
  decisions_[index] = std::move(decision);
  node(index + 1);
}

}  // namespace check
