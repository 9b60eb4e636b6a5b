#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "models/money/settlement.h"
#include "tests/support/small_scenario.h"

namespace nephoscope::test {

inline constexpr int kOpenai = 0, kAnthropic = 1, kOpen = 2;
inline constexpr int kAzure = 0, kAws = 1, kDirect = 2, kSelf = 3;

/// One month's settlement of hand-made sales, compute and capacity: list price 1 USD/unit, compute half of it, compute
/// sold at 1 MW-month = 1e6 USD that costs 0.8e6 USD. Capacity is limited to what is installed.
class HandMonth : public ::testing::Test {
protected:
    static constexpr double kWholesale = 1e6, kUnitCost = 0.8e6, kComputePerUnit = 0.5e-6;

    HandMonth() : scenario_(small_scenario()) {
        for (int l : {kOpenai, kAnthropic}) {
            scenario_.labs[static_cast<std::size_t>(l)].has_cash = true;
            scenario_.labs[static_cast<std::size_t>(l)].opex_share = 0.35;
        }
        scenario_.consumer_revenue.growth_initial = scenario_.consumer_revenue.growth_long_run = 0;
    }

    void open() {
        agreements_ = std::make_unique<Agreements>(scenario_);
        accounts_ = std::make_unique<Accounts>(scenario_);
        ledger_ = std::make_unique<Ledger>(*accounts_);
        offers_.month = scenario_.simulation.start;
        offers_.labs = 3, offers_.venues = 4, offers_.workloads = 2;
        offers_.legal.assign(12, 3U);
        offers_.quality.assign(12, 0.0);
        offers_.seller_price.assign(12, 1.0);
        offers_.list_price.assign(3, 1.0);
        offers_.compute_per_unit.assign(3, kComputePerUnit);
        offers_.wholesale_price = kWholesale, offers_.unit_cost = kUnitCost;
        totals_ = MonthTotals(3, 4, 2, 1, 1, 2);
        clearing_.need.assign(3, LabNeed{});
        clearing_.committed_served.assign(12, 0);
        clearing_.other_served.assign(12, 0);
        installed_.assign(4, 0.0);
        true_up_.assign(scenario_.clauses.size(), 0);
        share_paid_.clear();
        for (const Clause& c : scenario_.clauses) share_paid_.push_back(to_money(c.paid_to_date));
    }

    static Compute mw(double mw_months) { return to_fixed(mw_months * kComputePerMwMonth); }

    /// `usd` paid at list price for workload 0, and the compute that it takes.
    void sell(int lab, int venue, double usd) {
        const auto o = static_cast<std::size_t>(offers_.offer(lab, venue));
        totals_.seller_paid[o] += to_money(usd);
        totals_.list_value[o] += to_money(usd);
        totals_.workload_paid[2 * o] += to_money(usd);
        totals_.compute[o] += mw(usd * kComputePerUnit);
    }

    /// Compute of the lab that the cloud served, in both classes.
    void host(int lab, int venue, double committed_mw, double other_mw) {
        const auto pair = static_cast<std::size_t>(offers_.offer(lab, venue));
        clearing_.committed_served[pair] = mw(committed_mw);
        clearing_.other_served[pair] = mw(other_mw);
    }

    MonthAccounts settle_month(int t = 0) {
        offers_.month = scenario_.simulation.start + t;
        return settle(*ledger_, *accounts_,
                      {scenario_, *agreements_, offers_, totals_, clearing_, installed_, true_up_, t}, share_paid_);
    }
    Money flow(Posting posting, int from, int to) const { return ledger_->flow(posting, from, to); }
    int lab(int l) const { return accounts_->lab(l); }
    int cloud(int v) const { return accounts_->cloud(v); }

    /// N1, and N2 of every account.
    void expect_books_close() const {
        Money sum = 0;
        for (int a = 0; a < ledger_->accounts(); ++a) {
            sum += ledger_->balance(a);
            EXPECT_EQ(ledger_->balance(a), ledger_->opening(a) + ledger_->inflow(a) - ledger_->outflow(a))
                << accounts_->names()[static_cast<std::size_t>(a)];
        }
        EXPECT_EQ(sum, 0);
    }

    Scenario scenario_;
    std::unique_ptr<Agreements> agreements_;
    std::unique_ptr<Accounts> accounts_;
    std::unique_ptr<Ledger> ledger_;
    OfferTable offers_;
    MonthTotals totals_;
    Clearing clearing_;
    std::vector<double> installed_;
    std::vector<Money> true_up_;
    std::vector<Money> share_paid_;
};

}  // namespace nephoscope::test
