#include <algorithm>
#include <cmath>

#include "tests/reference/reference.h"

/// MODEL 5.7: whom a customer contracts with, where its new base spend goes, when it moves house.
namespace nephoscope::reference {

namespace {

/// The cloud with the largest value; the lowest position of several.
int best_cloud(const Scenario& s, const Row& value) {
    int best = -1;
    for (std::size_t c = 0; c < s.venues.size(); ++c)
        if (s.venues[c].kind == VenueKind::cloud && (best < 0 || value[c] > value[static_cast<std::size_t>(best)]))
            best = static_cast<int>(c);
    return best;
}

/// ξ_ic
double taste(const Scenario& s, const Draws& draws, const Agent& a, std::size_t c) {
    return gumbel(draws.of_venue(Stream::base, a.id, s.venues[c].draw_slot));
}

/// V at other base shares, with the contract at the cloud that holds the most of them.
double value_with(const World& w, Agent a, const Row& shares, const std::vector<bool>& active) {
    a.base_share = shares;
    a.home = best_cloud(w.scenario, shares);
    return portfolio_value(w, a, active);
}

double growth_of_term(const Scenario& s, const Agent& a) { return std::pow(1 + s.base_cloud.growth, a.term) - 1; }

/// U_ic by cloud [USD/month].
Row utilities(const World& w, const Agent& a) {
    const BaseCloudParameters& p = w.scenario.base_cloud;
    const double inertia = w.planted == Planted::base_without_inertia ? 0 : p.inertia;
    const bool pull = p.ai_pull && w.planted != Planted::base_without_pull;
    const double grown = growth_of_term(w.scenario, a);
    std::vector<bool> active;
    for (const Workload& workload : a.workloads) active.push_back(workload.active);
    Row utility(w.scenario.venues.size(), 0);
    for (std::size_t c = 0; c < utility.size(); ++c) {
        if (w.scenario.venues[c].kind != VenueKind::cloud) continue;
        utility[c] =
            a.base_spend * grown / p.taste_precision *
            (w.scenario.venues[c].base_service_index + inertia * a.base_share[c] + taste(w.scenario, w.draws, a, c));
        if (!pull) continue;
        Row then = a.base_share;
        then[c] += grown;
        for (double& share : then) share /= 1 + grown;
        utility[c] += value_with(w, a, then, active) - value_with(w, a, a.base_share, active);
    }
    return utility;
}

double annuity(const Scenario& s) {
    const double monthly = std::pow(1 + s.finance.customer_discount_rate, 1 / 12.0) - 1;
    return (1 - std::pow(1 + monthly, -s.portfolio.planning_horizon)) / monthly;
}

}  // namespace

int first_growth_cloud(const Scenario& s, const Draws& draws, const Agent& a) {
    Row utility(s.venues.size(), 0);
    for (std::size_t c = 0; c < utility.size(); ++c)
        utility[c] = s.venues[c].base_service_index + s.base_cloud.inertia * a.base_share[c] + taste(s, draws, a, c);
    return best_cloud(s, utility);
}

/// Without a base there is no inertia; whoever enters judges each cloud as its only one, on the workloads that would
/// have been active at the start.
void enter(const World& w, Agent& a) {
    const Scenario& s = w.scenario;
    std::vector<bool> foreseen;
    for (const nephoscope::Workload& workload : s.workloads)
        foreseen.push_back(unit_uniform(w.draws.of_workload(Stream::active_at_start, a.id, workload.draw_slot)) <
                           s.segments[static_cast<std::size_t>(a.segment)].active_at_start);
    Row utility(s.venues.size(), 0);
    double mean_base = 0, clouds = 0;  // over clouds, so that tastes weigh the same at each
    for (std::size_t c = 0; c < s.venues.size(); ++c)
        if (s.venues[c].kind == VenueKind::cloud) {
            mean_base += w.start.base_per_budget[c];
            clouds += 1;
        }
    mean_base /= clouds;
    for (std::size_t c = 0; c < utility.size(); ++c) {
        if (s.venues[c].kind != VenueKind::cloud) continue;
        const double inertia = w.planted == Planted::newcomer_loves_inertia ? s.base_cloud.inertia : 0;
        utility[c] = mean_base * a.budget * growth_of_term(s, a) / s.base_cloud.taste_precision *
                     (s.venues[c].base_service_index + inertia * (c == 0 ? 1 : 0) + taste(s, w.draws, a, c));
        Row only(s.venues.size(), 0);
        only[c] = 1;
        if (s.base_cloud.ai_pull) utility[c] += value_with(w, a, only, foreseen);
    }
    a.home = a.growth_cloud = best_cloud(s, utility);
    a.base_share.assign(s.venues.size(), 0);
    a.base_share[static_cast<std::size_t>(a.home)] = 1;
    a.base_spend = w.start.base_per_budget[static_cast<std::size_t>(a.home)] * a.budget;
}

void renew(const World& w, Agent& a, Choice& choice) {
    const BaseCloudParameters& p = w.scenario.base_cloud;
    if (a.migration_left == 0) a.home = best_cloud(w.scenario, a.base_share);
    if (a.base_spend == 0) return;  // nothing to place
    const Row utility = utilities(w, a);
    a.growth_cloud = best_cloud(w.scenario, utility);
    if (a.migration_left > 0) return;
    const auto h = static_cast<std::size_t>(a.home);
    Row gain(utility.size(), 0);
    for (std::size_t c = 0; c < gain.size(); ++c)
        gain[c] = utility[c] - utility[h] +
                  a.base_spend / p.taste_precision *
                      (w.scenario.venues[c].base_service_index - w.scenario.venues[h].base_service_index);
    const int to = best_cloud(w.scenario, gain);
    const double hurdle = w.planted == Planted::base_migrates_freely ? 0 : p.migration_months * a.base_spend;
    if (to == a.home || !(gain[static_cast<std::size_t>(to)] * annuity(w.scenario) > hurdle)) return;
    a.migration_from = a.home;
    a.migration_left = 12;
    a.migration_amount = a.base_share[h] * a.base_spend / (w.planted == Planted::base_migrates_at_once ? 1 : 12);
    a.home = to;
    choice.migrated = true;
    choice.migration_cost = p.migration_months * a.base_spend;
}

/// The month's growth goes to n, a twelfth of a migration to h.
void grow_base(const World& w, Agent& a) {
    const double before = a.base_spend, after = before * (1 + w.scenario.base_cloud.growth);
    Row there(a.base_share.size(), 0);
    for (std::size_t c = 0; c < there.size(); ++c) there[c] = a.base_share[c] * before;
    const auto from = static_cast<std::size_t>(a.migration_from), to = static_cast<std::size_t>(a.home);
    const double moved = a.migration_left > 0 ? std::min(a.migration_amount, there[from]) : 0;
    there[static_cast<std::size_t>(a.growth_cloud)] += after - before;
    there[from] -= moved;
    there[to] += moved;
    if (a.migration_left > 0) --a.migration_left;
    for (std::size_t c = 0; c < there.size(); ++c) a.base_share[c] = there[c] / after;
    a.base_spend = after;
}

}  // namespace nephoscope::reference
