// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/neurons.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "program/cone.hpp"
#include "program/evaluate.hpp"
#include "property/piece_search.hpp"

namespace polyspike {

std::string_view to_string(Activity activity) {
  switch (activity) {
    case Activity::dead:
      return "dead";
    case Activity::always:
      return "always";
    case Activity::sometimes:
      return "sometimes";
    case Activity::unknown:
      return "unknown";
  }
  return "";
}

namespace {

bool acts(const Decision& decision) {
  return decision.kind != Decision::Kind::off && decision.kind != Decision::Kind::never;
}

// What has been seen of a neuron so far.
struct Seen {
  bool active = false;
  bool inactive = false;
  std::optional<Point> active_at, inactive_at;  // where a point shows it

  void add(bool is_active) { (is_active ? active : inactive) = true; }
  void add(bool is_active, const Point& point) {
    auto& at = is_active ? active_at : inactive_at;
    if (!at) at = point;
    add(is_active);
  }
  bool both() const { return active && inactive; }
  Activity activity() const {
    if (both()) return Activity::sometimes;
    return active ? Activity::always : Activity::dead;
  }
};

// Where the ray from an interior point of a bounded domain leaves it.
Point last_point(const Domain& domain, const Point& from, const Point& direction) {
  Rational reach;
  bool found = false;
  for (const HalfSpace& h : domain.half_spaces) {
    const Rational rate = h.form.along(direction);
    if (rate.sign() >= 0) continue;
    Rational step = -h.form.at(from) / rate;
    if (found && reach <= step) continue;
    reach = std::move(step);
    found = true;
  }
  Point point = from;
  for (std::size_t i = 0; i < point.size(); ++i) point[i].add_product(reach, direction[i]);
  return point;
}

// Points all over the closed domain, always the same: on rays from its interior point, the
// far ends included.
std::vector<Point> sample(const Problem& problem) {
  constexpr int rays = 24;
  std::vector<Point> points{problem.interior};
  std::uint64_t random = 1;
  for (int ray = 0; ray < rays; ++ray) {
    Point direction;
    for (std::size_t i = 0; i < problem.domain.dimension; ++i) {
      random = random * 6364136223846793005ULL + 1442695040888963407ULL;
      direction.push_back(static_cast<std::int64_t>(random >> 56) - 128);
    }
    if (std::all_of(direction.begin(), direction.end(),
                    [](const Rational& x) { return x.is_zero(); }))
      continue;
    const Point end = last_point(problem.domain, problem.interior, direction);
    Point middle = problem.interior;
    for (std::size_t i = 0; i < middle.size(); ++i)
      middle[i] = (middle[i] + end[i]) / Rational(2);
    points.push_back(std::move(middle));
    points.push_back(end);
  }
  return points;
}

// Per register whether it is finite wherever the inputs are, as far as the weights alone
// tell: a potential that rises for ever reaches its threshold.
std::vector<bool> find_finite(const Program& program) {
  std::vector<bool> finite(program.inputs, true);
  const auto all_finite = [&](const Combination& combination) {
    return std::all_of(combination.terms.begin(), combination.terms.end(),
                       [&](const auto& term) { return finite[term.source]; });
  };
  for (const Step& step : program.steps) {
    bool is_finite = true;
    if (const auto* affine = std::get_if<AffineStep>(&step)) {
      is_finite = all_finite(affine->value);
    } else if (const auto* branch = std::get_if<BranchStep>(&step)) {
      is_finite = all_finite(branch->positive) && all_finite(branch->otherwise);
    } else {
      const auto& spike = std::get<SpikeStep>(step);
      Rational slope = -spike.threshold_slope;
      for (const auto& event : spike.events) {
        slope += event.slope;
        is_finite = is_finite && finite[spike.arrivals[event.synapse]];
      }
      is_finite = is_finite && slope.sign() > 0;
    }
    finite.push_back(is_finite);
  }
  return finite;
}

class ActivitySearch {
 public:
  ActivitySearch(const Problem& problem, const ExploreOptions& options)
      : problem_(problem),
        options_(options),
        seen_(problem.program.neurons.size()),
        proved_(seen_.size(), false) {
    options_.all_dimensions = true;
  }

