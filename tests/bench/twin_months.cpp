#include "tests/bench/twin_months.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "tests/bench/months.h"
#include "tests/bench/stopwatch.h"

namespace nephoscope::bench {

using namespace reference;

TwinMonths::TwinMonths(const Scenario& scenario, const Draws& draws, const StartState& start, std::size_t first,
                       std::size_t step)
    : scenario_(scenario),
      draws_(draws),
      first_(first),
      step_(step),
      agents_(agents_of(start.customers, scenario, draws, -1, first, step)),
      values_{start.inversion.values.lab_fit, start.inversion.values.venue_appeal, start.customers.base_per_budget},
      prices_(before_events(scenario, draws, before_the_start(scenario)).prices) {
    prices_.reliability.assign(scenario.venues.size(), 1);
}

reference::Prices TwinMonths::prices_of(const OfferTable& offers, int t) const {
    reference::Prices prices = costs_of(scenario_, t, Planted::none);
    prices.list = offers.list_price;
    prices.fee = offers.platform_fee;
    prices.reliability = offers.reliability;
    return prices;
}

void TwinMonths::choose(const World& world) {
    choices_.clear();
    for (Agent& agent : agents_) {
        if (world.t > 0 && world.t > agent.entry) grow_base(world, agent);
        choices_.push_back(reference::choose(world, agent));
        agent = choices_.back().agent;
    }
}

/// Demand before the market is cleared, then what is served of it.
void TwinMonths::serve(const World& world, const Table& fill) {
    const Table everything(fill.size(), Row(fill[0].size(), 1));
    Table demand(fill.size(), Row(fill[0].size(), 0));
    bought_.clear();
    for (Agent& agent : agents_) {
        for (const Purchase& p : reference::serve(world, agent, everything))
            if (p.lab >= 0)
                demand[static_cast<std::size_t>(p.lab)][static_cast<std::size_t>(p.venue)] +=
                    agent.organisations * p.wanted;
        bought_.push_back(reference::serve(world, agent, fill));
        double desired = 0, served = 0;
        for (const Purchase& p : bought_.back()) {
            const auto remembered = static_cast<double>(static_cast<float>(p.outlay));
            desired += remembered;
            served += remembered * p.fill;
        }
        agent.fill = desired > 0 ? served / desired : 1;
    }
}

void TwinMonths::month(const Market& market, int t) {
    const reference::Prices prices = prices_of(market.offers(), t);
    const Offers now = offers_of(market.offers()), then = offers_of(market.offers_before());
    const Table in_use = table(market.lagged_before().lab_in_use, scenario_.labs.size()),
                active = table(market.lagged_before().active_share, scenario_.workloads.size()),
                fill = table(market.clearing().offer_fill, scenario_.labs.size());
    const World world{scenario_, values_, draws_, now, then, prices, prices_, in_use, active, t};
    before_ = agents_;
    seconds_ += cpu_seconds_of([&] {
        choose(world);
        serve(world, fill);
        statistics_of(scenario_, agents_, t);
    });
    Counts counts;
    naming_seconds_ += cpu_seconds_of([&] {
        for (std::size_t i = 0; i < agents_.size(); ++i)
            count(scenario_, t, before_[i], agents_[i], choices_[i].left, bought_[i], counts, Planted::none);
    });
    for (const Agent& agent : agents_) agent_months_ += t >= agent.entry ? 1 : 0;
    prices_ = prices;
}

void TwinMonths::require_same(const Market& market, int t) const {
    const std::vector<Agent> engine = agents_of(market.customers(), scenario_, draws_, t, first_, step_);
    for (std::size_t i = 0; i < engine.size(); ++i)
        for (std::size_t k = 0; k < engine[i].workloads.size(); ++k) {
            const reference::Workload &its = engine[i].workloads[k], &twin = agents_[i].workloads[k];
            if (its.lab != twin.lab || its.venue != twin.venue || its.epoch != twin.epoch)
                throw std::runtime_error(
                    fmt::format("month {}: customer {} is elsewhere than the twin's", t, engine[i].id));
        }
}

TwinRatio against_twin(const Scenario& scenario, const Draws& draws, const StartState& start, int round) {
    const std::size_t sample = 500, step = std::max<std::size_t>(1, start.customers.size() / sample);
    TwinMonths twin(scenario, draws, start, static_cast<std::size_t>(round) % step, step);
    const MonthsRun engine = run_months(scenario, draws, start, [&](const Market& market, int t) {
        twin.month(market, t);
        twin.require_same(market, t);
    });
    const double its = twin.seconds() * 1e9 / twin.agent_months();
    return {engine.seconds * 1e9 / engine.agent_months, its, its + twin.naming_seconds() * 1e9 / twin.agent_months()};
}

}  // namespace nephoscope::bench
