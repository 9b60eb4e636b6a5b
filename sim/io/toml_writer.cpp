#include <fmt/format.h>

#include <algorithm>

#include "sim/io/document.h"
#include "sim/io/text.h"
#include "sim/io/toml_nesting.h"

namespace nephoscope {

namespace {

std::string real_text(double value) {
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";  // inf and nan have an 'n'
    return text;
}

std::string inline_value(const Node& node) {
    std::string text;
    switch (node.kind) {
        case Node::Kind::text:
            return quoted_text(node.text);
        case Node::Kind::integer:
            return fmt::format("{}", node.integer);
        case Node::Kind::real:
            return real_text(node.real);
        case Node::Kind::boolean:
            return node.boolean ? "true" : "false";
        case Node::Kind::array:
            for (const Node& value : node.array)
                text += fmt::format("{}{}", text.empty() ? "" : ", ", inline_value(value));
            return fmt::format("[{}]", text);
        case Node::Kind::table:
            for (const auto& [key, value] : node.table)
                text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", quoted_key(key), inline_value(value));
            return text.empty() ? "{}" : fmt::format("{{ {} }}", text);
    }
    return text;
}

/// The line itself, or where its texts have so many dots that the reader would take them for a deep key, the line with
/// these dots as escapes. All texts and keys in quotes are basic strings of ours.
std::string readable_line(const std::string& line) {
    if (!line_that_nests_too_deeply(line)) return line;
    std::string result;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') quoted = !quoted;
        if (quoted && line[i] == '\\') result += line[i++];
        if (quoted && line[i] == '.')
            result += "\\u002E";
        else
            result += line[i];
    }
    return result;
}

std::string place_comment(const Node& node, const Sources* sources) {
    if (sources == nullptr) return "";
    if (!node.place.known()) return "  # default";
    return fmt::format("  # {}:{}", printable(sources->path(node.place.file)), node.place.line);
}

void write_table(const Node& table, const std::vector<std::string>& path, const Sources* sources, std::string& text) {
    const auto is_table = [](const auto& entry) { return entry.second.is_table(); };
    const bool holds_tables_only =
        !table.table.empty() && std::all_of(table.table.begin(), table.table.end(), is_table);
    if (!path.empty() && !holds_tables_only)
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", readable_line(fmt::format("[{}]", joined_key(path))));
    for (const auto& [key, value] : table.table) {
        if (!value.is_table())
            text += readable_line(fmt::format("{} = {}", quoted_key(key), inline_value(value))) +
                    place_comment(value, sources) + "\n";
    }
    for (const auto& [key, value] : table.table) {
        if (!value.is_table()) continue;
        std::vector<std::string> child = path;
        child.push_back(key);
        write_table(value, child, sources, text);
    }
}

}  // namespace

std::string write_toml(const Node& root, const Sources* with_places) {
    std::string text;
    write_table(root, {}, with_places, text);
    return text;
}

}  // namespace nephoscope
