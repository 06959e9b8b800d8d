#pragma once
// Memory for what lives no longer than one task: taken from one buffer, given back when the task ends.

#include "sim/errors.hpp"

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <vector>

namespace concord {

/// A buffer that tasks of one thread take memory from, one inside the other. Nothing is allocated after
/// reserve().
class Arena {
 public:
  /// One task: its memory is given back when it goes out of scope. Later tasks must end first.
  class Task final : public std::pmr::memory_resource {
   public:
    explicit Task(Arena& arena) : arena_(arena), before_(arena.used_) {}
    ~Task() override { arena_.used_ = before_; }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

   private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
      void* place = arena_.buffer_.data() + arena_.used_;
      std::size_t left = arena_.buffer_.size() - arena_.used_;
      ensure(std::align(alignment, bytes, place, left) != nullptr, "an arena holds what its tasks need");
      arena_.used_ = static_cast<std::size_t>(static_cast<std::byte*>(place) - arena_.buffer_.data()) + bytes;
      return place;
    }
    void do_deallocate(void*, std::size_t, std::size_t) override {}  // all at once, when the task ends
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

    Arena& arena_;
    std::size_t before_;
  };

  /// Room for that many bytes; no task may be under way.
  void reserve(std::size_t bytes) {
    ensure(used_ == 0, "an arena grows between tasks");
    if (buffer_.size() < bytes) buffer_.resize(bytes);
  }

 private:
  std::vector<std::byte> buffer_;
  std::size_t used_ = 0;
};

/// Rows of work space, [member], [place] or [system]; zero at first.
template <class T>
using WorkRows = std::pmr::vector<T>;

}  // namespace concord
