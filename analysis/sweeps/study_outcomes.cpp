#include <fmt/format.h>

#include <algorithm>

#include "analysis/sweeps/study_reading.h"
#include "models/metrics/metrics.h"
#include "models/scenario/reading.h"
#include "sim/run/run.h"

namespace nephoscope::study_reading {

namespace {

std::string name_of(const VariableSpec& spec) { return spec.group.empty() ? spec.name : spec.group + "/" + spec.name; }

const VariableSpec* find_variable(StudyReading& reading, const Node& table, const std::string& where) {
    static const std::vector<VariableSpec> specs = recorded_variables();
    if (table.find("variable") == nullptr)
        reading.diagnostics.error(table.place, where + " has no key 'variable'", "docs/output.md lists them");
    const auto name = text_of(reading, table, "variable");
    if (!name) return nullptr;
    std::vector<std::string> names;
    for (const VariableSpec& spec : specs) {
        if (name_of(spec) == *name) return &spec;
        names.push_back(name_of(spec));
    }
    const std::string near = did_you_mean(*name, names);
    reading.diagnostics.error(table.find("variable")->place, fmt::format("no variable '{}' is recorded", *name),
                              near.empty() ? "docs/output.md lists them" : near);
    return nullptr;
}

/// The label on one axis, which every scenario must have.
void read_label(StudyReading& reading, const Node& table, const std::string& where, const std::string& axis,
                StudyOutcome& outcome) {
    const auto label = text_of(reading, table, axis);
    if (label) outcome.labels[axis] = *label;
    for (const Scenario& scenario : reading.scenarios) {
        const AxisLabels all = axis_labels(scenario);
        const auto found = all.find(axis);
        const std::vector<std::string> labels = found == all.end() ? std::vector<std::string>{} : found->second;
        if (table.find(axis) == nullptr) {
            reading.diagnostics.error(table.place, fmt::format("{} needs '{}': an outcome is one number", where, axis),
                                      labels.empty() ? "" : fmt::format("such as {} = \"{}\"", axis, labels.front()));
            return;
        }
        if (!label || std::find(labels.begin(), labels.end(), *label) != labels.end()) continue;
        reading.diagnostics.error(table.find(axis)->place,
                                  fmt::format("{} has no {} called '{}'", scenario.name, axis, *label),
                                  did_you_mean(*label, labels));
        return;
    }
}

void read_month(StudyReading& reading, const Node& table, const std::string& where, StudyOutcome& outcome) {
    if (!reading.scenarios.empty()) outcome.month = reading.scenarios.front().simulation.end;
    const auto text = text_of(reading, table, "month");
    if (!text) return;
    const Place place = table.find("month")->place;
    const auto month = Month::parse(*text);
    if (!month) {
        reading.diagnostics.error(place,
                                  fmt::format("'month' is \"{}\" but must be a month such as \"2028-12\"", *text));
        return;
    }
    outcome.month = *month;
    for (const Scenario& scenario : reading.scenarios) {
        const SimulationParameters& simulation = scenario.simulation;
        const Schedule schedule{simulation.start, simulation.end, simulation.record_every};
        const bool recorded = *month >= simulation.start && *month <= simulation.end && schedule.records(*month);
        if (recorded) continue;
        reading.diagnostics.error(
            place, fmt::format("{} is at {}, which {} does not record", where, *text, scenario.name),
            fmt::format("it records from {} to {}", simulation.start.str(), simulation.end.str()));
        return;
    }
}

void read_outcome(StudyReading& reading, const std::string& name, const Node& table) {
    const std::string where = fmt::format("[outcome.{}]", name);
    StudyOutcome outcome;
    outcome.name = name;
    if (!reading::is_id(name))
        reading.diagnostics.error(table.place,
                                  fmt::format("'{}' cannot name an outcome: use a-z, 0-9, '-' and '_'", name));
    outcome.paired = switch_of(reading, table, "difference").value_or(false);
    if (outcome.paired && reading.study.base < 0 && reading.root.find_path("study.base") == nullptr)
        reading.diagnostics.error(table.find("difference")->place,
                                  fmt::format("{} is a difference, but the study has no base", where),
                                  "[study] base = one of its scenarios");
    const VariableSpec* spec = find_variable(reading, table, where);
    if (spec == nullptr) return;
    outcome.variable = name_of(*spec);
    std::vector<std::string> keys{"difference", "variable"};
    for (const std::string& axis : spec->axes) {
        keys.push_back(axis);
        if (axis != "month") read_label(reading, table, where, axis, outcome);
    }
    if (spec->has_months()) read_month(reading, table, where, outcome);
    reading::check_names(table, keys, fmt::format("{} of '{}'", where, outcome.variable), reading.diagnostics);
    reading.study.outcomes.push_back(std::move(outcome));
}

}  // namespace

void read_outcomes(StudyReading& reading) {
    const Node* table = table_of(reading, "outcome");
    if (table == nullptr || table->table.empty()) {
        if (table != nullptr || reading.root.find("outcome") == nullptr)
            reading.diagnostics.error(table != nullptr ? table->place : reading.root.place,
                                      "a study has at least one outcome",
                                      "[outcome.npv] with variable = \"npv\" and party = \"azure\"");
        return;
    }
    for (const auto& [name, node] : table->table) {
        if (node.is_table())
            read_outcome(reading, name, node);
        else
            reading.diagnostics.error(node.place,
                                      fmt::format("'outcome.{}' is {} but must be a table", name, shown(node)));
    }
}

}  // namespace nephoscope::study_reading
