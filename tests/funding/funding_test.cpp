#include "models/funding/funding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

using test::clause;

constexpr int kOpenai = 0, kAnthropic = 1, kAzure = 0, kAws = 1;

/// A lab that burns what it is told to, with azure holding a quarter and aws a twentieth of it.
class Rounds : public ::testing::Test {
protected:
    Rounds() : scenario_(test::small_scenario()), accounts_(scenario_), ledger_(accounts_) {
        scenario_.labs[kOpenai].has_cash = true;
        scenario_.labs[kOpenai].cash = 20e9;
        scenario_.labs[kOpenai].training_plan = 2e9;
        scenario_.labs[kAnthropic].training_plan = 1e9;
        scenario_.training.growth = 0.02;
        scenario_.training.profit_feedback = 0;
        scenario_.finance.valuation_multiple = scenario_.finance.terminal_multiple = 10;
        scenario_.finance.dilution_limit = 1;
        Clause azure = clause("azure-holds", ClauseType::equity, kOpenai, kAzure);
        azure.fraction = 0.25;
        Clause aws = clause("aws-holds", ClauseType::equity, kOpenai, kAws);
        aws.fraction = 0.05;
        scenario_.clauses = {aws, azure};
        month_.labs.resize(3);
        month_.clouds.resize(4);
    }

    /// Closes month t in which openai loses `burn` and has a revenue base of `base` [USD].
    void close(Funding& funding, int t, double burn, double base = 1e9) {
        ledger_.open_month();
        for (LabMonth& lab : month_.labs) lab.equity_raised = 0;
        for (CloudMonth& cloud : month_.clouds) cloud.equity_bought = 0;
        month_.labs[kOpenai].base = to_money(base);
        if (burn >= 0)
            ledger_.post(Posting::operating_cost, accounts_.lab(kOpenai), Accounts::world, to_money(burn));
        else
            ledger_.post(Posting::consumer_revenue, Accounts::world, accounts_.lab(kOpenai), to_money(-burn));
        funding.close_month(t, month_, ledger_, accounts_);
    }

    Money equity_from(int account) const {
        return ledger_.flow(Posting::equity_purchase, account, accounts_.lab(kOpenai));
    }

    Scenario scenario_;
    Accounts accounts_;
    Ledger ledger_;
    MonthAccounts month_;
};

TEST_F(Rounds, WhoHasRunwayRaisesNothingAndKeepsItsOwners) {
    Funding funding(scenario_);
    for (int t = 0; t < 3; ++t) close(funding, t, 1e9);
    EXPECT_EQ(funding.finances(kOpenai).rounds, 0);
    EXPECT_EQ(funding.finances(kOpenai).cash, 17e9);
    EXPECT_EQ(funding.stake(kAzure, kOpenai), 0.25) << "K20: no rounds, constant stake";
    EXPECT_EQ(equity_from(Accounts::investors), 0);
}

/// K20: one round of x at pre-money E leaves ς·E/(E + x).
TEST_F(Rounds, ARoundDilutesByItsShareOfPostMoney) {
    Funding funding(scenario_);
    close(funding, 0, 2e9);  // 18e9 left, 24e9 wanted for 12 months: raise 24 months, 48e9
    const double pre_money = 10 * 12 * 1e9 + 18e9, raise = 48e9;
    const LabFinances& openai = funding.finances(kOpenai);
    EXPECT_EQ(openai.pre_money, pre_money);
    EXPECT_EQ(openai.raised, raise);
    EXPECT_EQ(openai.cash, 18e9 + raise);
    EXPECT_NEAR(openai.dilution, raise / (pre_money + raise), 1e-15);
    EXPECT_NEAR(funding.stake(kAzure, kOpenai), 0.25 * pre_money / (pre_money + raise), 1e-15);
    EXPECT_NEAR(funding.stakes()[kAws * 3 + kOpenai], 0.05 * pre_money / (pre_money + raise), 1e-15);
    EXPECT_EQ(equity_from(Accounts::investors), to_money(raise));
    EXPECT_EQ(month_.labs[kOpenai].equity_raised, to_money(raise));
    EXPECT_EQ(openai.rounds, 1);
    EXPECT_EQ(openai.distress_months, 0);
    close(funding, 1, 2e9);
    EXPECT_EQ(funding.finances(kOpenai).raised, 0) << "of this month";
}

TEST_F(Rounds, BurnIsTheMeanOfThreeMonthsAndEquityIsNoInflow) {
    Funding funding(scenario_);
    close(funding, 0, 2e9);
    EXPECT_EQ(funding.burn(kOpenai), 2e9) << "fewer at the start";
    close(funding, 1, 1e9);
    close(funding, 2, 0);
    EXPECT_EQ(funding.burn(kOpenai), 1e9);
    close(funding, 3, -4e9);
    EXPECT_EQ(funding.burn(kOpenai), -1e9);
}

