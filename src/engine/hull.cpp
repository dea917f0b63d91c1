// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hull.hpp"

#include "lp/exact_maximum.hpp"

namespace polyspike {

namespace {

// The rows restricted to the flat; false if one of them holds nowhere on it. Rows that hold
// everywhere are left out.
bool restrict_rows(const Flat& flat, std::span<const HalfSpace> rows,
                   std::vector<HalfSpace>* restricted, HullTrace& trace) {
  restricted->clear();
  trace.origin.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    AffineForm form = flat.restrict(rows[i].form);
    if (!form.is_constant()) {
      restricted->push_back({form.primitive(), rows[i].strict});
      trace.origin.push_back(i);
      continue;
    }
    const int sign = form.constant.sign();
    if (sign > 0 || (sign == 0 && !rows[i].strict)) continue;
    trace.empty = {{i, Rational(1)}};
    return false;
  }
  return true;
}

Multipliers renamed(Multipliers multipliers, const std::vector<std::size_t>& origin) {
  for (auto& [row, multiplier] : multipliers) row = origin[row];
  return multipliers;
}

}  // namespace

std::optional<Hull> find_hull(const Flat& flat, std::span<const HalfSpace> rows,
                              HullTrace* trace) {
  HullTrace unused;
  if (trace == nullptr) trace = &unused;
  Hull hull{flat, {}, {}};
  while (true) {
    if (!restrict_rows(hull.flat, rows, &hull.rows, *trace)) return std::nullopt;
    std::vector<AffineForm> forms;
    for (const HalfSpace& row : hull.rows) forms.push_back(row.form);
    Interior interior = find_interior(forms, hull.flat.dimension());
    switch (interior.kind) {
      case Interior::Kind::empty:
        trace->empty = renamed(std::move(interior.multipliers), trace->origin);
        return std::nullopt;
      case Interior::Kind::full:
        hull.interior = std::move(interior.point);
        return hull;
      case Interior::Kind::flat: {
        const std::size_t row = interior.multipliers.front().first;
        trace->steps.push_back({trace->origin[row], hull.flat.extend(forms[row]),
                                renamed(interior.multipliers, trace->origin)});
        hull.flat = hull.flat.cut(forms[row]);
        break;
      }
    }
  }
}

namespace {

void shift(Combination& combination, Register by) {
  for (auto& term : combination.terms) term.source += by;
}

// The program behind affine steps that compute its inputs from the flat's coordinates.
Program behind(const Flat& flat, const Program& program) {
  Program result;
  result.inputs = flat.dimension();
  const auto by = static_cast<Register>(flat.dimension());
  for (const AffineForm& x : flat.embedding) {
    Combination value{x.constant, {}};
    for (std::size_t i = 0; i < flat.dimension(); ++i)
      if (!x.gradient[i].is_zero())
        value.terms.push_back({static_cast<Register>(i), x.gradient[i]});
    result.steps.emplace_back(AffineStep{std::move(value)});
  }
  result.steps.insert(result.steps.end(), program.steps.begin(), program.steps.end());
  for (std::size_t s = flat.ambient(); s < result.steps.size(); ++s) {
    Step& step = result.steps[s];
    if (auto* affine = std::get_if<AffineStep>(&step)) {
      shift(affine->value, by);
    } else if (auto* branch = std::get_if<BranchStep>(&step)) {
      branch->condition += by;
      shift(branch->positive, by);
      shift(branch->otherwise, by);
    } else {
      for (Register& r : std::get<SpikeStep>(step).arrivals) r += by;
    }
  }
  for (Register r : program.outputs) result.outputs.push_back(r + by);
  for (Neuron neuron : program.neurons) {
    neuron.step += static_cast<std::uint32_t>(flat.ambient());
    result.neurons.push_back(std::move(neuron));
  }
  return result;
}

}  // namespace

std::optional<Problem> make_problem(const Program& program, const Domain& domain) {
  auto hull = find_hull(Flat::whole(domain.dimension), domain.half_spaces);
  if (!hull) return std::nullopt;
  const bool is_flat = hull->flat.dimension() < domain.dimension;
  return Problem{is_flat ? behind(hull->flat, program) : program,
                 Domain{hull->flat.dimension(), std::move(hull->rows)},
                 std::move(hull->interior), std::move(hull->flat)};
}

}  // namespace polyspike
