// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstring>

#include "engine/vertex/leaf_view.hpp"
#include "engine/vertex/walk.hpp"

namespace polyspike::vertex {

template <int D>
double* Walk<D>::new_sums(std::size_t level) {
  if (level >= plan_.depth) return nullptr;
  const LevelPlan& plan = plan_.levels[level];
  const std::size_t width = plan.width;
  auto* sums = geometry_.arena.template take<double>((D + 2) * width);
  std::fill(sums, sums + D * width, 0);
  std::copy(plan.constants.begin(), plan.constants.end(), sums + D * width);
  double* errors = sums + (D + 1) * width;
  const double relative = plan.is_integral ? 0 : plan.terms * roundoff;
  for (std::size_t k = 0; k < width; ++k)
    errors[k] = std::fabs(plan.constants[k]) * relative;
  return sums;
}

template <int D>
double* Walk<D>::copy_sums(std::size_t level, const double* sums) {
  if (level >= plan_.depth) return nullptr;
  const std::size_t size = (D + 2) * plan_.levels[level].width;
  auto* copy = geometry_.arena.template take<double>(size);
  std::memcpy(copy, sums, size * sizeof(double));
  return copy;
}

template <int D>
typename Walk<D>::Value Walk<D>::piece_value(std::size_t level, std::uint32_t k,
                                             const PiecePlan& piece) const {
  const std::size_t width = plan_.levels[level].width;
  const double* forms = frames_[level].forms;
  const double factor = piece.approximate_factor;
  Value result;
  double size = std::fabs(piece.approximate_constant);
  for (std::size_t i = 0; i <= D; ++i) {
    result.c[i] = factor * forms[i * width + k];
    size += std::fabs(result.c[i]);
  }
  result.c[D] += piece.approximate_constant;
  if ((!is_certified || plan_.levels[level].is_integral) && piece.extras.empty()) {
    result.error = 0;
    return result;
  }
  result.error = std::fabs(factor) * forms[(D + 1) * width + k];
  for (const Term& extra : piece.extras) {
    const Value other = value(extra.source);
    const double weight = extra.approximate;
    for (std::size_t i = 0; i <= D; ++i) {
      result.c[i] += weight * other.c[i];
      size += std::fabs(weight * other.c[i]);
    }
    result.error += std::fabs(weight) * other.error;
  }
  const auto terms = static_cast<double>(piece.extras.size()) + 6;
  if (!plan_.levels[level].is_integral) result.error += terms * roundoff * size;
  return result;
}

template <int D>
typename Walk<D>::Value Walk<D>::value(const NodeId& id) const {
  if (id.is_spike()) return frames_[id.level].times[id.index()];
  const NodePlan& node = plan_.node(id);
  const bool on = decided_.levels[id.level].on[id.index()] != 0;
  return piece_value(id.level, static_cast<std::uint32_t>(id.index()),
                     on ? node.on : node.off);
}

template <int D>
void Walk<D>::decide(std::size_t level, std::uint32_t k, bool on, double* next) {
  decided_.levels[level].on[k] = on ? 1 : 0;
  decided_.levels[level].infinite[k] = 0;
  if (next == nullptr) return;
  const NodePlan& node = plan_.levels[level].nodes[k];
  const PiecePlan& piece = on ? node.on : node.off;
  if (piece.is_zero()) return;
  const LevelPlan& above = plan_.levels[level + 1];
  const double* weights = above.from_previous.data() + k * above.width;
  const Value v = piece_value(level, k, piece);
  kernels_.add(next, weights, v.c, above.width);
  if (is_certified && !above.is_integral) add_error(level, k, v, next);
}

// Adds what does not come from the rows of the level before.
template <int D>
void Walk<D>::pull(std::size_t level, double* sums) {
  const LevelPlan& plan = plan_.levels[level];
  for (const auto& [row, source, weight] : plan.pulls) {
    if (decided_.is_infinite(source)) continue;
    const Value v = value(source);
    double size = 0;
    for (std::size_t i = 0; i <= D; ++i) {
      sums[i * plan.width + row] += weight * v.c[i];
      size += std::fabs(v.c[i]);
    }
    if (!plan.is_integral)
      sums[(D + 1) * plan.width + row] +=
          std::fabs(weight) * (v.error + plan.terms * roundoff * size);
  }
}

template <int D>
template <class Cell>
bool Walk<D>::enter(std::size_t level, const Cell& cell, double* sums) {
  if (level >= plan_.depth) return leaf(cell);
  const ArenaScope scope(geometry_.arena);
  decided_.levels[level].stamp = ++stamp_;
  frames_[level].forms = sums;
  pull(level, sums);
  double* next = new_sums(level + 1);
  const Rows unstable = classify(level, cell, next);
  return branch(level, cell, unstable, next);
}

// Decides the rows that have one sign on the whole cell; returns the others. The first loop
// has no branches on signs, which nobody could predict.
template <int D>
template <class Cell>
typename Walk<D>::Rows Walk<D>::classify(std::size_t level, const Cell& cell,
                                         double* next) {
  const LevelPlan& plan = plan_.levels[level];
  const std::size_t width = plan.width, rows = plan.nodes.size();
  Frame& frame = frames_[level];
  LevelState& state = decided_.levels[level];
  Arena& arena = geometry_.arena;
  frame.norms = arena.template take<double>(width);
  frame.slacks = arena.template take<double>(width);
  auto* low = arena.template take<double>(width);
  auto* high = arena.template take<double>(width);
  auto* sure = arena.template take<std::uint32_t>(rows + 1);
  auto* open = arena.template take<std::uint32_t>(rows + 1);
  std::size_t sures = 0, opens = 0;
  kernels_.measure(frame.forms, width, frame.norms, frame.slacks);
  kernels_.ranges(frame.forms, width, cell.vertex(0).x,
                  sizeof(typename Cell::Vertex) / sizeof(double), cell.size(), low, high);
  const auto bound = [&, error = cell.error()](std::uint32_t k) {
    return is_certified ? frame.norms[k] * error + frame.slacks[k] : frame.slacks[k] * 4096;
  };
  for (std::uint32_t k = 0; k < rows; ++k) {
    const double least = bound(k);
    const unsigned is_on = plan.is_linear[k] | static_cast<unsigned>(low[k] > least);
    const unsigned is_off = static_cast<unsigned>(high[k] < -least) & ~is_on;
    const unsigned is_open = plan.has_infinite && is_infinite_row(level, k)
                                 ? 1
                                 : (is_on | is_off) ^ 1;
    state.on[k] = static_cast<std::uint8_t>(is_on);
    sure[sures] = open[opens] = k;
    sures += (is_on | plan.has_off[k]) & (is_open ^ 1);
    opens += is_open;
  }
  if (plan.has_infinite) std::fill(state.infinite.begin(), state.infinite.end(), 0);
  decide_all(level, {sure, sures}, next);
  std::size_t unstable = 0;
  for (const std::uint32_t k : Rows(open, opens)) {
    if (plan.has_infinite && is_infinite_row(level, k)) {
      decide_infinite(level, k, next);
    } else if (low[k] < -bound(k) && high[k] > bound(k)) {
      open[unstable++] = k;
    } else {
      const ArenaScope scope(arena);
      const Signs signs = geometry_.signs(cell, push_row(level, k));
      geometry_.rows.pop();
      if (signs.positive > 0 && signs.negative > 0) {
        open[unstable++] = k;
      } else {
        decide(level, k, signs.positive > 0, next);
      }
    }
  }
  return {open, unstable};
}

// Adds the values of rows decided to the rows of the next level.
template <int D>
void Walk<D>::decide_all(std::size_t level, Rows rows, double* next) {
  if (next == nullptr || rows.empty()) return;
  const ArenaScope scope(geometry_.arena);
  const LevelPlan& above = plan_.levels[level + 1];
  const bool has_errors = is_certified && !above.is_integral;
  auto* forms = geometry_.arena.template take<double>(rows.size() * (D + 1));
  for (std::size_t j = 0; j < rows.size(); ++j) {
    const std::uint32_t k = rows[j];
    const NodePlan& node = plan_.levels[level].nodes[k];
    const Value v =
        piece_value(level, k, decided_.levels[level].on[k] != 0 ? node.on : node.off);
    std::copy_n(v.c, D + 1, forms + j * (D + 1));
    if (has_errors) add_error(level, k, v, next);
  }
  kernels_.add_all(next, above.from_previous.data(), forms, rows.data(), rows.size(),
                   above.width);
}

// The part of a value in the errors of the next level's rows.
template <int D>
void Walk<D>::add_error(std::size_t level, std::uint32_t k, const Value& v, double* next) {
  const LevelPlan& above = plan_.levels[level + 1];
  double size = 0;
  for (const double c : v.c) size += std::fabs(c);
  kernels_.add_error(next, above.from_previous.data() + k * above.width,
                     v.error + above.terms * roundoff * size, above.width);
}

template <int D>
bool Walk<D>::is_infinite_row(std::size_t level, std::uint32_t k) const {
  for (const Term& term : plan_.levels[level].nodes[k].row.terms)
    if (decided_.is_infinite(term.source)) return true;
  return false;
}

// An infinite condition is on; the value is infinite too unless the row has no part in it.
template <int D>
void Walk<D>::decide_infinite(std::size_t level, std::uint32_t k, double* next) {
  const bool infinite = !plan_.levels[level].nodes[k].on.factor.is_zero();
  if (infinite) {
    decided_.levels[level].on[k] = 1;
    decided_.levels[level].infinite[k] = 1;
  } else {
    decide(level, k, true, next);
  }
}

template <int D>
Row<D>& Walk<D>::push_row(std::size_t level, std::uint32_t k) {
  const std::size_t width = plan_.levels[level].width;
  const Frame& frame = frames_[level];
  Row<D>& row = geometry_.rows.push();
  for (std::size_t i = 0; i <= D; ++i) row.h[i] = frame.forms[i * width + k];
  row.form_error = frame.forms[(D + 1) * width + k];
  row.norm = frame.norms[k];
  row.slack = frame.slacks[k];
  row.source = {};
  row.source.kind = plan_.levels[level].is_integral ? RowSource::Kind::integral
                                                    : RowSource::Kind::affine;
  row.source.level = static_cast<std::uint32_t>(level);
  row.source.node = k;
  row.key = 0;
  row.place = {};
  row.has_exact = false;
  return row;
}

template <int D>
template <class Cell>
bool Walk<D>::branch(std::size_t level, const Cell& cell, Rows rows, double* next) {
  Arena& arena = geometry_.arena;
  for (; !rows.empty(); rows = rows.subspan(1)) {
    const Arena::Mark mark = arena.mark();
    Row<D>& row = push_row(level, rows[0]);
    const Signs signs = geometry_.signs(cell, row);
    if (signs.negative > 0 && signs.positive > 0) {
      const bool go_on = cut(level, cell, rows, signs, next);
      geometry_.rows.pop();
      arena.release(mark);
      return go_on;
    }
    geometry_.rows.pop();
    arena.release(mark);
    decide(level, rows[0], signs.positive > 0, next);
  }
  return leave(level, cell, next);
}

// Cuts the cell along the first row, which is the last one pushed, and walks on both sides.
template <int D>
template <class Cell>
bool Walk<D>::cut(std::size_t level, const Cell& cell, Rows rows, const Signs& signs,
                  double* next) {
  using Wider = typename WiderCell<Cell>::type;
  if constexpr (D > 2) {
    if (!cell.has_free_slot()) {
      if constexpr (!std::is_void_v<Wider>)
        return cut(level, cell.template widened<Wider>(geometry_.arena), rows, signs, next);
      throw std::length_error(too_many_walls);
    }
  }
  const std::size_t before = geometry_.points.size();
  const auto row = static_cast<std::uint32_t>(geometry_.rows.size() - 1);
  Cell negative, positive;
  cell.split(geometry_, row, signs, {}, negative, positive);
  const std::size_t after = geometry_.points.size();
  double* off = copy_sums(level + 1, next);
  RowPlace& place = geometry_.rows[row].place;
  place.node = geometry_.nodes.open();
  decide(level, rows[0], false, off);
  bool go_on =
      descend(1, negative, [&] { return branch(level, negative, rows.subspan(1), off); });
  geometry_.points.shrink(after);
  if (!go_on) {
    miss(positive);
    return false;
  }
  decide(level, rows[0], true, next);
  place.is_above = true;
  go_on = descend(1, positive, [&] { return branch(level, positive, rows.subspan(1), next); });
  geometry_.nodes.close();
  geometry_.points.shrink(before);
  return go_on;
}

// All rows of the level are decided; its spikes come next.
template <int D>
template <class Cell>
bool Walk<D>::leave(std::size_t level, const Cell& cell, double* next) {
  const std::size_t count = plan_.levels[level].spikes.size();
  if (count == 0) return enter(level + 1, cell, next);
  const ArenaScope scope(geometry_.arena);
  find_sources(level);
  auto* spikes = geometry_.arena.template take<std::uint32_t>(count);
  for (std::uint32_t i = 0; i < count; ++i) spikes[i] = i;
  return fire(level, cell, {spikes, count}, next);
}

template <int D>
template <class Cell>
bool Walk<D>::leaf(const Cell& cell) {
  for (std::size_t l = plan_.depth; l < plan_.levels.size(); ++l)
    decided_.levels[l].stamp = ++stamp_;
  const auto add = [&] {
    const bool go_on = worker_.add(LeafView<Cell>(*this, cell));
    geometry_.nodes.meet_leaf();
    return go_on;
  };
  return is_in_unit_ ? add() : walk_unit(cell, add);
}

template <int D>
template <class Cell, class Visit>
bool Walk<D>::descend(unsigned bits, const Cell& cell, const Visit& visit) {
  if (is_in_unit_) return visit();
  choices_ += bits;
  const bool go_on = choices_ >= worker_.depth() ? walk_unit(cell, visit) : visit();
  choices_ -= bits;
  return go_on;
}

template <int D>
template <class Cell, class Visit>
bool Walk<D>::walk_unit(const Cell& cell, const Visit& visit) {
  switch (worker_.begin()) {
    case Schedule::Turn::others:
      geometry_.nodes.meet_leaf();
      return true;
    case Schedule::Turn::missing:
      miss(cell);
      return true;
    case Schedule::Turn::stop:
      miss(cell);
      return false;
    case Schedule::Turn::mine:
      break;
  }
  is_in_unit_ = true;
  missing_ = 0;
  const bool go_on = visit();
  is_in_unit_ = false;
  worker_.end(missing_);
  return go_on;
}

template <int D>
template <class Cell>
void Walk<D>::miss(const Cell& cell) {
  if (!is_in_unit_ && !worker_.is_surveying()) return;
  const std::size_t points = geometry_.points.size();
  missing_ += Volume<Cell>(geometry_, cell).value();
  for (int v = 0; v < cell.size(); ++v) cell.vertex(v).exact = nullptr;
  geometry_.points.shrink(points);
}

}  // namespace polyspike::vertex
