#include "models/scenario/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/scenario/reading.h"

namespace nephoscope {

namespace {

template <class Entity>
int index_in(const std::vector<Entity>& entities, const std::string& id) {
    for (std::size_t i = 0; i < entities.size(); ++i)
        if (entities[i].id == id) return static_cast<int>(i);
    return -1;
}

}  // namespace

int Scenario::lab_index(const std::string& id) const { return index_in(labs, id); }
int Scenario::venue_index(const std::string& id) const { return index_in(venues, id); }
int Scenario::workload_index(const std::string& id) const { return index_in(workloads, id); }
int Scenario::segment_index(const std::string& id) const { return index_in(segments, id); }

int Scenario::direct_venue_of(int lab) const {
    for (std::size_t v = 0; v < venues.size(); ++v)
        if (venues[v].kind == VenueKind::direct && venues[v].lab == lab) return static_cast<int>(v);
    return -1;
}

Scenario read_scenario(const LoadedDocument& document, const std::string& name, const Sources&,
                       Diagnostics& diagnostics) {
    Scenario scenario;
    scenario.name = name;
    scenario.question = document.question;
    scenario.resolved = document.root;
    reading::Reading reading{scenario, diagnostics};
    reading::read_sections(reading);
    reading::read_sets(reading);
    reading::read_links(reading);
    reading::read_events(reading);
    reading::read_clauses(reading);
    reading::read_metrics(reading);
    reading::check_sets(reading);
    reading::check_shares(reading);
    reading::check_numbers(reading);
    reading::check_clauses(reading);
    reading::check_triggers(reading);
    reading::check_targets(reading);
    std::sort(scenario.inactive.begin(), scenario.inactive.end());
    return scenario;
}

std::vector<std::size_t> clouds_of(const Scenario& scenario) {
    std::vector<std::size_t> clouds;
    for (std::size_t v = 0; v < scenario.venues.size(); ++v)
        if (scenario.venues[v].kind == VenueKind::cloud) clouds.push_back(v);
    return clouds;
}

std::size_t base_venues(const Scenario& scenario) {
    const std::vector<std::size_t> clouds = clouds_of(scenario);
    return clouds.empty() ? 0 : clouds.back() + 1;
}

Scenario load_scenario(const std::string& path, const LoadOptions& options, Sources& sources,
                       Diagnostics& diagnostics) {
    const LoadedDocument document = load_document(path, options, sources, diagnostics);
    std::string name = path.substr(path.find_last_of('/') + 1);
    if (name.size() > 5 && name.compare(name.size() - 5, 5, ".toml") == 0) name.resize(name.size() - 5);
    if (!document.ok) {
        Scenario none;
        none.name = name;
        return none;
    }
    return read_scenario(document, name, sources, diagnostics);
}

}  // namespace nephoscope
