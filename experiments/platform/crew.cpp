#include "experiments/platform/crew.hpp"

#include <future>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace concord {

Crew::Crew(int threads) : arena_(threads, static_cast<unsigned>(threads)), end_(until_end_.defer([] {})) {
  try {
    help(static_cast<std::size_t>(threads) - 1);
  } catch (const std::system_error& error) {
    const std::size_t there = helpers_.size() + 1;
    end();
    throw std::system_error(
        error.code(),
        fmt::format("{} threads are wanted, there can be {} (use --threads {})", threads, there, there));
  } catch (...) {
    end();
    throw;
  }
}

Crew::~Crew() { end(); }

void Crew::help(std::size_t threads) {
  helpers_.reserve(threads);
  while (helpers_.size() < threads) {
    std::promise<void> there;
    std::future<void> entered = there.get_future();
    helpers_.emplace_back([this, there = std::move(there)]() mutable {
      try {
        arena_.execute([&] {
          there.set_value();
          until_end_.wait();
        });
      } catch (...) {  // what tasks throw reaches whoever waits for them: this is want of memory before any
        there.set_exception(std::current_exception());
      }
    });
    entered.get();
  }
}

void Crew::end() {
  end_ = {};
  for (std::thread& helper : helpers_) helper.join();
}

}  // namespace concord
