#include <fmt/format.h>

#include <cmath>

#include "models/scenario/parameters.h"

namespace nephoscope {

namespace {

std::string json_text(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

std::string json_list(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + json_text(text);
    return "[" + list + "]";
}

/// Limits of a number; JSON Schema has no infinities.
std::string limits(const Domain& domain) {
    std::string text;
    if (std::isfinite(domain.low))
        text += fmt::format(", \"{}\": {}", domain.low_open ? "exclusiveMinimum" : "minimum", domain.low);
    if (std::isfinite(domain.high))
        text += fmt::format(", \"{}\": {}", domain.high_open ? "exclusiveMaximum" : "maximum", domain.high);
    return text;
}

std::string type_of(const Parameter& row) {
    const std::string number = "\"type\": \"number\"" + limits(row.domain);
    switch (row.kind) {
        case ValueKind::real:
            return number;
        case ValueKind::integer:
            return "\"type\": \"integer\"" + limits(row.domain);
        case ValueKind::boolean:
            return "\"type\": \"boolean\"";
        case ValueKind::choice:
            return "\"enum\": " + json_list(row.choices);
        case ValueKind::month:
            return R"("type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$")";
        case ValueKind::lab:
        case ValueKind::cloud:
        case ValueKind::venue:
        case ValueKind::region:
        case ValueKind::trigger:
            return "\"type\": \"string\"";
        case ValueKind::workloads:
            return R"("anyOf": [{"const": "all"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}])";
        case ValueKind::clauses:
            return R"("type": "array", "items": {"type": "string"})";
        case ValueKind::term_mix:
            return fmt::format(R"("type": "array", "minItems": 3, "maxItems": 3, "items": {{{}}})", number);
        case ValueKind::cloud_numbers:
        case ValueKind::lab_numbers:
        case ValueKind::venue_numbers:
            return fmt::format(R"("type": "object", "additionalProperties": {{{}}})", number);
    }
    return "";
}

std::string property(const Parameter& row, const std::string& indent) {
    std::string description = row.meaning;
    if (!row.unit.empty()) description += " [" + row.unit + "]";
    if (!row.active) description += " (no effect in this version)";
    std::string text = fmt::format("{}{}: {{{}, \"description\": {}", indent, json_text(row.name()), type_of(row),
                                   json_text(description));
    const bool plain = row.kind == ValueKind::real || row.kind == ValueKind::integer || row.kind == ValueKind::boolean;
    if (row.has_default())
        text += ", \"default\": " + (plain ? value_text(row.initial) : json_text(std::get<std::string>(row.initial)));
    return text + "}";
}

/// The object of one table. A file that extends another may leave out what it inherits, so nothing is required here.
std::string table_object(const std::string& table, const std::string& indent) {
    std::string properties;
    for (const Parameter* row : parameters_of(table))
        properties += (properties.empty() ? "" : ",\n") + property(*row, indent + "    ");
    return fmt::format("{{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {{\n{}\n{}}}}}",
                       properties, indent);
}

}  // namespace

std::string json_schema() {
    std::string text =
        "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"nephoscope scenario\",\n"
        "  \"type\": \"object\",\n  \"additionalProperties\": false,\n  \"properties\": {\n"
        "    \"extends\": {\"type\": \"string\", \"description\": \"the scenario that this one changes\"},\n"
        "    \"remove\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"description\": \"tables and keys "
        "of the "
        "parent to leave out\"}";
    for (const auto& [table, of_many] : scenario_tables()) {
        text += fmt::format(",\n    {}: ", json_text(table));
        if (of_many)
            text += fmt::format("{{\"type\": \"object\", \"additionalProperties\": {}}}",
                                table_object(table + ".*", "    "));
        else
            text += table_object(table, "    ");
    }
    return text + "\n  }\n}\n";
}

}  // namespace nephoscope
