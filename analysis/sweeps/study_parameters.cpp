#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/sweeps/study_reading.h"
#include "models/scenario/reading.h"
#include "sim/io/text.h"

namespace nephoscope::study_reading {

namespace {

/// What a study says of one key: { range = [low, high], scale = "log" } or { values = [...] } or [...].
struct Entry {
    std::vector<std::string> parts;  ///< of the key
    const Node* node;
};

/// Keys may be written in one ("choice.taste_precision" = ...) or as nested tables, as TOML reads dotted keys.
void collect(const Node& table, std::vector<std::string> parts, std::vector<Entry>& entries) {
    for (const auto& [name, node] : table.table) {
        std::vector<std::string> longer = parts;
        const auto split = split_key(name);
        for (const std::string& part : split ? *split : std::vector<std::string>{name}) longer.push_back(part);
        if (!node.is_table() || node.table.empty() || row_of_key(longer) != nullptr)
            entries.push_back({longer, &node});
        else
            collect(node, longer, entries);
    }
}

double number_of(const Parameter& row, const Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? 1 : 0;
    const std::string& text = std::get<std::string>(value);
    if (row.kind == ValueKind::month) return Month::parse(text)->count();
    return static_cast<double>(std::find(row.choices.begin(), row.choices.end(), text) - row.choices.begin());
}

/// The numbers of an array of values; fewer after an error.
std::vector<double> numbers_of(StudyReading& reading, const Parameter& row, const std::string& key, const Node& array) {
    std::vector<double> numbers;
    for (const Node& node : array.array)
        if (const auto value = reading::read_value(row, key, node, reading.diagnostics))
            numbers.push_back(number_of(row, *value));
    return numbers;
}

bool is_array(StudyReading& reading, const Node& node, const std::string& what, std::size_t least, std::size_t most) {
    if (node.kind == Node::Kind::array && node.array.size() >= least && node.array.size() <= most) return true;
    const std::string allowed =
        least == most ? fmt::format("an array of {}, [low, high]", least) : "an array of at least one value";
    reading.diagnostics.error(node.place, fmt::format("'{}' is {} but must be {}", what, shown(node), allowed));
    return false;
}

void read_range(StudyReading& reading, const Parameter& row, const Node& range, StudyParameter& parameter) {
    if (row.kind == ValueKind::choice || row.kind == ValueKind::boolean) {
        reading.diagnostics.error(range.place,
                                  fmt::format("'{}' is {} and has no range", parameter.key, expected_text(row)),
                                  "list them: values = [...]");
        return;
    }
    if (!is_array(reading, range, "range", 2, 2)) return;
    const std::vector<double> ends = numbers_of(reading, row, parameter.key, range);
    if (ends.size() != 2) return;
    parameter.low = ends[0];
    parameter.high = ends[1];
    if (ends[0] < ends[1]) return;
    reading.diagnostics.error(
        range.place, fmt::format("the range of '{}' is empty: its low end must be below its high end", parameter.key));
}

void read_scale(StudyReading& reading, const Parameter& row, const Node& table, StudyParameter& parameter) {
    const auto scale = text_of(reading, table, "scale");
    if (!scale) return;
    const Place place = table.find("scale")->place;
    parameter.logarithmic = *scale == "log";
    if (*scale != "log" && *scale != "linear")
        reading.diagnostics.error(place, fmt::format("'scale' is '{}' but must be 'linear' or 'log'", *scale),
                                  did_you_mean(*scale, {"linear", "log"}));
    else if (table.find("range") == nullptr)
        reading.diagnostics.error(place, "'scale' belongs to a range");
    else if (parameter.logarithmic && row.kind == ValueKind::month)
        reading.diagnostics.error(place, fmt::format("'{}' is a month and has no logarithm", parameter.key));
    else if (parameter.logarithmic && parameter.low <= 0 && parameter.high > parameter.low)
        reading.diagnostics.error(
            place, fmt::format("a logarithmic range starts above 0, '{}' at {}", parameter.key, parameter.low));
}

void read_entry(StudyReading& reading, const Entry& entry) {
    const std::string key = joined_key(entry.parts);
    const Node& node = *entry.node;
    const Parameter* row = swept_row(reading, entry.parts, node);
    if (row == nullptr) return;
    const int before = reading.diagnostics.told();
    StudyParameter parameter;
    parameter.key = key;
    parameter.kind = row->kind;
    parameter.place = node.place;
    if (node.is_table()) {
        reading::check_names(node, {"range", "scale", "values"}, fmt::format("'{}'", key), reading.diagnostics);
        if (const Node* range = node.find("range")) read_range(reading, *row, *range, parameter);
        read_scale(reading, *row, node, parameter);
        if (node.find("range") != nullptr && node.find("values") != nullptr)
            reading.diagnostics.error(node.find("values")->place, fmt::format("'{}' has a range and values", key),
                                      "leave one out");
        if (node.table.count("range") + node.table.count("values") == 0)
            reading.diagnostics.error(node.place, fmt::format("'{}' has neither range nor values", key),
                                      "such as { range = [low, high] }");
    }
    const Node* values = node.is_table() ? node.find("values") : &node;
    if (values != nullptr && is_array(reading, *values, node.is_table() ? "values" : key, 1, SIZE_MAX)) {
        parameter.values = numbers_of(reading, *row, key, *values);
        if (!parameter.values.empty()) {
            parameter.low = *std::min_element(parameter.values.begin(), parameter.values.end());
            parameter.high = *std::max_element(parameter.values.begin(), parameter.values.end());
        }
    }
    if (reading.diagnostics.told() == before) reading.study.parameters.push_back(std::move(parameter));
}

}  // namespace

void read_parameters(StudyReading& reading) {
    const Node* table = table_of(reading, "parameters");
    if (table == nullptr || table->table.empty()) {
        if (table != nullptr || reading.root.find("parameters") == nullptr)
            reading.diagnostics.error(table != nullptr ? table->place : reading.root.place,
                                      "a study sweeps at least one parameter",
                                      "[parameters] with attention.base_per_month = { range = [0.03, 0.25] }");
        return;
    }
    std::vector<Entry> entries;
    collect(*table, {}, entries);
    std::set<std::string> seen;
    for (const Entry& entry : entries) {
        if (seen.insert(joined_key(entry.parts)).second)
            read_entry(reading, entry);
        else
            reading.diagnostics.error(entry.node->key_place,
                                      fmt::format("'{}' is written twice", joined_key(entry.parts)));
    }
}

}  // namespace nephoscope::study_reading
