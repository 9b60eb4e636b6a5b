#include "sim/io/toml_reader.h"

#include <fmt/format.h>

#include "sim/io/toml_messages.h"
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

}  // namespace

TomlText parse_toml(std::string_view text, int file, SyntaxHelp help) {
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
        TomlText::Error error{place_of(failure.source(), places), std::string(failure.description()), "", {}};
        if (help == SyntaxHelp::full) explain_syntax_error(text, places, error);
        result.errors.push_back(std::move(error));
    }
    return result;
}

}  // namespace nephoscope
