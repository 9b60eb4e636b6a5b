#include <fmt/format.h>

#include <algorithm>

#include "models/scenario/reading.h"

namespace nephoscope::reading {

namespace {

const Clause* find_clause(const Scenario& scenario, const std::string& id) {
    for (const Clause& clause : scenario.clauses)
        if (clause.id == id) return &clause;
    return nullptr;
}

bool names(const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// The entry of an array of ids.
Place entry_place(const Scenario& scenario, const Clause& trigger, const char* key, std::size_t i) {
    const Node* node = scenario.resolved.find_path("agreement." + trigger.id + "." + key);
    return node != nullptr && i < node->array.size() ? node->array[i].place : trigger.place;
}

void check_named(Reading& reading, const Clause& trigger, const char* key, const std::vector<std::string>& named) {
    const Scenario& s = reading.scenario;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const Clause* clause = find_clause(s, named[i]);
        const Place place = entry_place(s, trigger, key, i);
        if (clause == nullptr) {
            reading.diagnostics.error(place, fmt::format("no agreement is called '{}'", named[i]),
                                      did_you_mean(named[i], ids_of(s.clauses)));
        } else if (clause->type == ClauseType::trigger || clause->type == ClauseType::equity) {
            reading.diagnostics.error(place, fmt::format("'{}' is a clause of type '{}', which has no dates to move",
                                                         named[i], clause_type_name(clause->type)));
        }
    }
}

void check_trigger(Reading& reading, const Clause& trigger) {
    const Scenario& s = reading.scenario;
    const bool has_hazard = s.resolved.find_path("agreement." + trigger.id + ".hazard_per_month") != nullptr;
    if (has_hazard == trigger.date.has_value())
        reading.diagnostics.error(
            trigger.place,
            fmt::format("the trigger '{}' needs {}", trigger.id,
                        has_hazard ? "either 'date' or 'hazard_per_month', not both" : "'date' or 'hazard_per_month'"));
    check_named(reading, trigger, "ends", trigger.ends);
    check_named(reading, trigger, "starts", trigger.starts);
    for (std::size_t i = 0; i < trigger.starts.size(); ++i)
        if (names(trigger.ends, trigger.starts[i]))
            reading.diagnostics.error(
                entry_place(s, trigger, "starts", i),
                fmt::format("the trigger '{}' both ends and starts '{}'", trigger.id, trigger.starts[i]));
    const bool is_named = std::any_of(s.clauses.begin(), s.clauses.end(),
                                      [&](const Clause& c) { return c.ends_on_trigger == trigger.id; });
    if (trigger.ends.empty() && trigger.starts.empty() && !is_named)
        reading.diagnostics.error(trigger.place, fmt::format("the trigger '{}' ends and starts nothing", trigger.id),
                                  "write 'ends' or 'starts', or 'ends_on_trigger' in a clause");
}

void check_reference(Reading& reading, const Clause& clause) {
    if (clause.ends_on_trigger.empty()) return;
    const Scenario& s = reading.scenario;
    const Clause* trigger = find_clause(s, clause.ends_on_trigger);
    if (trigger != nullptr && trigger->type == ClauseType::trigger) return;
    std::vector<std::string> triggers;
    for (const Clause& other : s.clauses)
        if (other.type == ClauseType::trigger) triggers.push_back(other.id);
    const std::string near = nearest_name(clause.ends_on_trigger, triggers);
    reading.diagnostics.error(
        place_in(s, clause, "ends_on_trigger"), fmt::format("no trigger is called '{}'", clause.ends_on_trigger),
        near.empty() ? "write a clause of type \"trigger\"" : fmt::format("did you mean '{}'?", near));
    if (trigger != nullptr)
        reading.diagnostics.note(trigger->place,
                                 fmt::format("this is a clause of type '{}'", clause_type_name(trigger->type)));
}

void check_trigger_slots(Reading& reading) {
    const Scenario& s = reading.scenario;
    const Clause* holder[64] = {};
    for (const Clause& clause : s.clauses) {
        if (clause.type != ClauseType::trigger || clause.draw_slot < 0 || clause.draw_slot > 63) continue;
        const Clause*& taken = holder[clause.draw_slot];
        if (taken != nullptr) {
            reading.diagnostics.error(
                place_in(s, clause, "draw_slot"),
                fmt::format("{} and {} both have draw_slot {}", taken->id, clause.id, clause.draw_slot),
                fmt::format("set another: agreement.{}.draw_slot, 0 to 63", clause.id));
            reading.diagnostics.note(place_in(s, *taken, "draw_slot"), "the other one is here");
        }
        taken = &clause;
    }
}

}  // namespace

void check_triggers(Reading& reading) {
    for (std::size_t i = 0; i < reading.scenario.clauses.size(); ++i) {
        if (!reading.clause_ok[i]) continue;
        const Clause& clause = reading.scenario.clauses[i];
        if (clause.type == ClauseType::trigger) check_trigger(reading, clause);
        check_reference(reading, clause);
    }
    check_trigger_slots(reading);
}

}  // namespace nephoscope::reading
