#include "tests/money/hand_month.h"

namespace nephoscope {
namespace {

using namespace test;

using RevenueShare = HandMonth;

/// K18: constant revenue R pays min(nρR, cap) after n months, the remainder in the last, and nothing after the end.
TEST_F(RevenueShare, StopsAtItsCapWithTheRemainder) {
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

TEST_F(RevenueShare, CountsWhatWasPaidBefore) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
    share.rate = 0.2;
    share.cap = 7e5;
    share.paid_to_date = 6.5e5;
    scenario_.clauses = {share};
    open();
    sell(kOpenai, kDirect, 1e6);
    EXPECT_EQ(settle_month().labs[kOpenai].share_paid, to_money(0.5e5));
}

TEST_F(RevenueShare, EndsWithItsTerm) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure, Month(2023, 1), Month(2026, 6), true);
    share.rate = 0.2;
    scenario_.clauses = {share};
    open();
    sell(kOpenai, kDirect, 1e6);
    EXPECT_EQ(settle_month(1).labs[kOpenai].share_paid, to_money(2e5));
    EXPECT_EQ(settle_month(2).labs[kOpenai].share_paid, 0);
}

TEST_F(RevenueShare, OfEnterpriseRevenueLeavesConsumersOut) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
    share.rate = 0.2;
    share.base = ShareBase::enterprise_revenue;
    scenario_.clauses = {share};
    scenario_.labs[kOpenai].consumer_revenue = 5e6;
    open();
    sell(kOpenai, kDirect, 1e6);
    EXPECT_EQ(settle_month().labs[kOpenai].share_paid, to_money(2e5));
}

/// Found by random markets: a commission on list price exceeds what customers pay where fees are far below 0.
TEST_F(RevenueShare, IsNothingOfABaseBelowZero) {
    Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
    share.rate = 0.2;
    Clause agency = clause("agency", ClauseType::resale, kOpenai, kAws);
    agency.mode = ResaleMode::agency;
    agency.rate = 0.9;
    scenario_.clauses = {agency, share};
    open();
    sell(kOpenai, kAws, 1e6);
    for (std::vector<Money>* paid : {&totals_.seller_paid, &totals_.workload_paid})
        for (Money& money : *paid) money /= 2;  // customers pay half of list price
    const MonthAccounts month = settle_month();
    EXPECT_EQ(month.labs[kOpenai].base, to_money(-4e5));
    EXPECT_EQ(month.labs[kOpenai].share_paid, 0);
    expect_books_close();
}

}  // namespace
}  // namespace nephoscope
