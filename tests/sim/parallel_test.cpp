#include "sim/core/parallel.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace nephoscope {
namespace {

TEST(ForBlocks, VisitsEveryIndexOnce) {
    for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 1000U}) {
        for (const std::size_t block_size : {1U, 8U, 2000U}) {
            for (const int threads : {1, 2, 7}) {
                std::vector<int> visits(size, 0);
                for_blocks(size, block_size, threads, [&](std::size_t first, std::size_t last) {
                    ASSERT_LT(first, last);
                    ASSERT_LE(last - first, block_size);
                    ASSERT_EQ(first % block_size, 0U);
                    for (std::size_t i = first; i < last; ++i) ++visits[i];
                });
                EXPECT_EQ(visits, std::vector<int>(size, 1));
            }
        }
    }
}

TEST(ForBlocks, RethrowsTheLowestBlocksException) {
    for (const std::size_t size : {100U, 10'000U}) {  // many blocks go to threads several at a time
        for (const int threads : {1, 2, 7}) {
            std::vector<int> visits(size, 0);
            try {
                for_blocks(size, 10, threads, [&](std::size_t first, std::size_t last) {
                    for (std::size_t i = first; i < last; ++i) ++visits[i];
                    if (first >= 30) throw std::runtime_error(std::to_string(first));
                });
                FAIL();
            } catch (const std::runtime_error& error) {
                EXPECT_STREQ(error.what(), "30");
            }
            EXPECT_EQ(std::accumulate(visits.begin(), visits.begin() + 40, 0), 40);  // all below it were done
        }
    }
}

TEST(ForBlocks, UsesTheThreadsItWasGiven) {
    std::atomic<int> waiting{0};
    for_blocks_on_threads(3, 1, 3, [&](int thread, std::size_t, std::size_t) {
        EXPECT_TRUE(thread >= 0 && thread < 3);
        ++waiting;
        while (waiting < 3) std::this_thread::yield();  // ends only when three run at once
    });
    EXPECT_EQ(waiting, 3);
}

TEST(ForBlocks, WorksWithinAnother) {
    std::atomic<int> visits{0};
    for_blocks(4, 1, 2, [&](std::size_t, std::size_t) {
        for_blocks(10, 3, 2, [&](std::size_t first, std::size_t last) { visits += static_cast<int>(last - first); });
    });
    EXPECT_EQ(visits, 40);
}

TEST(ForBlocksDeathTest, RefusesEmptyBlocksAndNoThreads) {
    EXPECT_DEATH(for_blocks(1, 0, 1, [](std::size_t, std::size_t) {}), "contract broken: block_size > 0");
    EXPECT_DEATH(for_blocks(1, 1, 0, [](std::size_t, std::size_t) {}), "contract broken: threads > 0");
}

struct Tally {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    void merge(const Tally& other) {
        sum += other.sum;
        count += other.count;
    }
};

TEST(AccumulateBlocks, IsExactForAnyThreadsAndBlocks) {
    constexpr std::size_t size = 12'345;
    for (const int threads : {1, 2, 7}) {
        for (const std::size_t block_size : {1U, 64U, 100'000U}) {
            Tally tally{5, 1};
            accumulate_blocks(
                size, block_size, threads, tally, [] { return Tally{}; },
                [](std::size_t first, std::size_t last, Tally& part) {
                    for (std::size_t i = first; i < last; ++i) part.merge({static_cast<std::int64_t>(i), 1});
                });
            EXPECT_EQ(tally.sum, 5 + 12'345 * 12'344 / 2);
            EXPECT_EQ(tally.count, 1 + 12'345);
        }
    }
}

TEST(AccumulateBlocks, AddsWhereThereIsNoMerge) {
    std::int64_t total = 100;
    accumulate_blocks(
        10, 3, 2, total, [] { return std::int64_t{0}; },
        [](std::size_t first, std::size_t last, std::int64_t& part) {
            part += static_cast<std::int64_t>(last - first);
        });
    EXPECT_EQ(total, 110);
}

TEST(AccumulateBlocks, LeavesTheTotalWhenABodyThrows) {
    std::int64_t total = 100;
    const auto accumulate = [&total] {
        accumulate_blocks(
            10, 1, 2, total, [] { return std::int64_t{0}; },
            [](std::size_t first, std::size_t, std::int64_t& part) {
                ++part;
                if (first == 5) throw std::runtime_error("five");
            });
    };
    EXPECT_THROW(accumulate(), std::runtime_error);
    EXPECT_EQ(total, 100);
}

TEST(AvailableThreads, FollowsTheAffinityMask) {
    unsetenv("OMP_NUM_THREADS");
    EXPECT_GE(available_threads(), 1);
    int in_narrow_mask = 0;
    std::thread([&in_narrow_mask] {  // a mask belongs to a thread, so the test's own stays as it is
        cpu_set_t mask;
        ASSERT_EQ(sched_getaffinity(0, sizeof mask, &mask), 0);
        int cpu = 0;
        while (!CPU_ISSET(cpu, &mask)) ++cpu;
        CPU_ZERO(&mask);
        CPU_SET(cpu, &mask);
        ASSERT_EQ(sched_setaffinity(0, sizeof mask, &mask), 0);
        in_narrow_mask = available_threads();
    })
        .join();
    EXPECT_EQ(in_narrow_mask, 1);
}

TEST(AvailableThreadsDeathTest, FollowsTheEnvironment) {
    setenv("OMP_NUM_THREADS", "3", 1);  // read by the OpenMP runtime when the program starts again for the check
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(std::exit(available_threads()), ::testing::ExitedWithCode(3), "");
    unsetenv("OMP_NUM_THREADS");
}

}  // namespace
}  // namespace nephoscope
