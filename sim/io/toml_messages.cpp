#include "sim/io/toml_messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/text.h"

namespace nephoscope {

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// A line of a document that writes a key or a table: the parts of its key, and where the key stands in the line
/// [bytes].
struct KeyLine {
    std::vector<std::string> parts;
    std::size_t begin = 0, end = 0;
    bool is_header = false;
};

std::optional<KeyLine> key_of_line(std::string_view line) {
    KeyLine result;
    result.begin = line.find_first_not_of(" \t");
    if (result.begin == std::string_view::npos) return std::nullopt;
    result.is_header = line[result.begin] == '[';
    if (result.is_header) result.begin = std::min(line.find_first_not_of("[ \t", result.begin), line.size());
    result.end = std::min(line.find(result.is_header ? ']' : '=', result.begin), line.size());
    while (result.end > result.begin && (line[result.end - 1] == ' ' || line[result.end - 1] == '\t')) --result.end;
    auto parts = split_key(line.substr(result.begin, result.end - result.begin));
    if (!parts) return std::nullopt;
    result.parts = std::move(*parts);
    return result;
}

/// The table in which a child called `name` stands, or null.
const Node* table_with(const Node& table, const std::string& name) {
    if (table.find(name) != nullptr) return &table;
    for (const auto& [key, child] : table.table) {
        if (const Node* found = table_with(child, name)) return found;
    }
    return nullptr;
}

/// Finds where the key of the line of `error` was written before. The library throws its tree away, so the text before
/// the line is parsed again with a key of our own in place of the line, which shows what table the line stands in.
/// Leaves the error as it is when the key is not found.
void find_first_writing(std::string_view text, PlaceFinder& places, TomlText::Error& error) {
    static const std::string marker = "nephoscope-marks-this-table";
    const auto number = static_cast<std::size_t>(error.place.line);
    const auto key = key_of_line(places.line(number));
    if (!key) return;
    std::string before(text.substr(0, places.line_start(number)));
    if (!key->is_header) before += marker + " = 1\n";
    const TomlText read = parse_toml(before, error.place.file, SyntaxHelp::plain);
    if (!read.errors.empty()) return;
    const Node* node = key->is_header ? &read.root : table_with(read.root, marker);
    std::size_t known = 0;
    while (node != nullptr && known < key->parts.size() && node->find(key->parts[known]) != nullptr) {
        node = node->find(key->parts[known++]);
        error.first = node->is_table() ? node->place : node->key_place;
    }
    if (known < key->parts.size()) {
        if (known == 0 || node->is_table()) return;
        const auto end = key->parts.begin() + static_cast<std::ptrdiff_t>(known);
        error.message =
            fmt::format("'{}' is {}, it has no keys", joined_key({key->parts.begin(), end}), kind_name(node->kind));
        return;
    }
    error.place.column = static_cast<int>(key->begin) + 1;
    error.place.end_column = static_cast<int>(key->end) + 1;
    error.message = fmt::format("{}'{}' is written twice", key->is_header ? "the table " : "", joined_key(key->parts));
}

/// Widens a place to the whole word around it and returns the word; the library marks one character of it.
std::string_view widen_to_word(std::string_view line, Place& place) {
    constexpr std::string_view ends = " \t\r,[]{}#=\"'";
    std::size_t begin = std::min(static_cast<std::size_t>(place.column) - 1, line.size());
    while (begin > 0 && !contains(ends, line.substr(begin - 1, 1))) --begin;
    const std::size_t end = std::min(line.find_first_of(ends, begin), line.size());
    if (end == begin) return line.substr(begin, 1);
    place.column = static_cast<int>(begin) + 1;
    place.end_column = static_cast<int>(end) + 1;
    return line.substr(begin, end - begin);
}

bool begins_like_number(std::string_view word) {
    return word.find_first_of("0123456789", word[0] == '+' || word[0] == '-' ? 1 : 0) <= 1;
}

/// Reading of a value stopped within a word: says so of the whole word. Texts in quotes have errors of their own.
void explain_word(std::string_view scope, std::string_view line, TomlText::Error& error) {
    const std::string_view word = widen_to_word(line, error.place);
    if (word.empty()) return;
    if (scope == "date" || scope == "time" || scope == "date-time") {
        error.message = fmt::format("'{}' is not a value", word);
        error.hint = "months are text: \"2026-05\"";
    } else if (contains(error.message, "not representable")) {
        error.message = fmt::format("'{}' is too large: numbers have 64 bits", word);
    } else if (begins_like_number(word)) {
        error.message = fmt::format("'{}' is not a number", word);
    } else {
        error.message = fmt::format("'{}' is not a value", word);
        if (word != "=") error.hint = "text goes in quotes";
    }
}

bool is_scope_of_words(std::string_view scope) {
    return contains(scope, "integer") || contains(scope, "floating-point") || scope == "boolean" ||
           contains(scope, "date") || scope == "time";
}

void replace(std::string& text, std::string_view from, std::string_view to) {
    if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

}  // namespace

void explain_syntax_error(std::string_view text, PlaceFinder& places, TomlText::Error& error) {
    constexpr std::string_view prefix = "Error while parsing ";
    const std::string_view line = places.line(static_cast<std::size_t>(error.place.line));
    std::string scope;
    const auto colon = error.message.find(": ");
    if (error.message.compare(0, prefix.size(), prefix) == 0 && colon != std::string::npos) {
        scope = error.message.substr(prefix.size(), colon - prefix.size());
        error.message.erase(0, colon + 2);
    }
    if (contains(error.message, "could not determine value type") || is_scope_of_words(scope)) {
        explain_word(scope, line, error);
    } else if (contains(error.message, "cannot redefine existing")) {
        error.message = "not TOML: a key is written twice in one table";
        find_first_writing(text, places, error);
    } else if (contains(error.message, "exceeded maximum nested")) {
        error.message = fmt::format("tables and arrays nest deeper than {}", kDeepestTree);
    } else if (contains(error.message, "unescaped control") &&
               static_cast<std::size_t>(error.place.column) > line.size()) {
        error.message = "the text has no closing quote on its line";
    } else {
        replace(error.message, "saw '\\n'", "found the end of the line");
        replace(error.message, "saw '\\r'", "found the end of the line");
        error.message = fmt::format("not TOML{}: {}", scope.empty() ? "" : fmt::format(" ({})", scope), error.message);
    }
}

}  // namespace nephoscope
