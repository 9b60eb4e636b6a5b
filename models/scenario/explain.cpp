#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "models/scenario/parameters.h"
#include "sim/io/text.h"

namespace nephoscope {

namespace {

/// "3", "required", or "none (optional)".
std::string default_text(const Parameter& row) {
    if (row.has_default()) return value_text(row.initial);
    if (row.presence == Presence::required) return "required";
    return "none (optional)";
}

std::string clause_list(const std::vector<ClauseType>& types) {
    std::string list;
    for (const ClauseType type : types) list += fmt::format("{}{}", list.empty() ? "" : ", ", clause_type_name(type));
    return list;
}

std::string allowed_text(const Parameter& row) {
    const bool is_number = row.kind == ValueKind::real || row.kind == ValueKind::integer;
    if (!is_number && row.domain.str() == Domain{}.str()) return expected_text(row);
    return fmt::format("{}, {}", expected_text(row), row.domain.str());
}

std::string in_full(const Parameter& row) {
    std::string text =
        fmt::format("{}{}\n  {}\n", row.key, row.symbol.empty() ? "" : "  (" + row.symbol + ")", row.meaning);
    const auto line = [&](const char* label, const std::string& value) {
        if (!value.empty()) text += fmt::format("  {:<14}{}\n", label, value);
    };
    line("unit", row.unit);
    line("default", default_text(row));
    line("allowed", allowed_text(row));
    line("worth trying", row.sweep);
    line("source", row.source);
    line("change it", row.when);
    line("clauses", clause_list(row.types));
    line("needed by", clause_list(row.required));
    line("effect", !row.active            ? "none in this version: known and checked, listed as inactive"
                   : !row.changes_results ? "on display, speed or recording only; results stay the same"
                                          : "");
    return text;
}

/// One line per key; long meanings are in the full text.
std::string in_brief(const std::vector<const Parameter*>& rows) {
    std::size_t width = 0;
    for (const Parameter* row : rows) width = std::max(width, row->key.size());
    std::string text;
    for (const Parameter* row : rows)
        text += fmt::format("{:<{}}  {:<16}  {}{}{}\n", row->key, width, default_text(*row), row->meaning,
                            row->unit.empty() ? "" : " [" + row->unit + "]", row->active ? "" : " (inactive)");
    return text;
}

/// The key with `*` in place of the ids that a file chose: lab.openai.kind becomes lab.*.kind.
std::string starred(const std::string& key) {
    const auto parts = split_key(key);
    if (!parts || parts->empty()) return key;
    for (const auto& [table, of_many] : scenario_tables()) {
        if (table != parts->front() || !of_many || parts->size() < 2) continue;
        return parts->size() == 2 ? table + ".*" : fmt::format("{}.*.{}", table, (*parts)[2]);
    }
    return key;
}

/// How a key may be named, the first that fits any row counting: whole, its table, its name, its symbol, without its
/// unit.
std::vector<const Parameter*> rows_named(const std::string& key) {
    const auto base = [](const Parameter& row) { return row.table().substr(0, row.table().find(".*")); };
    const std::vector<std::function<bool(const Parameter&)>> ways{
        [&](const Parameter& row) { return row.key == key; },
        [&](const Parameter& row) { return row.table() == key || base(row) == key; },
        [&](const Parameter& row) { return row.name() == key; },
        [&](const Parameter& row) { return row.symbol == key; },
        [&](const Parameter& row) { return row.key.rfind(key + "_", 0) == 0 || row.name().rfind(key + "_", 0) == 0; }};
    std::vector<const Parameter*> rows;
    for (const auto& fits : ways) {
        if (!rows.empty()) break;
        for (const Parameter& row : parameters())
            if (fits(row)) rows.push_back(&row);
    }
    return rows;
}

[[noreturn]] void unknown_key(const std::string& key) {
    std::vector<std::string> names;
    for (const Parameter& row : parameters())
        for (const std::string& name : {row.key, row.name(), row.table().substr(0, row.table().find(".*"))})
            names.push_back(name);
    std::string text = fmt::format("no key is called '{}'", printable(key));
    const std::string near = nearest_name(key, names);
    std::string holding;
    for (const Parameter& row : parameters())
        if (key.size() >= 3 && row.key.find(key) != std::string::npos) holding += "\n  " + row.key;
    if (!near.empty()) text += fmt::format("; did you mean '{}'?", near);
    if (!holding.empty()) text += "\nkeys that hold it:" + holding;
    throw InputError(text + "\nnephoscope explain, without a key, lists all of them");
}

}  // namespace

std::string explain(const std::string& key) {
    if (key.empty()) {
        std::vector<const Parameter*> all;
        for (const Parameter& row : parameters()) all.push_back(&row);
        return in_brief(all);
    }
    const std::vector<const Parameter*> rows = rows_named(starred(key));
    if (rows.empty()) unknown_key(key);
    std::string text;
    for (const Parameter* row : rows) text += (text.empty() ? "" : "\n") + in_full(*row);
    return text;
}

}  // namespace nephoscope
