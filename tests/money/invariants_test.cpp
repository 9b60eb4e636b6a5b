#include "models/invariants.h"

#include <limits>

#include "sim/core/error.h"
#include "tests/money/hand_month.h"

namespace nephoscope {

/// Breaks a ledger as no posting can, to see the monthly checks fail.
struct LedgerTestAccess {
    static void corrupt(Ledger& ledger, int account, Money money) {
        ledger.balance_[static_cast<std::size_t>(account)] += money;
    }
};

/// Gives a cloud shares that the lab has not issued.
struct FundingTestAccess {
    static void corrupt(Funding& funding, int lab, int venue) {
        funding.finances_[static_cast<std::size_t>(lab)].held[static_cast<std::size_t>(venue)] = -0.25;
    }
};

namespace {

using namespace test;

TEST_F(HandMonth, ALedgerRefusesANegativePosting) {
    open();
    EXPECT_THROW(ledger_->post(Posting::egress, Accounts::customers, cloud(kAws), -1), ModelError);
}

/// Each guard is seen to fail: a planted error per invariant.
class Invariants : public HandMonth {
protected:
    void SetUp() override {
        Clause share = clause("share", ClauseType::revenue_share, kOpenai, kAzure);
        share.rate = 0.2;
        share.cap = 1e9;
        Clause hosting = clause("hosting", ClauseType::hosting, kOpenai, kAzure);
        Clause commitment = clause("total", ClauseType::compute_commit, kOpenai, kAzure);
        commitment.total = 1e6;
        scenario_.clauses = {share, hosting, commitment};
        open();
        before_ = share_paid_;
        sell(kOpenai, kAzure, 1e6);
        clearing_.capacity.assign(4, mw(1));
        clearing_.demand.assign(16, 0);
        clearing_.served.assign(16, 0);
        clearing_.fill.assign(16, 1);
        clearing_.demand[inference_] = clearing_.served[inference_] = mw(0.5);
        commitments_ = std::make_unique<Commitments>(scenario_);
        funding_ = std::make_unique<Funding>(scenario_);
        customers_.venues = customers_.base_venues = 4;
        customers_.id = {0};
        customers_.base_share = {0.1, 0.9, 0, 0};
        month_ = settle_month();
    }
    void check() {
        check_invariants({scenario_, *agreements_, offers_, totals_, totals_before_, *ledger_, *accounts_, share_paid_,
                          before_, clearing_, *commitments_, *funding_, customers_, month_});
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
    MonthTotals totals_before_{3, 4, 2, 1, 1, 2};
    std::vector<Money> before_;
    const std::size_t inference_ = clearing_.at(kAzure, ComputeClass::inference);
    std::unique_ptr<Commitments> commitments_;
    std::unique_ptr<Funding> funding_;
    Customers customers_;
    MonthAccounts month_;
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
TEST_F(Invariants, N5SeesMoreAllottedThanInstalled) {
    clearing_.capacity[kAzure] = mw(0.5) - 1;
    expect_broken("N5");
}
TEST_F(Invariants, N5SeesCustomersServedMoreThanAllotted) {
    clearing_.served[inference_] -= 1;
    expect_broken("N5");
}
TEST_F(Invariants, N5SeesAFillAboveOne) {
    clearing_.fill[inference_] = 1.5;
    expect_broken("N5");
}
TEST_F(Invariants, N7SeesBaseSharesThatDoNotSumToOne) {
    customers_.base_share[0] = 0.2;
    expect_broken("N7");
}
TEST_F(Invariants, N8SeesACapTableThatIsNone) {
    FundingTestAccess::corrupt(*funding_, kOpenai, kAzure);
    expect_broken("N8");
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

}  // namespace
}  // namespace nephoscope
