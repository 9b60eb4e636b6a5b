#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "models/customers/kernels.h"
#include "models/customers/terms.h"
#include "tests/customers/kernel_sets.h"
#include "tests/customers/sieve_problems.h"
#include "tests/customers/test_market.h"

/// What the sieve is sure of is what the exact kernels decide; where rounding could matter it is not sure
/// (docs/performance.md#sieve).
namespace nephoscope {

namespace {

using namespace sieve;

/// (kernels, venues): the last are eight lanes in pieces, as any machine runs them.
class Sieve : public testing::TestWithParam<std::tuple<int, int>> {
protected:
    Sieve() : venues(std::get<1>(GetParam())) {
        its = test::kernel_set(std::get<0>(GetParam()));
        use_kernels(&plain_kernels());  // for solve
    }
    ~Sieve() override { use_kernels(nullptr); }
    void SetUp() override {
        if (its == nullptr || its->sift == nullptr) GTEST_SKIP() << "no sieve with that instruction set";
    }
    /// One customer alone.
    bool sift(const Problems& p, Sifted& out) const {
        Sifting one;
        one.questions = &p.questions;
        one.problem = p.sieve;
        its->sift(p.terms(), &one, 1);
        out = one.out;
        return one.sure;
    }
    /// Whether the sieve is sure; if so it has to be right.
    bool agrees(Problems& p) const {
        Sifted sifted;
        const bool sure = sift(p, sifted);
        const Portfolio portfolio = p.answer();
        for (std::size_t n = 0; sure && n < static_cast<std::size_t>(p.questions.count); ++n) {
            EXPECT_EQ(sifted.venue[n], portfolio.venue[n]) << n;
            if (portfolio.venue[n] >= 0) {
                EXPECT_EQ(sifted.lab[n], p.best_lab[n]) << n;
            }
        }
        EXPECT_TRUE(!sure || sifted.weighed == portfolio.enumerated);
        return sure;
    }

