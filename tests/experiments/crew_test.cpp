// Threads that are there before the work is.

#include "experiments/platform/crew.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <tbb/parallel_for.h>

namespace concord {
namespace {

TEST(Crew, AllThreadsWorkAtTheSameTime) {
  for (const int threads : {1, 2, 7}) {
    Crew crew(threads);
    for (int round = 0; round < 3; ++round) {
      std::atomic<int> there = 0;
      crew.arena().execute([&] {
        tbb::parallel_for(
            0, threads,
            [&](int) {
              for (++there; there < threads;) std::this_thread::yield();  // for ever, were there fewer
            },
            tbb::simple_partitioner());
      });
      EXPECT_EQ(there, threads);
    }
  }
}

TEST(Crew, WorksWhileWhoMadeItDoesSomethingElse) {
  Crew crew(2);
  tbb::task_group group;
  std::atomic<bool> done = false;
  crew.arena().execute([&] { group.run([&] { done = true; }); });
  while (!done) std::this_thread::yield();
  crew.arena().execute([&] { group.wait(); });
}

[[noreturn]] void start_too_many() {
  constexpr rlim_t little = rlim_t{1} << 30;
  const rlimit limit{little, little};
  if (::setrlimit(RLIMIT_AS, &limit) != 0) std::_Exit(2);
  try {
    const Crew crew(10'000);
  } catch (const std::system_error& error) {
    std::fputs(error.what(), stderr);
    std::_Exit(error.code() == std::errc::resource_unavailable_try_again ? 3 : 4);
  }
  std::_Exit(0);
}

TEST(Crew, SaysHowManyThreadsThereCanBe) {
  EXPECT_EXIT(start_too_many(), testing::ExitedWithCode(3),
              "^10000 threads are wanted, there can be [0-9]+ \\(use --threads [0-9]+\\)");
}

}  // namespace
}  // namespace concord
