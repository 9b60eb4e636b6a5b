#include "models/agreements/agreements.h"

#include <algorithm>

namespace nephoscope {

Agreements::Agreements(const Scenario& scenario)
    : scenario_(scenario), waiting_(scenario.clauses.size(), false), fired_(scenario.clauses.size()) {
    for (const Clause& clause : scenario.clauses) {
        first_.push_back(clause.start);
        last_.push_back(clause.end);
    }
    for (const Clause& trigger : scenario.clauses)
        for (const std::string& started : trigger.starts)
            for (std::size_t c = 0; c < scenario.clauses.size(); ++c)
                if (scenario.clauses[c].id == started) waiting_[c] = true;
}

std::size_t Agreements::index_of(const Clause& clause) const {
    return static_cast<std::size_t>(&clause - scenario_.clauses.data());
}

bool Agreements::in_force(const Clause& clause, Month m) const {
    const std::size_t c = index_of(clause);
    return !waiting_[c] && first_[c] <= m && m <= last_[c];
}

bool Agreements::begun(const Clause& clause, Month m) const {
    const std::size_t c = index_of(clause);
    return !waiting_[c] && first_[c] <= m;
}

std::optional<std::pair<Month, Month>> Agreements::months(const Clause& clause) const {
    const std::size_t c = index_of(clause);
    if (waiting_[c]) return {};
    return std::pair{first_[c], last_[c]};
}

void Agreements::end_after(std::size_t clause, Month m) { last_[clause] = std::min(last_[clause], m); }

void Agreements::fire_triggers(Month m, const Draws& draws) {
    for (const Clause& trigger : scenario_.clauses) {
        const std::size_t index = index_of(trigger);
        if (trigger.type != ClauseType::trigger || fired_[index]) continue;
        const bool fires = trigger.date ? *trigger.date == m
                                        : unit_uniform(draws.of_lab(Stream::trigger, trigger.draw_slot,
                                                                    scenario_.month_number(m))) < trigger.hazard;
        if (!fires) continue;
        fired_[index] = m;
        for (std::size_t c = 0; c < scenario_.clauses.size(); ++c) {
            const Clause& clause = scenario_.clauses[c];
            const auto names = [&](const std::vector<std::string>& ids) {
                return std::find(ids.begin(), ids.end(), clause.id) != ids.end();
            };
            if (clause.ends_on_trigger == trigger.id || names(trigger.ends)) end_after(c, m);
            if (names(trigger.starts)) {
                waiting_[c] = false;
                first_[c] = std::max(first_[c], m + 1);
            }
        }
    }
}

Legality Agreements::resolve(Month m, bool onboarding_complete) const {
    const int labs = static_cast<int>(scenario_.labs.size()), venues = static_cast<int>(scenario_.venues.size());
    const std::uint32_t all = (1U << scenario_.workloads.size()) - 1U;
    Legality result;
    result.legal.assign(static_cast<std::size_t>(labs * venues), 0);
    result.lag.assign(static_cast<std::size_t>(labs * venues), 0);
    const auto at = [&](int lab, int venue) { return static_cast<std::size_t>(lab * venues + venue); };

    for (int v = 0; v < venues; ++v)
        for (int l = 0; l < labs; ++l) {
            const Venue& venue = scenario_.venues[static_cast<std::size_t>(v)];
            const bool own = venue.kind == VenueKind::direct && venue.lab == l;
            const bool self =
                venue.kind == VenueKind::self_hosted && scenario_.labs[static_cast<std::size_t>(l)].open_weights;
            if (own || self) result.legal[at(l, v)] = all;
        }
    for (const Clause& clause : scenario_.clauses) {
        if (clause.type != ClauseType::hosting || !in_force(clause, m)) continue;
        if (!onboarding_complete && m < first_[index_of(clause)] + clause.onboarding_months) continue;
        result.legal[at(clause.lab, clause.venue)] |= clause.scope & all;
        result.lag[at(clause.lab, clause.venue)] =
            std::max(result.lag[at(clause.lab, clause.venue)], clause.lag_months);
    }
    for (const Clause& clause : scenario_.clauses) {
        if (!in_force(clause, m)) continue;
        for (int v = 0; v < venues; ++v) {
            const VenueKind kind = scenario_.venues[static_cast<std::size_t>(v)].kind;
            if (v == clause.venue) continue;
            if (clause.type == ClauseType::exclusivity && !(kind == VenueKind::direct && clause.allows_direct))
                result.legal[at(clause.lab, v)] &= ~clause.scope;
            if (clause.type == ClauseType::first_ship && kind == VenueKind::cloud)
                result.lag[at(clause.lab, v)] = std::max(result.lag[at(clause.lab, v)], clause.window_months);
        }
    }
    return result;
}

ResaleTerms Agreements::resale(int lab, int venue, Month m) const {
    for (const Clause& clause : scenario_.clauses)
        if (clause.type == ClauseType::resale && clause.lab == lab && clause.venue == venue && in_force(clause, m))
            return {true, clause.mode, clause.rate};
    return {};
}

bool Agreements::counts_to_commit(int lab, int venue, Month m) const {
    for (const Clause& clause : scenario_.clauses)
        if (clause.type == ClauseType::counts_to_commit && clause.lab == lab && clause.venue == venue &&
            in_force(clause, m))
            return clause.counts;
    return scenario_.venues[static_cast<std::size_t>(venue)].kind == VenueKind::cloud;
}

std::vector<const Clause*> Agreements::revenue_shares(Month m) const {
    std::vector<const Clause*> shares;
    for (const Clause& clause : scenario_.clauses)
        if (clause.type == ClauseType::revenue_share && in_force(clause, m)) shares.push_back(&clause);
    return shares;
}

double Agreements::stake(int venue, int lab) const {
    double fraction = 0;
    for (const Clause& clause : scenario_.clauses)
        if (clause.type == ClauseType::equity && clause.venue == venue && clause.lab == lab)
            fraction += clause.fraction;
    return fraction;
}

bool Agreements::expires(int lab, int venue) const {
    const Month horizon = scenario_.simulation.end;
    const auto of_pair = [&](const Clause& clause) { return clause.lab == lab && clause.venue == venue; };
    for (const Clause& clause : scenario_.clauses) {
        const bool dated = clause.type == ClauseType::hosting || clause.type == ClauseType::resale ||
                           clause.type == ClauseType::licence;
        if (!dated || !of_pair(clause) || !clause.written_end || clause.end > horizon) continue;
        // One that an open-ended clause of the same kind has succeeded leaves terms that go on.
        const bool succeeded =
            std::any_of(scenario_.clauses.begin(), scenario_.clauses.end(), [&](const Clause& other) {
                return of_pair(other) && other.type == clause.type && !other.written_end && in_force(other, horizon);
            });
        if (!succeeded) return true;
    }
    return false;
}

}  // namespace nephoscope
