#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "models/invariants.h"
#include "models/money/payoffs.h"
#include "models/pricing/offer_table.h"
#include "models/pricing/paths.h"
#include "sim/core/error.h"
#include "tests/support/small_scenario.h"

namespace nephoscope {

/// Breaks a ledger as no posting can, to see the monthly checks fail.
struct LedgerTestAccess {
    static void corrupt(Ledger& ledger, int account, Money money) {
        ledger.balance_[static_cast<std::size_t>(account)] += money;
    }
};

namespace {

using test::clause;
using test::small_scenario;

constexpr int kOpenai = 0, kAnthropic = 1, kOpen = 2;
constexpr int kAzure = 0, kAws = 1, kDirect = 2, kSelf = 3;

/// One month's settlement of hand-made sales.
class Month1 : public ::testing::Test {
protected:
    Month1() : scenario_(small_scenario()) {
        scenario_.compute.unit_cost_decline = 0;
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
        offers_ = freeze_offers(scenario_, *agreements_, agreements_->resolve(scenario_.simulation.start),
                                QualityRace(scenario_), 0, nullptr);
        totals_ = MonthTotals(3, 4, 2, 1);
        for (const Clause& c : scenario_.clauses) share_paid_.push_back(to_money(c.paid_to_date));
    }

    /// `usd` paid at list price for workload 0, and the compute that it takes.
    void sell(int lab, int venue, double usd) {
        const auto o = static_cast<std::size_t>(offers_.offer(lab, venue));
        totals_.seller_paid[o] += to_money(usd);
        totals_.list_value[o] += to_money(usd);
        totals_.workload_paid[2 * o] += to_money(usd);
        totals_.compute[o] += to_fixed(usd / offers_.list_price[static_cast<std::size_t>(lab)] *
                                       offers_.compute_per_unit[static_cast<std::size_t>(lab)] * kComputePerMwMonth);
    }

    MonthAccounts settle_month(int t = 0) {
        offers_.month = scenario_.simulation.start + t;
        return settle(*ledger_, *accounts_, scenario_, *agreements_, offers_, totals_, t, share_paid_);
    }
    Money flow(Posting posting, int from, int to) const { return ledger_->flow(posting, from, to); }
    int lab(int l) const { return accounts_->lab(l); }
    int cloud(int v) const { return accounts_->cloud(v); }
    Money balances() const {
        Money sum = 0;
        for (int a = 0; a < ledger_->accounts(); ++a) sum += ledger_->balance(a);
        return sum;
    }

    Scenario scenario_;
    std::unique_ptr<Agreements> agreements_;
    std::unique_ptr<Accounts> accounts_;
    std::unique_ptr<Ledger> ledger_;
    OfferTable offers_;
    MonthTotals totals_;
    std::vector<Money> share_paid_;
};

TEST_F(Month1, ARoyaltyIsPaidOnListPrice) {
    Clause royalty = clause("royalty", ClauseType::resale, kOpenai, kAzure);
    royalty.rate = 0.2;
    scenario_.clauses = {royalty};
    open();
    sell(kOpenai, kAzure, 1e6);
    totals_.seller_paid[0] -= to_money(1e5);  // the cloud's discount is the cloud's expense
    totals_.workload_paid[0] -= to_money(1e5);
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::model_purchase, Accounts::customers, cloud(kAzure)), to_money(9e5));
    EXPECT_EQ(flow(Posting::royalty, cloud(kAzure), lab(kOpenai)), to_money(2e5));
    EXPECT_EQ(month.labs[kOpenai].receipts, to_money(2e5));
    EXPECT_EQ(month.labs[kOpenai].base, to_money(2e5));
    EXPECT_EQ(balances(), 0);
}

TEST_F(Month1, AGrossProfitSplitSharesPriceLessWholesaleCompute) {
    Clause split = clause("split", ClauseType::resale, kAnthropic, kAws);
    split.mode = ResaleMode::gp_split;
    split.rate = 0.25;
    scenario_.clauses = {split};
    open();
    sell(kAnthropic, kAws, 1e6);
    settle_month();
    // The compute bill is half of list price (compute_bill_share 0.5).
    EXPECT_NEAR(to_usd(flow(Posting::gross_profit_split, cloud(kAws), lab(kAnthropic))), 0.75 * 0.5e6, 1);
    EXPECT_EQ(balances(), 0);
}

