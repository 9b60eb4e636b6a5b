#include "models/customers/desires.h"

#include <limits>

#include "models/customers/chooser.h"
#include "models/customers/kernels.h"
#include "models/customers/surplus.h"
#include "models/customers/terms.h"
#include "sim/core/error.h"
#include "tests/customers/test_market.h"

/// What customers desire and what of it they are served (docs/model.md#integer-sums, #pass-b).
namespace nephoscope {
namespace {

using test::Market;

/// Desired outlay of a workload at the terms of its offer [USD/month].
double desired_outlay(const Market& m, const OfferTable& offers, std::size_t i, int k) {
    const std::size_t slot = m.customers.slot(i, k);
    if (!m.customers.is_active(i, k) || m.customers.lab[slot] == kNone) return 0;
    const OfferTerms terms = offer_terms(m.scenario, m.start, m.lagged, offers, contract_of(m.customers, i),
                                         m.customers.base_shares(i), k, m.customers.lab[slot], m.customers.venue[slot]);
    const double budget = m.customers.budget[i] * m.customers.workload_share[slot] * offers.budget_growth;
    return outlay_and_surplus(budget, attraction_of(m.customers, slot, terms.attraction),
                              m.scenario.choice.demand_elasticity - 1)
        .outlay;
}

TEST(Shortage, IsTheServedShareOfWhatACustomerDesired) {
    Market m(test::default_scenario(1500));
    const OfferTable offers = test::default_offers(m.scenario);
    std::vector<double> fill(28, 1);
    fill[static_cast<std::size_t>(offers.offer(test::kAnt, test::kAws))] = .6;
    fill[static_cast<std::size_t>(offers.offer(test::kOai, test::kAzr))] = .25;
    fill[static_cast<std::size_t>(offers.offer(test::kOpn, test::kSelf))] = 0;
    m.advance(offers, offers, 0, nullptr, &fill);
    int whole = 0, part = 0, nothing = 0;
    for (std::size_t i = 0; i < m.customers.size(); ++i) {
        double all = 0, served = 0;
        for (int k = 0; k < 5; ++k) {
            const std::size_t slot = m.customers.slot(i, k);
            const auto outlay = static_cast<double>(static_cast<float>(desired_outlay(m, offers, i, k)));
            all += outlay;
            served += outlay == 0 ? 0 : outlay * fill[std::size_t{m.customers.lab[slot]} * 7 + m.customers.venue[slot]];
        }
        EXPECT_NEAR(m.customers.fill[i], all > 0 ? served / all : 1, 1e-12) << i;
        whole += m.customers.fill[i] == 1 ? 1 : 0;
        part += m.customers.fill[i] > 0 && m.customers.fill[i] < 1 ? 1 : 0;
        nothing += m.customers.fill[i] == 0 ? 1 : 0;
    }
    EXPECT_GT(whole, 100);
    EXPECT_GT(part, 100);
    EXPECT_GT(nothing, 0);
    m.advance(offers, 1);
    EXPECT_EQ(m.customers.fill, std::vector<double>(m.customers.size(), 1)) << "everything is served again";
}

/// A cell is rounded once: what is paid for, and what is foregone, add up to what was desired.
TEST(Shortage, SplitsDesiresExactly) {
    Market m(test::default_scenario(1500));
    const OfferTable offers = test::default_offers(m.scenario);
    const std::vector<double> fill(28, 1 / 3.0);
    const MonthTotals t = m.advance(offers, offers, 0, nullptr, &fill);
    const std::size_t fields = desire_fields(4);
    Money surplus = 0, desired = 0, split = 0, paid = 0;
    for (std::size_t cell = 0; cell < t.desires.size(); cell += fields) {
        desired += t.desires[cell];
        surplus += t.desires[cell + 1];
    }
    for (std::size_t s = 0; s < 4; ++s) split += t.surplus[s] + t.unmet_surplus[s];
    for (const Money money : t.workload_paid) paid += money;
    EXPECT_EQ(split, surplus);
    EXPECT_EQ(desired, t.desired);
    const auto cells = static_cast<double>(t.desires.size() / fields);
    EXPECT_NEAR(static_cast<double>(paid), static_cast<double>(desired) / 3, cells / 2);
    for (std::size_t o = 0; o < t.compute.size(); ++o) {
        EXPECT_LE(static_cast<double>(t.compute[o]), static_cast<double>(t.demand[o]) / 3) << "no more than allotted";
        EXPECT_NEAR(static_cast<double>(t.compute[o]), static_cast<double>(t.demand[o]) / 3, 2);
    }
}

/// Postings leave the range of exact sums: the month is refused, not wrong.
TEST(Desires, BeyondTheRangeOfSumsAreRefused) {
    const auto first_month = [](double budget) {
        Market m(test::neutral_scenario(1, 1, 10));
        OfferTable offers = test::empty_offers(m.scenario);
        test::open_offer(offers, 0, 0);
        m.scenario.choice.demand_elasticity = 1;  // outlays are budgets
        for (double& each : m.customers.budget) each = 1;
        m.customers.budget[3] = budget;
        m.customers.weight[3] = Weight{1} << 20;
        return m.advance(offers, 0).desired;
    };
    // The largest posting is the surplus, 30 log points of the budget.
    EXPECT_GT(first_month(6e9), to_money(6e9) - 1);
    for (const double budget : {9e9, 1e14, 1e300}) {
        try {
            first_month(budget);
            ADD_FAILURE() << "a budget of " << budget << " was summed";
        } catch (const ModelError& error) {
            EXPECT_NE(std::string(error.what()).find("range of exact sums"), std::string::npos) << error.what();
        }
    }
}

/// So are payments for base clouds.
TEST(Bases, BeyondTheRangeOfSumsAreRefused) {
    const auto first_month = [](double spend) {
        Market m(test::default_scenario(200));
        m.customers.base_spend[3] = spend;
        m.customers.weight[3] = Weight{1} << 20;
        m.advance(test::default_offers(m.scenario), 0);
    };
    EXPECT_NO_THROW(first_month(1e9));
    for (const double spend : {1e12, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
        try {
            first_month(spend);
            ADD_FAILURE() << "a base spend of " << spend << " was summed";
        } catch (const ModelError& error) {
            EXPECT_NE(std::string(error.what()).find("pay for their base clouds"), std::string::npos) << error.what();
        }
    }
}

TEST(Desires, ThatAreNoNumbersAreRefused) {
    Market m(test::neutral_scenario(1, 1, 10));
    OfferTable offers = test::empty_offers(m.scenario);
    test::open_offer(offers, 0, 0);
    m.advance(offers, 0);
    const DecisionContext context{m.scenario, m.start, m.draws, offers, offers, m.lagged, 1};
    MonthTerms terms(m.scenario, offers);
    terms.set_values(m.start, m.lagged);
    std::vector<std::int64_t> outlay(10);
    std::vector<float> desired(10);
    MonthTotals totals = m.empty();
    EXPECT_NO_THROW(
        add_desires(desire_view(m.customers, context, terms), 0, 10, outlay.data(), desired.data(), totals));
    m.customers.own[4] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THROW(add_desires(desire_view(m.customers, context, terms), 0, 10, outlay.data(), desired.data(), totals),
                 ModelError);
    EXPECT_NO_THROW(add_desires(desire_view(m.customers, context, terms), 0, 4, outlay.data(), desired.data(), totals));
}

}  // namespace
}  // namespace nephoscope
