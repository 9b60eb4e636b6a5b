#define NEPHOSCOPE_REGISTER 64  // lanes in pieces: the operations are the same one by one

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/core/math_normal.h"
#include "sim/core/random.h"

namespace nephoscope {
namespace {

void expect_quantiles_of(const std::vector<double>& p) {
    for (std::size_t first = 0; first + 8 <= p.size(); ++first) {
        const Doubles got = math::normal_quantile_lanes(load<Doubles>(p.data() + first));
        for (std::size_t lane = 0; lane < 8; ++lane)
            ASSERT_EQ(got[static_cast<int>(lane)], math::normal_quantile(p[first + lane])) << p[first + lane];
    }
}

TEST(NormalLanes, AreTheQuantilesOfWordsAtTheEndsAndTheMiddle) {
    std::vector<double> p;
    for (const std::uint32_t word :
         {0U, 1U, 2U, 0x7ffffffeU, 0x7fffffffU, 0x80000000U, 0x80000001U, 0xfffffffdU, 0xfffffffeU, 0xffffffffU})
        p.push_back(unit_uniform(word));
    EXPECT_EQ(p.front(), 0x1p-33) << "the last that normal_quantile_lanes is for";
    expect_quantiles_of(p);
}

/// The centre ends at |p - 1/2| = 0.425: every word near it, and the numbers next to it.
TEST(NormalLanes, AreTheQuantilesWhereCentreAndTailMeet) {
    for (const double end : {0.5 - math::kCentreEnds, 0.5 + math::kCentreEnds}) {
        std::vector<double> p;
        const auto word = static_cast<std::uint32_t>(end * 0x1p32);
        for (std::uint32_t its = word - 1000; its < word + 1000; ++its) p.push_back(unit_uniform(its));
        const std::int64_t bits = std::bit_cast<std::int64_t>(end);
        for (std::int64_t its = bits - 100; its < bits + 100; ++its) p.push_back(std::bit_cast<double>(its));
        expect_quantiles_of(p);
    }
}

TEST(NormalLanes, AreTheQuantilesOfWordsAllOver) {
    std::vector<double> p;
    for (std::uint64_t word = 0; word < 0x100000000ULL; word += 99'991)
        p.push_back(unit_uniform(static_cast<std::uint32_t>(word)));
    expect_quantiles_of(p);
}

}  // namespace
}  // namespace nephoscope
