#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

#include "models/customers/kernels.h"
#include "tests/customers/kernel_sets.h"

/// Bases and served shares: every set of kernels that this machine runs returns the bits of the plain loops. What
/// happens to one base alone is the same code in all of them; the twin (tests/reference) looks at that.
namespace nephoscope {

namespace {

constexpr std::size_t kCustomers = 301, kWorkloads = 5;
constexpr int kVenues = 33, kLabs = 16, kMonth = 7;

/// Clouds stand at some of the first venues. One customer in eight migrates, some enter this month or later, some have
/// no base; stretches to whom nothing of it happens are in between.
struct BaseColumns {
    std::vector<std::uint8_t> clouds;
    std::vector<double> share, spend, amount;
    std::vector<std::uint8_t> left, from, growth_cloud, contract_cloud;
    std::vector<std::int64_t> weight;
    std::vector<std::int16_t> entry;
    std::size_t row;

    explicit BaseColumns(std::vector<std::uint8_t> clouds_)
        : clouds(std::move(clouds_)), row(clouds.back() + std::size_t{1}) {
        std::mt19937_64 random{11};
        const auto whole = [&](std::size_t below) { return random() % below; };
        const auto real = [&] { return std::uniform_real_distribution<double>(0, 1)(random); };
        for (std::size_t i = 0; i < kCustomers; ++i) {
            std::vector<double> its(row, 0);
            double rest = 1;
            for (const std::uint8_t cloud : clouds) rest -= its[cloud] = whole(4) == 0 ? 0 : rest * real();
            its[clouds.back()] += rest;
            share.insert(share.end(), its.begin(), its.end());
            const bool usual = i / 16 % 2 == 0;
            spend.push_back(!usual && whole(9) == 0 ? 0 : std::exp(12 * real()));
            left.push_back(static_cast<std::uint8_t>(!usual && whole(4) == 0 ? 1 + whole(12) : 0));
            amount.push_back(spend.back() * real() / 6);
            for (auto* cloud : {&from, &growth_cloud, &contract_cloud}) cloud->push_back(clouds[whole(clouds.size())]);
            weight.push_back(static_cast<std::int64_t>(whole(std::size_t{1} << 40) + 1));
            entry.push_back(static_cast<std::int16_t>(usual ? -32768 : kMonth - 1 + static_cast<int>(whole(3))));
        }
    }
    BaseView view(double growth = 0.013) {
        BaseView view;
        view.base_venues = static_cast<int>(row);
        view.clouds = static_cast<int>(clouds.size());
        view.cloud = clouds.data();
        view.growth = growth;
        view.base_share = share.data();
        view.base_spend = spend.data();
        view.migration_left = left.data();
        view.migration_amount = amount.data();
        view.migration_from = from.data();
        view.growth_cloud = growth_cloud.data();
        view.contract_cloud = contract_cloud.data();
        view.weight = weight.data();
        view.entry = entry.data();
        return view;
    }
};

class EveryBaseKernel : public testing::TestWithParam<std::tuple<int, std::vector<std::uint8_t>>> {
protected:
    void SetUp() override {
        its = test::kernel_set(std::get<0>(GetParam()));
        if (its == nullptr) GTEST_SKIP() << "this machine does not run that instruction set";
    }
    const std::vector<std::uint8_t>& clouds() const { return std::get<1>(GetParam()); }
    const Kernels& plain = plain_kernels();
    const Kernels* its = nullptr;
};

/// Bases that shrink make shares grow beyond what is left.
TEST_P(EveryBaseKernel, Grow) {
    for (const double growth : {0.013, -0.3}) {
        BaseColumns a(clouds()), b(clouds());
        for (int t = kMonth; t < kMonth + 4; ++t)
            for (const std::array<std::size_t, 2> part : {std::array<std::size_t, 2>{0, 37}, {37, kCustomers}}) {
                plain.grow_bases(a.view(growth), part[0], part[1], t);
                its->grow_bases(b.view(growth), part[0], part[1], t);
            }
        EXPECT_EQ(a.share, b.share);
        EXPECT_EQ(a.spend, b.spend);
        EXPECT_EQ(a.left, b.left);
        EXPECT_NE(a.spend, BaseColumns(clouds()).spend);
    }
}

TEST_P(EveryBaseKernel, Pay) {
    BaseColumns bases(clouds());
    BasePayments a, b;
    plain.pay_bases(bases.view(), 3, kCustomers, kMonth, a);
    its->pay_bases(bases.view(), 3, kCustomers, kMonth, b);
    for (std::size_t v = 0; v < 64; ++v) {
        EXPECT_EQ(a.paid[v], b.paid[v]);
        EXPECT_EQ(a.moved[v], b.moved[v]);
    }
    EXPECT_GT(a.paid[clouds().back()], 0);
    EXPECT_EQ(a.largest, b.largest);
    EXPECT_NEAR(a.total, b.total, 1e-9 * a.total);
    EXPECT_LT(a.largest, 0x1p51);
}

/// Wherever the customer stands in a register; one who is not born pays nothing.
TEST_P(EveryBaseKernel, PaymentsOutOfRangeShow) {
    for (const double spend : {1e300, std::numeric_limits<double>::quiet_NaN()})
        for (const std::size_t i : {0UL, 3UL, 7UL, 299UL, 300UL}) {
            BaseColumns bases(clouds());
            bases.entry[i] = 0;
            bases.spend[i] = spend;
            BasePayments payments;
            its->pay_bases(bases.view(), 0, kCustomers, kMonth, payments);
            EXPECT_TRUE(std::isnan(spend) ? std::isnan(payments.total) : payments.largest > 0x1p51) << i;
            bases.entry[i] = kMonth + 1;
            payments = {};
            its->pay_bases(bases.view(), 0, kCustomers, kMonth, payments);
            EXPECT_LT(payments.largest, 0x1p51) << i;
            EXPECT_FALSE(std::isnan(payments.total)) << i;
        }
}

TEST_P(EveryBaseKernel, Serve) {
    std::mt19937_64 random{5};
    std::vector<double> fill(kLabs * kVenues);
    for (double& its_fill : fill) its_fill = static_cast<double>(random() % 5) / 4;
    for (const std::size_t workloads : {std::size_t{1}, kWorkloads, std::size_t{8}}) {
        std::vector<std::uint8_t> lab, venue;
        std::vector<float> desired;
        for (std::size_t n = 0; n < kCustomers * workloads; ++n) {
            const bool is_on_offer = random() % 3 != 0;
            lab.push_back(is_on_offer ? static_cast<std::uint8_t>(random() % kLabs) : std::uint8_t{255});
            venue.push_back(is_on_offer ? static_cast<std::uint8_t>(random() % kVenues) : std::uint8_t{255});
            desired.push_back(is_on_offer ? static_cast<float>(random() % 1000) / 7 : 0.0F);
        }
        const ServedView view{
            static_cast<int>(workloads), kVenues, lab.data(), venue.data(), desired.data(), fill.data()};
        std::vector<double> expected(kCustomers), got(kCustomers);
        for (const std::array<std::size_t, 2> part : {std::array<std::size_t, 2>{0, 45}, {45, kCustomers}}) {
            plain.serve(view, part[0], part[1], expected.data() + part[0]);
            its->serve(view, part[0], part[1], got.data() + part[0]);
        }
        EXPECT_EQ(expected, got);
        EXPECT_NE(std::count(got.begin(), got.end(), 1.0), static_cast<std::ptrdiff_t>(kCustomers));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Kernels, EveryBaseKernel,
    testing::Combine(testing::Range(0, test::kEight + 1),
                     testing::Values(std::vector<std::uint8_t>{0}, std::vector<std::uint8_t>{0, 1, 2, 3},
                                     std::vector<std::uint8_t>{1, 4, 5},
                                     std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16})));

}  // namespace
}  // namespace nephoscope
