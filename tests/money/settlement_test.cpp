#include <set>

#include "models/money/payoffs.h"
#include "tests/money/hand_month.h"

namespace nephoscope {
namespace {

using namespace test;

using Settlement = HandMonth;

TEST(Postings, HaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (int p = 0; p < kPostings; ++p) names.insert(posting_name(static_cast<Posting>(p)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(kPostings));
    EXPECT_STREQ(posting_name(Posting::true_up), "true_up");
    EXPECT_STREQ(posting_name(Posting::first_party_use), "first_party_use");
}

TEST_F(Settlement, ARoyaltyIsPaidOnListPrice) {
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
    EXPECT_EQ(month.labs[kOpenai].gross_revenue, to_money(9e5));
    expect_books_close();
}

TEST_F(Settlement, AGrossProfitSplitSharesPriceLessWholesaleCompute) {
    Clause split = clause("split", ClauseType::resale, kAnthropic, kAws);
    split.mode = ResaleMode::gp_split;
    split.rate = 0.25;
    scenario_.clauses = {split};
    open();
    sell(kAnthropic, kAws, 1e6);
    settle_month();
    EXPECT_EQ(flow(Posting::gross_profit_split, cloud(kAws), lab(kAnthropic)), to_money(0.75 * 0.5e6));
    offers_.wholesale_price = 3e6;  // compute for 1.5e6 USD in a sale of 1e6 USD: there is no profit to split
    settle_month();
    EXPECT_EQ(flow(Posting::gross_profit_split, cloud(kAws), lab(kAnthropic)), 0);
    expect_books_close();
}

TEST_F(Settlement, AnAgentPassesTheSaleOnAndKeepsCommissionAndCompute) {
    Clause agency = clause("agency", ClauseType::resale, kAnthropic, kAws);
    agency.mode = ResaleMode::agency;
    agency.rate = 0.15;
    scenario_.clauses = {agency};
    open();
    sell(kAnthropic, kAws, 1e6);
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::agency_sale, Accounts::customers, lab(kAnthropic)), to_money(1e6));
    EXPECT_EQ(flow(Posting::agency_commission, lab(kAnthropic), cloud(kAws)), to_money(1.5e5));
    EXPECT_EQ(flow(Posting::agency_compute, lab(kAnthropic), cloud(kAws)), to_money(0.5e6));
    EXPECT_EQ(flow(Posting::model_purchase, Accounts::customers, cloud(kAws)), 0);
    EXPECT_EQ(month.labs[kAnthropic].base, to_money(8.5e5));
    EXPECT_EQ(month.labs[kAnthropic].gross_profit, to_money(3.5e5)) << "agency compute is a cost of sales";
    EXPECT_EQ(month.clouds[kAws].commissions, to_money(1.5e5));
    EXPECT_EQ(month.clouds[kAws].compute_revenue, to_money(6.5e5));
    expect_books_close();
}

TEST_F(Settlement, SelfHostingPaysTheWorldAndOpenWeightsOweNothing) {
    open();
    sell(kOpen, kSelf, 1e5);
    sell(kOpen, kAws, 2e5);
    settle_month();
    EXPECT_EQ(flow(Posting::model_purchase, Accounts::customers, Accounts::world), to_money(1e5));
    EXPECT_EQ(flow(Posting::model_purchase, Accounts::customers, cloud(kAws)), to_money(2e5));
    EXPECT_EQ(ledger_->balance(lab(kOpen)), 0);
}

TEST_F(Settlement, EgressIsPaidToTheCloudThatHoldsTheData) {
    open();
    totals_.egress_received[kAws] = to_money(123);
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::egress, Accounts::customers, cloud(kAws)), to_money(123));
    EXPECT_EQ(month.clouds[kAws].egress, to_money(123));
}

