#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "models/market.h"
#include "tests/support/shipped.h"

/// K26: transfer neutrality (N11) and the welfare identity (N12) of MODEL 8.2 on whole markets.
namespace nephoscope {
namespace {

using Settings = std::vector<std::string>;

Settings small(Settings more = {}) {
    Settings all{"simulation.agents=300", "simulation.end=\"2027-10\""};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

/// Behaviour frozen: prices at parity, no feedback of profit into training, nobody raises money.
Settings frozen(Settings more) {
    Settings all = small({"training.profit_feedback=0", "finance.funding=false"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

struct Totals {
    std::vector<std::vector<Money>> sales;  ///< [months][offers×segments]
    std::vector<Money> net;       ///< Σ over customers, clouds, labs of net flows, investors' postings left out
    Money shared = 0, split = 0;  ///< what changed hands between clouds and labs
};

Totals run(const Scenario& scenario) {
    const Draws draws(scenario.simulation.seed, 0);
    const StartState start = prepare_start(scenario, draws, 1);
    Market market(scenario, draws, start, 1);
    Totals run;
    for (int t = 0; t < scenario.simulation.months(); ++t) {
        market.advance(scenario.simulation.start + t);
        run.sales.push_back(market.totals().seller_paid);
        const Ledger& ledger = market.ledger();
        Money net = ledger.net(Accounts::customers);
        for (int a = Accounts::world + 1; a < ledger.accounts(); ++a)
            net += ledger.net(a) - ledger.flow(Posting::equity_purchase, Accounts::investors, a);
        run.net.push_back(net);
        for (const LabMonth& lab : market.accounts().labs) {
            run.shared += lab.share_paid;
            run.split += lab.receipts;
        }
    }
    return run;
}

TEST(Conservation, TransfersBetweenCloudsAndLabsChangeNothingElse) {
    const Totals base = run(test::shipped("baseline", frozen({})));
    const std::vector<Settings> changes{
        {"agreement.amended-microsoft-share.rate=0.1"},
        {"agreement.amended-microsoft-share.cap_usd=2e9"},
        {"agreement.amended-azure-royalty.rate=0.3"},
        {"agreement.amended-aws-resale.rate=0.5", "agreement.anthropic-google-resale.rate=0.4"},
    };
    for (const Settings& change : changes) {
        const Totals other = run(test::shipped("baseline", frozen(change)));
        EXPECT_EQ(other.sales, base.sales) << change[0];
        EXPECT_EQ(other.net, base.net) << change[0];
        EXPECT_TRUE(other.shared != base.shared || other.split != base.split) << change[0] << " changed no payment";
    }
    // The same comparison sees a change that is no transfer.
    EXPECT_NE(run(test::shipped("baseline", frozen({"base_cloud.contribution_margin=0.4"}))).net, base.net);
}

double sum_of(const std::vector<Money>& column) {
    return to_usd(std::accumulate(column.begin(), column.end(), Money{0}));
}

double posted(const Ledger& ledger, Posting posting) {
    Money sum = 0;
    for (int from = 0; from < ledger.accounts(); ++from)
        for (int to = 0; to < ledger.accounts(); ++to) sum += ledger.flow(posting, from, to);
    return to_usd(sum);
}

void expect_welfare_identity(const Market& market) {
    const MonthTotals& totals = market.totals();
    const Ledger& ledger = market.ledger();
    const double moving = posted(ledger, Posting::customer_cost), surplus = sum_of(totals.surplus);
    double profits = 0;
    for (int a = Accounts::world + 1; a < ledger.accounts(); ++a) profits += to_usd(ledger.net(a));
    profits -= to_usd([&] {
        Money raised = 0;
        for (int a = Accounts::world + 1; a < ledger.accounts(); ++a)
            raised += ledger.flow(Posting::equity_purchase, Accounts::investors, a);
        return raised;  // what clouds pay to labs cancels
    }());
    const double outlay = sum_of(totals.seller_paid) + sum_of(totals.egress_paid);
    const double value = surplus + outlay + posted(ledger, Posting::base_purchase) +
                         posted(ledger, Posting::consumer_revenue) + posted(ledger, Posting::first_party_use);
    const double hardware = to_usd(ledger.flow(Posting::model_purchase, Accounts::customers, Accounts::world));
    const double cost = posted(ledger, Posting::capacity_cost) + posted(ledger, Posting::base_cost) +
                        posted(ledger, Posting::operating_cost) + moving + hardware;
    EXPECT_NEAR(surplus - moving + profits, value - cost, 1e-9 * value) << market.offers().month.str();
}

TEST(Conservation, SurplusAndProfitsAreValueLessResources) {
    for (const Settings& settings :
         {Settings{}, Settings{"lab.openai.cash_usd=1e9"}, Settings{"capacity.limited=false"},
          Settings{"venue.azure.ai_capacity_mw=2500", "finance.licence_value_share=0.1"}}) {
        const Scenario scenario = test::shipped("baseline", small(settings));
        const Draws draws(scenario.simulation.seed, 0);
        const StartState start = prepare_start(scenario, draws, 1);
        Market market(scenario, draws, start, 1);
        for (int t = 0; t < scenario.simulation.months(); ++t) {
            market.advance(scenario.simulation.start + t);
            expect_welfare_identity(market);
        }
    }
}

}  // namespace
}  // namespace nephoscope