  std::vector<ActivityFound> run() {
    look_at_weights();
    look_at_samples();
    for (const auto& [depth, neurons] : by_depth())
      if (!prove_together(undecided(neurons), depth)) break;
    std::vector<ActivityFound> found;
    for (std::size_t k = 0; k < seen_.size(); ++k)
      found.push_back({seen_[k].both() || proved_[k] ? seen_[k].activity() : Activity::unknown,
                       seen_[k].active_at, seen_[k].inactive_at});
    return found;
  }

 private:
  bool is_exhausted() const {
    return options_.budget != nullptr && options_.budget->exhausted();
  }

  void look_at_weights() {
    const Program& program = problem_.program;
    const std::vector<bool> finite = find_finite(program);
    for (std::size_t k = 0; k < seen_.size(); ++k) {
      const std::uint32_t step = program.neurons[k].step;
      if (!std::holds_alternative<SpikeStep>(program.steps[step])) continue;
      if (!finite[program.inputs + step]) continue;
      seen_[k].add(true);
      proved_[k] = true;
    }
  }

  void look_at_samples() {
    for (const Point& point : sample(problem_)) {
      if (is_exhausted()) return;
      const Evaluation evaluation = evaluate(problem_.program, point);
      for (std::size_t k = 0; k < seen_.size(); ++k)
        seen_[k].add(acts(evaluation.pattern[k]), point);
    }
  }

  // The neurons by the number of neurons on the longest path to them: what is near the
  // inputs is proved first, where the cones are small.
  std::map<std::size_t, std::vector<std::size_t>> by_depth() const;

  std::vector<std::size_t> undecided(const std::vector<std::size_t>& neurons) const {
    std::vector<std::size_t> result;
    for (const std::size_t k : neurons)
      if (!seen_[k].both() && !proved_[k]) result.push_back(k);
    return result;
  }

  // Proves neurons of one depth: next to the inputs one by one, where a neuron's own
  // partition is small and that of many is not, else in one exploration, which has no more
  // cells than the whole network.
  bool prove_together(const std::vector<std::size_t>& neurons, std::size_t depth) {
    const std::span<const std::size_t> all(neurons);
    const std::size_t step = depth == 1 ? 1 : std::max<std::size_t>(1, all.size());
    for (std::size_t first = 0; first < all.size(); first += step) {
      const auto some = all.subspan(first, step);
      if (!prove(some)) return false;
      for (const std::size_t k : some) proved_[k] = true;
    }
    return true;
  }

  // A neuron in the program of a cone.
  struct Target {
    std::size_t neuron;
    std::size_t decision;   // its place in a pattern
    std::size_t condition;  // the output that is its pre-activation, for a branch
  };
  // Per neuron two outputs, its value and, of a branch, its condition.
  Cone cone_of(std::span<const std::size_t> neurons) const;
  std::vector<Target> targets_in(const Cone& cone,
                                 std::span<const std::size_t> neurons) const;
  // Whether all targets have been seen both ways.
  bool look_at(const Leaf& leaf, std::span<const Target> targets, const PieceSearch& search);
  // Explores the cone of some neurons until all of them were seen both ways, or to the end.
  bool prove(std::span<const std::size_t> neurons);

