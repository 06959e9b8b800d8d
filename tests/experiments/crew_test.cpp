// Threads that share out work.

#include "experiments/platform/crew.hpp"

#include "sim/errors.hpp"

#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

TEST(Crew, DoesEveryItemOnceByAThreadOfItsOwn) {
  for (const int threads : {1, 2, 5}) {
    Crew crew(threads);
    for (const std::size_t items : {0U, 1U, 1000U}) {
      std::vector<int> done(items);
      std::vector<std::size_t> by(static_cast<std::size_t>(threads));  // no two threads have one number
      crew.start(items, [&](std::size_t item, std::size_t thread) { ++done[item], ++by.at(thread); });
      crew.finish();
      EXPECT_EQ(done, std::vector<int>(items, 1));
      EXPECT_EQ(std::accumulate(by.begin(), by.end(), std::size_t{0}), items);
    }
  }
}

TEST(Crew, PassesOnAFailureAndBeginsNoFurtherItem) {
  for (const int threads : {1, 3}) {
    Crew crew(threads);
    std::atomic<std::size_t> begun = 0;
    crew.start(1'000'000, [&](std::size_t item, std::size_t) {
      ++begun;
      if (item == 7) throw FileError("disk", "full");
    });
    EXPECT_THROW(crew.finish(), FileError);
    EXPECT_LT(begun, 1'000'000U);
    const std::size_t before = begun;
    crew.start(2, [&](std::size_t, std::size_t) { ++begun; });
    crew.finish();
    EXPECT_EQ(begun, before + 2);
  }
}

TEST(Crew, SharesOutWhatIsWantedAtOnceWhileItWorks) {
  std::vector<int> done(100);
  const auto work = [&](std::size_t item) { ++done[item]; };
  Crew::share(done.size(), work);  // alone
  {
    Crew crew(2);
    std::atomic<bool> end = false;
    std::atomic<int> ended = 0;
    crew.start(1, [&](std::size_t, std::size_t) {
      while (!end) std::this_thread::yield();
      ++ended;
    });
    Crew::share(done.size(), work);  // though the other thread is busy
    EXPECT_EQ(ended, 0);
    end = true;
    crew.finish();
    EXPECT_EQ(ended, 1);
  }
  Crew::share(done.size(), work);  // alone again
  EXPECT_EQ(done, std::vector<int>(100, 3));
}

TEST(Crew, LeavesWhatIsNotBegunWhenItEnds) {
  std::atomic<int> begun = 0;
  {
    Crew crew(1);
    crew.start(1000, [&](std::size_t, std::size_t) { ++begun; });
  }
  EXPECT_EQ(begun, 0);
}

}  // namespace
}  // namespace concord
