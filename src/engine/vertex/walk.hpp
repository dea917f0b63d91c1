// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "engine/leaf.hpp"
#include "engine/vertex/causal_marks.hpp"
#include "engine/vertex/decided.hpp"
#include "engine/vertex/exact_forms.hpp"
#include "engine/vertex/geometry.hpp"
#include "engine/vertex/integral_outputs.hpp"
#include "engine/vertex/kernels.hpp"
#include "engine/vertex/modular_forms.hpp"
#include "engine/vertex/plan.hpp"
#include "engine/vertex/point_cache.hpp"
#include "engine/vertex/polygon.hpp"
#include "engine/vertex/polytope.hpp"
#include "engine/vertex/segment.hpp"
#include "engine/vertex/spike_region.hpp"
#include "engine/vertex/volume.hpp"
#include "engine/vertex/walk_root.hpp"
#include "engine/vertex/wrapped_forms.hpp"

namespace polyspike::vertex {

template <int D>
struct CellOf {
  using type = Polytope<D, 1>;
};
template <>
struct CellOf<2> {
  using type = Polygon;
};
template <>
struct CellOf<1> {
  using type = Segment;
};

// The cell's next wider kind, for when it runs out of slots.
template <class Cell>
struct WiderCell {
  using type = void;
};
template <int D>
struct WiderCell<Polytope<D, 1>> {
  using type = Polytope<D, 64>;
};

inline constexpr char too_many_walls[] = "vertex engine: a cell has more than 4096 walls";

// The depth-first walk over the partition, level by level. At a level all rows are
// evaluated at all vertices of the cell at once; those with one sign are decided, along the
// others the cell is cut. Values decided are added at once to the rows of the next level.
// Functions that walk return false once the walk has to stop.
template <int D>
class Walk {
 public:
  Walk(const Root& root, Schedule::Worker& worker)
      : plan_(root.plan),
        chart_(root.chart),
        worker_(worker),
        kernels_(Kernels<D>::best()),
        decided_(plan_),
        exact_(plan_, decided_),
        frames_(plan_.levels.size()) {
    geometry_.exact_rows = &exact_;
    for (std::size_t l = 0; l < frames_.size(); ++l)
      frames_[l].times.resize(plan_.levels[l].spikes.size());
  }

  // Walks over the pieces of a full-dimensional domain that lies in the chart's box.
  bool run(const Domain& domain);
  const VertexStatistics& statistics() const { return geometry_.counters; }
  // Of a worker that surveys: the volume of the units that nobody walked and of the domain.
  const Rational& missing() const { return missing_; }
  const Rational& whole() const { return whole_; }
  Geometry<D>& geometry() { return geometry_; }

 private:
  template <class Cell>
  friend class LeafView;
  template <class Cell>
  friend class SpikeSearch;

  // A level over the current cell.
  struct Frame {
    double* forms = nullptr;  // of the rows
    double* norms = nullptr;
    double* slacks = nullptr;
    DoubleForm<D>* sources = nullptr;  // of the spikes
    std::vector<DoubleForm<D>> times;  // of the spikes decided
  };
  using Value = DoubleForm<D>;
  // Rows of a level that are to be decided, one after the other.
  using Rows = std::span<const std::uint32_t>;

  template <class Cell>
  bool enter(std::size_t level, const Cell& cell, double* sums);
  template <class Cell>
  bool branch(std::size_t level, const Cell& cell, Rows rows, double* next);
  template <class Cell>
  bool cut(std::size_t level, const Cell& cell, Rows rows, const Signs& signs,
           double* next);
  template <class Cell>
  bool leave(std::size_t level, const Cell& cell, double* next);
  template <class Cell>
  bool leaf(const Cell& cell);

