#include "models/customers/burn_in.h"

#include <algorithm>
#include <array>
#include <vector>

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

BurnIn::BurnIn(const Customers& customers, const Scenario& scenario, const Draws& draws, const OfferTable& offers)
    : scenario_(scenario),
      draws_(draws),
      offers_(without_growth(offers)),
      terms_(scenario, offers_, customers.profiles) {}

void BurnIn::keep_shocks(const Customers& customers, int threads, BurnIn* before) {
    ShockCache* known = before != nullptr && before->shocks_ ? &*before->shocks_ : nullptr;
    shocks_.emplace(customers, scenario_, draws_, offers_, Shocks(scenario_, draws_),
                    -scenario_.simulation.burn_in_months, -1, threads, known);
    if (before != nullptr) before->shocks_.reset();
}

MonthTotals BurnIn::run(Customers& customers, const StartValues& start, int threads) {
    const int first = -scenario_.simulation.burn_in_months;
    unassign(customers, first);
    LaggedStatistics lagged = targets(scenario_);
    terms_.set_values(start, lagged);
    const ShockCache* cache = shocks_ ? &*shocks_ : nullptr;
    const auto context_of = [&](int t) {
        return DecisionContext{scenario_, start, draws_, offers_, offers_, lagged, t, true, t == first};
    };
    std::vector<DecisionContext> unseen;  // by the others
    for (int t = first; t < -1 && (t == first || t < kRealisedFrom); ++t) unseen.push_back(context_of(t));
    settle_offers(customers, unseen, terms_, cache, threads);
    for (int t = first + static_cast<int>(unseen.size()); t < -1; ++t) {
        see_peers(customers, start, t, threads, lagged);
        settle_offers(customers, std::array{context_of(t)}, terms_, cache, threads);
    }
    if (first < -1) see_peers(customers, start, -1, threads, lagged);
    const DecisionContext last = context_of(-1);
    MonthTotals totals(scenario_);
    choose_offers(customers, last, terms_, cache, threads, totals);
    serve_customers(customers, last, nullptr, threads, totals);
    return totals;
}

void BurnIn::see_peers(const Customers& customers, const StartValues& start, int t, int threads,
                       LaggedStatistics& lagged) {
    MonthTotals before(scenario_);
    count_peers(customers, t - 1, threads, before);
    lagged = lag(before);
    terms_.set_values(start, lagged);
}

MonthTotals burn_in(Customers& customers, const Scenario& scenario, const StartValues& start, const Draws& draws,
                    const OfferTable& offers, int threads) {
    return BurnIn(customers, scenario, draws, offers).run(customers, start, threads);
}

}  // namespace nephoscope
