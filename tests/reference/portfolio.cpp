#include <algorithm>
#include <set>

#include "tests/reference/reference.h"

/// MODEL 5.5 and 5.9: the best portfolio by trying every set of venues, and what moving costs.
namespace nephoscope::reference {

namespace {

const Offer& at(const Offers& offers, int lab, int venue) {
    return offers[static_cast<std::size_t>(lab)][static_cast<std::size_t>(venue)];
}

/// F of venue v; 0 at home.
double venue_cost(const World& w, const Agent& a, int v) {
    if (v == a.home && w.planted != Planted::choose_charges_home_venue) return 0;
    double f = w.scenario.segments[static_cast<std::size_t>(a.segment)].venue_cost;
    if (w.scenario.venues[static_cast<std::size_t>(v)].kind == VenueKind::self_hosted)
        f = (w.scenario.portfolio.self_cost_multiple * f + w.scenario.portfolio.self_cost_extra) *
            w.prices.self_cost_scale;
    return f * w.prices.cost_index;
}

/// Desired outlay of the offer that a workload is on: at last month's terms when that has become illegal.
double current_outlay(const World& w, const Agent& a, int k, const Workload& state, bool forced) {
    const Offers& offers = forced ? w.before : w.now;
    const Prices& prices = forced ? w.prices_before : w.prices;
    const Offer& offer = at(offers, state.lab, state.venue);
    return outlay(w, a, k, log_price(w, a, k, offer, offer.quality, prices, state.epoch), prices.budget_growth);
}

double switching_months(const World& w, const Workload& from, int lab, int venue) {
    double months = 0;
    if (lab != from.lab) months += w.scenario.portfolio.lab_switching_months;
    if (venue != from.venue) months += w.scenario.portfolio.venue_switching_months;
    return months;
}

/// value[k][lab][venue] of moving workload k there; −∞ where that cannot be.
using Values = std::vector<std::vector<std::vector<double>>>;

Values value_everything(const World& w, const Agent& a, const Situation& s) {
    const auto labs = w.scenario.labs.size(), venues = w.scenario.venues.size();
    Values value(s.state.size(), std::vector<std::vector<double>>(labs, std::vector<double>(venues, -1e300)));
    for (std::size_t k = 0; k < s.state.size(); ++k) {
        const Workload& from = s.state[k];
        if (!from.active) continue;
        const int workload = static_cast<int>(k);
        double outlay_now = 0;
        if (from.lab >= 0 && !s.waived[k]) outlay_now = current_outlay(w, a, workload, from, false);
        if (w.planted == Planted::choose_ignores_switching_cost) outlay_now = 0;
        for (std::size_t l = 0; l < labs; ++l)
            for (std::size_t v = 0; v < venues; ++v) {
                const Offer& offer = w.now[l][v];
                const bool current = from.lab == offer.lab && from.venue == offer.venue;
                if (!offer.legal[k] || (!s.up[k] && !current)) continue;
                const double quality =
                    w.planted == Planted::choose_uses_actual_quality ? offer.quality : offer.known_quality;
                const double gain =
                    surplus(w, a, workload, log_price(w, a, workload, offer, quality, w.prices, from.epoch),
                            w.prices.budget_growth);
                value[k][l][v] = gain - switching_months(w, from, offer.lab, offer.venue) * outlay_now /
                                            w.scenario.portfolio.planning_horizon;
            }
    }
    return value;
}

struct Plan {
    double value = -1e300;
    std::vector<std::pair<int, int>> offers;  ///< (lab, venue) by workload, −1 for legacy
};

Plan best_within(const World& w, const Agent& a, const Situation& s, const Values& value,
                 const std::set<int>& venues_before, const std::vector<int>& set) {
    Plan plan;
    plan.value = 0;
    std::set<int> used;
    for (std::size_t k = 0; k < s.state.size(); ++k) {
        plan.offers.emplace_back(-1, -1);
        if (!s.state[k].active) continue;
        double best = w.scenario.choice.legacy ? 0 : -1e300;
        if (!s.up[k]) best = s.state[k].lab < 0 ? 0 : -1e300;
        for (const int v : set)
            for (std::size_t l = 0; l < w.scenario.labs.size(); ++l)
                if (value[k][l][static_cast<std::size_t>(v)] > best) {
                    best = value[k][l][static_cast<std::size_t>(v)];
                    plan.offers.back() = {static_cast<int>(l), v};
                }
        plan.value += best;
        if (plan.offers.back().second >= 0) used.insert(plan.offers.back().second);
    }
    for (const int v : used) {
        const double cost = venue_cost(w, a, v);
        const bool entering = venues_before.count(v) == 0;
        plan.value -=
            cost +
            (entering ? w.scenario.portfolio.onboarding_months * cost / w.scenario.portfolio.planning_horizon : 0);
    }
    return plan;
}

std::set<int> venues_of(const std::vector<Workload>& workloads) {
    std::set<int> venues;
    for (const Workload& workload : workloads)
        if (workload.active && workload.lab >= 0) venues.insert(workload.venue);
    return venues;
}

std::set<int> all_venues(const World& w) {
    std::set<int> all;
    for (std::size_t v = 0; v < w.scenario.venues.size(); ++v) all.insert(static_cast<int>(v));
    return all;
}

/// Every set of at most k_max venues that holds those of workloads not up for decision.
Plan best_portfolio(const World& w, const Agent& a, const Situation& s, const std::set<int>& before) {
    const Values value = value_everything(w, a, s);
    const int venues = static_cast<int>(w.scenario.venues.size());
    std::set<int> bound;
    for (std::size_t k = 0; k < s.state.size(); ++k)
        if (s.state[k].active && !s.up[k] && s.state[k].lab >= 0) bound.insert(s.state[k].venue);
    const int most = std::max(w.scenario.portfolio.max_venues, static_cast<int>(bound.size()));
    Plan best;
    for (unsigned mask = 0; mask < 1U << venues; ++mask) {
        std::vector<int> set;
        for (int v = 0; v < venues; ++v)
            if ((mask >> v & 1U) != 0) set.push_back(v);
        if (static_cast<int>(set.size()) > most) continue;
        if (!std::all_of(bound.begin(), bound.end(), [&](int v) { return (mask >> v & 1U) != 0; })) continue;
        const Plan plan = best_within(w, a, s, value, before, set);
        if (plan.value > best.value) best = plan;
    }
    return best;
}

}  // namespace

double portfolio_value(const World& w, const Agent& a, const std::vector<bool>& active) {
    Situation s{active, active, std::vector<bool>(active.size()), a.workloads, true, true};
    for (std::size_t k = 0; k < active.size(); ++k) {
        s.state[k].active = active[k];
        s.state[k].lab = s.state[k].venue = -1;
    }
    return best_portfolio(w, a, s, all_venues(w)).value;
}

Choice choose(const World& w, const Agent& was) {
    Choice choice;
    choice.agent = was;
    choice.decided.assign(was.workloads.size(), false);
    choice.left.assign(was.workloads.size(), 0);
    if (w.t < was.entry) return choice;
    Agent& a = choice.agent;
    choice.entered = w.t == was.entry;
    if (choice.entered) enter(w, a);
    const Situation s = look_around(w, a);
    a.workloads = s.state;
    choice.decided = s.up;
    choice.evaluated = s.full;
    choice.renewed = s.renewal;
    if (s.renewal && !w.burn_in) renew(w, a, choice);
    const std::set<int> before = w.first ? all_venues(w) : venues_of(was.workloads);
    const bool anything = std::find(s.up.begin(), s.up.end(), true) != s.up.end();
    const Plan plan = anything ? best_portfolio(w, a, s, before) : Plan{};
    for (std::size_t k = 0; k < s.state.size(); ++k) {
        Workload& now = a.workloads[k];
        if (!now.active) continue;
        const Workload& from = s.state[k];
        if (s.up[k]) {
            now.lab = plan.offers[k].first;
            now.venue = plan.offers[k].second;
        }
        const bool moved = now.lab != from.lab || now.venue != from.venue;
        choice.switches += moved && from.lab >= 0 && now.lab >= 0 ? 1 : 0;
        now.months_in_place = moved || !was.workloads[k].active ? 0 : from.months_in_place + 1;
        const bool new_project = from.epoch != was.workloads[k].epoch;
        if (from.lab >= 0 && now.lab < 0)  // with the project that ran there
            choice.left[k] = current_outlay(w, a, static_cast<int>(k), was.workloads[k], s.forced[k]);
        if (moved && from.lab >= 0 && now.lab >= 0 && !new_project)
            choice.switching_cost += switching_months(w, from, now.lab, now.venue) *
                                     current_outlay(w, a, static_cast<int>(k), from, s.forced[k]);
    }
    for (const int v : venues_of(a.workloads)) {
        choice.venue_cost += venue_cost(w, a, v);
        if (before.count(v) == 0)
            choice.onboarding_cost += w.scenario.portfolio.onboarding_months * venue_cost(w, a, v);
    }
    return choice;
}

}  // namespace nephoscope::reference
