#pragma once
// Threads that share out work.

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace concord {

/// So many threads, one of which is that of whoever asks: it helps while it waits.
class Crew {
 public:
  /// `item` counts from 0; so does `thread`, for memory that threads keep to themselves.
  using Work = std::function<void(std::size_t item, std::size_t thread)>;

  /// Throws std::system_error, with how many were wanted and how many there could be.
  explicit Crew(int threads);
  /// Waits for the items that were begun and leaves the others.
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Begins to work on `items` items in their order, while the caller does something else.
  void start(std::size_t items, Work work);
  /// Waits for what was started. What an item throws is thrown here, the first of several, and no further
  /// item is begun.
  void finish();
  /// All of it now, before what was started, by the crew that the calling thread made; alone if there is
  /// none.
  static void share(std::size_t items, const std::function<void(std::size_t item)>& work);

 private:
  struct Job {
    std::size_t items;
    Work work;
    std::size_t next = 0, under_way = 0;
    std::exception_ptr failure{};
    bool open() const { return next < items; }
    bool over() const { return !open() && under_way == 0; }
  };
  void serve(std::size_t thread);
  void take(Job& job, std::size_t thread, std::unique_lock<std::mutex>& lock);
  void wait(std::list<Job>::iterator job);
  std::list<Job>::iterator put(std::size_t items, Work work, bool first);
  void end();

  std::mutex mutex_;
  std::condition_variable begun_, over_;
  std::list<Job> jobs_;  // the most urgent first
  bool end_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace concord
