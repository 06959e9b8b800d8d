#pragma once
// A thread and a reader process for one open file. What was asked for last is read first: it is what is on
// the screen now.

#include "viz/data/reading.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace concord {

// What is fetched of a sweep.
inline constexpr int kind_outcome = 0, kind_trajectories = 1;

class FileWorker {
 public:
  /// Something that can be fetched: a kind, and which of it.
  using Key = std::pair<int, std::uint64_t>;
  /// Fetches it and gives it with its size. Runs on the worker's thread.
  struct Fetched {
    std::shared_ptr<const void> value;
    std::size_t bytes;
  };
  using Fetch = std::function<Fetched(ReaderProcess&)>;
  /// What is done now and then: called at once, and again after the time that it gives.
  using Idle = std::function<std::chrono::milliseconds(ReaderProcess&)>;

  /// `first` runs before anything else; the constructor waits for it and passes on what it throws.
  FileWorker(const ReadingOptions& options, std::shared_ptr<Cancel> cancel,
             const std::function<void(ReaderProcess&)>& first, Idle idle = {});
  ~FileWorker();
  FileWorker(const FileWorker&) = delete;
  FileWorker& operator=(const FileWorker&) = delete;

  /// From the cache; null if it has to be fetched first, or could not be.
  template <class T>
  std::shared_ptr<const T> get(const Key& key, const Fetch& fetch) {
    return std::static_pointer_cast<const T>(look_up(key, fetch));
  }
  /// What could not be fetched, for the user; empty if nothing.
  std::string trouble() const;
  void set_trouble(std::string text);
  std::uint64_t generation() const { return generation_; }
  /// Something was asked for and has neither come nor failed.
  bool busy() const;
  /// Tells the drawing thread that something is new.
  void announce();
  const std::shared_ptr<Cancel>& cancel() const { return cancel_; }

 private:
  struct Request {
    Key key;
    Fetch fetch;
  };
  std::shared_ptr<const void> look_up(const Key& key, const Fetch& fetch);
  void work(const std::function<void(ReaderProcess&)>& first);
  void carry_out(ReaderProcess& reader, const Request& request);
  SliceCache::Key cached(const Key& key) const { return {owner_, key.first, key.second}; }

  const ReadingOptions options_;
  const std::shared_ptr<SliceCache> cache_;
  const std::uint64_t owner_ = SliceCache::new_owner();
  std::shared_ptr<Cancel> cancel_;
  Idle idle_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool end_ = false, begun_ = false;
  std::exception_ptr failure_;         // of `first`
  std::list<Request> waiting_;         // the newest first
  std::optional<Key> busy_;            // being fetched
  std::map<Key, std::string> failed_;  // and why
  std::string trouble_;
  std::atomic<std::uint64_t> generation_ = 1;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace concord
