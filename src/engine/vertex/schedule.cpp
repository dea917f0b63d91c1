// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vertex/schedule.hpp"

#include <utility>

namespace polyspike::vertex {

namespace {

// Of a batch that waits, with what the list of these takes.
std::size_t size_of(const LeafBatch& batch) { return batch.bytes() + 256; }

}  // namespace

bool Schedule::run(const std::function<void(Worker&)>& walk) {
  walk_ = &walk;
  Worker first(*this);
  first.is_first_ = true;
  {
    const std::lock_guard lock(mutex_);
    first.claim();
  }
  guarded_walk(first);
  for (std::thread& helper : helpers_) helper.join();
  // What was found when the walk was stopped counts too.
  for (auto& [unit, batch] : ready_)
    if (!failure_ && !is_refused_) is_refused_ = !sink_.take(*batch);
  if (failure_) std::rethrow_exception(failure_);
  return !stopped_;
}

Rational Schedule::survey(const std::function<void(Worker&)>& walk) {
  Worker worker(*this);
  worker.is_surveying_ = true;
  worker.unit_ = tickets_;
  walk(worker);
  return missing_;
}

void Schedule::Worker::claim() {
  unit_ = schedule_.tickets_++;
  schedule_.open_.insert(unit_);
}

void Schedule::start_helpers() {
  while (helpers_.size() + 1 < threads_)
    helpers_.emplace_back([this] {
      Worker worker(*this);
      {
        const std::lock_guard lock(mutex_);
        worker.claim();
      }
      guarded_walk(worker);
    });
}

void Schedule::guarded_walk(Worker& worker) {
  try {
    (*walk_)(worker);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stopped_ = true;
    turn_.notify_all();
  }
}

void Schedule::stop() {
  stopped_ = true;
  turn_.notify_all();
}

void Schedule::refuse() {
  is_refused_ = true;
  stop();
}

void Schedule::deliver(std::unique_lock<std::mutex>& lock) {
  if (is_delivering_) return;
  is_delivering_ = true;
  while (!ready_.empty() && ready_.begin()->first == taken_ && !stopped_) {
    const std::unique_ptr<LeafBatch> batch = std::move(ready_.begin()->second);
    ready_.erase(ready_.begin());
    waiting_ -= size_of(*batch);
    lock.unlock();
    const bool go_on = sink_.take(*batch);
    lock.lock();
    if (!go_on) refuse();
    ++taken_;
    turn_.notify_all();
  }
  is_delivering_ = false;
  turn_.notify_all();
}

void Schedule::Worker::stop() {
  const std::lock_guard lock(schedule_.mutex_);
  schedule_.stop();
}

Schedule::Turn Schedule::Worker::begin() {
  const std::uint64_t unit = next_++;
  if (is_surveying_) {
    if (unit >= unit_) return Turn::stop;
    return schedule_.open_.contains(unit) ? Turn::missing : Turn::others;
  }
  if (is_stopped()) return Turn::stop;
  if (unit != unit_) return Turn::others;
  std::unique_lock lock(schedule_.mutex_);
  schedule_.turn_.wait(lock, [this] {
    return is_stopped() || unit_ == schedule_.taken_ ||
           schedule_.waiting_ < Schedule::most_waiting;
  });
  if (is_stopped()) return Turn::stop;
  schedule_.open_.erase(unit_);
  batch_ = schedule_.sink_.new_batch();
  return Turn::mine;
}

void Schedule::Worker::end(const Rational& missing) {
  std::unique_lock lock(schedule_.mutex_);
  schedule_.missing_ += missing;
  schedule_.leaves_ += std::exchange(leaves_, 0);
  schedule_.waiting_ += size_of(*batch_);
  schedule_.ready_.emplace(unit_, std::move(batch_));
  schedule_.deliver(lock);
  claim();
  const bool is_long = schedule_.leaves_ >= Schedule::few && !is_stopped();
  if (is_first_ && is_long && schedule_.helpers_.empty()) schedule_.start_helpers();
}

bool Schedule::Worker::add(const Leaf& leaf) {
  ++leaves_;
  bool go_on = batch_->add(leaf);
  if (go_on && batch_->bytes() >= large_batch) go_on = hand_on();
  if (!go_on || out_of_budget()) {
    const std::lock_guard lock(schedule_.mutex_);
    if (go_on) {
      schedule_.stop();
    } else {
      schedule_.refuse();
    }
  }
  return !is_stopped();
}

// Waits until this is the first unit that is not taken; then nobody else delivers.
bool Schedule::Worker::hand_on() {
  std::unique_lock lock(schedule_.mutex_);
  schedule_.turn_.wait(lock, [this] {
    return is_stopped() || (unit_ == schedule_.taken_ && !schedule_.is_delivering_);
  });
  if (is_stopped()) return true;
  lock.unlock();
  return schedule_.sink_.take(*batch_);
}

bool Schedule::Worker::out_of_budget() {
  return schedule_.budget_ != nullptr && ++calls_ % 8 == 0 && schedule_.budget_->exhausted();
}

}  // namespace polyspike::vertex
