#include <fmt/format.h>

#include <algorithm>

#include "models/scenario/reading.h"

namespace nephoscope::reading {

namespace {

std::vector<std::string> cloud_ids(const Scenario& scenario) {
    std::vector<std::string> ids;
    for (const Venue& venue : scenario.venues)
        if (venue.kind == VenueKind::cloud) ids.push_back(venue.id);
    return ids;
}

Node* find_node(Reading& reading, const std::string& path) {
    return const_cast<Node*>(reading.scenario.resolved.find_path(path));
}

/// A table id = number as a vector by position; ids that are absent are 0. Empty after an error in its shape.
std::vector<double> read_numbers(Reading& reading, const std::string& row_key, const std::string& path,
                                 const Node& node, const std::vector<std::string>& all,
                                 const std::vector<std::string>& allowed, const std::string& what) {
    std::vector<double> numbers(all.size(), 0.0);
    const Parameter& row = *find_parameter(row_key);
    if (!node.is_table()) {
        reading.failed.insert(row_key);
        wrong_kind(row, path, node, reading.diagnostics);
        return numbers;
    }
    for (const auto& [id, value] : node.table) {
        if (std::find(allowed.begin(), allowed.end(), id) == allowed.end()) {
            reading.failed.insert(row_key);
            reading.diagnostics.error(value.key_place.known() ? value.key_place : value.place,
                                      fmt::format("no {} is called '{}'", what, id), did_you_mean(id, allowed));
            continue;
        }
        const auto number = read_number(row, id, path, value, reading.diagnostics);
        if (!number) reading.failed.insert(row_key);
        const auto position = static_cast<std::size_t>(std::find(all.begin(), all.end(), id) - all.begin());
        numbers[position] = number.value_or(0.0);
    }
    return numbers;
}

void read_labs(Reading& reading) {
    Scenario& scenario = reading.scenario;
    const auto clouds = cloud_ids(scenario), venues = ids_of(scenario.venues);
    for (Lab& lab : scenario.labs) {
        const std::string path = "lab." + lab.id + ".host_weight";
        lab.host_weight.assign(venues.size(), 0.0);
        if (const Node* node = scenario.resolved.find_path(path))
            lab.host_weight = read_numbers(reading, "lab.*.host_weight", path, *node, venues, clouds, "cloud");
    }
}

void read_venues(Reading& reading) {
    Scenario& scenario = reading.scenario;
    const auto labs = ids_of(scenario.labs);
    for (Venue& venue : scenario.venues) {
        if (const Node* node = scenario.resolved.find_path("venue." + venue.id + ".lab"))
            venue.lab = read_id(*node, labs, "lab", reading.diagnostics);
        if (const Node* node = scenario.resolved.find_path("venue." + venue.id + ".owner_lab"))
            venue.owner_lab = read_id(*node, labs, "lab", reading.diagnostics);
    }
}

void read_term_mix(Reading& reading, Segment& segment) {
    const Parameter& row = *find_parameter("segment.*.term_mix");
    const std::string path = "segment." + segment.id + ".term_mix";
    Node* table = find_node(reading, "segment." + segment.id);
    const Node* node = table->find("term_mix");
    if (node == nullptr) {
        Node filled;
        filled.kind = Node::Kind::array;
        for (const double share : segment.term_mix) filled.array.push_back(node_of(share));
        table->table["term_mix"] = filled;
        return;
    }
    if (node->kind != Node::Kind::array || node->array.size() != segment.term_mix.size()) {
        reading.failed.insert(row.key);
        wrong_kind(row, path, *node, reading.diagnostics);
        return;
    }
    for (std::size_t i = 0; i < segment.term_mix.size(); ++i) {
        const auto share = read_number(row, row.name(), path, node->array[i], reading.diagnostics);
        if (!share) reading.failed.insert(row.key);
        segment.term_mix[i] = share.value_or(0.0);
    }
}

void read_segments(Reading& reading) {
    Scenario& scenario = reading.scenario;
    const auto clouds = cloud_ids(scenario), venues = ids_of(scenario.venues);
    for (Segment& segment : scenario.segments) {
        read_term_mix(reading, segment);
        const std::string path = "segment." + segment.id + ".home_share";
        segment.home_share.assign(venues.size(), 0.0);
        if (const Node* node = scenario.resolved.find_path(path))
            segment.home_share = read_numbers(reading, "segment.*.home_share", path, *node, venues, clouds, "cloud");
        if (scenario.resolved.find_path("segment." + segment.id + ".budget_below_usd_per_month") == nullptr)
            segment.budget_below = std::numeric_limits<double>::infinity();
    }
}

/// One of the two tables of [start]: with mode = "given" each id needs its number.
std::vector<double> read_start_numbers(Reading& reading, const std::string& name, const std::vector<std::string>& ids,
                                       const std::string& what) {
    const std::string path = "start." + name;
    const Node* node = reading.scenario.resolved.find_path(path);
    if (node == nullptr) {
        if (reading.scenario.start.given)
            reading.diagnostics.error(place_of(reading.scenario, "start"),
                                      fmt::format("[start] with mode = \"given\" needs '{}'", name),
                                      "see: nephoscope explain " + path);
        return {};
    }
    if (!node->is_table()) return read_numbers(reading, path, path, *node, ids, ids, what);
    for (const std::string& id : ids)
        if (node->find(id) == nullptr)
            reading.diagnostics.error(node->place, fmt::format("'{}' needs a number for {} {}", name, what, id));
    return read_numbers(reading, path, path, *node, ids, ids, what);
}

void read_start(Reading& reading) {
    Scenario& scenario = reading.scenario;
    scenario.start.lab_fit = read_start_numbers(reading, "lab_fit", ids_of(scenario.labs), "lab");
    scenario.start.venue_appeal = read_start_numbers(reading, "venue_appeal", ids_of(scenario.venues), "venue");
    const Node* factor = scenario.resolved.find_path("start.budget_factor");
    if (scenario.start.given) {
        if (factor == nullptr)
            reading.diagnostics.error(place_of(scenario, "start"),
                                      "[start] with mode = \"given\" needs 'budget_factor'",
                                      "see: nephoscope explain start.budget_factor");
        return;
    }
    for (const char* name : {"lab_fit", "venue_appeal", "budget_factor", "segment_factor"}) {
        const Node* node = scenario.resolved.find_path(std::string("start.") + name);
        if (node == nullptr) continue;
        reading.diagnostics.error(node->key_place.known() ? node->key_place : node->place,
                                  fmt::format("'{}' is only read with mode = \"given\"", name),
                                  "write start.mode = \"given\", or leave it out");
    }
}

}  // namespace

void read_links(Reading& reading) {
    read_labs(reading);
    read_venues(reading);
    read_segments(reading);
    read_start(reading);
}

}  // namespace nephoscope::reading
