// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/vertex_engine.hpp"

#include <stdexcept>

#include "engine/vertex/walk_root.hpp"

namespace polyspike {

namespace {

using Walk = vertex::WalkResult (*)(const vertex::Root&, vertex::Schedule::Worker&);

Walk walk_of(std::size_t dimension) {
  constexpr Walk walks[] = {vertex::walk<1>, vertex::walk<2>, vertex::walk<3>,
                            vertex::walk<4>, vertex::walk<5>};
  if (dimension < 1 || dimension > std::size(walks))
    throw std::logic_error("vertex engine: dimension out of range");
  return walks[dimension - 1];
}

// Leaves one by one: every batch hands them on at once.
class SinkBatch final : public LeafBatch {
 public:
  explicit SinkBatch(const LeafSink& sink) : sink_(sink) {}
  bool add(const Leaf& leaf) override { return sink_(leaf); }
  std::size_t bytes() const override { return 0; }

 private:
  const LeafSink& sink_;
};

class SingleSink final : public BatchSink {
 public:
  explicit SingleSink(const LeafSink& sink) : sink_(sink) {}
  std::unique_ptr<LeafBatch> new_batch() override {
    return std::make_unique<SinkBatch>(sink_);
  }
  bool take(LeafBatch&) override { return true; }

 private:
  const LeafSink& sink_;
};

// Of a walk that stopped: at most this share of the volume was not walked.
Rational missing_share(vertex::Schedule& schedule, Walk walk, const vertex::Root& root) {
  vertex::WalkResult above;
  const Rational in_units =
      schedule.survey([&](vertex::Schedule::Worker& worker) { above = walk(root, worker); });
  return (in_units + above.missing) / above.whole;
}

}  // namespace

bool explore_vertices(const Program& program, const Domain& domain,
                      const VertexOptions& options, BatchSink& sink) {
  const Walk walk = walk_of(domain.dimension);
  const vertex::Chart chart(vertex::bounding_box(domain));
  const vertex::Plan plan(program, chart);
  const vertex::Root root{plan, chart, domain};
  std::mutex mutex;
  VertexStatistics sum;
  vertex::Schedule schedule(sink, options.budget, options.threads);
  const bool complete = schedule.run([&](vertex::Schedule::Worker& worker) {
    const VertexStatistics statistics = walk(root, worker).statistics;
    const std::lock_guard lock(mutex);
    sum += statistics;
  });
  if (options.covered != nullptr) {
    *options.covered = 1;
    if (!complete) *options.covered -= missing_share(schedule, walk, root);
    if (options.covered->sign() < 0) *options.covered = 0;
  }
  if (options.statistics != nullptr) *options.statistics = sum;
  return complete;
}

bool explore_vertices(const Program& program, const Domain& domain,
                      const VertexOptions& options, const LeafSink& sink) {
  SingleSink single(sink);
  VertexOptions one = options;
  one.threads = 1;
  return explore_vertices(program, domain, one, single);
}

}  // namespace polyspike
