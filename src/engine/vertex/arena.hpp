// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace polyspike::vertex {

// Memory for a depth-first walk: what was taken last is given back first, so that a walk of
// ten million cells needs the memory of its deepest branch only. Blocks never move.
class Arena {
 public:
  struct Mark {
    std::size_t block = 0;
    std::size_t used = 0;
  };

  // `count` uninitialised objects at a cache line's start.
  template <class T>
  T* take(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    const std::size_t bytes = (count * sizeof(T) + line - 1) / line * line;
    if (at_.used + bytes > capacity_) next_block(bytes);
    auto* memory = blocks_[at_.block].memory.get() + at_.used;
    at_.used += bytes;
    return reinterpret_cast<T*>(memory);
  }
  Mark mark() const { return at_; }
  // Gives back everything taken since the mark was made.
  void release(Mark mark) {
    at_ = mark;
    capacity_ = blocks_.empty() ? 0 : blocks_[at_.block].size;
  }

 private:
  static constexpr std::size_t line = 64;
  static constexpr std::size_t block_size = std::size_t{1} << 18;
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  struct Block {
    std::unique_ptr<std::byte, Free> memory;
    std::size_t size;
  };

  void next_block(std::size_t bytes) {
    std::size_t next = blocks_.empty() ? 0 : at_.block + 1;
    if (next < blocks_.size() && blocks_[next].size < bytes) blocks_.resize(next);
    if (next == blocks_.size()) {
      const std::size_t size = bytes > block_size ? bytes : block_size;
      auto* memory = static_cast<std::byte*>(std::aligned_alloc(line, size));
      if (memory == nullptr) throw std::bad_alloc();
      blocks_.push_back({std::unique_ptr<std::byte, Free>(memory), size});
    }
    at_ = {next, 0};
    capacity_ = blocks_[next].size;
  }

  std::vector<Block> blocks_;
  Mark at_;
  std::size_t capacity_ = 0;
};

// Gives back at the end of the block what was taken in it.
class ArenaScope {
 public:
  explicit ArenaScope(Arena& arena) : arena_(arena), mark_(arena.mark()) {}
  ~ArenaScope() { arena_.release(mark_); }
  ArenaScope(const ArenaScope&) = delete;
  ArenaScope& operator=(const ArenaScope&) = delete;

 private:
  Arena& arena_;
  Arena::Mark mark_;
};

// A stack of objects that keep their address and, after a pop, their storage for the next
// push (big integers allocate).
template <class T>
class StableStack {
 public:
  T& push() {
    if (size_ == blocks_.size() * block_size)
      blocks_.push_back(std::make_unique<T[]>(block_size));
    ++size_;
    return (*this)[size_ - 1];
  }
  void pop() {
    assert(size_ > 0);
    --size_;
  }
  void shrink(std::size_t size) {
    assert(size <= size_);
    size_ = size;
  }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return blocks_[i / block_size][i % block_size]; }
  const T& operator[](std::size_t i) const {
    return blocks_[i / block_size][i % block_size];
  }

 private:
  static constexpr std::size_t block_size = 64;
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace polyspike::vertex