/// M6: what each host served, of both classes; training is research, not cost of sales.
TEST_F(Settlement, ALabPaysForTheComputeThatItsHostsServed) {
    scenario_.labs[kOpenai].host_weight = {0.55, 0.45, 0, 0};
    scenario_.labs[kOpenai].consumer_revenue = 3e6;
    open();
    sell(kOpenai, kDirect, 1e6);
    clearing_.need[kOpenai] = {mw(0.5), mw(1.5), mw(6)};
    host(kOpenai, kAzure, 2, 1);  // 3 and 1 of 8 MW-months: half of the need was served
    host(kOpenai, kAws, 0, 1);
    const MonthAccounts month = settle_month();
    const LabMonth& openai = month.labs[kOpenai];
    EXPECT_EQ(flow(Posting::lab_compute, lab(kOpenai), cloud(kAzure)), to_money(3e6));
    EXPECT_EQ(flow(Posting::lab_compute, lab(kOpenai), cloud(kAws)), to_money(1e6));
    EXPECT_EQ(openai.compute_bill, to_money(4e6));
    EXPECT_EQ(openai.training_bill, to_money(3e6)) << "three quarters of the need";
    EXPECT_EQ(openai.own_compute, mw(1));
    EXPECT_EQ(month.clouds[kAzure].used, mw(3));
    EXPECT_EQ(openai.consumer, to_money(3e6)) << "consumers are exogenous: what they pay is not cut";
    EXPECT_EQ(openai.operating_cost, to_money(0.35 * 4e6));
    EXPECT_EQ(openai.base, to_money(4e6));
    EXPECT_EQ(openai.gross_profit, to_money(3e6));
    EXPECT_EQ(cash_flow(openai), ledger_->balance(lab(kOpenai)));
    expect_books_close();
}

TEST_F(Settlement, TheTrainingBillIsTheRemainderOfTheSplit) {
    scenario_.labs[kOpenai].host_weight = {1, 0, 0, 0};
    open();
    clearing_.need[kOpenai] = {1, 0, 2};  // thirds do not divide a tick
    clearing_.other_served[kAzure] = 1'000'000'000;
    offers_.wholesale_price = 1.0;
    const LabMonth month = settle_month().labs[kOpenai];
    EXPECT_EQ(month.compute_bill, 10'000);
    EXPECT_EQ(month.training_bill, 6'667);
}

TEST_F(Settlement, AParentFundedLabPaysNoComputeEvenWhereItIsServed) {
    open();
    clearing_.need[kAnthropic] = {0, 0, mw(5)};
    host(kAnthropic, kAws, 0, 5);
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::lab_compute, lab(kAnthropic), cloud(kAws)), 0);
    EXPECT_EQ(month.clouds[kAws].used, 0) << "it computes in its parent's reserve";
}

TEST_F(Settlement, ATrueUpIsPaidToTheCloudOfItsCommitment) {
    scenario_.clauses = {clause("a-commits", ClauseType::compute_commit, kAnthropic, kAws),
                         clause("o-commits", ClauseType::compute_commit, kOpenai, kAzure)};
    open();
    true_up_ = {0, to_money(7e6)};
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::true_up, lab(kOpenai), cloud(kAzure)), to_money(7e6));
    EXPECT_EQ(month.labs[kOpenai].true_up, to_money(7e6));
    EXPECT_EQ(month.labs[kAnthropic].true_up, 0);
    EXPECT_EQ(month.clouds[kAzure].cash_flow(), to_money(7e6));
    EXPECT_EQ(month.clouds[kAzure].normal_cash_flow(), 0) << "nobody owes a true-up for ever";
    EXPECT_EQ(cash_flow(month.labs[kOpenai]), -to_money(7e6));
    expect_books_close();
}

TEST_F(Settlement, BaseServiceLeavesItsContributionMargin) {
    scenario_.base_cloud.contribution_margin = 0.35;
    open();
    totals_.base_paid[kAws] = to_money(2e9);
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::base_purchase, Accounts::customers, cloud(kAws)), to_money(2e9));
    EXPECT_EQ(flow(Posting::base_cost, cloud(kAws), Accounts::world), to_money(1.3e9));
    EXPECT_EQ(month.clouds[kAws].cash_flow(), to_money(0.7e9));
}

