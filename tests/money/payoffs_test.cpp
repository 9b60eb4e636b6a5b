#include "models/money/payoffs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

constexpr int kOpenai = 0, kAzure = 0, kAws = 1;
constexpr std::size_t kMonths = 80, kVenues = 4, kLabs = 3;

/// The same month over and over, stakes and cash by hand. Azure holds a quarter of openai.
class Payoffs : public ::testing::Test {
protected:
    Payoffs() : scenario_(test::small_scenario()), stake_(kVenues * kLabs, 0.0), balance_(kLabs, 0) {
        scenario_.labs[kOpenai].has_cash = true;
        scenario_.labs[kOpenai].cash = 9e9;
        month_.labs.resize(kLabs);
        month_.clouds.resize(kVenues);
        stake_[kAzure * kLabs + kOpenai] = 0.25;
    }
    PayoffInputs inputs() {
        months_.assign(kMonths, month_);
        return {scenario_, months_, stake_, balance_};
    }
    static double at_horizon() { return std::pow(1.10, -80.0 / 12); }
    static double annuity() {
        const double monthly = std::pow(1.10, -1.0 / 12);
        return (1 - std::pow(monthly, 80)) / (1 - monthly);
    }

    Scenario scenario_;
    MonthAccounts month_;
    std::vector<MonthAccounts> months_;
    std::vector<double> stake_;
    std::vector<Money> balance_;
};

/// K21: a constant cash flow is worth its annuity; equity alone is ς·Equity discounted.
TEST_F(Payoffs, AConstantCashFlowIsAnAnnuityAndEquityAloneItsDiscountedStake) {
    month_.clouds[kAws].sales = to_money(1e6);
    const std::vector<Payoff> result = payoffs(inputs());
    ASSERT_EQ(result.size(), 5U);
    ASSERT_EQ(result[0].party, "azure");
    EXPECT_EQ(result[0].flows, 0);
    EXPECT_NEAR(result[0].equity, 0.25 * 9e9 * at_horizon(), 1e-3);
    EXPECT_EQ(result[0].npv(), result[0].equity);
    EXPECT_EQ(result[0].without_stakes(), 0);
    EXPECT_NEAR(result[1].flows, 1e6 * annuity(), 1e-3);
    EXPECT_NEAR(result[1].terminal, at_horizon() * 12e6 * 1.03 / 0.07, 1);
    EXPECT_NEAR(result[1].npv(), result[1].flows + result[1].terminal, 1e-9);
    EXPECT_NEAR(result[1].terminal_share(), result[1].terminal / result[1].npv(), 1e-15);
}

TEST_F(Payoffs, AStakeIsWorthWhatRoundsHaveLeftOfIt) {
    const double full = payoffs(inputs())[0].equity;
    stake_[kAzure * kLabs + kOpenai] = 0.2;  // diluted by a round of a quarter of pre-money
    balance_[kOpenai] = to_money(1e9);       // that the round has raised
    EXPECT_NEAR(payoffs(inputs())[0].equity, full * (0.2 / 0.25) * (10.0 / 9), 1e-3);
}

TEST_F(Payoffs, ALabWithoutAccountsOfItsOwnHasNoEquityValue) {
    scenario_.labs[kOpenai].has_cash = false;
    month_.labs[kOpenai].base = month_.labs[kOpenai].direct_sales = to_money(1e9);
    EXPECT_EQ(payoffs(inputs())[0].equity, 0);
    EXPECT_GT(payoffs(inputs())[2].npv(), 0) << "its business is worth something all the same";
}

TEST_F(Payoffs, OnlyTheLastTwelveMonthsAreCapitalised) {
    inputs();
    for (std::size_t t = 0; t < 12; ++t) months_[kMonths - 1 - t].clouds[kAws].sales = to_money(t < 6 ? 2e6 : 4e6);
    const std::vector<Payoff> result = payoffs({scenario_, months_, stake_, balance_});
    EXPECT_NEAR(result[1].terminal, at_horizon() * 36e6 * 1.03 / 0.07, 1);
}

TEST_F(Payoffs, TerminalOptionsChangeWhatIsCapitalised) {
    LabMonth& openai = month_.labs[kOpenai];
    openai.direct_sales = openai.base = to_money(100e6);
    openai.compute_bill = to_money(70e6);
    openai.training_bill = to_money(40e6);
    openai.expiring = to_money(10e6), openai.renewal = to_money(20e6);
    month_.clouds[kAws].sales = to_money(1e6);
    const auto with = [&](TerminalValue terminal) {
        scenario_.finance.terminal = terminal;
        return payoffs(inputs());
    };
    const double multiple = scenario_.finance.terminal_multiple * 12 * at_horizon();
    const std::vector<Payoff> base = with(TerminalValue::base);
    EXPECT_NEAR(base[2].terminal, multiple * 110e6, 1);
    EXPECT_NEAR(base[0].equity, 0.25 * (multiple * 110e6 + at_horizon() * 9e9), 1);
    EXPECT_NEAR(with(TerminalValue::gross_profit)[2].terminal, multiple * 80e6, 1) << "less inference, not training";
    EXPECT_EQ(with(TerminalValue::gross_profit)[1].terminal, base[1].terminal) << "a cloud's is a margin already";
    const std::vector<Payoff> none = with(TerminalValue::none);
    EXPECT_EQ(none[1].terminal, 0);
    EXPECT_EQ(none[2].terminal, 0);
    EXPECT_NEAR(none[0].equity, 0.25 * at_horizon() * 9e9, 1e-3) << "cash is cash";
    EXPECT_EQ(none[1].flows, base[1].flows);
}

TEST_F(Payoffs, ATrueUpLeavesTheLabsCash) {
    month_.labs[kOpenai].true_up = to_money(1e6);
    EXPECT_NEAR(payoffs(inputs())[2].flows, -1e6 * annuity(), 1e-3);
}

/// The group of a cloud and the lab that it owns: the terms between the two do not matter.
TEST_F(Payoffs, AGroupDoesNotDependOnWhatItPaysItself) {
    scenario_.venues[kAws].owner_lab = 1;
    month_.clouds[kAws].sales = to_money(10e6);
    LabMonth& lab = month_.labs[1];
    const auto group = [&](double paid) {
        month_.clouds[kAws].paid_to_labs = lab.receipts = lab.base = to_money(paid);
        const std::vector<Payoff> groups = group_payoffs(inputs());
        EXPECT_EQ(groups.size(), 2U);
        return groups[1];
    };
    const Payoff a = group(5e6), b = group(2e6);
    EXPECT_EQ(a.party, "aws");
    EXPECT_NEAR(a.npv(), b.npv(), 1e-9 * a.npv());
    EXPECT_NEAR(a.flows, 10e6 * annuity(), 1e-3);
    EXPECT_NEAR(a.terminal, at_horizon() * 120e6 * 1.03 / 0.07, 1);
    EXPECT_NE(payoffs(inputs())[1].npv(), b.npv()) << "the cloud by itself keeps 8 of 10";
}

TEST_F(Payoffs, TheShadowLineCountsWhereItIsSwitchedOn) {
    month_.clouds[kAzure].licence_value = to_money(1e6);
    const Payoff azure = payoffs(inputs())[0];
    EXPECT_NEAR(azure.licence, 1e6 * annuity(), 1e-3);
    EXPECT_EQ(azure.flows, 0);
    EXPECT_EQ(azure.terminal, 0) << "a licence that ends is not capitalised";
    EXPECT_NEAR(azure.npv(), azure.licence + azure.equity, 1e-6);
}

}  // namespace
}  // namespace nephoscope
