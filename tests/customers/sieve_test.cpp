#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "models/customers/kernels.h"
#include "models/customers/portfolio.h"
#include "models/customers/surplus.h"
#include "models/customers/terms.h"
#include "tests/customers/kernel_sets.h"
#include "tests/customers/test_market.h"

/// What the sieve is sure of is what the exact kernels decide; where rounding could matter it is not sure
/// (docs/performance.md#sieve).
namespace nephoscope {

namespace {

constexpr int kLabs = 5, kSegments = 2, kWorkloads = 5, kStride = 8, kRow = kLabs * kStride, kMonths = 18;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// How near a tie one question of every problem is made, between which of its offers.
enum class Tie { none, labs, venues, cost, legacy };

/// A random market, and one customer's questions after another.
class Problems {
public:
    Problems(int venues, double excess, unsigned seed) : venues_(venues), excess_(excess), random_(seed) {
        const int contracts = kSegments * venues * 2;
        fill(seller_, kSegments * venues * kRow, [&] { return real(0.05, 3); });
        fill(known_, contracts * kWorkloads * kRow, [&] { return whole(3) == 0 ? -kInfinite : real(-1, 2); });
        for (const double known : known_) actual_.push_back(known + real(-0.1, 0.1));
        fill(gravity_, kWorkloads * kStride, [&] { return real(0, 0.5); });
        fill(near_, kStride, [&] { return whole(3) == 0 ? 0.5 : 0.0; });
        fill(egress_, 2 * kStride, [&] { return real(0, 0.1); });
        fill(data_gb_, 8, [&] { return real(0, 0.3); });
        for (const auto& [from, to] : {std::pair{&seller_, &seller_single_}, std::pair{&known_, &known_single_}})
            to->assign(from->begin(), from->end());
        terms_ = {kLabs,
                  venues,
                  kStride,
                  kWorkloads,
                  bases(),
                  seller_.data(),
                  known_.data(),
                  actual_.data(),
                  gravity_.data(),
                  near_.data(),
                  egress_.data(),
                  data_gb_.data(),
                  seller_single_.data(),
                  known_single_.data(),
                  3.1F};
    }

    void next(bool given) {
        questions = {};
        questions.count = 1 + whole(kWorkloads);
        questions.contract.seller = static_cast<std::size_t>(whole(kSegments * venues_));
        questions.contract.contract = questions.contract.seller * 2 + static_cast<std::size_t>(whole(2));
        questions.contract.region = static_cast<std::size_t>(whole(2));
        questions.excess = excess_;
        base_share_.assign(static_cast<std::size_t>(bases()), 0.0);
        for (double left = 1; double& share : base_share_) left -= share = left * real(0, 1);
        questions.base_share = base_share_.data();
        budget_ = std::exp(real(3, 18));
        for (int n = 0; n < questions.count; ++n) ask(n, given);
        exact = {};
        exact.venues = venues_;
        exact.workloads = questions.count;
        if (whole(2) == 0) exact.forced = std::uint64_t{1} << whole(venues_);
        for (int v = 0; v < venues_; ++v) exact.cost[z(v)] = whole(4) == 0 ? 0 : std::exp(real(1, 9));
        sieve = {};
        sieve.venues = venues_;
        sieve.in_use = exact.forced;
        sieve.slots = exact.max_venues - __builtin_popcountll(exact.forced);
        sieve.cost = exact.cost.data();
        sieve.lab_months = 3.0 / kMonths;
        sieve.venue_months = 2.0 / kMonths;
    }

    /// Moves question 0's own attractions so that two of its alternatives differ by `by` log points or so; false where
    /// there are none such.
    bool make_tie(Tie tie, double by) {
        std::vector<double> term = terms_of(0);
        std::vector<int> offers;  // that may be bought
        for (int o = 0; o < kRow; ++o)
            if (o % kStride < venues_ && term[z(o)] > -kInfinite) offers.push_back(o);
        for (std::size_t a = 0; a + 1 < offers.size(); ++a)
            for (std::size_t b = a + 1; b < offers.size(); ++b) {
                const bool same_venue = offers[a] % kStride == offers[b] % kStride;
                if (same_venue != (tie == Tie::labs)) continue;
                const double level = tie == Tie::legacy ? 0 : 6;
                for (const int o : offers) own_[0][z(o)] = static_cast<float>(-term[z(o)] - 1);
                questions.lab[0] = questions.venue[0] = -1;
                // Floats cannot hold such a difference: it is put into the exact terms, which are given then.
                given_[0] = term;
                given_[0][z(offers[a])] = level - static_cast<double>(own_[0][z(offers[a])]);
                given_[0][z(offers[b])] = (level + by) - static_cast<double>(own_[0][z(offers[b])]);
                if (tie == Tie::legacy) given_[0][z(offers[a])] = -20;
                use_given(0);
                return true;
            }
        return false;
    }

    /// Puts question 0 on an offer that may not be bought any more; false where there is none.
    bool use_forbidden() {
        const std::vector<double> term = terms_of(0);
        for (int o = 0; o < kRow; ++o) {
            if (o % kStride >= venues_ || term[z(o)] > -kInfinite) continue;
            questions.lab[0] = o / kStride;
            questions.venue[0] = o % kStride;
            return true;
        }
        return false;
    }

