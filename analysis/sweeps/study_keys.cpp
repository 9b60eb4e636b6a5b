#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/sweeps/study_reading.h"
#include "models/scenario/reading.h"
#include "sim/io/text.h"
#include "sim/io/toml_inherit.h"

namespace nephoscope::study_reading {

namespace {

/// Whether the children of the table [name] are named by the file.
bool has_ids(const std::string& name) {
    for (const auto& [table, ids] : scenario_tables())
        if (table == name) return ids;
    return false;
}

/// Every key that could be swept in the study's scenarios, to name the nearest.
std::vector<std::string> possible_keys(const StudyReading& reading) {
    std::set<std::string> keys;
    for (const Parameter& row : parameters()) {
        const std::size_t star = row.key.find(".*.");
        if (star == std::string::npos) {
            keys.insert(row.key);
            continue;
        }
        for (const LoadedDocument& document : reading.study.documents)
            if (const Node* set = document.root.find(row.key.substr(0, star)); set != nullptr && set->is_table())
                for (const auto& [id, entry] : set->table)
                    keys.insert(row.key.substr(0, star + 1) + id + row.key.substr(star + 2));
    }
    return {keys.begin(), keys.end()};
}

bool can_be_swept(const Parameter& row) {
    switch (row.kind) {
        case ValueKind::real:
        case ValueKind::integer:
        case ValueKind::boolean:
        case ValueKind::choice:
        case ValueKind::month:
            return true;
        default:
            return false;
    }
}

}  // namespace

const Parameter* row_of_key(const std::vector<std::string>& parts) {
    std::vector<std::string> row = parts;
    if (row.size() == 3 && has_ids(row[0])) row[1] = "*";
    return find_parameter(fmt::format("{}", fmt::join(row, ".")));
}

const Parameter* swept_row(StudyReading& reading, const std::vector<std::string>& parts, const Node& node) {
    const std::string key = joined_key(parts);
    const std::vector<LoadedDocument>& documents = reading.study.documents;
    const Place place = node.key_place.known() ? node.key_place : node.place;
    const Parameter* row = row_of_key(parts);
    if (row == nullptr) {
        reading.diagnostics.error(place, fmt::format("no scenario key is called '{}'", key),
                                  did_you_mean(key, possible_keys(reading)));
        return nullptr;
    }
    static const std::set<std::string> of_the_study{"simulation.seed", "simulation.replications", "simulation.start",
                                                    "simulation.end", "simulation.record_every"};
    if (of_the_study.count(row->key) != 0)
        reading.diagnostics.error(place, fmt::format("'{}' is one for all points of a study", key),
                                  "seed, replications and agents stand in [study], months in the scenarios");
    else if (!can_be_swept(*row))
        reading.diagnostics.error(place, fmt::format("'{}' is {} and cannot be swept", key, expected_text(*row)),
                                  "numbers, months, words and true or false can be");
    else if (!row->active)
        reading.diagnostics.error(place, fmt::format("'{}' has no effect in this version", key),
                                  "see: nephoscope explain " + key);
    else if (!documents.empty() &&
             std::none_of(documents.begin(), documents.end(),
                          [&](const LoadedDocument& document) { return has_place_for(document, key); }))
        reading.diagnostics.error(place, fmt::format("no scenario of the study has [{}.{}]", parts[0], parts[1]),
                                  did_you_mean(key, possible_keys(reading)));
    else
        return row;
    return nullptr;
}

bool has_place_for(const LoadedDocument& document, const std::string& key) {
    const auto parts = split_key(key);
    if (!parts || parts->size() != 3 || !has_ids(parts->front())) return true;
    const Node* set = document.root.find(parts->front());
    return set != nullptr && set->find((*parts)[1]) != nullptr;
}

void lay_value(LoadedDocument& document, const StudyParameter& parameter, double number) {
    Node node = reading::node_of(parameter_value(parameter, number));
    node.place = node.key_place = parameter.place;
    const auto parts = split_key(parameter.key);
    for (auto part = parts->rbegin(); part != parts->rend(); ++part) {
        Node table;
        table.place = table.key_place = parameter.place;
        table.table.emplace(*part, std::move(node));
        node = std::move(table);
    }
    merge_over(document.root, std::move(node));
}

void check_ends(StudyReading& reading) {
    for (const StudyParameter& parameter : reading.study.parameters) {
        const std::vector<double> ends{parameter.low, parameter.high};
        for (const double number : parameter.values.empty() ? ends : parameter.values)
            for (std::size_t s = 0; s < reading.study.documents.size(); ++s) {
                LoadedDocument document = reading.study.documents[s];
                if (!has_place_for(document, parameter.key)) continue;
                lay_value(document, parameter, number);
                const int before = reading.diagnostics.told();
                read_scenario(document, reading.study.scenarios[s].label, reading.sources, reading.diagnostics);
                if (reading.diagnostics.told() == before) continue;
                reading.diagnostics.note(
                    parameter.place,
                    fmt::format("with {} = {} of this study, in {}", parameter.key,
                                value_text(parameter_value(parameter, number)), reading.study.scenarios[s].label));
                return;  // one such value is enough to read about
            }
    }
}

}  // namespace nephoscope::study_reading

namespace nephoscope {

Value parameter_value(const StudyParameter& parameter, double number) {
    switch (parameter.kind) {
        case ValueKind::integer:
            return static_cast<std::int64_t>(std::llround(number));
        case ValueKind::boolean:
            return number != 0;
        case ValueKind::month:
            return Month::from_count(static_cast<int>(std::lround(number))).str();
        case ValueKind::choice: {
            const auto parts = split_key(parameter.key);
            return study_reading::row_of_key(*parts)->choices.at(static_cast<std::size_t>(number));
        }
        default:
            return number;
    }
}

}  // namespace nephoscope