    int venues;
    const Kernels* its = nullptr;
};

TEST_P(Sieve, IsRightWhereItIsSureAndNearlyAlwaysSure) {
    for (const double excess : {0.0, 0.1, 0.9}) {
        Problems problems(venues, excess, 5);
        int sure = 0;
        constexpr int kProblems = 4000;
        for (int n = 0; n < kProblems && !HasFailure(); ++n) {
            problems.next(n % 2 == 0);
            sure += agrees(problems) ? 1 : 0;
        }
        EXPECT_GT(sure, 0.98 * kProblems) << excess;
    }
}

/// Where own attractions are off, it is nowhere wrong, and not sure of a tie that they may have turned.
TEST_P(Sieve, AllowsForWhatOwnAttractionsAreOff) {
    constexpr float kOff = 0x1p-10F;
    for (const Tie tie : {Tie::labs, Tie::venues, Tie::legacy})
        for (const double by : {0.0, 1e-4, -9e-4, 1e-2, -0.1}) {
            Problems problems(venues, 0.1, 8);
            int asked = 0, sure = 0;
            for (int n = 0; n < 300 && !HasFailure(); ++n) {
                problems.next(true);
                for (double& cost : problems.exact.cost) cost = 0;
                if (!problems.make_tie(tie, by)) continue;
                problems.blur(kOff);
                ++asked;
                sure += agrees(problems) ? 1 : 0;
            }
            ASSERT_GT(asked, 100);
            if (std::abs(by) <= 1e-4) {
                EXPECT_EQ(sure, 0) << by;
            } else if (std::abs(by) >= 0.01) {
                EXPECT_GT(sure, asked / 2) << by;
            }
        }
    Problems problems(venues, 0.1, 9);
    int sure = 0;
    for (int n = 0; n < 4000 && !HasFailure(); ++n) {
        problems.next(n % 2 == 0);
        problems.blur(0x1p-16F);
        sure += agrees(problems) ? 1 : 0;
    }
    EXPECT_GT(sure, 3800);
}

/// Differences from far below what single precision tells apart to far above: below it is not sure, above it is, and
/// nowhere wrong.
TEST_P(Sieve, IsNotSureOfTies) {
    for (const Tie tie : {Tie::labs, Tie::venues, Tie::legacy, Tie::cost})
        for (const double by : {0.0, 1e-12, -1e-9, 1e-7, -1e-6, 1e-5, -1e-4, 1e-3, -0.1}) {
            Problems problems(venues, 0.1, 6);
            int asked = 0, sure = 0;
            for (int n = 0; n < 300 && !HasFailure(); ++n) {
                problems.next(tie == Tie::cost ? n % 2 == 0 : true);
                for (double& cost : problems.exact.cost) cost = tie == Tie::cost ? cost : 0;
                if (!(tie == Tie::cost ? problems.make_worth_its_cost(by) : problems.make_tie(tie, by))) continue;
                ++asked;
                sure += agrees(problems) ? 1 : 0;
            }
            ASSERT_GT(asked, 50);
            if (std::abs(by) <= 1e-6) {
                EXPECT_EQ(sure, 0) << static_cast<int>(tie) << " " << by;
            } else if (std::abs(by) >= 0.01) {
                EXPECT_GT(sure, 0.9 * asked) << static_cast<int>(tie) << " " << by;
            }
        }
}

TEST_P(Sieve, BoundsValues) {
    for (const double excess : {0.0, 0.1, 0.9}) {
        Problems problems(venues, excess, 7);
        double width = 0, size = 0;
        for (int n = 0; n < 3000 && !HasFailure(); ++n) {
            problems.next(n % 2 == 0);
            if (n % 3 == 0) problems.blur(0x1p-15F);
            Appraisal appraisal;
            ASSERT_TRUE(its->appraise(problems.terms(), problems.questions, problems.sieve, appraisal));
            const Portfolio portfolio = problems.answer();
            ASSERT_NEAR(portfolio.value, appraisal.value, appraisal.error) << n;
            for (std::size_t m = 0; m < static_cast<std::size_t>(problems.questions.count); ++m)
                for (std::size_t v = 0; v < static_cast<std::size_t>(venues); ++v)
                    ASSERT_GE(static_cast<double>(appraisal.most[m][v]), problems.exact.value[m][v]);
            width += appraisal.error;
            size += portfolio.value;
        }
        EXPECT_LT(width, 1e-3 * size);
    }
}

/// Customers who are looked at together are told what each is told alone, whoever else is left to the exact kernels.
TEST_P(Sieve, TellsManyWhatItTellsEach) {
    std::vector<std::unique_ptr<Problems>> who;  // one market, one customer after another
    for (std::size_t c = 0; c < kMostSifted; ++c) {
        who.push_back(std::make_unique<Problems>(venues, 0.1, 10));
        for (std::size_t n = 0; n <= c; ++n) who[c]->next(c % 3 == 0);
        if (c % 5 == 1) who[c]->blur(0x1p-16F);
        who[c]->answer();
    }
    who[3]->questions.floor = -kInfinite;
    who[6]->questions.budget[0] = std::numeric_limits<double>::quiet_NaN();
    who[9]->sieve.slots = 4;
    int sure = 0;
    for (const std::size_t first : {std::size_t{0}, std::size_t{5}})
        for (std::size_t count = 1; first + count <= kMostSifted; ++count) {
            std::vector<Sifting> together(count);
            for (std::size_t c = 0; c < count; ++c)
                together[c].questions = &who[first + c]->questions, together[c].problem = who[first + c]->sieve;
            its->sift(who[0]->terms(), together.data(), count);
            for (std::size_t c = 0; c < count; ++c) {
                Sifted alone;
                ASSERT_EQ(together[c].sure, sift(*who[first + c], alone)) << first << ' ' << count << ' ' << c;
                sure += together[c].sure ? 1 : 0;
                for (int n = 0; together[c].sure && n < who[first + c]->questions.count; ++n) {
                    ASSERT_EQ(together[c].out.venue[n], alone.venue[n]) << count << ' ' << c << ' ' << n;
                    if (alone.venue[n] >= 0) {
                        ASSERT_EQ(together[c].out.lab[n], alone.lab[n]) << count << ' ' << c << ' ' << n;
                    }
                }
            }
        }
    EXPECT_GT(sure, 140);
}

/// What is out of range, or not what the sieve is for, is left to the exact kernels.
TEST_P(Sieve, LeavesTheRestAlone) {
    Problems problems(venues, 0.1, 8);
    const auto is_sure = [&] {
        Sifted sifted;
        return sift(problems, sifted);
    };
    const auto next = [&](bool given = true) -> Problems& {
        do problems.next(given);
        while (!is_sure() || problems.questions.lab[0] >= 0);
        return problems;
    };
    next().questions.floor = -kInfinite;  // no legacy
    EXPECT_FALSE(is_sure());
    next().questions.budget[0] = 1e31;
    EXPECT_FALSE(is_sure());
    next().questions.budget[0] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(is_sure());
    next().questions.excess = 100;
    EXPECT_FALSE(is_sure());
    while (!next(false).use_forbidden()) {
    }
    EXPECT_FALSE(is_sure());
    next().sieve.slots = 4;
    EXPECT_FALSE(is_sure());
    for (const float wrong : {std::numeric_limits<float>::quiet_NaN(), 1e31F, -1e31F, 1e6F}) {
        std::vector<float> own(kRow, wrong);
        next().questions.own[0] = own.data();
        EXPECT_FALSE(is_sure()) << wrong;
    }
    std::vector<float> free(kRow, std::numeric_limits<float>::infinity());  // what costs nothing attracts without end
    next().questions.terms_single[0] = free.data();
    EXPECT_FALSE(is_sure());
}

TEST(SieveTerms, AreNoLargerThanTheSizeThatTheyState) {
    const Scenario scenario = test::default_scenario(500);
    const OfferTable offers = test::default_offers(scenario);
    const test::Market market(scenario);
    MonthTerms terms(scenario, offers);
    terms.set_values(market.start, market.lagged);
    const TermsView view = terms.view();
    const auto size = static_cast<double>(view.single_size);
    double most = 0;
    for (std::size_t i = 0; i < market.customers.size(); ++i)
        for (int k = 0; k < view.workloads; ++k)
            for (int c = 0; c < static_cast<int>(terms.offers().size()); ++c) {
                const OfferTerms its = terms.at(market.customers, i, k, c);
                if (its.known_attraction == -kInfinite) continue;
                most = std::max({most, std::abs(std::log(its.cash_price)), std::abs(its.known_attraction) / 3});
            }
    EXPECT_LE(most, size);
    EXPECT_GT(most, size / 8);
}

TEST(SieveTerms, AreThoseOfTheExactKernelsInSinglePrecision) {
    const Scenario scenario = test::default_scenario(50);
    OfferTable offers = test::default_offers(scenario);
    for (std::size_t o = 0; o < offers.quality.size(); ++o) offers.quality[o] += 0.01 * static_cast<double>(o + 1);
    const test::Market market(scenario);
    MonthTerms terms(scenario, offers);
    terms.set_values(market.start, market.lagged);
    const TermsView view = terms.view();
    const std::size_t row = terms.row(), stride = terms.stride(), venues = scenario.venues.size();
    const auto same = [](float single, double exact) { return single == static_cast<float>(exact); };
    for (std::size_t o = 0; o < scenario.segments.size() * venues * row; ++o)
        ASSERT_TRUE(same(view.seller_single[o], view.seller[o])) << o;
    for (std::size_t o = 0; o < scenario.workloads.size() * stride; ++o)
        ASSERT_TRUE(same(view.gravity_single[o], view.gravity[o])) << o;
    for (std::size_t k = 0; k < scenario.workloads.size(); ++k) ASSERT_TRUE(same(view.data_single[k], view.data_gb[k]));
    std::vector<std::uint32_t> sold(venues, 0);
    for (std::size_t o = 0; o < scenario.segments.size() * venues * 2 * scenario.workloads.size() * row; ++o) {
        ASSERT_TRUE(same(view.known_single[o], view.known[o])) << o;
        if (view.known[o] == -kInfinite) {
            ASSERT_TRUE(std::isnan(view.news[o])) << o;
            continue;
        }
        ASSERT_TRUE(same(view.news[o], view.actual[o] - view.known[o])) << o;
        sold[o % row % stride] |= 1U << (o % row / stride);
    }
    EXPECT_EQ(std::vector<std::uint32_t>(view.labs_at, view.labs_at + venues), sold);
}

/// A price of nothing has no logarithm: nothing is sure.
TEST(SieveTerms, HaveNoSizeWithoutAPrice) {
    const Scenario scenario = test::default_scenario(50);
    OfferTable offers = test::default_offers(scenario);
    const test::Market market(scenario);
    for (double& price : offers.seller_price) price = 0;
    MonthTerms terms(scenario, offers);
    terms.set_values(market.start, market.lagged);
    EXPECT_EQ(terms.view().single_size, std::numeric_limits<float>::infinity());
}

INSTANTIATE_TEST_SUITE_P(Kernels, Sieve, testing::Combine(testing::Range(0, 5), testing::Values(2, 7, 8)));

}  // namespace
}  // namespace nephoscope
