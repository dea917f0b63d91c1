// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "engine/budget.hpp"
#include "engine/leaf_batch.hpp"
#include "polyspike/rational.hpp"

// How threads share a walk. The tree of the walk is cut, at a depth that depends on nothing
// but the tree, into an ordered list of units. Every thread walks the few nodes above that
// depth by itself and skips the units that are not its own, so that nothing is copied from
// thread to thread and no frontier is stored; it takes units in increasing order. Batches of
// leaves are handed on in the order of the units, whoever filled them.
namespace polyspike::vertex {

class Schedule {
 public:
  Schedule(BatchSink& sink, Budget* budget, unsigned threads)
      : sink_(sink), budget_(budget), threads_(threads) {}

  enum class Turn {
    mine,     // to be walked
    others,   // to be skipped
    missing,  // nobody walked it: what is asked for is its volume
    stop,     // neither this unit nor those after it
  };

  class Worker {
   public:
    // What to do with the next unit of the walk.
    Turn begin();
    // After a unit of its own, with the volume of what was not walked of it.
    void end(const Rational& missing);
    // Whether it looks for what was not walked, after all others have stopped.
    bool is_surveying() const { return is_surveying_; }
    // Hands on a leaf of the unit; false once the walk has to stop.
    bool add(const Leaf& leaf);
    // The walk, and those of all others, are to end.
    void stop();
    bool is_stopped() const { return schedule_.stopped_.load(std::memory_order_relaxed); }
    // Bits of choice on the way to a unit; 0: the whole walk is one.
    unsigned depth() const { return schedule_.threads_ > 1 ? unit_depth : 0; }

   private:
    friend class Schedule;
    explicit Worker(Schedule& schedule) : schedule_(schedule) {}

    void claim();

    bool hand_on();
    bool out_of_budget();

    Schedule& schedule_;
    std::uint64_t unit_ = 0;   // its own
    std::uint64_t next_ = 0;   // of the walk
    std::uint64_t leaves_ = 0;  // of the unit
    std::uint32_t calls_ = 0;
    std::unique_ptr<LeafBatch> batch_;
    bool is_first_ = false;
    bool is_surveying_ = false;
  };

  // Calls `walk` with a worker, in this thread and later in others; false if stopped.
  bool run(const std::function<void(Worker&)>& walk);
  // After a run that stopped: calls `walk` with a worker that meets the units that nobody
  // walked; returns what was not walked of the others.
  Rational survey(const std::function<void(Worker&)>& walk);

 private:
  static constexpr unsigned unit_depth = 16;
  // Bytes of batches that wait for their turn; beyond it only the first unit goes on.
  static constexpr std::size_t most_waiting = std::size_t{1} << 24;
  static constexpr std::uint64_t few = 512;          // leaves not worth a second thread

  void start_helpers();
  void guarded_walk(Worker& worker);
  // Takes what is ready, in order; the lock is held on entry and exit.
  void deliver(std::unique_lock<std::mutex>& lock);
  void stop();
  void refuse();

  BatchSink& sink_;
  Budget* budget_;
  unsigned threads_;
  const std::function<void(Worker&)>* walk_ = nullptr;
  std::atomic<bool> stopped_{false};
  std::uint64_t tickets_ = 0;
  std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t taken_ = 0;  // units
  std::set<std::uint64_t> open_;  // claimed and not begun
  Rational missing_;              // of units begun
  std::uint64_t leaves_ = 0;
  bool is_delivering_ = false;
  bool is_refused_ = false;  // by the sink
  std::map<std::uint64_t, std::unique_ptr<LeafBatch>> ready_;
  std::size_t waiting_ = 0;  // bytes of these
  std::vector<std::thread> helpers_;
  std::exception_ptr failure_;
};

}  // namespace polyspike::vertex
