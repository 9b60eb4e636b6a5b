#include <algorithm>

#include "tests/reference/reference.h"

/// MODEL 4.3, the resolution rule, offer by offer and workload by workload.
namespace nephoscope::reference {

namespace {

bool in_force(const Clause& c, Month m) { return c.start <= m && m <= c.end; }
bool covers(const Clause& c, int k) { return (c.scope >> k & 1U) != 0; }

bool hosted(const Scenario& s, int lab, int venue, int k, Month m, Planted planted) {
    for (const Clause& c : s.clauses) {
        if (c.type != ClauseType::hosting || c.lab != lab || c.venue != venue || !covers(c, k) || !in_force(c, m))
            continue;
        const int wait = planted == Planted::agreements_forget_onboarding ? 0 : c.onboarding_months;
        if (m >= c.start + wait) return true;
    }
    return false;
}

bool shut_by_exclusivity(const Scenario& s, int lab, int venue, int k, Month m) {
    for (const Clause& c : s.clauses) {
        if (c.type != ClauseType::exclusivity || c.lab != lab || !covers(c, k) || !in_force(c, m) || c.venue == venue)
            continue;
        if (s.venues[static_cast<std::size_t>(venue)].kind == VenueKind::direct && c.allows_direct) continue;
        return true;
    }
    return false;
}

}  // namespace

std::vector<std::vector<std::vector<bool>>> legal_offers(const Scenario& s, Month m, Planted planted) {
    std::vector<std::vector<std::vector<bool>>> legal(
        s.labs.size(), std::vector<std::vector<bool>>(s.venues.size(), std::vector<bool>(s.workloads.size(), false)));
    for (int l = 0; l < static_cast<int>(s.labs.size()); ++l)
        for (int v = 0; v < static_cast<int>(s.venues.size()); ++v)
            for (int k = 0; k < static_cast<int>(s.workloads.size()); ++k) {
                const Venue& venue = s.venues[static_cast<std::size_t>(v)];
                const Lab& lab = s.labs[static_cast<std::size_t>(l)];
                bool a = hosted(s, l, v, k, m, planted);
                if (venue.kind == VenueKind::self_hosted && lab.open_weights) a = true;
                if (venue.kind == VenueKind::direct && venue.lab == l) a = true;
                const bool shut =
                    planted != Planted::agreements_ignore_exclusivity && shut_by_exclusivity(s, l, v, k, m);
                legal[static_cast<std::size_t>(l)][static_cast<std::size_t>(v)][static_cast<std::size_t>(k)] =
                    a && !shut;
            }
    return legal;
}

std::vector<std::vector<int>> lags(const Scenario& s, Month m) {
    std::vector<std::vector<int>> lag(s.labs.size(), std::vector<int>(s.venues.size(), 0));
    for (std::size_t l = 0; l < s.labs.size(); ++l)
        for (std::size_t v = 0; v < s.venues.size(); ++v)
            for (const Clause& c : s.clauses) {
                if (c.lab != static_cast<int>(l) || !in_force(c, m)) continue;
                const bool there = c.venue == static_cast<int>(v);
                if (c.type == ClauseType::hosting && there && m >= c.start + c.onboarding_months)
                    lag[l][v] = std::max(lag[l][v], c.lag_months);
                if (c.type == ClauseType::first_ship && !there && s.venues[v].kind == VenueKind::cloud)
                    lag[l][v] = std::max(lag[l][v], c.window_months);
            }
    return lag;
}

}  // namespace nephoscope::reference
