#include "sim/core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <set>
#include <string>

#include "sim/core/hash.h"
#include "tests/sim/reference/draws.h"

namespace nephoscope {
namespace {

constexpr double kEuler = 0.57721566490153286;
constexpr double kPi = 3.14159265358979324;
constexpr std::uint64_t kDraws = 400'000;

// The known answers that Random123 publishes for philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, kat_vectors).
TEST(Philox, GivesItsPublishedAnswers) {
    constexpr std::uint32_t ones = 0xffffffffU;
    EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}));
    EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
              (Words{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
    EXPECT_EQ(philox({0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}, {0xa4093822U, 0x299f31d0U}),
              (Words{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}));
}

// docs/decisions/0002-counter-layout.md, written out by hand.
TEST(Draws, FollowsTheCounterLayout) {
    const std::uint64_t key = combine64(42, 7);
    const std::array<std::uint32_t, 2> key_words = {static_cast<std::uint32_t>(key),
                                                    static_cast<std::uint32_t>(key >> 32)};
    const Draws draws(42, 7);
    EXPECT_EQ(draws.block(Stream::idiosyncratic, 0x1122334455667788ULL, 3, 0x0102, 9, 1),
              philox({0x0102'03'0cU, 0x55667788U, 0x11223344U, 0x0109U}, key_words));
    EXPECT_EQ(draws.block(Stream::evaluation, 5, 0, -36), philox({0xffdc'00'0eU, 5, 0, 0}, key_words));
    EXPECT_EQ(draws.of_customer(Stream::evaluation, 5, -36), draws.block(Stream::evaluation, 5, 0, -36)[0]);
    EXPECT_EQ(draws.of_workload(Stream::turnover, 5, 6, 12), draws.block(Stream::turnover, 5, 1, 12)[2]);
    EXPECT_EQ(draws.of_venue(Stream::taste_venue, 5, 63), draws.block(Stream::taste_venue, 5, 0, 0, 0, 15)[3]);
    EXPECT_EQ(draws.of_lab(Stream::release, 63, 12), draws.block(Stream::release, 0, 0, 12, 63)[0]);
}

TEST(Draws, DifferInEveryCoordinate) {
    std::set<Words> seen;
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        for (std::uint32_t replication = 0; replication < 2; ++replication) {
            const Draws draws(seed, replication);
            const auto add = [&](Stream stream, std::uint64_t customer, int workload, int month, int lab, int venue) {
                return seen.insert(draws.block(stream, customer, workload, month, lab, venue)).second;
            };
            for (const Stream stream : {Stream::home, Stream::nest, Stream::trigger}) {
                EXPECT_TRUE(add(stream, 0, 0, 0, 0, 0));
                EXPECT_TRUE(add(stream, 1, 0, 0, 0, 0));
                EXPECT_TRUE(add(stream, 1ULL << 32, 0, 0, 0, 0));
                EXPECT_TRUE(add(stream, 0, 1, 0, 0, 0));
                EXPECT_TRUE(add(stream, 0, 0, 1, 0, 0));
                EXPECT_TRUE(add(stream, 0, 0, -1, 0, 0));
                EXPECT_TRUE(add(stream, 0, 0, 0, 1, 0));
                EXPECT_TRUE(add(stream, 0, 0, 0, 0, 1));
            }
        }
    }
    EXPECT_EQ(seen.size(), 4U * 3U * 8U);
}

TEST(DrawSlot, OfAnIdNeverChanges) {
    EXPECT_EQ(default_draw_slot("openai"), 57);
    EXPECT_EQ(default_draw_slot("azure"), 20);
    EXPECT_EQ(default_draw_slot(""), 11);
    std::set<int> slots;
    for (int i = 0; i < 1000; ++i) {
        const int slot = default_draw_slot(std::to_string(i).c_str());
        ASSERT_TRUE(slot >= 0 && slot < 64);
        slots.insert(slot);
    }
    EXPECT_EQ(slots.size(), 64U);
}

