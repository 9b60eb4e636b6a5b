#include "models/capacity/clearing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

using test::clause;
using test::small_scenario;

constexpr int kOpenai = 0, kAnthropic = 1, kOpen = 2;
constexpr int kAzure = 0, kAws = 1, kDirect = 2, kSelf = 3;
constexpr Compute kMw = 1'000'000'000;  ///< one MW-month

/// A month of clearing by hand: nothing is asked for until a test says so.
class ClearingOfAMonth : public ::testing::Test {
protected:
    ClearingOfAMonth() : scenario_(small_scenario()), capacity_(4, 0), inference_(12, 0), need_(3) {
        capacity_[kAzure] = capacity_[kAws] = 100 * kMw;
    }

    void commit(const char* id, int lab, int venue) {
        scenario_.clauses.push_back(clause(id, ClauseType::compute_commit, lab, venue));
        required_.push_back(0);
    }
    static std::size_t pair(int lab, int venue) { return static_cast<std::size_t>(lab * 4 + venue); }
    Clearing clear() const { return clear_market({scenario_, capacity_, inference_, need_, required_, wholesale_}); }

    Scenario scenario_;
    std::vector<Compute> capacity_, inference_;
    std::vector<LabNeed> need_;
    std::vector<Money> required_;
    double wholesale_ = 1e6;
};

