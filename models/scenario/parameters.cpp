#include "models/scenario/parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/scenario/parameter_rows.h"
#include "sim/io/text.h"

namespace nephoscope {

std::string Domain::str() const {
    const bool has_low = low > -std::numeric_limits<double>::infinity();
    const bool has_high = high < std::numeric_limits<double>::infinity();
    if (has_low && has_high)
        return fmt::format("in {}{}, {}{}", low_open ? '(' : '[', low, high, high_open ? ')' : ']');
    if (has_low) return fmt::format("{} {}", low_open ? "above" : "at least", low);
    if (has_high) return fmt::format("{} {}", high_open ? "below" : "at most", high);
    return "a finite number";
}

std::string Parameter::table() const { return key.substr(0, key.rfind('.')); }
std::string Parameter::name() const { return key.substr(key.rfind('.') + 1); }

bool Parameter::belongs_to(ClauseType type) const {
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

bool Parameter::needed_by(ClauseType type) const {
    return std::find(required.begin(), required.end(), type) != required.end();
}

const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> table = [] {
        std::vector<Parameter> all;
        for (const auto& rows : {rows::simulation_rows(), rows::customer_rows(), rows::decision_rows(),
                                 rows::market_rows(), rows::lab_rows(), rows::venue_rows(), rows::segment_rows(),
                                 rows::clause_rows(), rows::supply_rows(), rows::funding_rows(), rows::event_rows()})
            all.insert(all.end(), rows.begin(), rows.end());
        return all;
    }();
    return table;
}

std::vector<const Parameter*> parameters_of(const std::string& table) {
    std::vector<const Parameter*> rows;
    for (const Parameter& row : parameters())
        if (row.table() == table) rows.push_back(&row);
    return rows;
}

const Parameter* find_parameter(const std::string& key) {
    for (const Parameter& row : parameters())
        if (row.key == key) return &row;
    return nullptr;
}

const std::vector<std::pair<std::string, bool>>& scenario_tables() {
    static const std::vector<std::pair<std::string, bool>> tables = [] {
        std::vector<std::pair<std::string, bool>> all;
        for (const Parameter& row : parameters()) {
            const std::string table = row.table();
            const std::size_t star = table.find(".*");
            all.emplace_back(table.substr(0, star), star != std::string::npos);
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }();
    return tables;
}

std::string value_text(const Value& value) {
    struct Text {
        std::string operator()(std::monostate) const { return ""; }
        std::string operator()(double x) const { return fmt::format("{}", x); }
        std::string operator()(std::int64_t n) const { return fmt::format("{}", n); }
        std::string operator()(bool b) const { return b ? "true" : "false"; }
        std::string operator()(const std::string& text) const { return quoted_text(text); }
    };
    return std::visit(Text{}, value);
}

std::string expected_text(const Parameter& parameter) {
    switch (parameter.kind) {
        case ValueKind::real:
            return "a number";
        case ValueKind::integer:
            return "a whole number";
        case ValueKind::boolean:
            return "true or false";
        case ValueKind::choice: {
            std::string list;
            for (const std::string& choice : parameter.choices)
                list += fmt::format("{}'{}'", list.empty() ? "" : ", ", choice);
            return "one of " + list;
        }
        case ValueKind::month:
            return "a month such as \"2026-05\"";
        case ValueKind::lab:
            return "the id of a lab, in quotes";
        case ValueKind::cloud:
            return "the id of a cloud, in quotes";
        case ValueKind::venue:
            return "the id of a venue, in quotes";
        case ValueKind::region:
            return "the id of a region, in quotes";
        case ValueKind::workloads:
            return "\"all\" or an array of ids of workloads";
        case ValueKind::clauses:
            return "an array of ids of agreements";
        case ValueKind::trigger:
            return "the id of a trigger, in quotes";
        case ValueKind::term_mix:
            return "an array of three shares, of 12, 24 and 36 months";
        case ValueKind::cloud_numbers:
            return "a table cloud = number";
        case ValueKind::lab_numbers:
            return "a table lab = number";
        case ValueKind::venue_numbers:
            return "a table venue = number";
    }
    return "";
}

}  // namespace nephoscope
