#include "models/customers/turnover.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/customers/test_market.h"

/// Words against thresholds are the same events as uniforms against probabilities.
namespace nephoscope {
namespace {

constexpr std::uint64_t kWords = std::uint64_t{1} << 32;

/// A word and its neighbours fall on the side of `probability` that their uniforms do.
void expect_edge(double probability) {
    const std::uint64_t threshold = word_threshold(probability);
    ASSERT_LE(threshold, kWords) << probability;
    if (threshold > 0) {
        EXPECT_LT(unit_uniform(static_cast<std::uint32_t>(threshold - 1)), probability) << threshold;
    }
    if (threshold < kWords) {
        EXPECT_GE(unit_uniform(static_cast<std::uint32_t>(threshold)), probability) << threshold;
    }
}

TEST(WordThreshold, ParsWordsWhereUniformsCrossTheProbability) {
    EXPECT_EQ(word_threshold(0), 0U);
    EXPECT_EQ(word_threshold(-.5), 0U);
    EXPECT_EQ(word_threshold(0x1p-33), 0U) << "the first uniform is no less";
    EXPECT_EQ(word_threshold(std::nextafter(0x1p-33, 1.0)), 1U);
    EXPECT_EQ(word_threshold(1), kWords) << "always";
    EXPECT_EQ(word_threshold(1.5), kWords);
    EXPECT_EQ(word_threshold(.5), kWords / 2);
    for (const double p : {0.0, 1e-300, 1e-12, .02, .1, 1.0 / 3, .5, .97, 1.0, 2.0}) expect_edge(p);
    for (std::uint32_t n = 1; n < 2000; ++n) {
        const double uniform = unit_uniform(n * 2'146'961U);  // on the edge, and next to it
        expect_edge(uniform);
        expect_edge(std::nextafter(uniform, 0.0));
        expect_edge(std::nextafter(uniform, 1.0));
        EXPECT_EQ(word_threshold(uniform), std::uint64_t{n * 2'146'961U}) << "a word is not below itself";
    }
    const double last = unit_uniform(0xffffffffU);
    EXPECT_EQ(word_threshold(last), kWords - 1);
    EXPECT_EQ(word_threshold(std::nextafter(last, 1.0)), kWords);
}

/// Slots on both sides of a block's edge; chances by segment; customers taken in pieces.
TEST(WorkloadChances, AreThoseOfEachWorkloadsOwnWord) {
    Scenario s = test::default_scenario(700);
    for (std::size_t k = 0; k < s.workloads.size(); ++k) s.workloads[k].draw_slot = static_cast<int>(2 + 3 * k);
    const Draws draws(5, 0);
    const Customers customers = make_population(s, draws, 1);
    WorkloadChances chances(s, Stream::activation);
    const auto chance = [](std::size_t segment, std::size_t k) {
        return .05 + .1 * static_cast<double>(segment) + .02 * static_cast<double>(k);
    };
    for (std::size_t g = 0; g < 4; ++g)
        for (std::size_t k = 0; k < 5; ++k) chances.set(g, k, chance(g, k));
    const std::size_t n = customers.size();
    std::vector<std::uint8_t> mask(n, 0xff), pieces(n, 0xff);
    chances.draw(kernels(), customers, draws, 3, 0, n, mask.data());
    for (std::size_t i = 0; i < n; i += 37)
        chances.draw(kernels(), customers, draws, 3, i, std::min(n, i + 37), pieces.data() + i);
    EXPECT_EQ(pieces, mask);
    int events = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < 5; ++k) {
            const bool event =
                unit_uniform(draws.of_workload(Stream::activation, customers.id[i], s.workloads[k].draw_slot, 3)) <
                chance(customers.segment[i], k);
            EXPECT_EQ((mask[i] >> k & 1) != 0, event) << i << ' ' << k;
            events += event ? 1 : 0;
        }
    EXPECT_GT(events, 300);
}

}  // namespace
}  // namespace nephoscope