TEST_F(Month1, AnAgentPassesTheSaleOnAndKeepsCommissionAndCompute) {
    Clause agency = clause("agency", ClauseType::resale, kAnthropic, kAws);
    agency.mode = ResaleMode::agency;
    agency.rate = 0.15;
    scenario_.clauses = {agency};
    open();
    sell(kAnthropic, kAws, 1e6);
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::agency_sale, Accounts::customers, lab(kAnthropic)), to_money(1e6));
    EXPECT_EQ(flow(Posting::agency_commission, lab(kAnthropic), cloud(kAws)), to_money(1.5e5));
    EXPECT_NEAR(to_usd(flow(Posting::agency_compute, lab(kAnthropic), cloud(kAws))), 0.5e6, 1);
    EXPECT_EQ(flow(Posting::model_purchase, Accounts::customers, cloud(kAws)), 0);
    EXPECT_EQ(month.labs[kAnthropic].base, to_money(8.5e5));
    EXPECT_EQ(balances(), 0);
}

TEST_F(Month1, SelfHostingPaysTheWorldAndOpenWeightsOweNothing) {
    open();
    sell(kOpen, kSelf, 1e5);
    sell(kOpen, kAws, 2e5);
    settle_month();
    EXPECT_EQ(flow(Posting::model_purchase, Accounts::customers, Accounts::world), to_money(1e5));
    EXPECT_EQ(flow(Posting::model_purchase, Accounts::customers, cloud(kAws)), to_money(2e5));
    EXPECT_EQ(ledger_->balance(lab(kOpen)), 0);
}

TEST_F(Month1, ALabBuysItsInferenceWhereItHosts) {
    scenario_.labs[kOpenai].host_weight = {0.55, 0.45, 0, 0};
    scenario_.labs[kOpenai].consumer_revenue = 3e6;
    open();
    sell(kOpenai, kDirect, 1e6);
    const MonthAccounts month = settle_month();
    const Money azure = flow(Posting::lab_compute, lab(kOpenai), cloud(kAzure));
    const Money aws = flow(Posting::lab_compute, lab(kOpenai), cloud(kAws));
    EXPECT_NEAR(to_usd(azure + aws), 0.5 * 4e6, 1) << "half of direct sales and consumer revenue at list price";
    EXPECT_NEAR(static_cast<double>(azure) / static_cast<double>(azure + aws), 0.55, 1e-6);
    EXPECT_EQ(month.clouds[kAzure].used + month.clouds[kAws].used, month.labs[kOpenai].own_compute)
        << "nothing lost in the split";
    EXPECT_EQ(month.labs[kOpenai].operating_cost, to_money(0.35 * 4e6));
    EXPECT_EQ(month.labs[kOpenai].base, to_money(4e6));
    EXPECT_EQ(balances(), 0);
}

TEST_F(Month1, CapacityCostsItsUnitCost) {
    open();
    sell(kOpenai, kAzure, 1e6);
    const MonthAccounts month = settle_month();
    EXPECT_NEAR(to_usd(month.clouds[kAzure].capacity_cost), 0.5e6 / (1 + scenario_.compute.wholesale_markup), 1);
}

/// K18: constant revenue R pays min(nρR, cap) after n months, the remainder in the last, and nothing after the end.
TEST_F(Month1, ARevenueShareStopsAtItsCapWithTheRemainder) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
    share.rate = 0.2;
    share.cap = 7e5;
    scenario_.clauses = {share};
    open();
    sell(kOpenai, kDirect, 1e6);
    const double expected[] = {2e5, 2e5, 2e5, 1e5, 0, 0};
    for (int t = 0; t < 6; ++t) {
        const MonthAccounts month = settle_month(t);
        EXPECT_EQ(month.labs[kOpenai].share_paid, to_money(expected[t])) << "month " << t;
        EXPECT_EQ(month.labs[kOpenai].net_revenue, to_money(1e6 - expected[t]));
    }
    EXPECT_EQ(share_paid_[0], to_money(7e5));
}

TEST_F(Month1, ARevenueShareCountsWhatWasPaidBefore) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
    share.rate = 0.2;
    share.cap = 7e5;
    share.paid_to_date = 6.5e5;
    scenario_.clauses = {share};
    open();
    sell(kOpenai, kDirect, 1e6);
    EXPECT_EQ(settle_month().labs[kOpenai].share_paid, to_money(0.5e5));
}

