#include "models/metrics/counterfactual_metrics.h"

#include <cmath>

#include "tests/metrics/metrics_run.h"
#include "tests/support/remembering.h"

namespace nephoscope {
namespace {

using namespace test;

TEST(Shapley, OfHandGames) {
    // Additive game: everyone keeps what he brings. Glove game of one left (player 0), two right gloves: 2/3, 1/6, 1/6.
    EXPECT_EQ(shapley({0, 3, 5, 8}), (std::vector<double>{3, 5}));
    const std::vector<double> gloves = shapley({0, 0, 0, 1, 0, 1, 0, 1});
    ASSERT_EQ(gloves.size(), 3U);
    EXPECT_NEAR(gloves[0], 2.0 / 3, 1e-15);
    EXPECT_NEAR(gloves[1], 1.0 / 6, 1e-15);
    EXPECT_NEAR(gloves[2], 1.0 / 6, 1e-15);
}

class CounterfactualRun : public ::testing::Test {
protected:
    /// `months` months of a shipped scenario, ready to be decided again.
    void open(const std::string& name, std::vector<std::string> settings, int months = 3, int panel = 250) {
        settings.push_back("simulation.agents=" + std::to_string(2 * panel));
        settings.push_back("metrics.panel=" + std::to_string(panel));
        run_ = std::make_unique<MetricsRun>(shipped(name, settings), months);
        panel_ = std::make_unique<Panel>(*run_->market);
        for (int t = 0; t < months; ++t) {
            run_->market->advance(run_->scenario.simulation.start + t);
            panel_->observe(t);
        }
        rerun_ = std::make_unique<Rerun>(*run_->market, *panel_);
    }
    std::unique_ptr<MetricsRun> run_;
    std::unique_ptr<Panel> panel_;
    std::unique_ptr<Rerun> rerun_;
};

TEST_F(CounterfactualRun, ThisMonthsTermsGiveThisMonthsChoices) {
    open("baseline", {});
    const Customers& again = rerun_->decide(rerun_->actual());
    EXPECT_EQ(again.lab, panel_->customers().lab);
    EXPECT_EQ(again.venue, panel_->customers().venue);
    EXPECT_EQ(again.own, panel_->customers().own);
    EXPECT_NE(again.lab, panel_->month().customers.lab) << "somebody moved this month, so that the test can fail";
    const std::vector<float> everyone = rerun_->decide(rerun_->actual(Deciders::everyone)).own;
    const test::Remembering nothing(0);
    EXPECT_EQ(rerun_->decide(rerun_->actual()).own, panel_->customers().own);
    EXPECT_EQ(rerun_->decide(rerun_->actual(Deciders::everyone)).own, everyone);
}

TEST_F(CounterfactualRun, PartsSumToTheWedgeAndItIsNotNegative) {
    open("baseline", {}, 6);
    const LockIn lock = lock_in(*rerun_);
    for (std::size_t s = 0; s < lock.wedge.size(); ++s) {
        double parts = 0;
        for (int b = 0; b < kBarriers; ++b) parts += lock.part[static_cast<std::size_t>(b)][s];
        EXPECT_NEAR(parts, lock.wedge[s], 1e-9 * std::fabs(lock.surplus[s]));
        EXPECT_GE(lock.wedge[s], 0);
    }
    EXPECT_GT(lock.index(), 0.01);
    EXPECT_LT(lock.index(), 0.9);
}

/// Without friction, costs and inattention nothing but the law keeps customers from an offer.
TEST_F(CounterfactualRun, AWorldWithoutBarriersHasNoLockInButIllegality) {
    open("baseline", {"portfolio.lab_switching_months=0", "portfolio.venue_switching_months=0",
                      "portfolio.self_cost_extra_usd_per_month=0", "portfolio.max_venues=8",
                      "segment.smb.venue_cost_usd_per_month=0", "segment.mid.venue_cost_usd_per_month=0",
                      "segment.enterprise.venue_cost_usd_per_month=0", "segment.mega.venue_cost_usd_per_month=0",
                      "segment.mid.commit_wedge=0", "segment.enterprise.commit_wedge=0", "segment.mega.commit_wedge=0",
                      "workload.coding.gravity=0", "workload.assistant.gravity=0", "workload.knowledge.gravity=0",
                      "workload.agents.gravity=0", "workload.batch.gravity=0", "attention.base_per_month=1"});
    const LockIn lock = lock_in(*rerun_);
    for (std::size_t s = 0; s < lock.wedge.size(); ++s) {
        EXPECT_GT(lock.wedge[s], 0);
        for (int b = 0; b < kBarriers; ++b)
            EXPECT_NEAR(lock.part[static_cast<std::size_t>(b)][s],
                        b == static_cast<int>(Barrier::illegality) ? lock.wedge[s] : 0, 1e-9 * lock.surplus[s])
                << barrier_name(static_cast<Barrier>(b));
    }
    EXPECT_EQ(captive_share(*rerun_), 0);
}

TEST_F(CounterfactualRun, NobodyIsCaptiveWithoutSwitchingCostsAndInattention) {
    open("baseline",
         {"portfolio.lab_switching_months=0", "portfolio.venue_switching_months=0", "attention.base_per_month=1"});
    EXPECT_EQ(captive_share(*rerun_), 0);
    open("baseline", {});
    EXPECT_GT(captive_share(*rerun_), 0.01);
}

TEST_F(CounterfactualRun, RemovedOffersDivertAllTheirSpendElsewhere) {
    open("baseline", {});
    const Substitution all = substitution(*rerun_);
    int rows = 0;
    for (std::size_t o = 0; o < all.diversion.by_removal.size(); ++o)
        for (const auto* matrix : {&all.diversion.by_removal, &all.diversion.by_price}) {
            const std::vector<double>& row = (*matrix)[o];
            if (std::isnan(row.front())) continue;
            ++rows;
            EXPECT_NEAR(sum_of(row), 1, 1e-12);
            EXPECT_EQ(row[o], 0) << "nothing is diverted to itself";
        }
    EXPECT_GT(rows, 10);
}

/// When nobody decides, units answer to the price with the elasticity of demand for tasks alone, and no other offer's
/// do.
TEST_F(CounterfactualRun, ShortRunElasticityOfCaptiveCustomersIsThatOfDemand) {
    open("duopoly",
         {"attention.base_per_month=0", "attention.new_offer=0", "attention.turnover_per_month=0",
          "attention.activation_per_month=0", "attention.imitation_per_month=0", "attention.renewal=false",
          "attention.shortage=0", "venue.north.egress_fee_usd_per_gb=0", "venue.south.egress_fee_usd_per_gb=0"},
         3, 1000);
    const double expected = (std::pow(1.01, -run_->scenario.choice.demand_elasticity) - 1) / 0.01;
    const Substitution all = substitution(*rerun_);
    int sold = 0;
    for (std::size_t o = 0; o < all.elasticities.short_run.size(); ++o)
        for (std::size_t other = 0; other < all.elasticities.short_run[o].size(); ++other) {
            const double elasticity = all.elasticities.short_run[o][other];
            if (std::isnan(elasticity)) continue;
            EXPECT_NEAR(elasticity, o == other ? expected : 0, 1e-9);
            sold += o == other ? 1 : 0;
        }
    EXPECT_GE(sold, 4);
    const Elasticities labs = lab_elasticities(*rerun_);
    EXPECT_NEAR(labs.short_run[0][0], expected, 1e-9);
    EXPECT_NEAR(labs.short_run[0][1], 0, 1e-9);
    EXPECT_LT(labs.long_run[0][0], expected) << "in the long run some leave";
}

TEST_F(CounterfactualRun, EffectiveChoiceIsBetweenOneAndTheOffersThatAreLegal) {
    open("duopoly", {});
    EXPECT_GT(effective_choice(*rerun_), 1);
    EXPECT_LT(effective_choice(*rerun_), 5);
}

TEST(Counterfactuals, AreSolvedAtStatedMonthsAndChangeNoResult) {
    std::vector<std::string> settings{"simulation.agents=300", "metrics.panel=100"};
    MetricsRun plain(shipped("duopoly", settings), 14);
    settings.emplace_back("metrics.counterfactuals=true");
    settings.emplace_back("metrics.traced=10");
    MetricsRun counted(shipped("duopoly", settings), 14);
    const Recording without = plain.record(), with = counted.record();
    EXPECT_EQ(without.texts.at("result_hash"), with.texts.at("result_hash"));
    EXPECT_EQ(without.index_of("counterfactual", "lock_in_index"), -1);
    const int v = with.index_of("counterfactual", "lock_in_index");
    ASSERT_GE(v, 0);
    for (int month = 0; month < 14; ++month) {
        const bool due = month == 0 || month == 7 || month == 12;  // 2026-05, 2026-12, 2027-05
        EXPECT_EQ(std::isnan(with.real(v, month)[0]), !due) << month;
    }
}

}  // namespace
}  // namespace nephoscope
