#include <algorithm>
#include <optional>

#include "tests/reference/reference.h"

/// MODEL 4.3, the resolution rule, offer by offer and workload by workload.
namespace nephoscope::reference {

namespace {

bool in_force(const Clause& c, Month m) { return c.start <= m && m <= c.end; }
bool covers(const Clause& c, int k) { return (c.scope >> k & 1U) != 0; }

bool named(const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::optional<Month> firing(const Scenario& s, const Draws& draws, const Clause& trigger, Month now) {
    for (Month m = s.simulation.start; m <= now; ++m) {
        if (trigger.date) {
            if (*trigger.date == m) return m;
            continue;
        }
        const int t = m - s.simulation.start;
        if (unit_uniform(draws.of_lab(Stream::trigger, trigger.draw_slot, t)) < trigger.hazard) return m;
    }
    return {};
}

bool hosted(const std::vector<Clause>& clauses, int lab, int venue, int k, Month m, Planted planted) {
    for (const Clause& c : clauses) {
        if (c.type != ClauseType::hosting || c.lab != lab || c.venue != venue || !covers(c, k) || !in_force(c, m))
            continue;
        const int wait = planted == Planted::agreements_forget_onboarding ? 0 : c.onboarding_months;
        if (m >= c.start + wait) return true;
    }
    return false;
}

bool shut_by_exclusivity(const Scenario& s, const std::vector<Clause>& clauses, int lab, int venue, int k, Month m) {
    for (const Clause& c : clauses) {
        if (c.type != ClauseType::exclusivity || c.lab != lab || !covers(c, k) || !in_force(c, m) || c.venue == venue)
            continue;
        if (s.venues[static_cast<std::size_t>(venue)].kind == VenueKind::direct && c.allows_direct) continue;
        return true;
    }
    return false;
}

}  // namespace

std::vector<Clause> clauses_at(const Scenario& s, const Draws& draws, Month now, Planted planted) {
    std::vector<Clause> clauses = s.clauses;
    const Month never = s.simulation.end + 1200;
    for (std::size_t c = 0; c < clauses.size(); ++c)
        for (const Clause& trigger : s.clauses) {
            if (trigger.type != ClauseType::trigger || planted == Planted::agreements_ignore_trigger) continue;
            const std::optional<Month> fired = firing(s, draws, trigger, now);
            const bool ends = clauses[c].ends_on_trigger == trigger.id || named(trigger.ends, clauses[c].id);
            if (ends && fired) clauses[c].end = std::min(clauses[c].end, *fired);
            if (named(trigger.starts, clauses[c].id))
                clauses[c].start = fired ? std::max(clauses[c].start, *fired + 1) : never;
        }
    return clauses;
}

const Clause* resale_terms(const std::vector<Clause>& clauses, int lab, int venue, Month m) {
    for (const Clause& c : clauses)
        if (c.type == ClauseType::resale && c.lab == lab && c.venue == venue && in_force(c, m)) return &c;
    return nullptr;
}

std::vector<std::vector<std::vector<bool>>> legal_offers(const Scenario& s, const std::vector<Clause>& clauses, Month m,
                                                         Planted planted) {
    std::vector<std::vector<std::vector<bool>>> legal(
        s.labs.size(), std::vector<std::vector<bool>>(s.venues.size(), std::vector<bool>(s.workloads.size(), false)));
    for (int l = 0; l < static_cast<int>(s.labs.size()); ++l)
        for (int v = 0; v < static_cast<int>(s.venues.size()); ++v)
            for (int k = 0; k < static_cast<int>(s.workloads.size()); ++k) {
                const Venue& venue = s.venues[static_cast<std::size_t>(v)];
                const Lab& lab = s.labs[static_cast<std::size_t>(l)];
                bool a = hosted(clauses, l, v, k, m, planted);
                if (venue.kind == VenueKind::self_hosted && lab.open_weights) a = true;
                if (venue.kind == VenueKind::direct && venue.lab == l) a = true;
                const bool shut =
                    planted != Planted::agreements_ignore_exclusivity && shut_by_exclusivity(s, clauses, l, v, k, m);
                legal[static_cast<std::size_t>(l)][static_cast<std::size_t>(v)][static_cast<std::size_t>(k)] =
                    a && !shut;
            }
    return legal;
}

std::vector<std::vector<int>> lags(const Scenario& s, const std::vector<Clause>& clauses, Month m) {
    std::vector<std::vector<int>> lag(s.labs.size(), std::vector<int>(s.venues.size(), 0));
    for (std::size_t l = 0; l < s.labs.size(); ++l)
        for (std::size_t v = 0; v < s.venues.size(); ++v)
            for (const Clause& c : clauses) {
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