  template <class Cell>
  Rows classify(std::size_t level, const Cell& cell, double* next);
  void decide_all(std::size_t level, Rows rows, double* next);
  bool is_infinite_row(std::size_t level, std::uint32_t k) const;
  void decide_infinite(std::size_t level, std::uint32_t k, double* next);
  Row<D>& push_row(std::size_t level, std::uint32_t k);
  void decide(std::size_t level, std::uint32_t k, bool on, double* next);
  void add_error(std::size_t level, std::uint32_t k, const Value& v, double* next);
  Value value(const NodeId& id) const;
  Value piece_value(std::size_t level, std::uint32_t k, const PiecePlan& piece) const;
  double* new_sums(std::size_t level);
  double* copy_sums(std::size_t level, const double* sums);
  void pull(std::size_t level, double* sums);

  // Spikes of a level that are to be decided. A spike that has one outcome on the whole
  // cell is decided at once; along the others the cell is partitioned.
  template <class Cell>
  bool fire(std::size_t level, const Cell& cell, Rows spikes, const double* next);
  template <class Cell>
  bool explode(std::size_t level, const Cell& cell, std::uint32_t spike, Rows rest,
               const double* next);
  template <class Cell>
  bool is_settled(const SpikeForms<D>& forms, const Cell& cell, SpikeOutcome<D>& outcome);
  template <class Cell>
  bool are_peaks_below(const SpikeForms<D>& forms, const Cell& cell,
                       const SpikeOutcome<D>& outcome);
  void find_sources(std::size_t level);
  SpikeForms<D> spike_forms(std::size_t level, std::uint32_t spike);
  void decide_spike(const SpikeForms<D>& forms, const SpikeOutcome<D>& outcome);
  // What a spike seems to do at the centre of a cell, and what it does there exactly.
  template <class Cell>
  SpikeOutcome<D> guess(const SpikeForms<D>& forms, const Cell& cell);
  template <class Cell>
  void find_exactly(const SpikeForms<D>& forms, const Cell& cell,
                    SpikeOutcome<D>& outcome);

  template <class Cell>
  bool clip(const Domain& domain, std::size_t first, Cell cell);
  template <class Cell>
  bool begin(const Cell& cell);
  // Walks on after a choice among about 2^bits; skips what belongs to other workers.
  template <class Cell, class Visit>
  bool descend(unsigned bits, const Cell& cell, const Visit& visit);
  template <class Cell, class Visit>
  bool walk_unit(const Cell& cell, const Visit& visit);
  // Adds the volume of a cell that is not walked since the walk stopped.
  template <class Cell>
  void miss(const Cell& cell);

  // For leaves that are asked for hashes.
  WrappedForms<D>& wrapped_forms() {
    if (!wrapped_) wrapped_.emplace(plan_, decided_, kernels_);
    return *wrapped_;
  }
  IntegralOutputs<D>& integral_outputs() {
    if (!integral_) integral_.emplace(plan_, decided_);
    return *integral_;
  }
  ModularForms<D>& modular_forms() {
    if (!modular_) modular_.emplace(plan_, decided_);
    return *modular_;
  }
  PointCache<D>& point_cache() {
    if (!points_) points_.emplace();
    return *points_;
  }
  CausalMarks& causal_marks() {
    if (!marks_) marks_.emplace(plan_, decided_);
    return *marks_;
  }

  const Plan& plan_;
  const Chart& chart_;
  Schedule::Worker& worker_;
  bool is_in_unit_ = false;
  Rational missing_, whole_;
  unsigned choices_ = 0;  // in bits, on the way from the root to where a unit begins
  const Kernels<D>& kernels_;
  Geometry<D> geometry_;
  Decided decided_;
  ExactForms<D> exact_;
  std::optional<WrappedForms<D>> wrapped_;
  std::optional<IntegralOutputs<D>> integral_;
  std::optional<ModularForms<D>> modular_;
  std::optional<CausalMarks> marks_;
  std::optional<PointCache<D>> points_;
  std::vector<Frame> frames_;
  std::uint64_t stamp_ = 0;
  std::uint64_t last_key_ = 0;
  std::size_t split_spikes_ = 0;  // decided on a piece of their region only
  DoubleSweep sweep_;
  std::vector<double> event_times_;
};

}  // namespace polyspike::vertex
