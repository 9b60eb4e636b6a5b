#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "models/scenario/reading.h"

namespace nephoscope::reading {

namespace {

const std::string& lab_id(const Scenario& s, const Clause& c) { return s.labs[static_cast<std::size_t>(c.lab)].id; }
const std::string& venue_id(const Scenario& s, const Clause& c) {
    return s.venues[static_cast<std::size_t>(c.venue)].id;
}

bool overlap_in_scope(const Clause& a, const Clause& b) { return (a.scope & b.scope) != 0; }
bool same_pair(const Clause& a, const Clause& b) { return a.lab == b.lab && a.venue == b.venue; }

/// A trigger that ends one of two clauses and starts the other, so that they follow each other.
bool trigger_separates(const Scenario& scenario, const Clause& a, const Clause& b) {
    const auto names = [](const std::vector<std::string>& ids, const std::string& id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    const auto ends = [&](const Clause& t, const Clause& c) {
        return c.ends_on_trigger == t.id || names(t.ends, c.id);
    };
    return std::any_of(scenario.clauses.begin(), scenario.clauses.end(), [&](const Clause& t) {
        if (t.type != ClauseType::trigger) return false;
        return (ends(t, a) && names(t.starts, b.id)) || (ends(t, b) && names(t.starts, a.id));
    });
}

/// Two clauses of a type that may not be in force at once, where `conflict` holds, and what to say: places it at `key`.
struct Rule {
    ClauseType type;
    const char* key;
    std::function<bool(const Clause&, const Clause&)> conflict;
    std::function<std::string(const Clause& first)> message;
    const char* note;
    const char* hint;
};

std::vector<Rule> rules(const Scenario& s) {
    using enum ClauseType;
    const auto until = [](const Clause& c) { return c.end.str(); };
    return {
        {hosting, "start", [](const Clause& a, const Clause& b) { return same_pair(a, b) && overlap_in_scope(a, b); },
         [&s, until](const Clause& c) {
             return fmt::format("{} is already hosted at {} until {}", lab_id(s, c), venue_id(s, c), until(c));
         },
         "the other hosting is here", "end one of them first"},
        {exclusivity, "beneficiary",
         [](const Clause& a, const Clause& b) {
             return a.lab == b.lab && a.venue != b.venue && overlap_in_scope(a, b);
         },
         [&s, until](const Clause& c) {
             return fmt::format("{} is already exclusive to {} until {}", lab_id(s, c), venue_id(s, c), until(c));
         },
         "the other exclusivity is here", "end one of them first"},
        {first_ship, "venue", [](const Clause& a, const Clause& b) { return a.lab == b.lab && a.venue != b.venue; },
         [&s, until](const Clause& c) {
             return fmt::format("{} already ships first at {} until {}", lab_id(s, c), venue_id(s, c), until(c));
         },
         "the other first-ship clause is here", "end one of them first"},
        {resale, "start", same_pair,
         [&s, until](const Clause& c) {
             return fmt::format("{} at {} already has resale terms until {}", lab_id(s, c), venue_id(s, c), until(c));
         },
         "the other terms are here", "end one of them first"},
        {revenue_share, "start", [](const Clause& a, const Clause& b) { return same_pair(a, b) && a.base == b.base; },
         [&s, until](const Clause& c) {
             return fmt::format("{} already shares this revenue with {} until {}", lab_id(s, c), venue_id(s, c),
                                until(c));
         },
         "the other share is here", "end one of them first"},
        {licence, "start", same_pair,
         [&s, until](const Clause& c) {
             return fmt::format("{} is already licensed to {} until {}", lab_id(s, c), venue_id(s, c), until(c));
         },
         "the other licence is here", "end one of them first"},
        {compute_commit, "start", same_pair,
         [&s, until](const Clause& c) {
             return fmt::format("{} already has a commitment at {} until {}", lab_id(s, c), venue_id(s, c), until(c));
         },
         "the other commitment is here", "let them follow each other, or add them up"},
        {counts_to_commit, "start", same_pair,
         [&s, until](const Clause& c) {
             return fmt::format("whether {} at {} counts is already said until {}", lab_id(s, c), venue_id(s, c),
                                until(c));
         },
         "the other clause is here", "end one of them first"},
    };
}

void check_pairs(Reading& reading) {
    const Scenario& s = reading.scenario;
    for (const Rule& rule : rules(s))
        for (std::size_t i = 0; i < s.clauses.size(); ++i)
            for (std::size_t j = i + 1; j < s.clauses.size(); ++j) {
                const Clause &a = s.clauses[i], &b = s.clauses[j];
                if (a.type != rule.type || b.type != rule.type || !reading.clause_ok[i] || !reading.clause_ok[j])
                    continue;
                if (!rule.conflict(a, b) || !both_in_force(s, a, b)) continue;
                const bool later_is_a = a.start > b.start;
                const Clause &first = later_is_a ? b : a, &second = later_is_a ? a : b;
                reading.diagnostics.error(place_in(s, second, rule.key), rule.message(first));
                reading.diagnostics.note(first.place, rule.note, rule.hint);
            }
}

/// Whether the lab can be at the venue at all while the clause is in force.
bool is_hosted(const Scenario& s, const Clause& clause) {
    const Venue& venue = s.venues[static_cast<std::size_t>(clause.venue)];
    if (venue.kind == VenueKind::direct) return venue.lab == clause.lab;
    return std::any_of(s.clauses.begin(), s.clauses.end(), [&](const Clause& other) {
        return other.type == ClauseType::hosting && same_pair(other, clause) && both_in_force(s, other, clause);
    });
}

void check_hosting(Reading& reading, const Clause& c) {
    using enum ClauseType;
    const Scenario& s = reading.scenario;
    if (c.type != exclusivity && c.type != first_ship && c.type != resale && c.type != counts_to_commit) return;
    if (c.start > c.end || has_broken_hosting(reading) || is_hosted(s, c)) return;
    const char* key = c.type == exclusivity ? "beneficiary" : c.type == first_ship ? "venue" : "cloud";
    reading.diagnostics.error(
        place_in(s, c, key),
        fmt::format("{} is not hosted at {} while [agreement.{}] is in force", lab_id(s, c), venue_id(s, c), c.id),
        "write a clause of type \"hosting\" first");
}

void check_alone(Reading& reading, const Clause& c) {
    const Scenario& s = reading.scenario;
    if (c.start > c.end)
        reading.diagnostics.error(
            place_in(s, c, c.written_end ? "end" : "start"),
            fmt::format("[agreement.{}] would end in {}, before its start in {}", c.id, c.end.str(), c.start.str()));
    if (c.cap && c.paid_to_date > *c.cap)
        reading.diagnostics.error(
            place_in(s, c, "paid_to_date_usd"),
            fmt::format("'paid_to_date_usd' is {} but must not exceed 'cap_usd', {}", c.paid_to_date, *c.cap));
    check_hosting(reading, c);
}

/// Rates of one payer's shares in force at once, and stakes in one lab, must not sum above 1.
void check_sums(Reading& reading) {
    const Scenario& s = reading.scenario;
    for (std::size_t i = 0; i < s.clauses.size(); ++i) {
        const Clause& c = s.clauses[i];
        const bool share = c.type == ClauseType::revenue_share;
        if (!reading.clause_ok[i] || (!share && c.type != ClauseType::equity)) continue;
        double sum = 0;
        std::vector<const Clause*> before;
        for (std::size_t j = 0; j < s.clauses.size(); ++j) {
            const Clause& other = s.clauses[j];
            if (!reading.clause_ok[j] || other.type != c.type || other.lab != c.lab) continue;
            if (share && !(other.start <= c.start && both_in_force(s, other, c))) continue;
            if (!share && j > i) continue;
            sum += share ? other.rate : other.fraction;
            if (j != i) before.push_back(&other);
        }
        const double own = share ? c.rate : c.fraction;
        if (sum <= 1 + 1e-12 || sum - own > 1 + 1e-12) continue;
        reading.diagnostics.error(
            place_in(s, c, share ? "rate" : "fraction"),
            share ? fmt::format("{} would share {} of its revenue, more than all of it", lab_id(s, c), sum)
                  : fmt::format("stakes in {} would sum to {}, more than all of it", lab_id(s, c), sum));
        for (const Clause* other : before)
            reading.diagnostics.note(other->place, share ? "with this share" : "with this stake");
    }
}

}  // namespace

Place place_in(const Scenario& scenario, const Clause& clause, const std::string& key) {
    const Node* node = scenario.resolved.find_path("agreement." + clause.id + "." + key);
    return node != nullptr && node->place.known() ? node->place : clause.place;
}

bool both_in_force(const Scenario& scenario, const Clause& a, const Clause& b) {
    return a.start <= b.end && b.start <= a.end && !trigger_separates(scenario, a, b);
}

void check_clauses(Reading& reading) {
    for (std::size_t i = 0; i < reading.scenario.clauses.size(); ++i)
        if (reading.clause_ok[i] && reading.scenario.clauses[i].type != ClauseType::trigger)
            check_alone(reading, reading.scenario.clauses[i]);
    check_pairs(reading);
    check_sums(reading);
}

}  // namespace nephoscope::reading
