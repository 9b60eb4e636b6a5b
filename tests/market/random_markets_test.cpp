#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "models/market.h"
#include "sim/core/error.h"
#include "tests/market/random_scenario.h"
#include "tests/support/shipped.h"

/// Property test on random markets: whatever sets, clauses, rules, events and parameters a file gives, money is
/// conserved, nothing illegal is sold, and every number stays finite. Market::advance checks N1–N10 each month.
/// NEPHOSCOPE_MARKETS=first:count runs others.
namespace nephoscope {
namespace {

/// What is wrong with the month just advanced; empty for nothing.
std::string fault_of(const Market& market) {
    const Scenario& s = market.scenario();
    const OfferTable& offers = market.offers();
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        const double numbers[] = {
            market.prices().list_price[l], offers.compute_per_unit[l], market.quality().latent(static_cast<int>(l)),
            market.funding().finances(static_cast<int>(l)).cash, market.funding().training_budget(static_cast<int>(l))};
        for (const double x : numbers)
            if (!std::isfinite(x)) return fmt::format("{} has a number that is {}", s.labs[l].id, x);
        if (!(market.prices().list_price[l] > 0)) return fmt::format("{} asks nothing", s.labs[l].id);
    }
    for (std::size_t v = 0; v < s.venues.size(); ++v) {
        const double numbers[] = {market.prices().platform_fee[v], market.capacity().installed(static_cast<int>(v)),
                                  market.reliability()[v]};
        for (const double x : numbers)
            if (!std::isfinite(x)) return fmt::format("{} has a number that is {}", s.venues[v].id, x);
        if (market.prices().platform_fee[v] <= -1 || market.capacity().installed(static_cast<int>(v)) < 0)
            return fmt::format("{} has a fee of {} and {} MW", s.venues[v].id, market.prices().platform_fee[v],
                               market.capacity().installed(static_cast<int>(v)));
    }
    const std::size_t workloads = s.workloads.size(), offer_count = static_cast<std::size_t>(offers.count());
    for (std::size_t o = 0; o < offer_count; ++o)
        for (std::size_t k = 0; k < workloads; ++k)
            if (market.totals().workload_paid[o * workloads + k] != 0 && (offers.legal[o] >> k & 1U) == 0)
                return fmt::format("offer {} was sold for workload {}", o, k);
    Money balance = 0;
    for (int a = 0; a < market.ledger().accounts(); ++a) balance += market.ledger().balance(a);
    return balance == 0 ? "" : fmt::format("balances sum to {}", balance);
}

std::string fault_of_payoffs(const Market& market) {
    for (const Payoff& payoff : market.payoffs())
        if (!std::isfinite(payoff.npv())) return fmt::format("the NPV of {} is {}", payoff.party, payoff.npv());
    return "";
}

/// What all markets together had, so that the generator cannot narrow unnoticed.
struct Seen {
    std::set<std::string> types, events, price_rules, fee_rules;
    int sales = 0, illegal = 0;

    void add(const Scenario& s) {
        for (const Clause& clause : s.clauses) types.insert(clause_type_name(clause.type));
        for (const Event& event : s.events) events.insert(event_type_name(event.type));
        for (const Lab& lab : s.labs) price_rules.insert(std::to_string(static_cast<int>(lab.price_rule)));
        for (const Venue& venue : s.venues) fee_rules.insert(std::to_string(static_cast<int>(venue.fee_rule)));
    }
};

void run(std::uint64_t seed, Seen& seen) {
    const std::string text = test::random_scenario(seed);
    SCOPED_TRACE(fmt::format("random market {}; its file:\n{}", seed, text));
    const Scenario scenario = test::from_text(text, fmt::format("random-{}", seed));
    if (testing::Test::HasFailure()) return;
    seen.add(scenario);
    try {
        const Draws draws(scenario.simulation.seed, 0);
        const StartState start = prepare_start(scenario, draws, 1);
        Market market(scenario, draws, start, 1);
        for (int t = 0; t < scenario.simulation.months(); ++t) {
            market.advance(scenario.simulation.start + t);
            const std::string fault = fault_of(market);
            ASSERT_EQ(fault, "") << "in month " << t;
            for (const Money paid : market.totals().seller_paid) seen.sales += paid > 0;
            for (const std::uint32_t legal : market.offers().legal) seen.illegal += legal == 0;
        }
        ASSERT_EQ(fault_of_payoffs(market), "");
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
}

TEST(RandomMarkets, KeepTheirMoneyTheirLawAndTheirNumbers) {
    std::uint64_t first = 1;
    int count = 60;
    if (const char* others = std::getenv("NEPHOSCOPE_MARKETS")) std::sscanf(others, "%lu:%d", &first, &count);
    Seen seen;
    for (int i = 0; i < count && !HasFailure(); ++i) run(first + static_cast<std::uint64_t>(i), seen);
    if (HasFailure() || count < 60) return;
    EXPECT_EQ(seen.types.size(), find_parameter("agreement.*.type")->choices.size());
    EXPECT_EQ(seen.events.size(), find_parameter("event.*.type")->choices.size());
    EXPECT_EQ(seen.price_rules.size(), find_parameter("lab.*.price_rule")->choices.size());
    EXPECT_EQ(seen.fee_rules.size(), find_parameter("venue.*.fee_rule")->choices.size());
    EXPECT_GT(seen.sales, 1000);
    EXPECT_GT(seen.illegal, 1000);
}

/// Every range of the table can be read, so that no parameter drops out of the random markets for its spelling.
TEST(RandomMarkets, RangesOfTheTableCanBeRead) {
    for (const Parameter& row : parameters())
        if (!row.sweep.empty() && row.sweep != "any") {
            const double* usual = std::get_if<double>(&row.initial);
            const auto range = test::sweep_range(row, usual != nullptr ? *usual : 1);
            ASSERT_TRUE(range.has_value()) << row.key << ": " << row.sweep;
            EXPECT_LE(range->low, range->high) << row.key << ": " << row.sweep;
        }
}

}  // namespace
}  // namespace nephoscope
