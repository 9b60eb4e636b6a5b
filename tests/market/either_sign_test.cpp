#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/market.h"
#include "models/metrics/variables.h"
#include "models/money/payoffs.h"
#include "tests/support/shipped.h"

/// Four results that the model must be able to show either way (docs/validation.md#either-sign): each has a parameter
/// point for each sign. Differences are open less exclusive, or long less short window, on the same draws and the same
/// given start values, means over replications.
namespace nephoscope {
namespace {

using Settings = std::vector<std::string>;

constexpr int kReplications = 2;

Settings small(const Settings& more) {
    Settings all{"simulation.agents=400",
                 "simulation.burn_in_months=12",
                 "start.mode=\"given\"",
                 "start.budget_factor=1.3",
                 "start.lab_fit={openai=0,anthropic=0.06,google-deepmind=-0.38,open-weights=-2.36}",
                 "start.venue_appeal={azure=0,aws=-0.02,google-cloud=0.28,neocloud=0.23,openai-direct=0.18,"
                 "anthropic-direct=0.47,self-hosted=-0.11}"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

struct Outcome {
    double incumbent_npv = 0, lab_net_revenue = 0, venue_multi_homing = 0, lab_multi_homing = 0;

    Outcome& operator+=(const Outcome& other) {
        incumbent_npv += other.incumbent_npv;
        lab_net_revenue += other.lab_net_revenue;
        venue_multi_homing += other.venue_multi_homing;
        lab_multi_homing += other.lab_multi_homing;
        return *this;
    }
};

/// Customers on two or more, of those served, in the month just advanced.
double at_two_or_more(const std::vector<Weight>& by_count, const MonthTotals& totals) {
    double many = 0, all = 0;
    for (std::size_t i = 0; i < by_count.size(); ++i) {
        all += static_cast<double>(by_count[i]);
        if (i >= static_cast<std::size_t>(totals.segments)) many += static_cast<double>(by_count[i]);
    }
    return many / all;
}

Outcome run(const Scenario& scenario, std::uint32_t replication) {
    const Draws draws(scenario.simulation.seed, replication);
    const StartState start = prepare_start(scenario, draws, 1);
    Market market(scenario, draws, start, 1);
    const auto openai = static_cast<std::size_t>(scenario.lab_index("openai"));
    Outcome outcome;
    const int months = scenario.simulation.months();
    for (int t = 0; t < months; ++t) {
        market.advance(scenario.simulation.start + t);
        outcome.lab_net_revenue += to_usd(market.accounts().labs[openai].net_revenue);
        if (t < months - 4) continue;
        outcome.venue_multi_homing += at_two_or_more(market.totals().by_venue_count, market.totals()) / 4;
        outcome.lab_multi_homing += at_two_or_more(market.totals().by_lab_count, market.totals()) / 4;
    }
    for (const Payoff& payoff : market.payoffs())
        if (payoff.party == "azure") outcome.incumbent_npv = payoff.npv();
    return outcome;
}

Outcome mean_of(const std::string& name, const Settings& settings) {
    const Scenario scenario = test::shipped(name, small(settings));
    Outcome sum;
    for (std::uint32_t r = 0; r < kReplications; ++r) sum += run(scenario, r);
    sum.incumbent_npv /= kReplications;
    sum.lab_net_revenue /= kReplications;
    sum.venue_multi_homing /= kReplications;
    sum.lab_multi_homing /= kReplications;
    return sum;
}

Outcome difference(const Outcome& a, const Outcome& b) {
    return {a.incumbent_npv - b.incumbent_npv, a.lab_net_revenue - b.lab_net_revenue,
            a.venue_multi_homing - b.venue_multi_homing, a.lab_multi_homing - b.lab_multi_homing};
}

/// The factual world less the exclusive one.
Outcome opening(const Settings& settings) {
    const Outcome change = difference(mean_of("nonexclusive_2026", settings), mean_of("exclusive_2032", settings));
    fmt::print("{:<90} dNPV {:+8.1f} bn, net revenue {:+7.1f} bn, venues {:+.4f}, labs {:+.4f}\n",
               fmt::format("{}", fmt::join(settings, " ")), change.incumbent_npv / 1e9, change.lab_net_revenue / 1e9,
               change.venue_multi_homing, change.lab_multi_homing);
    return change;
}

const Settings kUnlimited{"capacity.limited=false", "agreement.microsoft-holds-openai.fraction=0"};

/// Azure's capacity in MW, and the stake.
Settings azure(int capacity, double stake) {
    return {fmt::format("venue.azure.ai_capacity_mw={}", capacity),
            fmt::format("agreement.microsoft-holds-openai.fraction={}", stake)};
}

TEST(EitherSign, ExclusivityPaysTheIncumbentOrNot) {
    EXPECT_GT(opening(azure(4000, 0.25)).incumbent_npv, 0) << "short of capacity and with a stake it does not";
    EXPECT_LT(opening(kUnlimited).incumbent_npv, 0) << "without limits and stake it does";
}

TEST(EitherSign, OpeningLowersVenueMultiHomingAndRaisesThatOfLabsOrTheReverse) {
    const Outcome nested = opening({"choice.nest_dissimilarity=0.25"});
    EXPECT_LT(nested.venue_multi_homing, 0) << "nobody needs a second venue for the lab any more";
    EXPECT_GT(nested.lab_multi_homing, 0);
    Settings varied{"choice.nest_dissimilarity=1"};
    for (const char* segment : {"smb", "mid", "enterprise", "mega"})
        varied.push_back(fmt::format("segment.{}.venue_cost_usd_per_month=0", segment));
    const Outcome free = opening(varied);
    EXPECT_GT(free.venue_multi_homing, 0) << "a second venue is another product and costs nothing";
    EXPECT_LT(free.lab_multi_homing, 0);
}

/// H16: the double difference, tight less slack.
TEST(EitherSign, OpennessPaysMoreOrLessWhenTheIncumbentIsOutOfCapacity) {
    const double with_stake = opening(azure(1500, 0.25)).incumbent_npv - opening(azure(10'000, 0.25)).incumbent_npv;
    EXPECT_GT(with_stake, 0) << "sales that it could not serve are no loss";
    const double without = opening(azure(1500, 0)).incumbent_npv - opening(azure(4000, 0)).incumbent_npv;
    EXPECT_LT(without, 0) << "without a stake the lab's gain elsewhere is not its own";
}

/// H17: a window of six months less none.
TEST(EitherSign, AFirstShipWindowRaisesOrLowersTheLabsNetRevenue) {
    const auto longer = [](Settings settings) {
        Settings none = settings;
        none.push_back("agreement.amended-first-ship.window_months=0");
        settings.push_back("agreement.amended-first-ship.window_months=6");
        const Outcome change = difference(mean_of("baseline", settings), mean_of("baseline", none));
        fmt::print("{:<90} net revenue {:+7.1f} bn\n", fmt::format("{}", fmt::join(settings, " ")),
                   change.lab_net_revenue / 1e9);
        return change.lab_net_revenue;
    };
    EXPECT_LT(longer({}), 0) << "rivals sell old models, and Azure pays no royalty";
    EXPECT_GT(longer({"agreement.amended-azure-royalty.rate=1", "agreement.amended-aws-resale.rate=0.9",
                      "agreement.amended-neocloud-resale.rate=0.9"}),
              0)
        << "where Azure pays more than rivals, sales that stay there are worth more";
}

}  // namespace
}  // namespace nephoscope
