#include <fmt/format.h>

#include <algorithm>

#include "sim/io/text.h"
#include "sim/io/toml_inherit.h"
#include "sim/io/toml_reader.h"

namespace nephoscope {

namespace {

/// One --set: the parts of its key, its value, and where both stand.
struct Setting {
    std::vector<std::string> parts;
    Node value;
};

/// Position of the '=' that ends the key, outside of quotes; npos when there is none.
std::size_t end_of_key(std::string_view setting) {
    char quote = '\0';
    for (std::size_t i = 0; i < setting.size(); ++i) {
        if (quote == '\0' && setting[i] == '=') return i;
        if (quote == '\0' && (setting[i] == '"' || setting[i] == '\''))
            quote = setting[i];
        else if (setting[i] == quote)
            quote = '\0';
    }
    return std::string_view::npos;
}

/// Moves places of line 1 to `line` and by `columns`; a setting is one line, so its value has no other.
void move_place(Place& place, int line, int columns) {
    place.line = line;
    place.column += columns;
    place.end_column += columns;
}

void move_places(Node& node, int line, int columns) {
    move_place(node.place, line, columns);
    move_place(node.key_place, line, columns);
    for (auto& [key, child] : node.table) move_places(child, line, columns);
    for (Node& child : node.array) move_places(child, line, columns);
}

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '+' || c == '.' || c == '/';
    });
}

/// Reads the value behind the '='; nothing after an error.
std::optional<Node> read_value(std::string_view setting, std::size_t begin, Place whole, Diagnostics& diagnostics) {
    const auto columns = static_cast<int>(begin);
    const std::string prefix = "v=";
    TomlText read = parse_toml(prefix + std::string(setting.substr(begin)), whole.file);
    const Node* value = read.root.find("v");
    if (read.errors.empty() && value != nullptr && read.root.table.size() == 1) {
        Node result = *value;
        move_places(result, whole.line, columns - static_cast<int>(prefix.size()));
        return result;
    }
    const std::string_view word = setting.substr(begin);
    if (read.syntax_error && is_word(word)) {
        Node result;
        result.kind = Node::Kind::text;
        result.text = std::string(word);
        result.place = {whole.file, whole.line, columns + 1, whole.end_column};
        return result;
    }
    for (TomlText::Error& error : read.errors) {
        move_place(error.place, whole.line, columns - static_cast<int>(prefix.size()));
        diagnostics.error(error.place, error.message, error.hint);
    }
    return std::nullopt;
}

std::optional<Setting> read_setting(std::string_view setting, Place whole, Diagnostics& diagnostics) {
    const std::size_t equals = end_of_key(setting);
    if (equals == std::string_view::npos) {
        diagnostics.error(whole, "a setting is key=value, this has no '='", "such as --set choice.taste_precision=3");
        return std::nullopt;
    }
    Place key_place = whole;
    key_place.end_column = static_cast<int>(equals) + 1;
    const auto parts = split_key(setting.substr(0, equals));
    if (!parts) {
        diagnostics.error(key_place, fmt::format("'{}' is not a dotted key", setting.substr(0, equals)));
        return std::nullopt;
    }
    if (parts->size() > static_cast<std::size_t>(kDeepestTree)) {
        diagnostics.error(key_place, fmt::format("a key may have {} parts at most", kDeepestTree));
        return std::nullopt;
    }
    if (parts->front() == "extends" || parts->front() == "remove") {
        diagnostics.error(key_place, fmt::format("'{}' can only stand in a file", parts->front()));
        return std::nullopt;
    }
    const std::size_t begin = std::min(setting.find_first_not_of(" \t", equals + 1), setting.size());
    if (begin == setting.size()) {
        diagnostics.error(whole, "this setting has no value", "an empty text is \"\"");
        return std::nullopt;
    }
    auto value = read_value(setting, begin, whole, diagnostics);
    if (!value) return std::nullopt;
    value->key_place = key_place;
    return Setting{*parts, std::move(*value)};
}

/// The value inside tables of its own, one per part of its key but the last; false after an error.
bool lay_over(Node& root, Setting setting, Diagnostics& diagnostics) {
    const Place key_place = setting.value.key_place;
    const Node* there = &root;
    for (std::size_t i = 0; there != nullptr && i + 1 < setting.parts.size(); ++i) {
        there = there->find(setting.parts[i]);
        if (there == nullptr || there->is_table()) continue;
        const auto end = setting.parts.begin() + static_cast<std::ptrdiff_t>(i) + 1;
        diagnostics.error(key_place, fmt::format("'{}' is {}, it has no keys", joined_key({setting.parts.begin(), end}),
                                                 kind_name(there->kind)));
        diagnostics.note(there->place, "it is set here");
        return false;
    }
    for (auto part = setting.parts.rbegin(); part != setting.parts.rend(); ++part) {
        Node table;
        table.place = table.key_place = key_place;
        table.table.emplace(*part, std::move(setting.value));
        setting.value = std::move(table);
    }
    check_clause_types(root, setting.value, diagnostics);
    merge_over(root, std::move(setting.value));
    return true;
}

}  // namespace

void apply_settings(Node& root, const std::vector<std::string>& settings, Sources& sources, Diagnostics& diagnostics) {
    if (settings.empty()) return;
    std::string text;
    for (const std::string& setting : settings) text += printable(setting) + "\n";
    const int file = sources.add("--set", text);
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const std::string& setting = settings[i];
        const Place whole{file, static_cast<int>(i) + 1, 1, static_cast<int>(setting.size()) + 1};
        if (printable(setting) != setting) {
            diagnostics.error(whole, "a setting is one line of UTF-8 without control characters");
            continue;
        }
        if (auto read = read_setting(setting, whole, diagnostics)) lay_over(root, std::move(*read), diagnostics);
    }
}

}  // namespace nephoscope