    /// Makes the costs of all venues but the best what question 0 gains there, but for `by`.
    bool make_worth_its_cost(double by) {
        questions.count = exact.workloads = 1;
        questions.lab[0] = questions.venue[0] = -1;
        exact.forced = sieve.in_use = 0;
        sieve.slots = 3;
        answer();
        const double most = *std::max_element(exact.value[0].begin(), exact.value[0].begin() + venues_);
        if (!(most > 0)) return false;
        for (int v = 0; v < venues_; ++v) exact.cost[z(v)] = most * (1 + by);
        return true;
    }

    /// Hands the sieve own attractions that are off by up to `off`, as they may be when they are drawn roughly.
    void blur(float off) {
        questions.own_off = off;
        for (int n = 0; n < questions.count; ++n) {
            blurred_[z(n)] = own_[z(n)];
            for (float& own : blurred_[z(n)]) own += off * static_cast<float>(real(-1, 1));
            questions.own[n] = blurred_[z(n)].data();
        }
    }

    /// The exact answer: values by venue in `exact`, then the portfolio.
    Portfolio answer() {
        std::uint8_t lab[8 * kVenueLanes];
        for (int n = 0; n < questions.count; ++n) {
            questions.own[n] = own_[z(n)].data();
            if (questions.lab[n] < 0) continue;
            const std::size_t o = z(questions.lab[n] * kStride + questions.venue[n]);
            const std::size_t at = (questions.contract.contract * kWorkloads + z(questions.workload[n])) * kRow + o;
            const double attraction = terms_of(n)[o] + (actual_[at] - known_[at]) + static_cast<double>(own_[z(n)][o]);
            const double outlay = outlay_and_surplus(questions.budget[n], attraction, excess_).outlay;
            questions.to_lab[n] = outlay * 3 / kMonths;
            questions.to_venue[n] = outlay * 2 / kMonths;
        }
        plain_kernels().best_offers(terms_, questions, kVenueLanes, exact.value[0].data(), lab);
        const Portfolio portfolio = solve(exact);
        for (std::size_t n = 0; n < z(questions.count); ++n)
            best_lab[n] = portfolio.venue[n] < 0 ? -1 : lab[n * kVenueLanes + z(portfolio.venue[n])];
        return portfolio;
    }

    const TermsView& terms() const { return terms_; }

    Questions questions;
    PortfolioProblem exact;
    SiftProblem sieve;
    int best_lab[8] = {};

private:
    static std::size_t z(int n) { return static_cast<std::size_t>(n); }
    double real(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
    int whole(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    template <class Make>
    void fill(std::vector<double>& column, int count, Make make) {
        for (int j = 0; j < count; ++j) column.push_back(make());
    }

    std::vector<double> terms_of(int n) const {
        std::vector<double> term(kRow);
        plain_kernels().known_terms(terms_, questions.contract, base_share_.data(), questions.workload[n], term.data());
        return term;
    }

    void use_given(int n) {
        given_single_[z(n)].assign(given_[z(n)].begin(), given_[z(n)].end());
        questions.terms[n] = given_[z(n)].data();
        questions.terms_single[n] = given_single_[z(n)].data();
    }

    void ask(int n, bool given) {
        own_[z(n)].clear();
        for (int o = 0; o < kRow; ++o) own_[z(n)].push_back(static_cast<float>(real(-1, 2)));
        questions.workload[n] = (n + whole(kWorkloads)) % kWorkloads;
        questions.own[n] = own_[z(n)].data();
        questions.budget[n] = budget_ * real(0.05, 0.4);
        questions.lab[n] = questions.venue[n] = -1;
        if (whole(3) != 0) {
            const int lab = whole(kLabs), venue = whole(venues_);
            if (terms_of(n)[z(lab * kStride + venue)] > -kInfinite) questions.lab[n] = lab, questions.venue[n] = venue;
        }
        if (!given) return;
        given_[z(n)] = terms_of(n);
        use_given(n);
    }

    int bases() const { return venues_ > 4 ? venues_ - 2 : venues_; }

    int venues_;
    double excess_, budget_ = 0;
    std::mt19937_64 random_;
    std::vector<double> seller_, known_, actual_, gravity_, near_, egress_, data_gb_, base_share_, given_[8];
    std::vector<float> seller_single_, known_single_, own_[8], blurred_[8], given_single_[8];
    TermsView terms_;
};

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
    /// Whether the sieve is sure; if so it has to be right.
    bool agrees(Problems& p) const {
        Sifted sifted;
        const bool sure = its->sift(p.terms(), p.questions, p.sieve, sifted);
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

/// What is out of range, or not what the sieve is for, is left to the exact kernels.
TEST_P(Sieve, LeavesTheRestAlone) {
    Problems problems(venues, 0.1, 8);
    const auto is_sure = [&] {
        Sifted sifted;
        return its->sift(problems.terms(), problems.questions, problems.sieve, sifted);
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
