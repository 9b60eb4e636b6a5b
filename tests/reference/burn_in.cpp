#include "tests/reference/reference.h"

/// MODEL 13.1: how customers came to where they are at the start.
namespace nephoscope::reference {

Calm before_events(const Scenario& s, const Draws& draws, const Labs& labs) {
    Calm calm;
    Scenario quiet = s;
    quiet.events.clear();
    for (Region& region : quiet.regions) region.egress_ban_start.reset();
    calm.prices = costs_of(quiet, 0, Planted::none);
    for (const Lab& lab : s.labs) calm.prices.list.push_back(lab.list_price);
    for (const Venue& venue : s.venues)
        calm.prices.fee.push_back(venue.fee_rule == FeeRule::parity ? 0 : venue.platform_fee);
    const Month last = s.simulation.start - 1;
    std::vector<Clause> clauses = clauses_at(s, draws, last, Planted::none);
    for (Clause& clause : clauses) clause.onboarding_months = 0;
    calm.offers = make_offers(quiet, clauses, labs, calm.prices, last, 0, Planted::none);
    return calm;
}

void burn_in(const Scenario& s, const StartingValues& start, const Draws& draws, const Calm& calm,
             std::vector<Agent>& agents, Statistics& statistics, Planted planted) {
    for (Agent& agent : agents) {
        agent.fill = 1;
        for (Workload& workload : agent.workloads) {
            const bool active = workload.active;
            workload = Workload{};
            workload.active = active;
        }
    }
    Table targets;
    for (const Lab& lab : s.labs) targets.emplace_back(s.segments.size(), lab.target_share);
    const Table nobody(s.workloads.size(), Row(s.segments.size(), 0));
    const int first = -s.simulation.burn_in_months;
    const int realised_from = planted == Planted::burn_in_never_looks_at_peers ? 1 : -12;
    const Planted own = planted == Planted::burn_in_keeps_projects ? planted : Planted::none;  // later phases' later
    for (int t = first; t <= -1; ++t) {
        const bool realised = t >= realised_from && t > first;
        World world{s,           start,       draws,       calm.offers,
                    calm.offers, calm.prices, calm.prices, realised ? statistics.lab_in_use : targets,
                    nobody,      t,           own};
        world.burn_in = true;
        world.first = t == first;
        for (Agent& agent : agents) agent = choose(world, agent).agent;
        statistics = statistics_of(s, agents, t);
    }
}

}  // namespace nephoscope::reference