  const Problem& problem_;
  ExploreOptions options_;
  std::vector<Seen> seen_;
  std::vector<bool> proved_;  // what was seen is all there is
};

std::map<std::size_t, std::vector<std::size_t>> ActivitySearch::by_depth() const {
  const Program& program = problem_.program;
  std::vector<std::size_t> depth(program.registers(), 0);
  const auto deepest = [&](const Combination& combination) {
    std::size_t most = 0;
    for (const auto& term : combination.terms) most = std::max(most, depth[term.source]);
    return most;
  };
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    std::size_t& here = depth[program.inputs + s];
    if (const auto* affine = std::get_if<AffineStep>(&program.steps[s])) {
      here = deepest(affine->value);
    } else if (const auto* branch = std::get_if<BranchStep>(&program.steps[s])) {
      here = 1 + std::max({depth[branch->condition], deepest(branch->positive),
                           deepest(branch->otherwise)});
    } else {
      for (const Register r : std::get<SpikeStep>(program.steps[s]).arrivals)
        here = std::max(here, 1 + depth[r]);
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> result;
  for (std::size_t k = 0; k < program.neurons.size(); ++k)
    result[depth[program.inputs + program.neurons[k].step]].push_back(k);
  return result;
}

Cone ActivitySearch::cone_of(std::span<const std::size_t> neurons) const {
  const Program& program = problem_.program;
  std::vector<Register> outputs;
  for (const std::size_t k : neurons) {
    const std::uint32_t step = program.neurons[k].step;
    const auto* branch = std::get_if<BranchStep>(&program.steps[step]);
    outputs.push_back(static_cast<Register>(program.inputs + step));
    outputs.push_back(branch != nullptr ? branch->condition : outputs.back());
  }
  return find_cone(program, outputs);
}

std::vector<ActivitySearch::Target> ActivitySearch::targets_in(
    const Cone& cone, std::span<const std::size_t> neurons) const {
  std::vector<Target> targets;
  for (std::size_t i = 0; i < neurons.size(); ++i) {
    const auto& all = cone.program.neurons;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Neuron& n) {
      return cone.steps[n.step] == problem_.program.neurons[neurons[i]].step;
    });
    targets.push_back({neurons[i], static_cast<std::size_t>(found - all.begin()), 2 * i + 1});
  }
  return targets;
}

bool ActivitySearch::look_at(const Leaf& leaf, std::span<const Target> targets,
                             const PieceSearch& search) {
  const Pattern pattern = leaf.pattern();
  std::optional<OutputForms> forms;
  std::optional<Piece> piece;
  bool settled = true;
  for (const Target& target : targets) {
    Seen& seen = seen_[target.neuron];
    if (seen.both()) continue;
    const Decision& decision = pattern[target.decision];
    const bool is_new = acts(decision) ? !seen.active : !seen.inactive;
    if (!piece && (is_new || decision.kind == Decision::Kind::on)) piece = read_piece(leaf);
    if (is_new) seen.add(acts(decision), piece->interior);
    if (decision.kind == Decision::Kind::on && !seen.both()) {
      // The piece may be closed where the pre-activation is zero.
      if (!forms) forms = leaf.outputs();
      const auto& z = (*forms)[target.condition];
      const auto point = z ? search.find(*piece, {-*z, false}) : std::nullopt;
      if (point) seen.add(false, *point);
    }
    settled = settled && seen.both();
  }
  return settled;
}

bool ActivitySearch::prove(std::span<const std::size_t> neurons) {
  Cone cone = cone_of(neurons);
  const std::vector<Target> targets = targets_in(cone, neurons);
  const Problem part{std::move(cone.program), problem_.domain, problem_.interior,
                     problem_.flat};
  const PieceSearch search(part);
  bool settled = false;
  const ExploreResult result = explore(part, options_, [&](const Leaf& leaf) {
    settled = look_at(leaf, targets, search);
    return !settled;
  });
  return result.complete || settled;
}

}  // namespace

std::vector<ActivityFound> find_activity_and_points(const Problem& problem,
                                                    const ExploreOptions& options) {
  return ActivitySearch(problem, options).run();
}

std::vector<Activity> find_activity(const Problem& problem, const ExploreOptions& options) {
  std::vector<Activity> result;
  for (const ActivityFound& found : find_activity_and_points(problem, options))
    result.push_back(found.activity);
  return result;
}

}  // namespace polyspike