TEST_F(Month1, ARevenueShareEndsWithItsTerm) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure, Month(2023, 1), Month(2026, 6), true);
    share.rate = 0.2;
    scenario_.clauses = {share};
    open();
    sell(kOpenai, kDirect, 1e6);
    EXPECT_EQ(settle_month(1).labs[kOpenai].share_paid, to_money(2e5));
    EXPECT_EQ(settle_month(2).labs[kOpenai].share_paid, 0);
}

TEST_F(Month1, AnEnterpriseShareLeavesConsumersOut) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
    share.rate = 0.2;
    share.base = ShareBase::enterprise_revenue;
    scenario_.clauses = {share};
    scenario_.labs[kOpenai].consumer_revenue = 5e6;
    open();
    sell(kOpenai, kDirect, 1e6);
    EXPECT_EQ(settle_month().labs[kOpenai].share_paid, to_money(2e5));
}

/// N11 for the postings that exist: terms move money between parties and leave the sum over them unchanged.
TEST_F(Month1, TermsOnlyMoveMoneyBetweenParties) {
    const auto insiders = [&](double royalty, double share_rate, std::optional<double> cap) {
        scenario_.clauses.clear();
        Clause r = clause("royalty", ClauseType::resale, kOpenai, kAzure);
        r.rate = royalty;
        Clause s = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
        s.rate = share_rate;
        s.cap = cap;
        scenario_.clauses = {r, s};
        share_paid_.clear();
        open();
        sell(kOpenai, kAzure, 3e6);
        sell(kOpenai, kDirect, 1e6);
        settle_month();
        Money sum = ledger_->balance(Accounts::customers);
        for (int v : {kAzure, kAws}) sum += ledger_->balance(cloud(v));
        for (int l : {kOpenai, kAnthropic, kOpen}) sum += ledger_->balance(lab(l));
        return sum;
    };
    const Money reference = insiders(0.2, 0.2, std::nullopt);
    EXPECT_EQ(insiders(0, 0.2, std::nullopt), reference);
    EXPECT_EQ(insiders(0.7, 0.05, 1e5), reference);
    EXPECT_NE(reference, 0) << "operating cost and capacity leave the sum";
}

TEST_F(Month1, ALedgerRefusesANegativePosting) {
    open();
    EXPECT_THROW(ledger_->post(Posting::egress, Accounts::customers, cloud(kAws), -1), ModelError);
}

/// Each guard is seen to fail: a planted error per invariant.
class Invariants : public Month1 {
protected:
    void SetUp() override {
        Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
        share.rate = 0.2;
        share.cap = 1e9;
        Clause hosting = clause("hosting", ClauseType::hosting, kOpenai, kAzure);
        scenario_.clauses = {share, hosting};
        open();
        before_ = share_paid_;
        sell(kOpenai, kAzure, 1e6);
        settle_month();
    }
    void check() {
        check_invariants(
            {scenario_, *agreements_, offers_, totals_, totals_before_, *ledger_, *accounts_, share_paid_, before_});
    }
    void expect_broken(const char* name) {
        try {
            check();
            FAIL() << name << " was not noticed";
        } catch (const ModelError& error) {
            EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
            EXPECT_NE(std::string(error.what()).find("2026-05"), std::string::npos) << "names the month";
        }
    }
    MonthTotals totals_before_{3, 4, 2, 1};
    std::vector<Money> before_;
};

TEST_F(Invariants, HoldInASoundMonth) { EXPECT_NO_THROW(check()); }
TEST_F(Invariants, N1SeesABalanceThatDoesNotAddUp) {
    LedgerTestAccess::corrupt(*ledger_, cloud(kAws), 1);
    expect_broken("N1");
}
TEST_F(Invariants, N2SeesMoneyThatMovedWithoutAPosting) {
    LedgerTestAccess::corrupt(*ledger_, cloud(kAws), 5);
    LedgerTestAccess::corrupt(*ledger_, Accounts::customers, -5);
    expect_broken("N2");
}
TEST_F(Invariants, N3SeesEgressThatNoOfferCaused) {
    ledger_->post(Posting::egress, Accounts::customers, cloud(kAws), 5);
    expect_broken("N3");
}
TEST_F(Invariants, N3SeesAPaymentNobodyReceived) {
    totals_.seller_paid[0] += 1;
    expect_broken("N3");
}
TEST_F(Invariants, N3SeesAWorkloadsPaymentLost) {
    totals_.workload_paid[0] -= 1;
    expect_broken("N3");
}
TEST_F(Invariants, N4SeesACapExceeded) {
    share_paid_[0] = to_money(1e9) + 1;
    expect_broken("N4");
}
TEST_F(Invariants, N4SeesAShareAfterItsEnd) {
    offers_.month = Month(2033, 1);
    before_[0] = share_paid_[0] - 1;
    try {
        check();
        FAIL();
    } catch (const ModelError& error) {
        EXPECT_NE(std::string(error.what()).find("N4"), std::string::npos);
    }
}
TEST_F(Invariants, N5SeesNegativeCompute) {
    totals_.compute[1] = -1;
    expect_broken("N5");
}
TEST_F(Invariants, N6SeesAWorkloadThatVanished) {
    totals_before_.venue_flow[0] = 8;
    expect_broken("N6");
}
TEST_F(Invariants, N9SeesASaleOnAnIllegalOffer) {
    offers_.legal[0] &= ~1U;
    expect_broken("N9");
}
TEST_F(Invariants, N10SeesAPriceThatIsNotFinite) {
    offers_.seller_price[0] = std::numeric_limits<double>::infinity();
    expect_broken("N10");
}

