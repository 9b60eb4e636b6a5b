#include "models/scenario/branching.h"

#include <algorithm>
#include <optional>

#include "models/scenario/parameters.h"
#include "sim/io/text.h"

/// What of a scenario acts by a month (docs/checkpoints.md#what-may-differ): strict rather than clever.
namespace nephoscope {

namespace {

bool names(const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

template <class Thing>
const Thing* find(const std::vector<Thing>& things, const std::string& id) {
    const auto found = std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.id == id; });
    return found == things.end() ? nullptr : &*found;
}

bool may_fire_by(const Clause& trigger, Month m) { return !trigger.date || *trigger.date <= m; }

/// Whether a clause may act in month m or before. Stakes do whatever their dates; a clause that waits does once one of
/// its triggers may have fired.
bool acts_by(const Scenario& scenario, const Clause& clause, Month m) {
    if (clause.type == ClauseType::equity) return true;
    if (clause.type == ClauseType::trigger) return may_fire_by(clause, m);
    bool waits = false, started = false;
    for (const Clause& trigger : scenario.clauses) {
        if (!names(trigger.starts, clause.id)) continue;
        waits = true;
        started = started || may_fire_by(trigger, m);
    }
    return waits ? started : clause.start <= m;
}

/// Last month whose capacity orders of the past foresee: what arrives until then was ordered before the start.
Month last_of_first_orders(const Scenario& scenario) { return scenario.simulation.start + scenario.capacity.lead - 1; }

bool acts_by(const Scenario& scenario, const Event& event, Month m) {
    if (event.type == EventType::build_limit) m = std::max(m, last_of_first_orders(scenario));
    return event.start <= m;
}

/// Whether nothing of month m or before asks when the thing ends, if that is in month m or later.
bool end_is_free(const Scenario&, const Clause& clause, Month m) {
    return clause.type != ClauseType::compute_commit && clause.type != ClauseType::equity &&
           clause.type != ClauseType::trigger && clause.end >= m;
}
bool end_is_free(const Scenario& scenario, const Event& event, Month m) {
    if (event.type == EventType::build_limit) m = std::max(m, last_of_first_orders(scenario));
    return event.end >= m;
}

/// Whether both are written alike.
bool same_text(const Scenario& a, const Scenario& b, const std::string& key) {
    const Node *left = a.resolved.find_path(key), *right = b.resolved.find_path(key);
    return left != nullptr && right != nullptr && write_toml(*left) == write_toml(*right);
}

/// Takes out of `name`, a table of the scenario's text, what both may have otherwise: things that act later in both,
/// ends that come later in both. Of a thing that acts in one alone the other's is taken out where the texts would not
/// tell: it waits for a trigger.
template <class Thing>
void forget_later(Node& root, const std::string& name, const Scenario& its, const Scenario& other,
                  std::vector<Thing> Scenario::*things, Month m) {
    Node& table = root.table[name];
    for (const Thing& thing : its.*things) {
        const Thing* twin = find(other.*things, thing.id);
        const auto node = table.table.find(thing.id);
        if (node == table.table.end()) continue;
        const bool acts = acts_by(its, thing, m), acts_there = twin != nullptr && acts_by(other, *twin, m);
        if (!acts && (!acts_there || same_text(its, other, name + "." + quoted_key(thing.id))))
            table.table.erase(node);
        else if (twin != nullptr && end_is_free(its, thing, m) && end_is_free(other, *twin, m))
            node->second.table.erase("end");
    }
}

/// Takes out a dated key of an entity when both give it a month after m, or none.
template <class Entity>
void forget_date(Node& table, const char* key, const std::vector<Entity>& its, const std::vector<Entity>& other,
                 std::optional<Month> Entity::*date, bool none_is_later, Month m) {
    const auto later = [&](const std::optional<Month>& month) { return month ? *month > m : none_is_later; };
    for (const Entity& entity : its) {
        const Entity* twin = find(other, entity.id);
        const auto node = table.table.find(entity.id);
        if (twin != nullptr && node != table.table.end() && later(entity.*date) && later(twin->*date))
            node->second.table.erase(key);
    }
}

/// The scenario with what acts after month m taken out of its text.
Scenario until(const Scenario& its, const Scenario& other, Month m) {
    Scenario pruned = its;
    Node& root = pruned.resolved;
    forget_later(root, "agreement", its, other, &Scenario::clauses, m);
    forget_later(root, "event", its, other, &Scenario::events, m);
    forget_date(root.table["region"], "egress_ban_start", its.regions, other.regions, &Region::egress_ban_start, true,
                m);
    forget_date(root.table["venue"], "capacity_from", its.venues, other.venues, &Venue::capacity_from, false, m);
    return pruned;
}

}  // namespace

std::string diff_until(const Scenario& a, const Scenario& b, Month m, const Sources& sources) {
    return diff_scenarios(until(a, b, m), until(b, a, m), sources);
}

}  // namespace nephoscope