TEST_F(Settlement, InstalledCapacityIsPaidUsedOrNot) {
    open();
    sell(kOpenai, kAzure, 1e6);
    installed_[kAzure] = 4;
    const MonthAccounts month = settle_month();
    EXPECT_EQ(flow(Posting::capacity_cost, cloud(kAzure), Accounts::world), to_money(4 * kUnitCost));
    EXPECT_EQ(month.clouds[kAzure].used, mw(0.5));
}

TEST_F(Settlement, WithoutLimitsWhatIsUsedIsPaid) {
    scenario_.capacity.limited = false;
    open();
    sell(kOpenai, kAzure, 1e6);
    installed_[kAzure] = 4;
    EXPECT_EQ(settle_month().clouds[kAzure].capacity_cost, to_money(0.5 * kUnitCost));
}

TEST_F(Settlement, TheFirstPartyReservePaysItsCostWhetherCapacityIsLimitedOrNot) {
    for (const bool limited : {true, false}) {
        scenario_.capacity.limited = limited;
        scenario_.venues[kAzure].reserve_share = 0.25;
        open();
        installed_[kAzure] = 4;
        const MonthAccounts month = settle_month();
        EXPECT_EQ(flow(Posting::first_party_use, Accounts::world, cloud(kAzure)), to_money(kUnitCost));
        EXPECT_EQ(month.clouds[kAzure].capacity_cost, to_money((limited ? 4 : 1) * kUnitCost));
    }
}

/// M15 never touches the ledger.
TEST_F(Settlement, ALicenceIsAShadowLineWhileItRuns) {
    Clause licence = clause("licence", ClauseType::licence, kOpenai, kAzure, Month(2023, 1), Month(2026, 5), true);
    scenario_.clauses = {licence};
    scenario_.venues[kAzure].reserve_share = scenario_.venues[kAws].reserve_share = 0.25;
    scenario_.finance.licence_value = 0.1;
    open();
    installed_[kAzure] = installed_[kAws] = 4;
    const MonthAccounts month = settle_month();
    EXPECT_EQ(month.clouds[kAzure].licence_value, to_money(0.1 * kUnitCost));
    EXPECT_EQ(month.clouds[kAws].licence_value, 0);
    EXPECT_EQ(ledger_->net(cloud(kAzure)), ledger_->net(cloud(kAws)));
    EXPECT_EQ(month.clouds[kAzure].cash_flow(), ledger_->net(cloud(kAzure)));
    EXPECT_EQ(settle_month(1).clouds[kAzure].licence_value, 0) << "it has ended";
}

TEST_F(Settlement, CustomersPayForMovingIncludingMigrations) {
    open();
    totals_.venue_cost[0] = 1, totals_.onboarding_cost[0] = 20, totals_.switching_cost[0] = 300;
    totals_.migration_cost[0] = 4000;
    settle_month();
    EXPECT_EQ(flow(Posting::customer_cost, Accounts::customers, Accounts::world), 4321);
}

TEST_F(Settlement, TermsThatExpireAreReplacedByTheRenewalRoyaltyInWhatIsCapitalised) {
    scenario_.finance.renewal_royalty = 0.35;
    scenario_.clauses = {
        clause("hosting", ClauseType::hosting, kOpenai, kAzure, Month(2023, 1), Month(2032, 12), true)};
    open();
    sell(kOpenai, kAzure, 1e6);
    const MonthAccounts month = settle_month();
    EXPECT_EQ(month.clouds[kAzure].cash_flow(), to_money(1e6));
    EXPECT_EQ(month.clouds[kAzure].normal_cash_flow(), to_money(6.5e5)) << "no free lunch for ever";
    EXPECT_EQ(month.labs[kOpenai].renewal, to_money(3.5e5));
}