TEST_F(Rounds, HoldersTakePartByTheirParticipation) {
    scenario_.clauses[1].participation = 1;    // azure
    scenario_.clauses[0].participation = 0.5;  // aws
    Funding funding(scenario_);
    close(funding, 0, 2e9);
    EXPECT_EQ(equity_from(accounts_.cloud(kAzure)), to_money(12e9));
    EXPECT_EQ(equity_from(accounts_.cloud(kAws)), to_money(1.2e9));
    EXPECT_EQ(equity_from(Accounts::investors), to_money(34.8e9)) << "the remainder";
    EXPECT_EQ(month_.clouds[kAzure].equity_bought, to_money(12e9));
    EXPECT_NEAR(funding.stake(kAzure, kOpenai), 0.25, 1e-15) << "who takes part in full is not diluted";
    const double kept = 138.0 / 186;
    EXPECT_NEAR(funding.stake(kAws, kOpenai), 0.05 * (kept + 0.5 * (1 - kept)), 1e-15);
}

/// N8 after every kind of round: taken from 1 one by one, the fractions leave exactly 0.
TEST_F(Rounds, FractionsOfTheCapTableSumToOneExactly) {
    scenario_.clauses[1].participation = 0.37;
    scenario_.clauses[0].fraction = 0.1;
    Funding funding(scenario_);
    for (int t = 0; t < 40; ++t) {
        close(funding, t, 3e9);
        const std::vector<double> table = funding.cap_table(kOpenai);
        ASSERT_EQ(table.size(), 5U);
        EXPECT_EQ(table[kAzure], funding.stake(kAzure, kOpenai));
        double left = 1;
        for (const double part : table) left -= part;
        EXPECT_EQ(left, 0) << "month " << t;
        EXPECT_GE(table.back(), 0);
    }
    EXPECT_GT(funding.finances(kOpenai).rounds, 1);
}

TEST_F(Rounds, ACapTableWithoutOtherInvestorsLeavesThemNothing) {
    Clause third = clause("third", ClauseType::equity, kOpenai, 2);
    third.fraction = 0.1;
    scenario_.clauses[1].fraction = 0.4;
    scenario_.clauses[0].fraction = 0.5;
    scenario_.clauses.push_back(third);
    const Funding funding(scenario_);
    EXPECT_LT(1 - 0.4 - 0.5 - 0.1, 0) << "in floating point they would owe something";
    EXPECT_EQ(funding.cap_table(kOpenai).back(), 0);
}

TEST_F(Rounds, DilutionBeyondTheYearsLimitIsCutAndCountsAsDistress) {
    scenario_.finance.dilution_limit = 0.2;
    Funding funding(scenario_);
    close(funding, 0, 2e9);  // 48e9 of 186e9 would be 26 %
    const double pre_money = 138e9;
    EXPECT_NEAR(funding.finances(kOpenai).raised, pre_money / 4, 1e-3) << "a fifth of post-money";
    EXPECT_NEAR(funding.stake(kAzure, kOpenai), 0.25 * 0.8, 1e-12);
    EXPECT_EQ(funding.finances(kOpenai).distress_months, 1);
    for (int t = 1; t < 12; ++t) close(funding, t, 20e9);
    EXPECT_NEAR(funding.stake(kAzure, kOpenai), 0.25 * 0.8, 1e-9) << "nothing more within the twelve months";
    EXPECT_GT(funding.finances(kOpenai).distress_months, 1);
    close(funding, 12, 20e9);
    EXPECT_NEAR(funding.stake(kAzure, kOpenai), 0.25 * 0.8 * 0.8, 1e-9) << "the first round is a year old";
}

TEST_F(Rounds, ALabOutOfCashTrainsNothingUntilItHasSomeAgain) {
    scenario_.finance.dilution_limit = 0;  // nobody finances it
    Funding funding(scenario_);
    close(funding, 0, 30e9);
    EXPECT_EQ(funding.finances(kOpenai).cash, -10e9);
    EXPECT_TRUE(funding.finances(kOpenai).insolvent);
    EXPECT_EQ(funding.training_budget(kOpenai), 0);
    EXPECT_EQ(funding.finances(kOpenai).distress_months, 1);
    for (int t = 1; t < 5; ++t) close(funding, t, -20e9);
    EXPECT_FALSE(funding.finances(kOpenai).insolvent);
    EXPECT_GT(funding.training_budget(kOpenai), 0);
}

TEST_F(Rounds, PreMoneyHasAFloor) {
    Funding funding(scenario_);
    close(funding, 0, 30e9, 0);
    EXPECT_EQ(funding.finances(kOpenai).pre_money, 1e9);
}

TEST_F(Rounds, TrainingFollowsThePlanProfitsAndCash) {
    scenario_.training.profit_feedback = 0.3;
    scenario_.finance.runway_target = 0;  // raises nothing
    month_.labs[kOpenai].gross_profit = to_money(1e9);
    Funding funding(scenario_);
    EXPECT_EQ(funding.training_budget(kOpenai), 2e9) << "month 0 is the plan";
    close(funding, 0, 2e9);  // 18e9 of 24e9
    EXPECT_NEAR(funding.training_budget(kOpenai), (2e9 * 1.02 + 0.3e9) * 0.75, 1);
    close(funding, 1, -30e9);
    EXPECT_NEAR(funding.training_budget(kOpenai), 2e9 * 1.02 * 1.02 + 0.3e9, 1) << "burns nothing: no cut";
    close(funding, 2, 31e9);  // burns 1e9 a month on average and has 17e9
    EXPECT_NEAR(funding.training_budget(kOpenai), 2e9 * 1.02 * 1.02 * 1.02 + 0.3e9, 1) << "cash enough: no more";
}

