#include "sim/core/ranks.h"

#include <gtest/gtest.h>

#include <limits>
#include <mutex>

#include "sim/core/error.h"
#include "tests/support/team.h"

namespace nephoscope {
namespace {

using test::Team;

TEST(Ranks, SplitAnyCountEvenly) {
    for (const int size : {1, 2, 3, 7})
        for (const std::size_t count : {0U, 1U, 2U, 6U, 7U, 100U, 101U}) {
            std::vector<int> holders(count, 0);
            std::mutex mutex;
            Team(size).run([&](const Ranks& ranks) {
                const std::lock_guard<std::mutex> lock(mutex);
                EXPECT_LE(ranks.part_size(count), count / static_cast<std::size_t>(size) + 1);
                for (std::size_t n = 0; n < ranks.part_size(count); ++n) ++holders.at(ranks.in_part(n));
            });
            EXPECT_EQ(holders, std::vector<int>(count, 1));
        }
}

TEST(Ranks, SumExactlyWhateverTheSigns) {
    constexpr std::int64_t big = std::int64_t{1} << 62, most = std::numeric_limits<std::int64_t>::max();
    const std::vector<std::vector<std::int64_t>> values{{5, -1, big, most, -big, 0xFFFFFFFF},
                                                        {7, -1, big - 1, -most, -big, 0xFFFFFFFF},
                                                        {-30, -1, 0, 3, 0, 0xFFFFFFFF}};
    const std::vector<std::int64_t> sums{-18, -3, most, 3, std::numeric_limits<std::int64_t>::min(), 0x2FFFFFFFD};
    Team(3).run([&](const Ranks& ranks) {
        std::vector<std::int64_t> mine = values[static_cast<std::size_t>(ranks.rank())];
        ranks.sum(mine);
        EXPECT_EQ(mine, sums);
        EXPECT_EQ(ranks.sum(std::int64_t{ranks.rank()}), 3);
        EXPECT_EQ(ranks.gather(ranks.rank() - 1), (std::vector<std::int64_t>{-1, 0, 1}));
    });
}

TEST(Ranks, RefuseASumBeyond64BitsAtAllOfThem) {
    std::mutex mutex;
    int refused = 0;
    Team(3).run([&](const Ranks& ranks) {
        try {
            ranks.sum(std::numeric_limits<std::int64_t>::max() / 3 + 1);
        } catch (const ModelError&) {
            const std::lock_guard<std::mutex> lock(mutex);
            ++refused;
        }
    });
    EXPECT_EQ(refused, 3);
}

TEST(Ranks, SumHashesModulo64Bits) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const std::vector<std::uint64_t> values{most, most - 5, 0x123456789ABCDEF0};
    Team(3).run([&](const Ranks& ranks) {
        EXPECT_EQ(ranks.sum_modulo(values[static_cast<std::size_t>(ranks.rank())]), values[0] + values[1] + values[2]);
    });
}

TEST(Ranks, AgreeOnWhatIsTrueAnywhere) {
    Team(3).run([&](const Ranks& ranks) {
        EXPECT_TRUE(ranks.any(ranks.rank() == 2));
        EXPECT_FALSE(ranks.any(false));
    });
}

TEST(Ranks, EndTogetherWhenOneFails) {
    std::vector<int> told(3, -1);
    const auto body = [&](const Ranks& ranks) {
        ranks.any(false);
        if (ranks.rank() == 1) throw ModelError("one");
        try {
            ranks.any(false);
        } catch (const RankFailure& failure) {
            told[static_cast<std::size_t>(ranks.rank())] = failure.rank;
            throw;
        }
    };
    Team team(3);
    EXPECT_THROW(team.run(body), ModelError);
    EXPECT_EQ(told, (std::vector<int>{1, -1, 1}));
}

TEST(Ranks, AloneKeepEverything) {
    const Ranks& alone = Ranks::alone();
    std::vector<std::int64_t> values{1, -2};
    alone.sum(values);
    EXPECT_EQ(values, (std::vector<std::int64_t>{1, -2}));
    EXPECT_EQ(alone.sum_modulo(9), 9U);
    EXPECT_EQ(alone.gather(4), std::vector<std::int64_t>{4});
    EXPECT_EQ(alone.part_size(5), 5U);
    EXPECT_EQ(alone.in_part(4), 4U);
    EXPECT_TRUE(alone.any(true));
    EXPECT_TRUE(alone.is_first());
}

}  // namespace
}  // namespace nephoscope
