#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/sweeps/study_points.h"
#include "analysis/sweeps/study_reading.h"
#include "models/scenario/reading.h"

namespace nephoscope::study_reading {

namespace {

constexpr double kMostPoints = 1e7;

/// The key that says how large a design is, empty where the parameters' values do.
std::string size_key(DesignKind kind) {
    switch (kind) {
        case DesignKind::latin_hypercube:
        case DesignKind::sobol_points:
            return "points";
        case DesignKind::saltelli:
            return "base_points";
        case DesignKind::morris:
            return "trajectories";
        default:
            return "";
    }
}

/// Keys of [design] for this kind.
std::vector<std::string> keys_of(DesignKind kind) {
    if (!fills_ranges(kind)) return {"kind"};
    std::vector<std::string> keys{"kind", "seed", size_key(kind)};
    if (kind == DesignKind::morris) keys.push_back("levels");
    return keys;
}

std::optional<DesignKind> kind_of(StudyReading& reading, const Node& table) {
    const std::string names = fmt::format("'{}'", fmt::join(design_names(), "', '"));
    if (table.find("kind") == nullptr)
        reading.diagnostics.error(table.place, "[design] has no key 'kind'", "one of " + names);
    const auto name = text_of(reading, table, "kind");
    if (!name) return std::nullopt;
    const auto kind = design_of_name(*name);
    if (!kind)
        reading.diagnostics.error(table.find("kind")->place,
                                  fmt::format("'kind' is '{}' but must be one of {}", *name, names),
                                  did_you_mean(*name, design_names()));
    return kind;
}

void read_size(StudyReading& reading, const Node& table) {
    Study& study = reading.study;
    const std::string key = size_key(study.design);
    if (key.empty()) return;
    const bool takes_variance = study.design == DesignKind::saltelli || study.design == DesignKind::morris;
    if (table.find(key) == nullptr)
        reading.diagnostics.error(table.place,
                                  fmt::format("a design of kind '{}' needs '{}'", design_name(study.design), key),
                                  "such as " + key + " = 64");
    study.design_size =
        static_cast<int>(whole_number(reading, table, key, takes_variance ? 2 : 1, 10'000'000).value_or(0));
    study.design_seed = static_cast<std::uint64_t>(whole_number(reading, table, "seed", 0, INT64_MAX).value_or(0));
    if (study.design != DesignKind::morris) return;
    study.design_levels = static_cast<int>(whole_number(reading, table, "levels", 2, 1000).value_or(4));
    if (study.design_levels % 2 != 0)
        reading.diagnostics.error(table.find("levels")->place,
                                  fmt::format("'levels' is {} but must be even", study.design_levels),
                                  "an odd number's step would leave the grid");
}

/// A list or grid needs values; the others take either, but one value is no range.
void check_values(StudyReading& reading, const StudyParameter& parameter) {
    if (!fills_ranges(reading.study.design) && parameter.values.empty())
        reading.diagnostics.error(
            parameter.place,
            fmt::format("'{}' needs values: a {} has no ranges", parameter.key, design_name(reading.study.design)),
            "{ values = [...] }");
    if (reading.study.design == DesignKind::list || parameter.values.empty()) return;
    const std::set<double> distinct(parameter.values.begin(), parameter.values.end());
    if (distinct.size() != parameter.values.size())
        reading.diagnostics.error(parameter.place, fmt::format("a value of '{}' stands twice", parameter.key));
    else if (fills_ranges(reading.study.design) && distinct.size() < 2)
        reading.diagnostics.error(parameter.place, fmt::format("'{}' does not vary", parameter.key));
}

void check_list(StudyReading& reading) {
    const std::vector<StudyParameter>& all = reading.study.parameters;
    for (const StudyParameter& parameter : all) {
        if (parameter.values.size() == all.front().values.size() || parameter.values.empty()) continue;
        reading.diagnostics.error(
            parameter.place,
            fmt::format("'{}' has {} values but '{}' has {}: a list takes the first of each, then "
                        "the second of each",
                        parameter.key, parameter.values.size(), all.front().key, all.front().values.size()));
        reading.diagnostics.note(all.front().place, "the other is here");
    }
}

}  // namespace

void read_design(StudyReading& reading) {
    Study& study = reading.study;
    const Node* table = table_of(reading, "design");
    if (table == nullptr) {
        if (reading.root.find("design") == nullptr)
            reading.diagnostics.error(reading.root.place, "a study has a table [design]",
                                      "[design] with kind = \"grid\"");
        return;
    }
    const auto kind = kind_of(reading, *table);
    if (!kind) return;
    study.design = *kind;
    reading::check_names(*table, keys_of(*kind), fmt::format("[design] of kind '{}'", design_name(*kind)),
                         reading.diagnostics);
    const int before = reading.diagnostics.told();
    read_size(reading, *table);
    for (const StudyParameter& parameter : study.parameters) check_values(reading, parameter);
    if (*kind == DesignKind::list) check_list(reading);
    const double points = point_count(
        {*kind, study.design_seed, study.design_size, study.design_levels, static_cast<int>(study.parameters.size())},
        study.parameters);
    if (reading.diagnostics.told() == before && points > kMostPoints)
        reading.diagnostics.error(table->place, fmt::format("the design has {:.3g} points, at most {:.0e} are possible",
                                                            points, kMostPoints));
}

}  // namespace nephoscope::study_reading