/// K21: a constant cash flow is worth its annuity; equity alone is ς·Equity discounted.
TEST(Payoffs, AConstantCashFlowIsAnAnnuity) {
    Scenario scenario = small_scenario();
    scenario.labs[kOpenai].has_cash = true;
    scenario.labs[kOpenai].cash = 9e9;
    Clause equity = clause("equity", ClauseType::equity, kOpenai, kAzure);
    equity.fraction = 0.25;
    scenario.clauses = {equity};
    const Agreements agreements(scenario);
    MonthAccounts month;
    month.labs.resize(3);
    month.clouds.resize(4);
    month.clouds[kAws].sales = to_money(1e6);
    const std::vector<MonthAccounts> months(80, month);
    const std::vector<Payoff> result = payoffs(scenario, agreements, months, {0, 0, 0});

    const double monthly = std::pow(1.10, -1.0 / 12), annuity = (1 - std::pow(monthly, 80)) / (1 - monthly);
    const double at_horizon = std::pow(1.10, -80.0 / 12);
    ASSERT_EQ(result[0].party, "azure");
    EXPECT_EQ(result[0].flows, 0);
    EXPECT_NEAR(result[0].equity, 0.25 * 9e9 * at_horizon, 1e-6 * 9e9);
    EXPECT_NEAR(result[1].flows, 1e6 * annuity, 1e-3);
    EXPECT_NEAR(result[1].terminal, at_horizon * 12e6 * 1.03 / 0.07, 1);
    EXPECT_NEAR(result[1].npv(), result[1].flows + result[1].terminal, 1e-9);
    EXPECT_NEAR(result[1].terminal_share(), result[1].terminal / result[1].npv(), 1e-15);
}

TEST(Payoffs, TermsThatExpireAreReplacedByTheRenewalRoyaltyInWhatIsCapitalised) {
    CloudMonth cloud;
    cloud.sales = 1000;
    cloud.paid_to_labs = cloud.expiring = 0;  // a royalty of 0 that ends with the licence
    cloud.renewal = 350;
    cloud.share_received = 77;
    EXPECT_EQ(cloud.cash_flow(), 1077);
    EXPECT_EQ(cloud.normal_cash_flow(), 650) << "no free lunch for ever, and no revenue share that ends";
}

TEST(Paths, FollowTheirFormulas) {
    Scenario scenario = small_scenario();
    EXPECT_DOUBLE_EQ(unit_cost(scenario, 0), 0.708e6);
    EXPECT_NEAR(unit_cost(scenario, 12), 0.708e6 * 0.9, 1e-6);
    EXPECT_NEAR(wholesale_price(scenario, 0), 0.708e6 * 1.45, 1e-6);
    EXPECT_NEAR(budget_growth(scenario, 2), std::exp(0.064 - 0.0065 + 0.064 * std::exp(-1 / 24.0) - 0.0065), 1e-12);
    EXPECT_EQ(budget_growth(scenario, 0), 1);
    EXPECT_EQ(budget_growth(scenario, -5), 1);
    scenario.labs[kOpenai].consumer_revenue = 1e9;
    EXPECT_NEAR(consumer_revenue(scenario, kOpenai, 1), 1e9 * 1.04, 1e-3);
    EXPECT_NEAR(compute_per_unit(scenario, kOpenai, 0) * wholesale_price(scenario, 0), 0.5, 1e-12);
}

}  // namespace
}  // namespace nephoscope
