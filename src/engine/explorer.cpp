// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/explorer.hpp"

#include <algorithm>
#include <cassert>
#include <mutex>

#include "engine/event_sweep.hpp"
#include "engine/linear_spike.hpp"
#include "engine/pattern_hash.hpp"
#include "lp/facets.hpp"

namespace polyspike {

// The leaf under the walk's feet.
class ExplorerLeaf final : public Leaf {
 public:
  explicit ExplorerLeaf(Explorer& explorer) : walk_(explorer) {}

  std::size_t dimension() const override { return walk_.flat_.dimension(); }
  Pattern pattern() const override { return walk_.pattern_; }
  std::uint64_t pattern_hash() const override { return hash_pattern(walk_.pattern_); }
  Point interior() const override { return walk_.flat_.extend(walk_.witness_.point()); }

  bool is_whole_cell() const override { return walk_.has_whole_cells(); }
  std::vector<HalfSpace> half_spaces() const override { return walk_.half_spaces(); }
  OutputForms outputs() const override { return walk_.outputs(); }
  std::optional<std::uint64_t> map_hash() const override {
    return walk_.hash_map(walk_.pattern_, *this);
  }

 private:
  Explorer& walk_;
};

namespace {

// Whether a causal set has one convex region in a convex cell: one event a synapse, none of
// them negative.
bool has_convex_regions(const SpikeStep& step) {
  return step.is_linear && std::all_of(step.events.begin(), step.events.end(),
                                       [](const auto& e) { return e.slope.sign() > 0; });
}

std::vector<double> bounds_of(const Hull& hull) {
  std::vector<AffineForm> rows;
  for (const HalfSpace& row : hull.rows) rows.push_back(row.form);
  return coordinate_bounds(rows, hull.interior);
}

}  // namespace

Explorer::Explorer(Shared& shared, const Hull& hull)
    : shared_(shared),
      flat_(hull.flat),
      cell_(hull.flat.dimension()),
      registers_(shared.program, bounds_of(hull)) {
  cell_.set_bounds(bounds_of(hull));
  for (const HalfSpace& row : hull.rows) push(row.form, row.strict);
  witness_ = make_witness(cell_, hull.interior);
  domain_size_ = cell_.size();
  for (const Step& step : shared.program.steps)
    if (const auto* spike = std::get_if<SpikeStep>(&step))
      has_convex_cells_ = has_convex_cells_ && has_convex_regions(*spike);
}

std::vector<HalfSpace> Explorer::half_spaces() const {
  std::vector<HalfSpace> result;
  for (const AffineForm& equation : flat_.equations()) {
    result.push_back({equation.primitive(), false});
    result.push_back({-result.back().form, false});
  }
  for (std::size_t i = 0; i < cell_.size(); ++i)
    result.push_back({flat_.extend(cell_.row(i).primitive()), strict_[i]});
  return result;
}

OutputForms Explorer::outputs() const {
  OutputForms forms;
  for (Register r : shared_.program.outputs) {
    const auto form = registers_.value(r);
    forms.push_back(form ? std::optional(flat_.extend(*form)) : std::nullopt);
  }
  return forms;
}

std::optional<std::uint64_t> Explorer::hash_map(const Pattern& pattern, const Leaf& leaf) {
  MapHash::Result result = MapHash::Result::unknown;
  std::uint64_t hash = 0;
  if (flat_.dimension() == flat_.ambient()) {
    if (map_hash_ == nullptr) map_hash_ = std::make_unique<MapHash>(shared_.program);
    result = map_hash_->compute(pattern, &hash);
  }
  if (result == MapHash::Result::known) return hash;
  const OutputForms forms = leaf.outputs();
  const bool fires = std::all_of(forms.begin(), forms.end(), [](const auto& f) { return !!f; });
  return fires ? std::optional(MapHash::of(forms)) : std::nullopt;
}

bool Explorer::run() {
  for (std::size_t i = 0; i < shared_.program.inputs; ++i)
    registers_.set(static_cast<Register>(i), flat_.embedding[i]);
  const bool goes_on = explore(0);
  shared_.result.lp.programs += cell_.statistics().programs;
  shared_.result.lp.exact_bases += cell_.statistics().exact_bases;
  shared_.result.lp.exact_walks += cell_.statistics().exact_walks;
  return goes_on;
}

std::size_t Explorer::run_affine_steps(std::size_t step) {
  const Program& program = shared_.program;
  for (; step < program.steps.size(); ++step) {
    if (!std::holds_alternative<AffineStep>(program.steps[step])) break;
    registers_.set_combination(register_of(step), RegisterFile::Part::value);
  }
  return step;
}

bool Explorer::explore(std::size_t step) {
  step = run_affine_steps(step);
  if (step == shared_.program.steps.size()) return leaf();
  if (in_unit_ || choices_ < unit_choices) return decide(step);
  return walk_unit([&] { return decide(step); });
}

bool Explorer::walk_unit(const Next& next) {
  if (in_unit_) return next();
  cell_.forget_place();
  using Turn = vertex::Schedule::Turn;
  const Turn turn = shared_.worker == nullptr ? Turn::mine : shared_.worker->begin();
  bool goes_on = turn != Turn::stop;
  if (turn == Turn::mine) {
    in_unit_ = true;
    goes_on = next();
    in_unit_ = false;
    if (shared_.worker != nullptr) shared_.worker->end(0);
  }
  cell_.forget_place();
  return goes_on;
}

bool Explorer::deliver(const Leaf& leaf) {
  return shared_.worker != nullptr ? shared_.worker->add(leaf) : (*shared_.sink)(leaf);
}

// The budget ran out.
bool Explorer::stop() {
  if (shared_.worker != nullptr) shared_.worker->stop();
  return false;
}

bool Explorer::decide(std::size_t step) {
  if (shared_.options.budget != nullptr && shared_.options.budget->exhausted())
    return stop();
  const Step& s = shared_.program.steps[step];
  const std::size_t outer = std::exchange(step_, step);
  const bool goes_on = std::holds_alternative<BranchStep>(s)
                           ? branch_step(std::get<BranchStep>(s), step)
                           : spike_step(std::get<SpikeStep>(s), step);
  step_ = outer;
  return goes_on;
}

bool Explorer::leaf() {
  if (proof()) proof()->leaf(here(), ExplorerLeaf(*this));
  return walk_unit([&] { return deliver(ExplorerLeaf(*this)); });
}

bool Explorer::settle(std::size_t step, Decision decision, std::optional<AffineForm> value) {
  const Register result = register_of(step);
  if (value) {
    registers_.set(result, std::move(*value));
  } else {
    registers_.set_never(result);
  }
  return settle(step, std::move(decision));
}

bool Explorer::settle(std::size_t step, Decision decision) {
  pattern_.push_back(std::move(decision));
  const bool goes_on = explore(step + 1);
  pattern_.pop_back();
  return goes_on;
}

// Whether the two values of a branch agree where the condition is zero.
bool Explorer::agree_on_border(const BranchStep& step, Register result) {
  registers_.set_combination(result, RegisterFile::Part::value);
  const auto positive = registers_.value(result);
  registers_.set_combination(result, RegisterFile::Part::otherwise);
  const auto otherwise = registers_.value(result);
  if (!positive || !otherwise) return false;
  const AffineForm difference = *positive - *otherwise;
  if (difference.is_zero()) return true;
  const AffineForm c = registers_.exact(step.condition).primitive();
  const AffineForm d = difference.primitive();
  return c == d || c == -d;
}

bool Explorer::branch_step(const BranchStep& step, std::size_t index) {
  const Register result = register_of(index);
  const bool is_relu = step.otherwise.terms.empty() && step.otherwise.constant.is_zero() &&
                       step.positive.constant.is_zero() && step.positive.terms.size() == 1 &&
                       step.positive.terms[0].source == step.condition;
  const Border border =
      is_relu || agree_on_border(step, result) ? Border::both : Border::negative;
  auto on = [&] {
    registers_.set_combination(result, RegisterFile::Part::value);
    return settle(index, {Decision::Kind::on, {}, 0});
  };
  auto off = [&] {
    registers_.set_combination(result, RegisterFile::Part::otherwise);
    return settle(index, {Decision::Kind::off, {}, 0});
  };
  return branch(registers_.form(step.condition), border, on, off, true);
}

bool Explorer::spike_step(const SpikeStep& step, std::size_t index) {
  if (step.is_linear) return LinearSpike(*this, step, index).explore();
  return EventSweep(*this, step, index).explore();
}

void Explorer::push(Form form, bool strict) {
  cell_.push(std::move(form));
  strict_.push_back(strict);
  ids_.push_back(next_id_++);
}

void Explorer::pop(std::size_t size) {
  cell_.pop(size);
  strict_.resize(size);
  ids_.resize(size);
}

bool Explorer::descend(const Form& form, bool strict, Witness witness, const Next& next,
                       std::initializer_list<std::size_t> places) {
  const std::size_t size = cell_.size();
  Witness outer = std::exchange(witness_, std::move(witness));
  const std::uint32_t next_id = next_id_;
  push(form, strict);
  cell_.find_place(places);
  const bool goes_on = next();
  pop(size);
  next_id_ = next_id;
  witness_ = std::move(outer);
  return goes_on;
}

bool Explorer::descend_flat(const AffineForm& form) {
  std::vector<HalfSpace> rows;
  for (std::size_t i = 0; i < cell_.size(); ++i)
    rows.push_back({flat_.extend(cell_.row(i)), strict_[i]});
  const Flat border = flat_.cut(form);
  HullTrace trace;
  const auto hull = find_hull(border, rows, &trace);
  if (proof()) proof()->flat(here(), form, trace);
  if (!hull) return true;
  Explorer walk(shared_, *hull);
  for (std::size_t i = 0; i < walk.ids_.size(); ++i) walk.ids_[i] = ids_[trace.origin[i]];
  walk.next_id_ = next_id_ + 1;  // the cut has one
  for (Register r = 0; r < shared_.program.inputs + step_; ++r)
    if (const auto form = registers_.value(r))
      walk.registers_.set(r, hull->flat.restrict(flat_.extend(*form)));
  walk.pattern_ = pattern_;
  walk.choices_ = choices_;
  walk.in_unit_ = in_unit_;
  const bool goes_on = walk.explore(step_);
  if (proof()) proof()->leave_flat();
  return goes_on;
}

// For the observer: what branch() is about to do.
void Explorer::tell_branch(const Form& form, Border border, const Cell::Maximum& up,
                           const Cell::Maximum& down, bool decides_step) {
  const bool both = up.positive && down.positive;
  const bool all = shared_.options.all_dimensions && border != Border::both;
  if (both && decides_step) {
    proof()->split();
  } else if (both) {
    proof()->cut(here(), form.exact(), border == Border::negative);
  } else if (decides_step) {
    proof()->resolve(here(), form.exact(), up.positive);
  } else if (all && up.positive && border == Border::negative && down.may_be_zero) {
    proof()->cut(here(), form.exact(), true);
  } else if (all && down.positive && border == Border::positive && up.may_be_zero) {
    proof()->cut(here(), -form.exact(), true);
  }
}

bool Explorer::branch(const Form& form, Border border, const Next& positive,
                      const Next& negative, bool decides_step) {
  if (const auto sign = form.constant_sign(cell_.bounds()))
    return *sign > 0 || (*sign == 0 && border == Border::positive) ? positive() : negative();
  const int sign = Cell::sign_at(form, witness_);
  const std::size_t before = cell_.keep_place();
  Cell::Maximum up, down;
  up.positive = sign > 0;
  down.positive = sign < 0;
  if (up.positive) {
    up.beyond = witness_;
  } else {
    up = cell_.maximize(form, witness_);
  }
  if (down.positive) {
    down.beyond = witness_;
  } else {
    down = cell_.maximize(-form, witness_);
  }
  assert(up.positive || down.positive);
  // In proofs two sides share no point: where neither owns the border, the second is strict.
  if (proof()) tell_branch(form, border, up, down, decides_step);
  const bool all = shared_.options.all_dimensions && border != Border::both;
  if (up.positive && down.positive) {
    const std::size_t after = cell_.keep_place();
    ++choices_;
    const bool goes_on =
        descend(form, border == Border::negative, std::move(up.beyond), positive,
                {after, before}) &&
        descend(-form, border == Border::positive || (proof() && border == Border::both),
                std::move(down.beyond), negative, {after, before});
    --choices_;
    cell_.drop_places(before);
    return goes_on;
  }
  cell_.drop_places(before);
  if (!all) return up.positive ? positive() : negative();
  // One side only; the border may be touched, and belongs to the other.
  if (up.positive) {
    if (border == Border::positive || !down.may_be_zero) return positive();
    return descend(form, true, witness_, positive) && descend_flat(form.exact());
  }
  if (border == Border::negative || !up.may_be_zero) return negative();
  return descend(-form, true, witness_, negative) && descend_flat(-form.exact());
}

bool Explorer::is_never_negative(const Form& form) {
  if (const auto sign = form.constant_sign(cell_.bounds())) return *sign >= 0;
  return Cell::sign_at(form, witness_) >= 0 && !cell_.maximize(-form, witness_).positive;
}

bool walk_all(const Problem& problem, Explorer::Shared& shared) {
  const Hull hull{Flat::whole(problem.domain.dimension), problem.domain.half_spaces,
                  problem.interior};
  Explorer walk(shared, hull);
  if (shared.options.proof) walk.ids_ = shared.options.proof->start(problem, &walk.next_id_);
  return walk.run();
}

ExploreResult explore(const Problem& problem, const ExploreOptions& options,
                      const LeafSink& sink) {
  Explorer::Shared shared{problem.program, options, &sink, nullptr};
  shared.result.complete = walk_all(problem, shared);
  return shared.result;
}

ExploreResult explore(const Problem& problem, const ExploreOptions& options,
                      BatchSink& sink) {
  vertex::Schedule schedule(sink, options.budget, options.threads);
  ExploreResult result;
  std::mutex mutex;
  const bool complete = schedule.run([&](vertex::Schedule::Worker& worker) {
    Explorer::Shared shared{problem.program, options, nullptr, &worker};
    const bool walked = walk_all(problem, shared);
    const std::lock_guard lock(mutex);
    result.complete = result.complete && walked;
    result.lp.programs += shared.result.lp.programs;
    result.lp.exact_bases += shared.result.lp.exact_bases;
    result.lp.exact_walks += shared.result.lp.exact_walks;
  });
  result.complete = result.complete && complete;
  return result;
}

}  // namespace polyspike
