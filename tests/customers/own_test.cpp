#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "models/customers/shocks.h"
#include "models/customers/tastes.h"
#include "tests/customers/kernel_sets.h"
#include "tests/customers/test_market.h"

/// Own attractions drawn otherwise than in rows: single offers, which have the same bits, and single precision, which
/// keeps within its bound (docs/performance.md#sieve).
namespace nephoscope {

namespace {

/// A market of `labs` labs at eight venues or fewer.
Scenario market(int labs, int venues, double dissimilarity, double precision) {
    Scenario s = test::default_scenario(10);
    s.labs.resize(static_cast<std::size_t>(std::min(labs, 4)));
    while (static_cast<int>(s.labs.size()) < labs)
        s.labs.push_back(test::make_lab("l", 20 + static_cast<int>(s.labs.size()), 1, 0));
    s.venues.resize(static_cast<std::size_t>(std::min(venues, 7)));
    if (venues > 7) s.venues.push_back(test::make_venue("v", 61, VenueKind::cloud, .1));
    for (Venue& venue : s.venues) venue.lab = std::min(venue.lab, labs - 1);
    s.choice.nest_dissimilarity = dissimilarity;
    s.choice.taste_precision = precision;
    return s;
}

class OwnAttractions : public testing::TestWithParam<int> {
protected:
    void SetUp() override {
        its = test::kernel_set(GetParam());
        if (its == nullptr) GTEST_SKIP() << "this machine does not run that instruction set";
        use_kernels(its);
    }
    void TearDown() override { use_kernels(nullptr); }

    const Kernels* its = nullptr;
};

TEST_P(OwnAttractions, OfSingleOffersAreThoseOfRows) {
    for (const double dissimilarity : {0.01, 0.25, 0.999, 1.0}) {
        const Scenario s = market(4, 7, dissimilarity, 3);
        const Draws draws(3, 0);
        const Shocks shocks(s, draws);
        const Tastes tastes(s, draws);
        const std::vector<LegalOffer> legal = legal_offers(test::default_offers(s));
        std::vector<OwnOffer> offers;
        std::vector<float> expected;
        for (std::uint32_t customer = 0; customer < 200; ++customer) {
            const LegalOffer& one = legal[customer % legal.size()];
            const int workload = static_cast<int>(customer % 5), epoch = static_cast<int>(customer * 300);
            TasteRow row;
            std::vector<float> own(shocks.row());
            tastes.of(customer, row);
            shocks.own(customer, workload, epoch, row, own.data());
            expected.push_back(own[static_cast<std::size_t>(one.lab * venue_stride(7) + one.venue)]);
            offers.push_back({customer, shocks.project(workload, epoch), static_cast<std::uint8_t>(one.lab),
                              static_cast<std::uint8_t>(one.venue)});
        }
        offers[7].lab = test::kOai, offers[7].venue = test::kSelf, expected[7] = 0;  // nobody could ever sell it
        for (const std::size_t count : std::initializer_list<std::size_t>{0, 1, 3, 8, 9, 200}) {
            std::vector<float> got(offers.size(), -7);
            shocks.own_of(tastes, std::span(offers).first(count), got.data());
            for (std::size_t n = 0; n < got.size(); ++n)
                EXPECT_EQ(got[n], n < count ? expected[n] : -7) << count << ' ' << n;
        }
    }
}

/// The largest error, as a part of what it may be.
double worst_rough(const Scenario& s) {
    const Draws draws(3, 0);
    const Shocks shocks(s, draws);
    const Tastes tastes(s, draws);
    std::vector<float> exact(shocks.row());
    std::vector<std::vector<float>> rough(8, std::vector<float>(shocks.row(), -7));
    double worst = 0;
    for (std::uint32_t customer = 0; customer < 1000; ++customer) {
        TasteRow row;
        tastes.of(customer, row);
        ProjectRows rows;
        rows.count = static_cast<int>(1 + customer % 8);
        for (int n = 0; n < rows.count; ++n) {
            rows.project[n] = shocks.project(n % 5, n);
            rows.own[n] = rough[static_cast<std::size_t>(n)].data();
        }
        shocks.own_roughly(tastes, customer, rows);
        for (int n = 0; n < rows.count; ++n) {
            shocks.own(customer, n % 5, n, row, exact.data());
            for (std::size_t o = 0; o < exact.size(); ++o) {
                const auto its = static_cast<double>(exact[o]), got = static_cast<double>(rows.own[n][o]);
                EXPECT_TRUE(std::isfinite(got)) << o;
                EXPECT_EQ(its == 0, got == 0) << o;
                const double bound = 0x1p-19 * std::abs(its) + static_cast<double>(shocks.own_off());
                worst = std::max(worst, std::abs(got - its) / bound);
            }
        }
    }
    return worst;
}

TEST_P(OwnAttractions, InSinglePrecisionKeepWithinTheirBound) {
    if (its->own_roughly == nullptr) GTEST_SKIP() << "these kernels have no sieve";
    for (const double dissimilarity : {0.01, 0.25, 0.5, 0.999, 1.0})
        for (const double precision : {0.5, 3.0, 40.0}) {
            const double worst = worst_rough(market(4, 7, dissimilarity, precision));
            EXPECT_LT(worst, 0.5) << dissimilarity << ' ' << precision;
            EXPECT_GT(worst, 0x1p-10) << dissimilarity << ' ' << precision;
            RecordProperty("worst", std::to_string(worst));
        }
    for (const int labs : {1, 2, 3, 9, 16}) EXPECT_LT(worst_rough(market(labs, 8, 0.25, 3)), 0.5) << labs;
    EXPECT_LT(worst_rough(market(3, 2, 0.25, 3)), 0.5);
    Scenario most = market(16, 8, 0.25, 3);  // all that there is room for
    for (Venue& venue : most.venues) venue.kind = VenueKind::cloud;
    EXPECT_LT(worst_rough(most), 0.5);
}

INSTANTIATE_TEST_SUITE_P(Sets, OwnAttractions, testing::Values(0, 1, 2, 3, test::kEight));

}  // namespace
}  // namespace nephoscope
