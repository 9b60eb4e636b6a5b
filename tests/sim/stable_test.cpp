// The positive stable law of sim/core/random.h (docs/model.md#shocks).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/core/hash.h"
#include "sim/core/random.h"
#include "tests/sim/reference/draws.h"

namespace nephoscope {
namespace {

constexpr double kEuler = 0.57721566490153286;
constexpr double kPi = 3.14159265358979324;

double value_at(std::uint32_t word_u, std::uint32_t word_w, double nest_dissimilarity) {
    return scaled_log_stable({word_u, word_w, 0, 0}, nest_dissimilarity);
}

TEST(ScaledLogStable, MapsWordsToValuesOfHighPrecision) {
    for (const auto& known : reference::kStableValues) {
        EXPECT_NEAR(value_at(known.word_u, known.word_w, known.nest_dissimilarity), known.value,
                    1e-14 * (1 + std::fabs(known.value)))
            << known.word_u << " " << known.word_w << " " << known.nest_dissimilarity;
    }
}

TEST(ScaledLogStable, IsZeroForPlainLogitAndTendsToIt) {
    for (std::uint32_t word = 0; word < 0xf0000000U; word += 0x01234567U) {
        EXPECT_EQ(value_at(word, ~word, 1), 0);
        EXPECT_NEAR(value_at(word, ~word, 1 - 1e-12), 0, 1e-9);
    }
}

TEST(ScaledLogStable, TendsToTheGumbelLawAsDissimilarityVanishes) {
    // −ln W with W exponential is the Gumbel value of the complementary word.
    for (std::uint32_t word = 0x00100000U; word < 0xf0000000U; word += 0x01234567U) {
        EXPECT_NEAR(value_at(word, word, 1e-14), gumbel(~word), 1e-10);
    }
}

/// P(λ·ln S ≤ y) of the code's map. For a given U the map falls with W as −(1 − λ)·ln W, so {λ·ln S ≤ y} is {W ≥ w(U)},
/// of probability f(U) = e^(−w(U)). The mean over U = πu is a midpoint sum over t, where u = (35/16)·(t − t³ + 3t⁵/5 −
/// t⁷/7) crowds nodes near u = 1, where large values come from. The sum converges faster than any power of the step: f
/// and du/dt are even at t = 0, and all derivatives vanish at t = 1.
double distribution_of_the_map(double y, double lambda) {
    constexpr int intervals = 1 << 14;
    constexpr std::uint32_t word_w = 0x80000000U;
    double sum = 0;
    for (int k = 0; k < intervals; ++k) {
        const double t = (k + 0.5) / intervals;
        const double t2 = t * t;
        const double u = 35.0 / 16 * t * (1 - t2 * (1 - t2 * (0.6 - t2 / 7)));
        const double slope = 35.0 / 16 * (1 - t2) * (1 - t2) * (1 - t2);
        const auto word_u = static_cast<std::uint32_t>(std::clamp(u * 0x1p32, 0.0, 0x1p32 - 1));
        const double w = exponential(word_w) * std::exp((value_at(word_u, word_w, lambda) - y) / (1 - lambda));
        sum += slope * std::exp(-w);
    }
    return sum / intervals;
}

TEST(ScaledLogStable, HasTheStableLawsQuantiles) {
    for (const auto& known : reference::kStableQuantiles) {
        const double p = distribution_of_the_map(known.value, known.nest_dissimilarity);
        // A word moves u by up to 2^-33, which is 1e-4 of the range that holds the upper 1e-6.
        const double tail = std::min(known.probability, 1 - known.probability);
        EXPECT_NEAR(p, known.probability, 1e-4 * tail) << known.nest_dissimilarity << " " << known.probability;
        // The test can fail: it sees a quantile that is off by 0.001.
        const double beside = distribution_of_the_map(known.value + 0.001, known.nest_dissimilarity);
        EXPECT_GT(std::fabs(beside - known.probability), 5e-4 * tail);
    }
}

/// Passes when `count` of `n` is within 5 standard errors of probability `p`.
bool share_is(std::uint64_t count, std::uint64_t n, double p) {
    const double size = static_cast<double>(n);
    return std::fabs(static_cast<double>(count) - size * p) <= 5 * std::sqrt(size * p * (1 - p));
}

TEST(ScaledLogStable, DrawsFallBelowTheQuantilesAsOftenAsTheyShould) {
    constexpr std::uint64_t n = 1'000'000;
    const Draws draws(3, 0);
    for (const auto& known : reference::kStableQuantiles) {
        std::uint64_t below = 0;
        std::uint64_t below_beside = 0;
        for (std::uint64_t i = 0; i < n; ++i) {
            const double value = scaled_log_stable(draws.block(Stream::nest, i), known.nest_dissimilarity);
            below += value <= known.value;
            below_beside += value <= known.value + 0.02;
        }
        EXPECT_TRUE(share_is(below, n, known.probability)) << below << " below " << known.value;
        if (known.probability == 0.5) {
            EXPECT_FALSE(share_is(below_beside, n, 0.5));  // the test can fail
        }
    }
}

// λ·(ln S + Gumbel) is a Gumbel value, so λ·ln S has mean (1 − λ)·γ and variance (1 − λ²)·π²/6.
TEST(ScaledLogStable, HasTheMomentsThatMakeItsSumGumbel) {
    constexpr std::uint64_t n = 400'000;
    const Draws draws(4, 0);
    for (const double lambda : {0.05, 0.25, 0.5, 0.9}) {
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        const double mean = (1 - lambda) * kEuler;
        const double variance = (1 - lambda * lambda) * kPi * kPi / 6;
        for (std::uint64_t i = 0; i < n; ++i) {
            const double deviation = scaled_log_stable(draws.block(Stream::nest, i), lambda) - mean;
            sum += deviation;
            squares += deviation * deviation;
            fourths += deviation * deviation * deviation * deviation;
        }
        const double size = static_cast<double>(n);
        EXPECT_LE(std::fabs(sum / size), 5 * std::sqrt(variance / size)) << lambda;
        const double error_of_square = std::sqrt((fourths / size - variance * variance) / size);
        EXPECT_LE(std::fabs(squares / size - variance), 5 * error_of_square) << lambda;
        EXPECT_GT(std::fabs(squares / size - (1 - lambda) * kPi * kPi / 6), 5 * error_of_square);  // a wrong formula
    }
}

// Any compiler, optimisation or instruction set that changes a single bit of a draw changes this hash.
TEST(Draws, HaveTheSameBitsEverywhere) {
    Hasher hasher;
    const Draws draws(2026, 5);
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        const Words words = draws.block(Stream::nest, i, 1, -2, 3, 4);
        hasher.add(gumbel(words[0]));
        hasher.add(exponential(words[1]));
        hasher.add(normal(words[2]));
        for (const double lambda : {0.05, 0.3, 0.9}) hasher.add(scaled_log_stable(words, lambda));
    }
    EXPECT_EQ(hasher.hex(), "5b145984862709ae7f6a12f14413fee5");
}

}  // namespace
}  // namespace nephoscope
