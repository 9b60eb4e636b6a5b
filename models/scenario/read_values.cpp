#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/scenario/reading.h"
#include "sim/io/text.h"

namespace nephoscope::reading {

namespace {

std::string hint_of(const std::string& key) { return "see: nephoscope explain " + key; }

/// The nearest of `names`, or the one that is `name` with its unit behind it.
std::string likely_name(const std::string& name, const std::vector<std::string>& names) {
    for (const std::string& full : names)
        if (full.rfind(name + "_", 0) == 0) return full;
    return nearest_name(name, names);
}

/// ", a probability per month" or ", in USD/month"; empty for a number without unit.
std::string unit_phrase(const Parameter& row) {
    if (row.unit.empty()) return "";
    if (row.unit.rfind("probability", 0) == 0) return ", a " + row.unit;
    return ", in " + row.unit;
}

bool in_domain(const Parameter& row, const std::string& what, const std::string& key, const Node& node, double value,
               Diagnostics& diagnostics) {
    if (!std::isfinite(value)) {
        diagnostics.error(node.place, fmt::format("'{}' is {} but must be a finite number", what, value), hint_of(key));
        return false;
    }
    if (row.domain.contains(value)) return true;
    diagnostics.error(node.place,
                      fmt::format("'{}' is {} but must be {}{}", what, shown(node), row.domain.str(), unit_phrase(row)),
                      hint_of(key));
    return false;
}

std::optional<Value> read_choice(const Parameter& row, const std::string& key, const Node& node,
                                 Diagnostics& diagnostics) {
    if (node.kind != Node::Kind::text) {
        wrong_kind(row, key, node, diagnostics);
        return std::nullopt;
    }
    if (std::find(row.choices.begin(), row.choices.end(), node.text) != row.choices.end()) return Value(node.text);
    const std::string near = nearest_name(node.text, row.choices);
    diagnostics.error(node.place, fmt::format("'{}' is '{}' but must be {}", row.name(), node.text, expected_text(row)),
                      near.empty() ? hint_of(key) : fmt::format("did you mean '{}'?", near));
    return std::nullopt;
}

std::optional<Value> read_month(const Parameter& row, const std::string& key, const Node& node,
                                Diagnostics& diagnostics) {
    const auto month = node.kind == Node::Kind::text ? Month::parse(node.text) : std::nullopt;
    if (!month) {
        wrong_kind(row, key, node, diagnostics);
        return std::nullopt;
    }
    if (month->year() >= 1900 && month->year() <= 2200) return Value(node.text);
    diagnostics.error(node.place, fmt::format("'{}' is {} but must be from 1900-01 to 2200-12", row.name(), node.text));
    return std::nullopt;
}

}  // namespace

std::string shown(const Node& node) {
    switch (node.kind) {
        case Node::Kind::integer:
            return fmt::format("{}", node.integer);
        case Node::Kind::real:
            return fmt::format("{}", node.real);
        case Node::Kind::boolean:
            return node.boolean ? "true" : "false";
        case Node::Kind::text:
            return quoted_text(node.text);
        case Node::Kind::array:
            return fmt::format("an array of {}", node.array.size());
        case Node::Kind::table:
            return "a table";
    }
    return "";
}

std::string did_you_mean(const std::string& wrong, const std::vector<std::string>& names) {
    const std::string near = nearest_name(wrong, names);
    return near.empty() ? "" : fmt::format("did you mean '{}'?", near);
}

void wrong_kind(const Parameter& row, const std::string& key, const Node& node, Diagnostics& diagnostics) {
    diagnostics.error(node.place, fmt::format("'{}' is {} but must be {}", row.name(), shown(node), expected_text(row)),
                      hint_of(key));
}

std::optional<double> read_number(const Parameter& row, const std::string& what, const std::string& key,
                                  const Node& node, Diagnostics& diagnostics) {
    if (node.kind != Node::Kind::real && node.kind != Node::Kind::integer) {
        diagnostics.error(node.place, fmt::format("'{}' is {} but must be a number", what, shown(node)), hint_of(key));
        return std::nullopt;
    }
    const double value = node.kind == Node::Kind::real ? node.real : static_cast<double>(node.integer);
    if (!in_domain(row, what, key, node, value, diagnostics)) return std::nullopt;
    return value;
}

std::optional<Value> read_value(const Parameter& row, const std::string& key, const Node& node,
                                Diagnostics& diagnostics) {
    switch (row.kind) {
        case ValueKind::real: {
            const auto number = read_number(row, row.name(), key, node, diagnostics);
            return number ? std::optional<Value>(*number) : std::nullopt;
        }
        case ValueKind::integer:
            if (node.kind == Node::Kind::integer)
                return in_domain(row, row.name(), key, node, static_cast<double>(node.integer), diagnostics)
                           ? std::optional<Value>(node.integer)
                           : std::nullopt;
            break;
        case ValueKind::boolean:
            if (node.kind == Node::Kind::boolean) return Value(node.boolean);
            break;
        case ValueKind::choice:
            return read_choice(row, key, node, diagnostics);
        case ValueKind::month:
            return read_month(row, key, node, diagnostics);
        default:
            break;
    }
    wrong_kind(row, key, node, diagnostics);
    return std::nullopt;
}

std::string short_meaning(const Parameter& row) { return row.meaning.substr(0, row.meaning.find(';')); }

Node node_of(const Value& value) {
    Node node;
    if (const auto* real = std::get_if<double>(&value)) {
        node.kind = Node::Kind::real;
        node.real = *real;
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        node.kind = Node::Kind::integer;
        node.integer = *integer;
    } else if (const auto* boolean = std::get_if<bool>(&value)) {
        node.kind = Node::Kind::boolean;
        node.boolean = *boolean;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        node.kind = Node::Kind::text;
        node.text = *text;
    }
    return node;
}

void check_names(const Node& table, const std::vector<std::string>& names, const std::string& where,
                 Diagnostics& diagnostics) {
    for (const auto& [name, node] : table.table) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        const std::string near = likely_name(name, names);
        const Place place = node.key_place.known() ? node.key_place : node.place;
        diagnostics.error(place, fmt::format("{} has no key '{}'", where, name),
                          near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }
}

int read_id(const Node& node, const std::vector<std::string>& ids, const std::string& what, Diagnostics& diagnostics) {
    if (node.kind != Node::Kind::text) {
        diagnostics.error(node.place,
                          fmt::format("this is {} but must be the id of a {}, in quotes", shown(node), what));
        return -1;
    }
    const auto found = std::find(ids.begin(), ids.end(), node.text);
    if (found != ids.end()) return static_cast<int>(found - ids.begin());
    diagnostics.error(node.place, fmt::format("no {} is called '{}'", what, node.text), did_you_mean(node.text, ids));
    return -1;
}

Place place_of(const Scenario& scenario, const std::string& dotted) {
    std::string path = dotted;
    while (true) {
        const Node* node = scenario.resolved.find_path(path);
        if (node != nullptr && node->place.known()) return node->place;
        const std::size_t dot = path.rfind('.');
        if (dot == std::string::npos) return scenario.resolved.place;
        path.resize(dot);
    }
}

}  // namespace nephoscope::reading