TEST_F(Rounds, LossesDoNotMakeABudgetNegative) {
    scenario_.training.profit_feedback = 1;
    month_.labs[kOpenai].gross_profit = -to_money(50e9);
    Funding funding(scenario_);
    close(funding, 0, 0);
    EXPECT_EQ(funding.training_budget(kOpenai), 0);
}

TEST_F(Rounds, ALabWithoutAccountsOfItsOwnFollowsItsPathAndNeverRaises) {
    Funding funding(scenario_);
    close(funding, 0, 0);
    EXPECT_NEAR(funding.training_budget(kAnthropic), 1.02e9, 1e-3);
    EXPECT_EQ(funding.finances(kAnthropic).rounds, 0);
}

TEST_F(Rounds, SwitchedOffThereAreNoRoundsAndNoCuts) {
    scenario_.finance.funding = false;
    Funding funding(scenario_);
    for (int t = 0; t < 4; ++t) close(funding, t, 30e9);
    const LabFinances& openai = funding.finances(kOpenai);
    EXPECT_EQ(openai.rounds, 0);
    EXPECT_EQ(openai.cash, -100e9);
    EXPECT_FALSE(openai.insolvent);
    EXPECT_EQ(funding.stake(kAzure, kOpenai), 0.25);
    EXPECT_NEAR(funding.training_budget(kOpenai), 2e9 * std::pow(1.02, 4), 1);
}

TEST_F(Rounds, AnIpoSellsNewSharesToInvestorsInItsMonthOnly) {
    Event ipo;
    ipo.id = "ipo";
    ipo.type = EventType::ipo;
    ipo.lab = kOpenai;
    ipo.value = 60e9;
    ipo.start = scenario_.simulation.start + 1;
    ipo.end = scenario_.simulation.end;
    scenario_.events = {ipo};
    scenario_.clauses[1].participation = 1;
    scenario_.finance.dilution_limit = 0.1;  // does not bind an IPO
    Funding funding(scenario_);
    close(funding, 0, 0);
    EXPECT_EQ(funding.finances(kOpenai).raised, 0);
    close(funding, 1, 0);
    const double pre_money = 120e9 + 20e9;
    EXPECT_EQ(equity_from(Accounts::investors), to_money(60e9)) << "the public buys all";
    EXPECT_NEAR(funding.stake(kAzure, kOpenai), 0.25 * pre_money / (pre_money + 60e9), 1e-15);
    EXPECT_EQ(funding.finances(kOpenai).cash, 80e9);
    EXPECT_EQ(funding.finances(kOpenai).rounds, 0);
    close(funding, 2, 0);
    EXPECT_EQ(equity_from(Accounts::investors), 0);
    close(funding, 3, 75e9);  // 5e9 left: it needs money, and the IPO has used up the year's dilution
    EXPECT_EQ(funding.finances(kOpenai).raised, 0);
    EXPECT_EQ(funding.finances(kOpenai).distress_months, 1);
}

TEST_F(Rounds, AnIpoUsesUpDilutionOfARoundInTheSameMonth) {
    Event ipo;
    ipo.type = EventType::ipo;
    ipo.lab = kOpenai;
    ipo.value = 14e9;  // a tenth of 126e9 + 14e9
    ipo.start = ipo.end = scenario_.simulation.start;
    scenario_.events = {ipo};
    scenario_.finance.dilution_limit = 0.19;
    Funding funding(scenario_);
    close(funding, 0, 14e9);  // 6e9 + 14e9 of 168e9
    EXPECT_NEAR(funding.stake(kAzure, kOpenai), 0.25 * 0.9 * 0.9, 1e-12);
    EXPECT_NEAR(funding.finances(kOpenai).dilution, 0.19, 1e-12);
    EXPECT_EQ(funding.finances(kOpenai).distress_months, 1);
}

TEST_F(Rounds, TheValuationMultipleMovesLinearlyAndWithItsEvents) {
    scenario_.finance.valuation_multiple = 25;
    scenario_.finance.terminal_multiple = 6;
    const int last = scenario_.simulation.months() - 1;
    EXPECT_EQ(valuation_multiple(scenario_, kOpenai, 0), 25);
    EXPECT_NEAR(valuation_multiple(scenario_, kOpenai, last), 6, 1e-12);
    Event crash;
    crash.type = EventType::valuation;
    crash.factor = 0.5;
    crash.start = scenario_.simulation.start + 10;
    crash.end = crash.start + 2;
    scenario_.events = {crash};
    EXPECT_NEAR(valuation_multiple(scenario_, kOpenai, 10), 0.5 * (25 - 19.0 * 10 / last), 1e-12);
    EXPECT_NEAR(valuation_multiple(scenario_, kOpenai, 13), 25 - 19.0 * 13 / last, 1e-12);
}

}  // namespace
}  // namespace nephoscope