TEST_F(ClearingOfAMonth, FillsAllWithoutLimits) {  // K17
    scenario_.capacity.limited = false;
    scenario_.venues[kAzure].reserve_share = 0.3;
    scenario_.labs[kOpenai].host_weight = {1, 0, 0, 0};
    need_[kOpenai] = {7 * kMw, 500 * kMw, 300 * kMw};
    inference_[pair(kAnthropic, kAzure)] = 1'000 * kMw + 1;
    const Clearing c = clear();
    EXPECT_EQ(c.served, c.demand);
    EXPECT_EQ(c.served[c.at(kAzure, ComputeClass::inference)], 1'000 * kMw + 1);
    EXPECT_EQ(c.served[c.at(kAzure, ComputeClass::reserve)], 30 * kMw);
    for (const double fill : c.fill) EXPECT_EQ(fill, 1);
    for (const double fill : c.offer_fill) EXPECT_EQ(fill, 1);
    EXPECT_EQ(c.lab_fill[kOpenai], 1);
}

TEST_F(ClearingOfAMonth, FillsHalfOfTwiceTheCapacity) {  // K17
    inference_[pair(kOpenai, kAzure)] = 150 * kMw;
    inference_[pair(kAnthropic, kAzure)] = 50 * kMw;
    const Clearing c = clear();
    EXPECT_EQ(c.fill[c.at(kAzure, ComputeClass::inference)], 0.5);
    EXPECT_EQ(c.served[c.at(kAzure, ComputeClass::inference)], 100 * kMw);
    EXPECT_EQ(c.offer_fill[pair(kOpenai, kAzure)], 0.5);
    EXPECT_EQ(c.offer_fill[pair(kOpenai, kAws)], 1);
    EXPECT_EQ(c.offer_fill[pair(kOpen, kSelf)], 1);
}

TEST_F(ClearingOfAMonth, ServesClassesInOrder) {  // K17
    // Azure of 100 MW: reserve 20, a draw of 30, inference 40 of 40, other 10 of 40.
    scenario_.venues[kAzure].reserve_share = 0.2;
    scenario_.labs[kOpenai].host_weight = {1, 0, 0, 0};
    commit("a", kOpenai, kAzure);
    required_[0] = to_money(30e6);
    need_[kOpenai] = {10 * kMw, 20 * kMw, 40 * kMw};
    inference_[pair(kAnthropic, kAzure)] = 40 * kMw;
    const Clearing c = clear();
    const Compute demand[] = {20 * kMw, 30 * kMw, 40 * kMw, 40 * kMw};
    const Compute served[] = {20 * kMw, 30 * kMw, 40 * kMw, 10 * kMw};
    const double fill[] = {1, 1, 1, 0.25};
    for (int k = 0; k < kComputeClasses; ++k) {
        const std::size_t i = c.at(kAzure, static_cast<ComputeClass>(k));
        EXPECT_EQ(c.demand[i], demand[k]) << "class " << k;
        EXPECT_EQ(c.served[i], served[k]) << "class " << k;
        EXPECT_EQ(c.fill[i], fill[k]) << "class " << k;
    }
    EXPECT_EQ(c.lab_fill[kOpenai], 40.0 / 70);
    EXPECT_EQ(c.offer_fill[pair(kOpenai, kDirect)], 40.0 / 70);
    EXPECT_EQ(c.offer_fill[pair(kAnthropic, kDirect)], 1);
    EXPECT_EQ(c.drawn[0], to_money(30e6));
}

TEST_F(ClearingOfAMonth, IsProportionalInsideAClass) {
    // At Azure the labs ask for 90 and 30 of class other, and 60 are there.
    capacity_[kAzure] = 60 * kMw;
    scenario_.labs[kOpenai].host_weight = {0.75, 0.25, 0, 0};
    scenario_.labs[kAnthropic].host_weight = {3, 1, 0, 0};
    need_[kOpenai].training = 120 * kMw;
    need_[kAnthropic].consumer = 40 * kMw;
    const Clearing c = clear();
    EXPECT_EQ(c.other_demand[pair(kOpenai, kAzure)], 90 * kMw);
    EXPECT_EQ(c.other_demand[pair(kAnthropic, kAws)], 10 * kMw);
    EXPECT_EQ(c.other_served[pair(kOpenai, kAzure)], 45 * kMw);
    EXPECT_EQ(c.other_served[pair(kAnthropic, kAzure)], 15 * kMw);
    EXPECT_EQ(c.other_served[pair(kOpenai, kAws)], 30 * kMw);
    // Σ host share × fill there: 0.75 × 0.5 + 0.25 × 1.
    EXPECT_EQ(c.lab_fill[kOpenai], 0.625);
    EXPECT_EQ(c.lab_fill[kAnthropic], 0.625);
}

TEST_F(ClearingOfAMonth, SendsTheNeedToRequiredDrawsFirst) {
    scenario_.labs[kOpenai].host_weight = {0, 1, 0, 0};
    commit("a", kOpenai, kAzure);
    commit("b", kOpenai, kAws);
    required_ = {to_money(30e6), to_money(10e6)};
    need_[kOpenai].training = 50 * kMw;
    Clearing c = clear();
    EXPECT_EQ(c.committed_demand[pair(kOpenai, kAzure)], 30 * kMw);
    EXPECT_EQ(c.committed_demand[pair(kOpenai, kAws)], 10 * kMw);
    EXPECT_EQ(c.other_demand[pair(kOpenai, kAws)], 10 * kMw);
    EXPECT_EQ(c.drawn, required_);
    need_[kOpenai].training = 20 * kMw;  // less than the 40 required: pro rata
    c = clear();
    EXPECT_EQ(c.committed_demand[pair(kOpenai, kAzure)], 15 * kMw);
    EXPECT_EQ(c.committed_demand[pair(kOpenai, kAws)], 5 * kMw);
    EXPECT_EQ(c.other_demand[pair(kOpenai, kAws)], 0);
    EXPECT_EQ(c.drawn, (std::vector<Money>{to_money(15e6), to_money(5e6)}));
}

TEST_F(ClearingOfAMonth, DrawsNoMoreThanIsServed) {
    // Two commitments of one lab at Azure, 60 and 30 MW, and 45 MW there.
    capacity_[kAzure] = 45 * kMw;
    commit("a", kOpenai, kAzure);
    commit("b", kOpenai, kAzure);
    scenario_.labs[kOpenai].host_weight = {0, 1, 0, 0};
    required_ = {to_money(60e6), to_money(30e6)};
    need_[kOpenai].training = 100 * kMw;
    const Clearing c = clear();
    EXPECT_EQ(c.committed_served[pair(kOpenai, kAzure)], 45 * kMw);
    EXPECT_EQ(c.drawn, (std::vector<Money>{to_money(30e6), to_money(15e6)}));
    EXPECT_EQ(c.lab_fill[kOpenai], 0.55);
}

TEST_F(ClearingOfAMonth, DrawsToTheTickWhateverThePrice) {
    wholesale_ = 1'026'600.123;
    commit("a", kOpenai, kAzure);
    for (const Money money : {Money{1}, Money{7}, to_money(1), to_money(29'999'999.9999)}) {
        required_ = {money};
        need_[kOpenai].training = 90 * kMw;
        EXPECT_EQ(clear().drawn[0], money);
    }
}

TEST_F(ClearingOfAMonth, LeavesALabWithoutWeightsToItsParent) {
    need_[kAnthropic].consumer = 1000 * kMw;
    const Clearing c = clear();
    EXPECT_EQ(c.lab_fill[kAnthropic], 1);
    for (const Compute demand : c.demand) EXPECT_EQ(demand, 0);
    for (const double fill : c.fill) EXPECT_EQ(fill, 1) << "an empty class";
}

/// Needs, weights, commitments and capacities of any size, many of them zero.
class RandomClearing : public ClearingOfAMonth {
protected:
    void randomise(unsigned seed) {
        std::mt19937 engine(seed);
        const auto any = [&](Compute up_to) {
            const bool none = std::uniform_int_distribution<int>(0, 3)(engine) == 0;
            return none ? Compute{0} : std::uniform_int_distribution<Compute>(0, up_to)(engine);
        };
        const auto weight = [&] { return std::uniform_real_distribution<double>(0, 1)(engine); };
        wholesale_ = 1e3 + 2e6 * weight();
        for (int v : {kAzure, kAws}) {
            capacity_[static_cast<std::size_t>(v)] = any(200'000 * kMw);
            scenario_.venues[static_cast<std::size_t>(v)].reserve_share = weight();
        }
        for (std::size_t l = 0; l < 3; ++l) {
            need_[l] = {any(50'000 * kMw), any(50'000 * kMw), any(50'000 * kMw)};
            scenario_.labs[l].host_weight = {weight(), weight(), 0, 0};
            for (int v : {kAzure, kAws}) {
                inference_[pair(static_cast<int>(l), v)] = any(50'000 * kMw);
                commit("x", static_cast<int>(l), v);
                required_.back() = any(to_money(100e9));
            }
        }
        commit("second", kOpenai, kAzure);
        required_.back() = any(to_money(100e9));
    }
};

TEST_F(RandomClearing, KeepsItsIdentities) {
    int short_of = 0, cut = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        scenario_.clauses.clear(), required_.clear();
        randomise(seed);
        const Clearing c = clear();
        for (const int v : {kAzure, kAws}) {
            Compute all = 0;
            for (int k = 0; k < kComputeClasses; ++k) {
                const std::size_t i = c.at(v, static_cast<ComputeClass>(k));
                ASSERT_TRUE(c.served[i] >= 0 && c.served[i] <= c.demand[i]);
                ASSERT_TRUE(c.fill[i] >= 0 && c.fill[i] <= 1);
                ASSERT_NEAR(c.fill[i] * static_cast<double>(c.demand[i]), static_cast<double>(c.served[i]),
                            1e-15 * static_cast<double>(c.demand[i]) + 0.5);
                if (c.served[i] < c.demand[i]) {
                    ++short_of;
                    for (int later = k + 1; later < kComputeClasses; ++later)
                        ASSERT_EQ(c.served[c.at(v, static_cast<ComputeClass>(later))], 0) << "served out of turn";
                }
                all += c.served[i];
            }
            ASSERT_LE(all, capacity_[static_cast<std::size_t>(v)]);
            Compute committed = 0, other = 0;
            for (int l = 0; l < 3; ++l) {
                committed += c.committed_served[pair(l, v)];
                other += c.other_served[pair(l, v)];
                ASSERT_LE(c.committed_served[pair(l, v)], c.committed_demand[pair(l, v)]);
                ASSERT_LE(c.other_served[pair(l, v)], c.other_demand[pair(l, v)]);
            }
            ASSERT_EQ(committed, c.served[c.at(v, ComputeClass::committed)]);
            ASSERT_EQ(other, c.served[c.at(v, ComputeClass::other)]);
        }
        for (int l = 0; l < 3; ++l) {
            Compute hosted = 0;
            for (const int v : {kAzure, kAws}) hosted += c.committed_demand[pair(l, v)] + c.other_demand[pair(l, v)];
            ASSERT_EQ(hosted, need_[static_cast<std::size_t>(l)].total());
            ASSERT_TRUE(c.lab_fill[static_cast<std::size_t>(l)] >= 0 && c.lab_fill[static_cast<std::size_t>(l)] <= 1);
        }
        for (std::size_t d = 0; d < c.drawn.size(); ++d) {
            ASSERT_TRUE(c.drawn[d] >= 0 && c.drawn[d] <= required_[d]);
            cut += c.drawn[d] < required_[d] ? 1 : 0;
        }
    }
    EXPECT_GT(short_of, 300);  // the cases are not all easy
    EXPECT_GT(cut, 300);
}

TEST_F(RandomClearing, IsKeptByCustomersWhoseServingsAreRoundedDown) {
    std::mt19937 engine(7);
    for (int trial = 0; trial < 200; ++trial) {
        std::vector<Compute> customers;
        Compute demand = 0;
        for (int i = 0; i < 50; ++i) {
            customers.push_back(std::uniform_int_distribution<Compute>(1, i < 25 ? 9 : 9'000 * kMw)(engine));
            demand += customers.back();
        }
        inference_[pair(kOpenai, kAzure)] = demand;
        capacity_[kAzure] = std::uniform_int_distribution<Compute>(0, demand)(engine);
        const Clearing c = clear();
        Compute served = 0;
        for (const Compute x : customers)
            served += static_cast<Compute>(std::floor(c.offer_fill[pair(kOpenai, kAzure)] * static_cast<double>(x)));
        EXPECT_LE(served, c.served[c.at(kAzure, ComputeClass::inference)]);
    }
}

}  // namespace
}  // namespace nephoscope
