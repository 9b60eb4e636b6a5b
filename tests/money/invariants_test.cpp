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
    MonthTotals totals_before_{3, 4, 2, 1, 1};
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

}  // namespace
}  // namespace nephoscope