/// K26, N11 on a month of every posting: terms move money between parties and leave the sum over them unchanged.
TEST_F(Settlement, TermsOnlyMoveMoneyBetweenParties) {
    const auto insiders = [&](double royalty, double share_rate, std::optional<double> cap, double true_up) {
        Clause r = clause("royalty", ClauseType::resale, kOpenai, kAzure);
        r.rate = royalty;
        Clause s = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
        s.rate = share_rate;
        s.cap = cap;
        Clause commitment = clause("total", ClauseType::compute_commit, kOpenai, kAzure);
        scenario_.clauses = {r, s, commitment};
        open();
        sell(kOpenai, kAzure, 3e6);
        sell(kOpenai, kDirect, 1e6);
        clearing_.need[kOpenai] = {mw(1), 0, mw(1)};
        host(kOpenai, kAzure, 1, 1);
        installed_[kAzure] = 3;
        true_up_[2] = to_money(true_up);
        totals_.base_paid[kAzure] = to_money(5e6);
        settle_month();
        Money sum = ledger_->balance(Accounts::customers);
        for (int v : {kAzure, kAws}) sum += ledger_->balance(cloud(v));
        for (int l : {kOpenai, kAnthropic, kOpen}) sum += ledger_->balance(lab(l));
        return sum;
    };
    const Money reference = insiders(0.2, 0.2, std::nullopt, 0);
    EXPECT_EQ(insiders(0, 0.2, std::nullopt, 0), reference);
    EXPECT_EQ(insiders(0.7, 0.05, 1e5, 4e6), reference);
    EXPECT_NE(reference, 0) << "operating cost and capacity leave the sum";
}

/// K26, the sellers' side of N12: what clouds and labs earn together is what outsiders pay less what resources cost.
TEST_F(Settlement, ProfitsAreWhatOutsidersPayLessWhatResourcesCost) {
    Clause agency = clause("agency", ClauseType::resale, kAnthropic, kAws);
    agency.mode = ResaleMode::agency;
    agency.rate = 0.15;
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
    share.rate = 0.2;
    Clause commitment = clause("total", ClauseType::compute_commit, kOpenai, kAzure);
    scenario_.clauses = {agency, share, commitment};
    scenario_.labs[kOpenai].consumer_revenue = 3e6;
    scenario_.labs[kOpenai].host_weight = {1, 0, 0, 0};
    scenario_.venues[kAzure].reserve_share = 0.25;
    open();
    sell(kAnthropic, kAws, 2e6);
    sell(kOpenai, kAzure, 3e6);
    sell(kOpenai, kDirect, 1e6);
    sell(kOpen, kSelf, 4e6);
    totals_.egress_received[kAws] = to_money(1e5);
    totals_.base_paid[kAzure] = to_money(7e6);
    clearing_.need[kOpenai] = {mw(1), mw(1), mw(1)};
    host(kOpenai, kAzure, 1, 1);
    installed_ = {4, 3, 0, 0};
    true_up_[2] = to_money(5e6);
    const MonthAccounts month = settle_month();
    Money profits = 0;
    for (const CloudMonth& cloud : month.clouds) profits += cloud.cash_flow();
    for (const LabMonth& lab : month.labs) profits += cash_flow(lab);
    const double outsiders = 2e6 + 3e6 + 1e6 + 1e5 + 7e6 + 3e6 + 0.25 * 4 * kUnitCost;
    const double resources = 7 * kUnitCost + 0.65 * 7e6 + 0.35 * (1e6 + 3e6);
    EXPECT_EQ(profits, to_money(outsiders - resources));
    Money accounts = 0;
    for (int v : {kAzure, kAws}) accounts += ledger_->net(cloud(v));
    for (int l : {kOpenai, kAnthropic, kOpen}) accounts += ledger_->net(lab(l));
    EXPECT_EQ(profits, accounts) << "and what the ledger says";
    expect_books_close();
}

}  // namespace
}  // namespace nephoscope
