#include "experiments/platform/crew.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

thread_local Crew* own = nullptr;

}  // namespace

Crew::Crew(int threads) {
  try {
    for (int n = 1; n < threads; ++n)
      threads_.emplace_back([this, n] { serve(static_cast<std::size_t>(n)); });
  } catch (const std::system_error& error) {
    const std::size_t there = threads_.size() + 1;
    end();
    throw std::system_error(
        error.code(),
        fmt::format("{} threads are wanted, there can be {} (use --threads {})", threads, there, there));
  } catch (...) {
    end();
    throw;
  }
  own = this;
}

Crew::~Crew() { end(); }

void Crew::end() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  begun_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  if (own == this) own = nullptr;
}

std::list<Crew::Job>::iterator Crew::put(std::size_t items, Work work, bool first) {
  const std::lock_guard lock(mutex_);
  const auto job = jobs_.insert(first ? jobs_.begin() : jobs_.end(), Job{items, std::move(work)});
  begun_.notify_all();
  return job;
}

void Crew::start(std::size_t items, Work work) {
  ensure(jobs_.empty(), "a crew is started again when it has finished");
  put(items, std::move(work), false);
}

void Crew::finish() {
  if (!jobs_.empty()) wait(jobs_.begin());
}

void Crew::share(std::size_t items, const std::function<void(std::size_t)>& work) {
  if (own == nullptr) {
    for (std::size_t item = 0; item < items; ++item) work(item);
    return;
  }
  own->wait(own->put(
      items, [&work](std::size_t item, std::size_t) { work(item); }, true));
}

void Crew::wait(std::list<Job>::iterator job) {
  std::unique_lock lock(mutex_);
  while (!job->over()) {
    if (job->open()) {
      take(*job, 0, lock);
    } else {
      over_.wait(lock);
    }
  }
  const std::exception_ptr failure = job->failure;
  jobs_.erase(job);
  lock.unlock();
  if (failure) std::rethrow_exception(failure);
}

void Crew::take(Job& job, std::size_t thread, std::unique_lock<std::mutex>& lock) {
  const std::size_t item = job.next++;
  ++job.under_way;
  lock.unlock();
  std::exception_ptr failure;
  try {
    job.work(item, thread);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  --job.under_way;
  if (failure) {
    job.next = job.items;
    if (!job.failure) job.failure = failure;
  }
  if (job.over()) over_.notify_all();
}

void Crew::serve(std::size_t thread) {
  std::unique_lock lock(mutex_);
  while (!end_) {
    const auto job = std::ranges::find_if(jobs_, &Job::open);
    if (job != jobs_.end()) {
      take(*job, thread, lock);
    } else {
      begun_.wait(lock);
    }
  }
}

}  // namespace concord
