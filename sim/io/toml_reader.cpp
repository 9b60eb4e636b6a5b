#include "sim/io/toml_reader.h"

#include <fmt/format.h>

#include "sim/io/text.h"
#include "sim/io/toml_nesting.h"
#include "sim/io/toml_places.h"

// toml++ 3.3 asserts on some malformed texts, and under NDEBUG tells clang to assume what it would have asserted; with
// both out of the way it reports these texts as errors (docs/decisions/0005-toml-library.md).
#undef NDEBUG
#define TOML_ASSERT(expr) static_assert(true)
#define TOML_MAX_NESTED_VALUES 16
#include <toml++/toml.h>

namespace nephoscope {

namespace {

static_assert(TOML_MAX_NESTED_VALUES <= kDeepestTree);

Place place_of(const toml::source_region& region, PlaceFinder& places) {
    return places.place(region.begin.line, region.begin.column, region.end.line, region.end.column);
}

/// Copies the library's tree into ours and collects what we do not take.
class Converter {
public:
    Converter(PlaceFinder& places, std::vector<TomlText::Error>& errors) : places_(places), errors_(errors) {}

    Node convert(const toml::node& from, int depth) {
        Node node;
        node.place = place_of(from.source(), places_);
        if (depth > kDeepestTree) {
            fail(node.place, fmt::format("tables and arrays nest deeper than {}", kDeepestTree), "");
            return node;
        }
        if (const auto* table = from.as_table()) {
            node.kind = Node::Kind::table;
            for (const auto& [key, value] : *table) add_child(node, key, value, depth);
        } else if (const auto* array = from.as_array()) {
            node.kind = Node::Kind::array;
            for (const toml::node& value : *array) node.array.push_back(convert(value, depth + 1));
        } else {
            convert_scalar(from, node);
        }
        return node;
    }

private:
    void add_child(Node& node, const toml::key& key, const toml::node& value, int depth) {
        const Place key_place = place_of(key.source(), places_);
        if (key.str().find('\0') != std::string_view::npos) {
            fail(key_place, "a key may not hold the character U+0000", "");
            return;
        }
        Node child = convert(value, depth + 1);
        child.key_place = key_place;
        node.table.emplace(std::string(key.str()), std::move(child));
    }

    void convert_scalar(const toml::node& from, Node& node) {
        if (const auto* text = from.as_string()) {
            node.kind = Node::Kind::text;
            node.text = text->get();
            if (node.text.find('\0') != std::string::npos)
                fail(node.place, "a text may not hold the character U+0000", "");
        } else if (const auto* integer = from.as_integer()) {
            node.kind = Node::Kind::integer;
            node.integer = integer->get();
        } else if (const auto* real = from.as_floating_point()) {
            node.kind = Node::Kind::real;
            node.real = real->get();
        } else if (const auto* boolean = from.as_boolean()) {
            node.kind = Node::Kind::boolean;
            node.boolean = boolean->get();
        } else {
            fail(node.place, "dates and times of TOML are not used here", "months are text: \"2026-05\"");
        }
    }

    void fail(Place place, std::string message, std::string hint) {
        errors_.push_back({place, std::move(message), std::move(hint), {}});
    }

    PlaceFinder& places_;
    std::vector<TomlText::Error>& errors_;
};

/// A line of a document that writes a key or a table: the parts of its key, and where the key stands in the line.
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
    const auto parts = split_key(line.substr(result.begin, result.end - result.begin));
    if (!parts) return std::nullopt;
    result.parts = *parts;
    return result;
}

/// The table in which a child called `name` stands, or null.
const toml::table* table_with(const toml::table& table, std::string_view name) {
    if (table.contains(name)) return &table;
    for (const auto& [key, value] : table) {
        static_cast<void>(key);
        if (const auto* child = value.as_table()) {
            if (const auto* found = table_with(*child, name)) return found;
        }
    }
    return nullptr;
}

/// Turns the library's "cannot redefine" into both places. It throws its tree away, so the text before the line is
/// parsed again with a key of our own in place of the line, which shows what table the line stands in.
void find_first_writing(std::string_view text, std::size_t line_number, int file, PlaceFinder& places,
                        TomlText::Error& error) {
    constexpr std::string_view marker = "nephoscope-marks-this-table";
    const auto key = key_of_line(places.line(line_number));
    if (!key) return;
    std::string before(text.substr(0, places.line_start(line_number)));
    if (!key->is_header) before += std::string(marker) + " = 1\n";
    toml::table tree;
    try {
        tree = toml::parse(before);
    } catch (const toml::parse_error&) {
        return;
    }
    const toml::table* table = key->is_header ? &tree : table_with(tree, marker);
    for (std::size_t i = 0; table != nullptr && i < key->parts.size(); ++i) {
        const auto found = table->find(key->parts[i]);
        if (found == table->end()) return;
        error.first = place_of(found->first.source(), places);
        table = found->second.as_table();
        if (i + 1 < key->parts.size()) continue;
        const auto number = static_cast<int>(line_number);
        error.place = {file, number, static_cast<int>(key->begin) + 1, static_cast<int>(key->end) + 1};
        error.message =
            fmt::format("{}'{}' is written twice", key->is_header ? "the table " : "", joined_key(key->parts));
    }
}

TomlText::Error syntax_error(std::string_view text, int file, const toml::parse_error& failure, PlaceFinder& places) {
    constexpr std::string_view prefix = "Error while parsing ";
    TomlText::Error error;
    error.place = place_of(failure.source(), places);
    std::string_view message = failure.description();
    std::string where;
    const auto colon = message.find(": ");
    if (message.substr(0, prefix.size()) == prefix && colon != std::string_view::npos) {
        where = fmt::format(" ({})", message.substr(prefix.size(), colon - prefix.size()));
        message = message.substr(colon + 2);
    }
    error.message = fmt::format("not TOML{}: {}", where, message);
    if (where == " (date)") error.hint = "months are text: \"2026-05\"";
    if (message.find("cannot redefine existing") != std::string_view::npos)
        find_first_writing(text, failure.source().begin.line, file, places, error);
    return error;
}

}  // namespace

TomlText parse_toml(std::string_view text, int file) {
    TomlText result;
    PlaceFinder places(text, file);
    if (const auto line = line_that_nests_too_deeply(text)) {
        result.syntax_error = true;
        const auto message = fmt::format("a line may hold {} dots in keys at most", kMostDotsPerLine);
        result.errors.push_back({places.place(*line, 1, *line, 1), message, "", {}});
        return result;
    }
    try {
        const toml::table tree = toml::parse(text);
        result.root = Converter(places, result.errors).convert(tree, 0);
        result.root.place = {file, 1, 1, 2};
    } catch (const toml::parse_error& failure) {
        result.syntax_error = true;
        result.errors.push_back(syntax_error(text, file, failure, places));
    }
    return result;
}

}  // namespace nephoscope