TEST(Values, EqualTheirLawsInverses) {
    for (const auto& known : reference::kWordValues) {
        EXPECT_NEAR(gumbel(known.word), known.gumbel, 4e-15 * (1 + std::fabs(known.gumbel))) << known.word;
        EXPECT_NEAR(exponential(known.word) / known.exponential, 1, 1e-15) << known.word;
        EXPECT_NEAR(normal(known.word), known.normal, 1e-14 * std::fabs(known.normal)) << known.word;
    }
    EXPECT_EQ(unit_uniform(0), 0x1p-33);
    EXPECT_EQ(unit_uniform(0xffffffffU), 1 - 0x1p-33);
    EXPECT_EQ(normal(17), -normal(~17U));
}

struct Moments {
    double mean, variance, fourth;  ///< fourth: the fourth central moment
};

/// z-scores of the mean and variance of kDraws values against `expected`.
std::array<double, 2> z_scores(const std::function<double(std::uint64_t)>& value, const Moments& expected) {
    double sum = 0;
    double squares = 0;
    for (std::uint64_t i = 0; i < kDraws; ++i) {
        const double deviation = value(i) - expected.mean;
        sum += deviation;
        squares += deviation * deviation;
    }
    const double n = static_cast<double>(kDraws);
    const double variance_of_square = expected.fourth - expected.variance * expected.variance;
    return {sum / n / std::sqrt(expected.variance / n),
            (squares / n - expected.variance) / std::sqrt(variance_of_square / n)};
}

TEST(Values, HaveTheirLawsMoments) {
    const Draws draws(1, 0);
    const auto word = [&draws](std::uint64_t i) { return draws.of_customer(Stream::idiosyncratic, i); };
    // A Gumbel's fourth central moment is 3π⁴/20, its excess kurtosis being 12/5.
    const Moments gumbel_law{kEuler, kPi * kPi / 6, 3 * std::pow(kPi, 4) / 20};
    const auto gumbel_z = z_scores([&](auto i) { return gumbel(word(i)); }, gumbel_law);
    const auto exponential_z = z_scores([&](auto i) { return exponential(word(i)); }, {1, 1, 9});
    const auto normal_z = z_scores([&](auto i) { return normal(word(i)); }, {0, 1, 3});
    for (const auto& z : {gumbel_z, exponential_z, normal_z}) {
        EXPECT_LE(std::fabs(z[0]), 5);
        EXPECT_LE(std::fabs(z[1]), 5);
    }
    // The test can fail: it sees a mean that is off by 0.02 and a variance that is off by 2 %.
    EXPECT_GT(std::fabs(z_scores([&](auto i) { return normal(word(i)) + 0.02; }, {0, 1, 3})[0]), 5);
    EXPECT_GT(std::fabs(z_scores([&](auto i) { return normal(word(i)) * 1.02; }, {0, 1, 3})[1]), 5);
}

/// Correlation of two standard normals, in standard errors.
double correlation_z(const std::function<double(std::uint64_t)>& x, const std::function<double(std::uint64_t)>& y) {
    double sum = 0;
    for (std::uint64_t i = 0; i < kDraws; ++i) sum += x(i) * y(i);
    return sum / std::sqrt(static_cast<double>(kDraws));
}

TEST(Draws, OfDifferentThingsAreUncorrelated) {
    const Draws draws(1, 0);
    const Draws other(1, 1);
    const auto taste = [&](std::uint64_t i) { return normal(draws.block(Stream::taste_lab, i, 0, 0, 2)[0]); };
    EXPECT_LE(std::fabs(correlation_z(taste, [&](auto i) { return taste(i + 1); })), 5);
    EXPECT_LE(std::fabs(correlation_z(taste, [&](auto i) { return normal(draws.block(Stream::nest, i, 0, 0, 2)[0]); })),
              5);
    EXPECT_LE(
        std::fabs(correlation_z(taste, [&](auto i) { return normal(draws.block(Stream::taste_lab, i, 0, 0, 3)[0]); })),
        5);
    EXPECT_LE(
        std::fabs(correlation_z(taste, [&](auto i) { return normal(draws.block(Stream::taste_lab, i, 0, 0, 2)[1]); })),
        5);
    EXPECT_LE(
        std::fabs(correlation_z(taste, [&](auto i) { return normal(other.block(Stream::taste_lab, i, 0, 0, 2)[0]); })),
        5);
    // The test can fail: it sees a correlation of 0.02.
    EXPECT_GT(correlation_z(taste, [&](auto i) { return 0.02 * taste(i) + taste(i + 1); }), 5);
}

}  // namespace
}  // namespace nephoscope
