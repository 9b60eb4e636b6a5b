#include "models/capacity/commitments.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

using test::clause;
using test::small_scenario;

constexpr Month kStart{2026, 5};

class CommitmentOf100 : public ::testing::Test {
protected:
    CommitmentOf100() : scenario_(small_scenario()) { commit(kStart, kStart + 9); }

    /// 100 USD in the months from…to, of which nothing but the clause's position in the list matters.
    void commit(Month from, Month to) {
        scenario_.clauses = {clause("host", ClauseType::hosting, 0, 0),
                             clause("draw", ClauseType::compute_commit, 0, 0, from, to, true)};
        scenario_.clauses[1].total = 100;
    }
    Clause& it() { return scenario_.clauses[1]; }
    static std::vector<Money> usd(double amount) { return {0, to_money(amount)}; }

    Scenario scenario_;
};

TEST_F(CommitmentOf100, RequiresEqualDrawsWhenFlatAndRisingOnesWhenLinear) {
    EXPECT_EQ(Commitments(scenario_).required(kStart), usd(10));
    EXPECT_EQ(Commitments(scenario_).required(kStart - 1), usd(0));
    EXPECT_EQ(Commitments(scenario_).required(kStart + 10), usd(0));
    it().linear_shape = true;  // 1 + … + 10 = 55
    Commitments linear(scenario_);
    EXPECT_EQ(linear.required(kStart), (std::vector<Money>{0, 18'182})) << "1/55, rounded up";
    linear.draw(kStart, linear.required(kStart));
    // Of the 981 818 ticks that remain, 2/54.
    EXPECT_EQ(linear.required(kStart + 1), (std::vector<Money>{0, 36'364}));
}

TEST_F(CommitmentOf100, IsDrawnExactlyWhenTheNeedIsThere) {  // K19
    for (const bool linear : {false, true}) {
        commit(kStart - 3, kStart + 7);
        it().linear_shape = linear, it().take_or_pay = true, it().total = 333.3331;
        Commitments commitments(scenario_);
        for (Month m = kStart; m <= it().end; ++m) {
            commitments.draw(m, commitments.required(m));
            EXPECT_EQ(commitments.drawn(1) + commitments.remaining(1), commitments.total(1));
            EXPECT_EQ(commitments.true_up(m), usd(0)) << m.str();
        }
        EXPECT_EQ(commitments.drawn(1), to_money(333.3331));
        EXPECT_EQ(commitments.remaining(1), 0);
    }
}

TEST_F(CommitmentOf100, IsTruedUpWholeWithoutNeed) {  // K19
    it().take_or_pay = true;
    Commitments commitments(scenario_);
    Money trued_up = 0;
    for (Month m = kStart; m <= it().end; ++m) {
        commitments.draw(m, usd(0));
        const Money now = commitments.true_up(m)[1];
        // December 2026 is the eighth month, February 2027 the last.
        const Money expected = m == Month(2026, 12) ? to_money(80) : m == it().end ? to_money(20) : 0;
        EXPECT_EQ(now, expected) << m.str();
        trued_up += now;
    }
    EXPECT_EQ(trued_up, to_money(100));
    EXPECT_EQ(commitments.remaining(1), 0);
}

TEST_F(CommitmentOf100, KeepsUndrawnDollarsAndNeverTruesUpTwice) {
    it().take_or_pay = true;
    Commitments commitments(scenario_);
    for (Month m = kStart; m < Month(2026, 12); ++m) commitments.draw(m, usd(4));  // 28 of 70
    EXPECT_EQ(commitments.scheduled(1), to_money(70));
    EXPECT_EQ(commitments.required(Month(2026, 12)), usd(24)) << "72 over three months";
    commitments.draw(Month(2026, 12), usd(24));
    EXPECT_EQ(commitments.true_up(Month(2026, 12)), usd(28)) << "80 − 28 − 24";
    EXPECT_EQ(commitments.true_up(Month(2026, 12)), usd(0));
    EXPECT_EQ(commitments.drawn(1), to_money(80));
    EXPECT_EQ(commitments.required(Month(2027, 1)), usd(10));
}

TEST_F(CommitmentOf100, WithoutTakeOrPayOwesNothing) {
    Commitments commitments(scenario_);
    for (Month m = kStart; m <= it().end; ++m) {
        commitments.draw(m, usd(0));
        EXPECT_EQ(commitments.true_up(m), usd(0));
    }
    EXPECT_EQ(commitments.remaining(1), to_money(100));
}

TEST_F(CommitmentOf100, CountsWhatWasDueBeforeTheStartAsDrawn) {
    commit(kStart - 4, kStart + 5);
    Commitments flat(scenario_);
    EXPECT_EQ(flat.drawn(1), to_money(40));
    EXPECT_EQ(flat.required(kStart), usd(10));
    it().linear_shape = true;
    EXPECT_EQ(Commitments(scenario_).drawn(1), 181'819) << "10/55";
    commit(kStart - 20, kStart - 1);
    Commitments over(scenario_);
    EXPECT_EQ(over.remaining(1), 0);
    EXPECT_EQ(over.required(kStart), usd(0));
    commit(kStart + 3, kStart + 12);
    EXPECT_EQ(Commitments(scenario_).drawn(1), 0);
}

TEST_F(CommitmentOf100, RefusesToBeOverdrawn) {
    Commitments commitments(scenario_);
    EXPECT_DEATH(commitments.draw(kStart, usd(101)), "contract broken");
}

}  // namespace
}  // namespace nephoscope
