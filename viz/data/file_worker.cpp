#include "viz/data/file_worker.hpp"

#include <algorithm>
#include <csignal>

namespace concord {
namespace {

/// Older requests are forgotten beyond this: nobody looks at them any more, or they are asked for again.
constexpr std::size_t most_waiting = 64;

}  // namespace

FileWorker::FileWorker(const ReadingOptions& options, std::shared_ptr<Cancel> cancel,
                       const std::function<void(ReaderProcess&)>& first, Idle idle)
    : options_(options),
      cache_(options.cache ? options.cache : program_cache()),
      cancel_(std::move(cancel)),
      idle_(std::move(idle)),
      thread_([this, &first] { work(first); }) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return begun_; });
  if (!failure_) return;
  lock.unlock();
  thread_.join();
  std::rethrow_exception(failure_);
}

FileWorker::~FileWorker() {
  cancel_->cancel();
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  changed_.notify_all();
  thread_.join();
  cache_->forget(owner_);
}

std::shared_ptr<const void> FileWorker::look_up(const Key& key, const Fetch& fetch) {
  if (auto found = cache_->get<void>(cached(key))) return found;
  const std::lock_guard lock(mutex_);
  if (failed_.contains(key) || busy_ == key) return nullptr;
  const auto known = std::ranges::find(waiting_, key, &Request::key);
  if (known != waiting_.end()) {
    waiting_.splice(waiting_.begin(), waiting_, known);
  } else {
    waiting_.push_front({key, fetch});
    if (waiting_.size() > most_waiting) waiting_.pop_back();
  }
  changed_.notify_all();
  return nullptr;
}

std::string FileWorker::trouble() const {
  const std::lock_guard lock(mutex_);
  return failed_.empty() ? trouble_ : failed_.begin()->second;
}
void FileWorker::set_trouble(std::string text) {
  const std::lock_guard lock(mutex_);
  trouble_ = std::move(text);
}

bool FileWorker::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_ || !waiting_.empty();
}

void FileWorker::announce() {
  ++generation_;
  if (options_.wake) options_.wake();
}

void FileWorker::work(const std::function<void(ReaderProcess&)>& first) {
  ReaderProcess reader(options_.reader_program, options_.limits, cancel_);
  try {
    first(reader);
  } catch (...) {
    failure_ = std::current_exception();
  }
  {
    const std::lock_guard lock(mutex_);
    begun_ = true;
  }
  changed_.notify_all();
  if (failure_) return;  // `first` is gone from here on
  auto next_idle = std::chrono::steady_clock::now();
  while (true) {
    std::optional<Request> request;
    {
      std::unique_lock lock(mutex_);
      const auto something = [&] { return end_ || !waiting_.empty(); };
      if (idle_) {
        changed_.wait_until(lock, next_idle, something);
      } else {
        changed_.wait(lock, something);
      }
      if (end_) return;
      if (!waiting_.empty() && !(idle_ && std::chrono::steady_clock::now() >= next_idle)) {
        request = std::move(waiting_.front());
        waiting_.pop_front();
        busy_ = request->key;
      }
    }
    try {
      if (request) {
        carry_out(reader, *request);
      } else {
        next_idle = idle_(reader) + std::chrono::steady_clock::now();
      }
    } catch (const Cancelled&) {
      return;
    } catch (const std::exception& error) {  // of a look
      set_trouble(error.what());
      announce();
      next_idle = std::chrono::steady_clock::now() + options_.between_looks;
    }
  }
}

void FileWorker::carry_out(ReaderProcess& reader, const Request& request) {
  Fetched fetched{};
  std::string why;
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      fetched = request.fetch(reader);
      why.clear();
      break;
    } catch (const ReaderStopped& error) {
      why = error.what();
      // Killed from outside, such as by a system short of memory: once more. Else it would only die again.
      if (error.signal != SIGKILL || attempt > 0) break;
    } catch (const Cancelled&) {
      throw;
    } catch (const std::exception& error) {
      why = error.what();
      break;
    }
  }
  if (fetched.value) cache_->put(cached(request.key), fetched.value, fetched.bytes);
  {
    const std::lock_guard lock(mutex_);
    busy_.reset();
    ++generation_;  // with it: who sees that nothing is on its way sees what came
    if (!fetched.value) failed_[request.key] = why.empty() ? "nothing came" : why;
  }
  if (options_.wake) options_.wake();
}

}  // namespace concord
