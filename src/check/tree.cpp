// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree.hpp"

#include <algorithm>

namespace check {

namespace {

using Kind = Claim::Kind;

constexpr std::size_t deepest = 4000;

// form + multiple of the equation, with coefficient 0 at `eliminated`, times something > 0.
void substitute(Vector& form, const Vector& equation, std::size_t eliminated, Int* factor) {
  Int pivot = equation[eliminated], other = form[eliminated];
  if (pivot.sign() > 0) other = -other;
  if (pivot.sign() < 0) pivot = -pivot;
  for (std::size_t j = 0; j < form.size(); ++j) {
    Int entry = form[j] * pivot;
    entry.add_product(other, equation[j]);
    form[j] = std::move(entry);
  }
  if (factor != nullptr) *factor = *factor * pivot;
}

}  // namespace

Tree::Tree(Lines& lines, const Program& program, const std::vector<Vector>& domain,
           const std::vector<Claim>& claims, bool continuous)
    : lines_(lines),
      program_(program),
      claims_(claims),
      continuous_(continuous),
      cell_(lines),
      values_(program.dimension + program.steps.size()),
      decisions_(program.steps.size()),
      scaled_(program.steps.size()) {
  for (std::size_t step = 0; step < program.steps.size(); ++step)
    if (program.steps[step].kind == Step::Kind::spike) scale(program.steps[step], scaled_[step]);
  for (const Vector& row : domain) cell_.push(row, false);
  for (std::size_t i = 0; i < program.dimension; ++i) {
    values_[i].numerators.resize(program.dimension + 1);
    values_[i].numerators[i + 1] = 1;
  }
  for (const Kind kind : {Kind::linear_regions, Kind::cell_components, Kind::never_regions,
                          Kind::continuous, Kind::concave, Kind::convex})
    keeps_ = keeps_ || wants(kind);
  for (const Claim& claim : claims) keeps_ = keeps_ || claim.proof == Claim::Proof::pairs;
}

bool Tree::wants(Kind kind) const {
  for (const Claim& claim : claims_)
    if (claim.kind == kind && claim.by_tree()) return true;
  return false;
}

TreeResult Tree::run() {
  lines_.require(lines_.is("tree") && lines_.words().size() == 2, "expected a tree");
  result_.all = lines_.words()[1] == "all";
  lines_.require(result_.all || lines_.words()[1] == "full", "expected tree full or tree all");
  result_.length = program_.dimension + 1;
  strictness_ = result_.all ? Strictness::stated : Strictness::interior;
  node(0);
  return std::move(result_);
}

void Tree::proves(Words multipliers, Vector goal, bool strict) {
  cell_.expect(multipliers, std::move(goal), strict, strictness_);
}

// Steps that need no line: affine ones, and branches whose z is constant.
std::size_t Tree::resolve(std::size_t step) {
  for (; step < program_.steps.size(); ++step) {
    const Step& s = program_.steps[step];
    if (s.kind == Step::Kind::spike) return step;
    if (s.kind == Step::Kind::branch) {
      const Form& z = value(s.source);
      if (!is_constant(z)) return step;
      settle_branch(step, z.numerators[0].sign() > 0);
      continue;
    }
    affine(s, values_[program_.dimension + step]);
  }
  return step;
}

// constant + terms
void Tree::affine(const Step& step, Form& sum) const {
  sum.never = false;
  sum.denominator = step.constant.denominator;
  sum.numerators.resize(program_.dimension + 1);
  for (Int& entry : sum.numerators) entry = 0;
  sum.numerators[0] = step.constant.numerator;
  for (const Term& term : step.terms) {
    if (value(term.source).never) {
      sum = check::never();
      return;
    }
    add(sum, term.factor, value(term.source));
  }
}

void Tree::settle_branch(std::size_t step, bool on) {
  const Step& s = program_.steps[step];
  Form& result = values_[program_.dimension + step];
  decisions_[step].kind = on ? Decision::Kind::on : Decision::Kind::off;
  if (on) {
    result = value(s.source);
  } else {
    result = constant(Ratio(), program_.dimension + 1);
    add(result, s.slope, value(s.source));
  }
}

void Tree::node(std::size_t step) {
  lines_.require(++depth_ < deepest, "nested too deeply");
  const Corners outer = cell_.corners();
  do step = resolve(step);
  while (line(step));
  cell_.set_corners(outer);
  --depth_;
}

// One line and the nodes below it; true where the same node goes on, at `step`.
bool Tree::line(std::size_t& step) {
  lines_.next();
  const std::string_view first = lines_.first();
  const bool is_open = step < program_.steps.size();
  const bool is_branch = is_open && program_.steps[step].kind == Step::Kind::branch;
  const bool is_spike = is_open && !is_branch;
  if (first != "e") begun_ = true;
  if (first == "+" || first == "-") {
    lines_.require(is_branch, "no branch step is under way");
    Vector goal = value(program_.steps[step].source).numerators;
    if (first == "-") negate(goal);
    proves(lines_.words().subspan(1), std::move(goal), false);
    settle_branch(step++, first == "+");
    return true;
  }
  if (first == "t") {
    enclose();
    return true;
  }
  if (first == "s") {
    lines_.require(is_branch && lines_.words().size() == 1, "no branch step is under way");
    split(step);
  } else if (first == "c" || first == "C") {
    cut(step, first == "C");
  } else if (first == "l") {
    lines_.require(!is_open, "a leaf before the last step");
    leaf();
  } else if (first == "x") {
    cell_.expect_empty(lines_.words().subspan(1), strictness_);
  } else if (first == "e") {
    equation(step);
  } else {
    lines_.require(is_spike, "no such line here");
    if (first == "r") {
      regions(step);
    } else if (first == "n") {
      never(step);
    } else if (first == "f") {
      sweep(step);
    } else {
      lines_.reject("no such line");
    }
  }
  return false;
}

void Tree::two(std::size_t step, Vector form, bool strict) {
  const std::size_t size = cell_.size();
  Vector other = negated(form);
  cell_.push(std::move(form), strict);
  node(step);
  cell_.pop(size);
  cell_.push(std::move(other), !strict);
  node(step);
  cell_.pop(size);
}

void Tree::cut(std::size_t step, bool strict) {
  Vector form = lines_.integers(lines_.words().subspan(1));
  lines_.require(form.size() == program_.dimension + 1, "a form has a wrong length");
  if (cuts_++ == 0) cut_step_ = step;
  two(step, std::move(form), strict);
  if (--cuts_ > 0) return;
  result_.cells += static_cast<unsigned long>(below_cut_.size());
  below_cut_.clear();
}

// Not by two(): each side settles the step.
void Tree::split(std::size_t step) {
  const std::size_t size = cell_.size();
  Vector z = value(program_.steps[step].source).numerators;
  Vector other = negated(z);
  cell_.push(std::move(z), false);
  settle_branch(step, true);
  node(step + 1);
  cell_.pop(size);
  cell_.push(std::move(other), true);
  settle_branch(step, false);
  node(step + 1);
  cell_.pop(size);
}

void Tree::equation(std::size_t step) {
  lines_.require(result_.all || !begun_, "in a full tree equations come first");
  lines_.require(lines_.words().size() > 1, "expected a row");
  const std::size_t id = lines_.index(lines_.words()[1]);
  lines_.require(id > 0 && id <= cell_.size(), "no such row");
  std::vector<std::size_t> used;
  lines_.require(cell_.expect_zero_or_negative(lines_.words().subspan(2), used) == 0,
                 "the multipliers prove nothing");
  lines_.require(std::find(used.begin(), used.end(), id) != used.end(),
                 "the row is not among the multipliers");
  const Vector equation = cell_.rows()[id - 1].form;
  std::size_t eliminated = equation.size() - 1;
  while (eliminated > 0 && equation[eliminated].is_zero()) --eliminated;
  lines_.require(eliminated > 0, "the row is constant");
  std::vector<Row> rows = cell_.rows();
  std::vector<Form> values = values_;
  for (Row& row : cell_.rows()) {
    row.kept = 0;
    substitute(row.form, equation, eliminated, nullptr);
    make_primitive(row.form);
    row.constant = is_constant(row.form);
  }
  for (Form& form : values_) {
    if (form.never || form.numerators.empty()) continue;
    substitute(form.numerators, equation, eliminated, &form.denominator);
    reduce(form);
  }
  equations_.push_back(equation);
  if (!begun_) ++first_equations_;
  node(step);
  equations_.pop_back();
  cell_.rows() = std::move(rows);
  values_ = std::move(values);
}

// A simplex around the cell: its d + 1 corners, and for each a form that is > 0 there, 0 at the
// others, and >= 0 on the closed cell.
void Tree::enclose() {
  const Blocks& blocks = lines_.blocks();
  const std::size_t count = program_.dimension + 1;
  lines_.require(blocks.size() == 3 * count, "expected corners and forms with their proofs");
  auto corners = std::make_shared<std::vector<Vector>>();
  for (std::size_t i = 0; i < count; ++i) {
    corners->push_back(lines_.integers(blocks[i].subspan(i == 0 ? 1 : 0)));
    lines_.require(corners->back().size() == count && corners->back()[0].sign() > 0,
                   "a point has a wrong length or denominator");
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Vector form = lines_.integers(blocks[count + 2 * i]);
    lines_.require(form.size() == count, "a form has a wrong length");
    for (std::size_t j = 0; j < count; ++j)
      lines_.require(sign_of_product(form, (*corners)[j]) == (i == j ? 1 : 0),
                     "a form has a wrong sign at a corner");
    cell_.expect(blocks[count + 2 * i + 1], form, false, Strictness::closed);
  }
  cell_.set_corners(std::move(corners));
}

// Whether the words are a point strictly inside the cell.
bool Tree::has_point(Words words) const {
  if (words.empty()) return false;
  const Vector point = lines_.integers(words);
  lines_.require(point.size() == program_.dimension + 1 && point[0].sign() > 0,
                 "a point has a wrong length or denominator");
  for (const Row& row : cell_.rows()) {
    const int sign = sign_of_product(row.form, point);
    lines_.require(sign > 0 || (sign == 0 && row.constant && !row.strict),
                   "the point is not inside the cell");
  }
  for (const Vector& equation : equations_)
    lines_.require(sign_of_product(equation, point) == 0, "the point is not in the cell's plane");
  return true;
}

void Tree::leaf() {
  const Blocks& blocks = lines_.blocks();
  const bool point = has_point(blocks[0].subspan(1));
  // Without one the cell might be full-dimensional and not counted.
  lines_.require(point || (result_.all && equations_.size() > first_equations_),
                 "a leaf without a point");
  if (point)
    for (auto n = needed_.rbegin(); n != needed_.rend() && !n->found; ++n)
      n->found = n->equations == equations_.size();
  std::vector<Form> outputs;
  for (const std::size_t output : program_.outputs) {
    outputs.push_back(value(output));
    if (!outputs.back().never) reduce(outputs.back());
  }
  std::size_t next = prove_bounds(outputs, blocks);
  const bool full = point && equations_.size() == first_equations_;
  result_.has_point = result_.has_point || full;
  if (full) check_gradients(outputs);
  if (full) next = prove_directions(outputs, blocks, next);
  lines_.require(next == blocks.size(), "more proofs than claims");
  count(std::move(outputs), full);
}

std::size_t Tree::prove_bounds(const std::vector<Form>& outputs, const Blocks& blocks) {
  const Strictness strictness = result_.all ? Strictness::stated : Strictness::closed;
  std::size_t next = 1;
  for (const Claim& claim : claims_) {
    if (!claim.by_tree()) continue;
    if (claim.kind == Kind::fires)
      for (const Form& form : outputs) lines_.require(!form.never, "an output never fires");
    if (claim.kind == Kind::equal)
      for (std::size_t j = 0; 2 * j < outputs.size(); ++j)
        lines_.require(outputs[j] == outputs[j + outputs.size() / 2],
                       "the outputs differ");
    if (claim.kind == Kind::deviation_at_most)
      for (std::size_t j = 0; 2 * j < outputs.size(); ++j) {
        const Form &a = outputs[j], &b = outputs[j + outputs.size() / 2];
        lines_.require(a.never == b.never, "one output never fires");
        lines_.require(claim.bound >= 0, "two outputs that never fire differ by 0");
        for (const int sign : {-1, 1}) {
          if (a.never) break;
          Form goal = constant(Ratio(claim.bound), program_.dimension + 1);
          add(goal, {sign, 1}, minus(a, b));
          lines_.require(next < blocks.size(), "the proof of a bound is missing");
          cell_.expect(blocks[next++], goal.numerators, false, strictness);
        }
      }
    if (claim.is_neuron()) next = prove_activity(claim, blocks, next);
    if (!claim.is_bound()) continue;
    const bool lower = claim.kind == Kind::at_least || claim.kind == Kind::above;
    const bool strict = claim.kind == Kind::above || claim.kind == Kind::below;
    for (std::size_t j = 0; j < outputs.size(); ++j) {
      if (claim.output && *claim.output != j) continue;
      lines_.require(lower || !outputs[j].never, "an output never fires");
      if (outputs[j].never) continue;
      Form goal = constant(Ratio(lower ? mpq_class(-claim.bound) : claim.bound),
                           program_.dimension + 1);
      add(goal, {lower ? 1 : -1, 1}, outputs[j]);
      lines_.require(next < blocks.size(), "the proof of a bound is missing");
      cell_.expect(blocks[next++], goal.numerators, strict, strictness);
    }
  }
  return next;
}

// A spike fires or does not; a branch's sum is > 0, or <= 0.
std::size_t Tree::prove_activity(const Claim& claim, const Blocks& blocks, std::size_t next) {
  const bool dead = claim.kind == Kind::neuron_dead;
  const Step& step = program_.steps[claim.step];
  if (step.kind == Step::Kind::spike) {
    const bool never = decisions_[claim.step].kind == Decision::Kind::never;
    lines_.require(never == dead, dead ? "the neuron fires" : "the neuron does not fire");
    return next;
  }
  Vector goal = value(step.source).numerators;
  if (dead) negate(goal);
  lines_.require(next < blocks.size(), "the proof of a bound is missing");
  cell_.expect(blocks[next], std::move(goal), !dead,
               result_.all ? Strictness::stated : Strictness::closed);
  return next + 1;
}

void Tree::check_gradients(const std::vector<Form>& outputs) const {
  for (const Claim& claim : claims_) {
    if (claim.proof != Claim::Proof::tree ||
        (claim.kind != Kind::monotone && claim.kind != Kind::lipschitz))
      continue;
    for (const Form& form : outputs) {
      // A continuous output that is `inf` somewhere is so everywhere, and that is monotone.
      if (form.never && claim.kind == Kind::monotone) continue;
      lines_.require(!form.never, "an output never fires");
      mpz_class size;
      for (std::size_t j = 1; j < form.numerators.size(); ++j) {
        size += abs(form.numerators[j].big());
        lines_.require(claim.kind != Kind::monotone || form.numerators[j].sign() >= 0,
                       "an output decreases");
      }
      lines_.require(claim.kind != Kind::lipschitz ||
                         mpq_class(size) <= claim.bound * mpq_class(form.denominator.big()),
                     "a gradient is too large");
    }
  }
}

// The directions u within the domain's plane that are >= 0, or of size <= 1 where bounded.
Cell Tree::directions(bool bounded) const {
  Cell cell(lines_);
  const auto push = [&](std::size_t k, int constant, int sign) {
    Vector row(program_.dimension + 1);
    row[0] = constant;
    row[k] = sign;
    cell.push(std::move(row), false);
  };
  for (std::size_t k = 1; k <= program_.dimension; ++k) {
    if (bounded) push(k, 1, -1);
    push(k, bounded ? 1 : 0, 1);
  }
  for (std::size_t e = 0; e < first_equations_; ++e) {
    Vector row = equations_[e];
    row[0] = Int();
    cell.push(row, false);
    cell.push(negated(std::move(row)), false);
  }
  return cell;
}

// Gradient * u >= 0 (monotone), or <= P and >= -P (lipschitz), in all these directions.
std::size_t Tree::prove_directions(const std::vector<Form>& outputs, const Blocks& blocks,
                                   std::size_t next) {
  for (const Claim& claim : claims_) {
    if (claim.proof != Claim::Proof::directions) continue;
    const bool monotone = claim.kind == Kind::monotone;
    Cell cell = directions(!monotone);
    for (Form form : outputs) {
      lines_.require(!form.never || monotone, "an output never fires");
      if (form.never) continue;
      form.numerators[0] = Int();
      for (const int sign : {1, -1}) {
        if (monotone && sign < 0) continue;
        Form goal = constant(Ratio(claim.bound), form.numerators.size());
        add(goal, {sign, 1}, form);
        lines_.require(next < blocks.size(), "the proof of a gradient is missing");
        cell.expect(blocks[next++], goal.numerators, false, Strictness::closed);
      }
    }
  }
  return next;
}

std::string Tree::pattern(std::size_t from) const {
  std::string result;
  for (std::size_t s = from; s < decisions_.size(); ++s) {
    if (program_.steps[s].kind == Step::Kind::affine) continue;
    const Decision& d = decisions_[s];
    result += static_cast<char>(d.kind);
    if (program_.steps[s].kind == Step::Kind::branch || d.kind == Decision::Kind::never) continue;
    for (const std::size_t e : d.events) result += std::to_string(e) + ',';
    if (d.kind == Decision::Kind::jumps) result += std::to_string(d.lifting);
    result += ';';
  }
  return result;
}

// The pattern with every step off all causal paths to an output forgotten.
std::string Tree::causal_pattern() const {
  std::vector<bool> reached(values_.size());
  for (const std::size_t output : program_.outputs) reached[output] = true;
  std::string result;
  for (std::size_t s = program_.steps.size(); s-- > 0;) {
    const Step& step = program_.steps[s];
    const bool on_path = reached[program_.dimension + s];
    if (step.kind != Step::Kind::affine) result += on_path ? '|' : '.';
    if (!on_path) continue;
    const Decision& d = decisions_[s];
    if (step.kind == Step::Kind::affine) {
      for (const Term& term : step.terms) reached[term.source] = true;
      continue;
    }
    result += static_cast<char>(d.kind);
    if (step.kind == Step::Kind::branch) {
      if (d.kind == Decision::Kind::on || step.slope.sign() != 0) reached[step.source] = true;
      continue;
    }
    if (d.kind == Decision::Kind::never) continue;
    for (const std::size_t e : d.events) {
      result += std::to_string(e) + ',';
      reached[step.arrivals[step.events[e].synapse]] = true;
    }
    if (d.kind != Decision::Kind::jumps) continue;
    result += std::to_string(d.lifting);
    reached[step.arrivals[step.events[d.lifting].synapse]] = true;
  }
  return result;
}

void Tree::count(std::vector<Form> outputs, bool full) {
  std::string map;
  const bool finite = std::none_of(outputs.begin(), outputs.end(), [](const Form& f) { return f.never; });
  if (keeps_ || (full && wants(Kind::distinct_maps)))
    for (const Form& form : outputs) map += text(form) + ';';
  if (full) {
    // Leaves with no cut above both differ in their patterns; others may not.
    if (cuts_ == 0) {
      ++result_.cells;
    } else {
      below_cut_.insert(pattern(cut_step_));
    }
    if (wants(Kind::causal_pieces)) result_.causal.insert(causal_pattern());
    if (finite && wants(Kind::distinct_maps)) result_.maps.insert(map);
  }
  if (keeps_) keep(std::move(outputs), std::move(map), full);
}

void Tree::keep(std::vector<Form> outputs, std::string map, bool full) {
  Leaf leaf;
  leaf.full = full;
  leaf.finite = std::none_of(outputs.begin(), outputs.end(), [](const Form& f) { return f.never; });
  for (Row& row : cell_.rows()) {
    if (row.kept == 0) {
      result_.rows.push_back({row, leaf.last_row});
      row.kept = result_.rows.size();
    }
    leaf.last_row = row.kept;
  }
  leaf.equations = equations_;
  leaf.map = kept_maps_.emplace(std::move(map), kept_maps_.size()).first->second;
  if (leaf.map == result_.outputs.size()) result_.outputs.push_back(std::move(outputs));
  if (wants(Kind::cell_components))
    leaf.pattern = kept_patterns_.emplace(pattern(0), kept_patterns_.size()).first->second;
  result_.leaves.push_back(std::move(leaf));
}

TreeResult::LeafRows TreeResult::rows_of(const Leaf& leaf) const {
  LeafRows result;
  for (std::size_t place = leaf.last_row; place != 0; place = rows[place - 1].above)
    result.rows.push_back(rows[place - 1].row);
  std::reverse(result.rows.begin(), result.rows.end());
  result.equations_from = result.rows.size();
  for (const Vector& equation : leaf.equations)
    for (const Vector& form : {equation, negated(equation)})
      result.rows.push_back({form, false, is_constant(form), 0});
  return result;
}

}  // namespace check
