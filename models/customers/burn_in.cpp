#include "models/customers/burn_in.h"

#include <algorithm>

#include "models/customers/burn_in_run.h"
#include "models/customers/standing.h"

namespace nephoscope {

namespace {

/// From this month number on, peer statistics are realised ones (MODEL 13.1).
constexpr int kRealisedFrom = -12;

LaggedStatistics targets(const Scenario& scenario) {
    LaggedStatistics lagged;
    for (const Lab& lab : scenario.labs)
        lagged.lab_in_use.insert(lagged.lab_in_use.end(), scenario.segments.size(), lab.target_share);
    lagged.active_share.assign(scenario.workloads.size() * scenario.segments.size(), 0);
    return lagged;
}

void unassign(Customers& customers, int first_month) {
    std::fill(customers.lab.begin(), customers.lab.end(), kNone);
    std::fill(customers.venue.begin(), customers.venue.end(), kNone);
    std::fill(customers.epoch.begin(), customers.epoch.end(), std::uint16_t{0});
    std::fill(customers.own.begin(), customers.own.end(), 0.0F);
    std::fill(customers.since.begin(), customers.since.end(), static_cast<std::int16_t>(first_month - 1));
    std::fill(customers.decided.begin(), customers.decided.end(), std::uint8_t{0});
}

OfferTable without_growth(OfferTable offers) {
    offers.budget_growth = 1;
    offers.cost_index = 1;
    return offers;
}

}  // namespace

BurnIn::BurnIn(const Customers& customers, const Scenario& scenario, const Draws& draws, const OfferTable& offers,
               bool keep_shocks, int threads)
    : scenario_(scenario),
      draws_(draws),
      offers_(without_growth(offers)),
      terms_(scenario, offers_, customers.profiles) {
    if (keep_shocks)
        shocks_.emplace(customers, scenario, draws, offers_, Shocks(scenario, draws),
                        -scenario.simulation.burn_in_months, -1, threads);
}

MonthTotals BurnIn::run(Customers& customers, const StartValues& start, int threads) {
    unassign(customers, -scenario_.simulation.burn_in_months);
    LaggedStatistics lagged = targets(scenario_);
    terms_.set_values(start, lagged);
    const int first = -scenario_.simulation.burn_in_months;
    MonthTotals totals(scenario_);
    for (int t = first; t <= -1; ++t) {
        totals = MonthTotals(scenario_);
        const DecisionContext context{scenario_, start, draws_, offers_, offers_, lagged, t, true, t == first};
        if (t >= kRealisedFrom && t > first) terms_.set_values(start, lagged);
        const ShockCache* cache = shocks_ ? &*shocks_ : nullptr;
        choose_offers(customers, context, terms_, cache, t == -1, threads, totals);
        if (t == -1)
            serve_customers(customers, context, nullptr, threads, totals);
        else if (t >= kRealisedFrom - 1)
            count_users(customers, scenario_, t, threads, totals);
        if (t >= kRealisedFrom - 1) lagged = lag(totals);
    }
    return totals;
}

MonthTotals burn_in(Customers& customers, const Scenario& scenario, const StartValues& start, const Draws& draws,
                    const OfferTable& offers, int threads) {
    return BurnIn(customers, scenario, draws, offers, false, threads).run(customers, start, threads);
}

}  // namespace nephoscope
