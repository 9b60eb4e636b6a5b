#include <fmt/format.h>

#include <algorithm>

#include "models/scenario/reading.h"

namespace nephoscope::reading {

namespace {

/// What an event of a type is about and what it needs.
struct Needs {
    bool lab = false, venue = false, region = false;  ///< may be written
    bool needs_lab = false, needs_venue = false;
    bool factor = false, value = false;  ///< must be written
};

Needs needs_of(EventType type) {
    switch (type) {
        case EventType::build_limit:
            return {.venue = true, .factor = true};
        case EventType::egress_fee:
            return {.venue = true, .region = true, .factor = true};
        case EventType::platform_fee:
            return {.venue = true, .needs_venue = true, .value = true};
        case EventType::unit_cost:
        case EventType::gravity:
        case EventType::commit_wedge:
        case EventType::self_cost:
            return {.factor = true};
        case EventType::list_price:
            return {.lab = true, .needs_lab = true, .factor = true};
        case EventType::open_lag:
            return {.value = true};
        case EventType::release_freeze:
            return {.lab = true, .needs_lab = true};
        case EventType::quality_jump:
        case EventType::ipo:
            return {.lab = true, .needs_lab = true, .value = true};
        case EventType::valuation:
            return {.lab = true, .factor = true};
        case EventType::remove_offer:
            return {.lab = true, .venue = true, .needs_lab = true, .needs_venue = true};
    }
    return {};
}

/// Whether `key` may and must stand in the event; an error otherwise. True when it is written.
bool judge(Reading& reading, const Event& event, const Node& table, const char* key, bool allowed, bool needed) {
    const bool written = table.find(key) != nullptr;
    const std::string path = "event." + event.id;
    if (written && !allowed)
        reading.diagnostics.error(place_of(reading.scenario, path + "." + key),
                                  fmt::format("an event of type '{}' has no '{}'", event_type_name(event.type), key));
    if (!written && needed)
        reading.diagnostics.error(
            table.place, fmt::format("[{}], an event of type '{}', needs '{}'", path, event_type_name(event.type), key),
            fmt::format("see: nephoscope explain event.{}", key));
    return written && allowed;
}

void read_event(Reading& reading, Event& event, Node& table) {
    const Scenario& s = reading.scenario;
    const Needs needs = needs_of(event.type);
    if (judge(reading, event, table, "lab", needs.lab, needs.needs_lab))
        event.lab = read_id(*table.find("lab"), ids_of(s.labs), "lab", reading.diagnostics);
    if (judge(reading, event, table, "venue", needs.venue, needs.needs_venue))
        event.venue = read_id(*table.find("venue"), ids_of(s.venues), "venue", reading.diagnostics);
    if (judge(reading, event, table, "region", needs.region, false))
        event.region = read_id(*table.find("region"), ids_of(s.regions), "region", reading.diagnostics);
    for (const auto& [key, used] : {std::pair<const char*, bool>{"factor", needs.factor}, {"value", needs.value}}) {
        const Node* node = table.find(key);
        const bool by_default = node != nullptr && !node->place.known();
        if (by_default) table.table.erase(key);
        judge(reading, event, table, key, used, used);
    }
    if (table.find("end") == nullptr) event.end = std::max(s.simulation.end, event.start);
    if (event.start > event.end)
        reading.diagnostics.error(place_of(s, "event." + event.id + ".end"),
                                  fmt::format("[event.{}] would end in {}, before its start in {}", event.id,
                                              event.end.str(), event.start.str()));
    if (event.start < s.simulation.start)
        reading.diagnostics.error(
            place_of(s, "event." + event.id + ".start"),
            fmt::format("[event.{}] would start in {}, before the first month, {}: the past is not changed", event.id,
                        event.start.str(), s.simulation.start.str()));
}

}  // namespace

void read_events(Reading& reading) {
    Node& root = reading.scenario.resolved;
    const bool dated = reading.failed.count("event.*.start") == 0 && reading.failed.count("event.*.end") == 0 &&
                       reading.failed.count("event.*.type") == 0;
    for (Event& event : reading.scenario.events)
        if (dated) read_event(reading, event, root.table.at("event").table.at(event.id));
}

void read_metrics(Reading& reading) {
    Scenario& s = reading.scenario;
    for (const Clause& clause : s.clauses) {
        if (clause.type != ClauseType::exclusivity || clause.venue < 0) continue;
        s.metrics.incumbent = clause.venue;
        s.metrics.focal_lab = clause.lab;
        break;
    }
    if (const Node* node = s.resolved.find_path("metrics.incumbent")) {
        const int venue = read_id(*node, ids_of(s.venues), "cloud", reading.diagnostics);
        if (venue >= 0 && s.venues[static_cast<std::size_t>(venue)].kind != VenueKind::cloud)
            reading.diagnostics.error(node->place, fmt::format("{} is a venue but no cloud", node->text));
        s.metrics.incumbent = venue;
    }
    if (const Node* node = s.resolved.find_path("metrics.focal_lab"))
        s.metrics.focal_lab = read_id(*node, ids_of(s.labs), "lab", reading.diagnostics);
}

}  // namespace nephoscope::reading
