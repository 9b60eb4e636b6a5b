#include "sim/io/document.h"

#include <fmt/format.h>

#include "sim/io/text.h"
#include "sim/io/text_file.h"
#include "sim/io/toml_chain.h"
#include "sim/io/toml_inherit.h"

namespace nephoscope {

namespace {

/// The first comment line before anything else is written; lines such as "#:schema ..." speak to editors.
std::string question_of(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        begin = end + 1;
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string_view::npos || line.substr(first, 2) == "#:") continue;
        if (line[first] != '#') return "";
        const auto word = line.find_first_not_of("# \t\r", first);
        if (word == std::string_view::npos) continue;
        line = line.substr(word);
        return std::string(line.substr(0, line.find_last_not_of(" \t\r") + 1));
    }
    return "";
}

}  // namespace

const Node* Node::find(const std::string& key) const {
    const auto found = table.find(key);
    return found == table.end() ? nullptr : &found->second;
}

const Node* Node::find_path(const std::string& dotted) const {
    const auto parts = split_key(dotted);
    if (!parts) return nullptr;
    const Node* node = this;
    for (std::size_t i = 0; node != nullptr && i < parts->size(); ++i) node = node->find((*parts)[i]);
    return node;
}

const char* kind_name(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::table:
            return "a table";
        case Node::Kind::array:
            return "an array";
        case Node::Kind::text:
            return "text in quotes";
        case Node::Kind::integer:
            return "a whole number";
        case Node::Kind::real:
            return "a number";
        case Node::Kind::boolean:
            return "true or false";
    }
    return "";
}

LoadedDocument load_document(const std::string& path, const LoadOptions& options, Sources& sources,
                             Diagnostics& diagnostics) {
    const int told_before = diagnostics.told();
    LoadedDocument loaded;
    ResolvedFile resolved = resolve_chain(path, options.search_folders, sources, diagnostics);
    apply_settings(resolved.root, options.settings, sources, diagnostics);
    loaded.ok = resolved.ok && diagnostics.told() == told_before;
    loaded.files = std::move(resolved.files);
    if (resolved.file >= 0) loaded.question = question_of(sources.text(resolved.file));
    if (loaded.ok) loaded.root = std::move(resolved.root);
    return loaded;
}

LoadedDocument load_text(const std::string& name, std::string text, Sources& sources, Diagnostics& diagnostics) {
    LoadedDocument loaded;
    loaded.files = {name};
    const auto file = admit_text(name, std::move(text), sources, diagnostics);
    if (!file) return loaded;
    loaded.question = question_of(sources.text(*file));
    ResolvedFile resolved = resolve_alone(*file, sources, diagnostics);
    loaded.ok = resolved.ok;
    if (resolved.ok) loaded.root = std::move(resolved.root);
    return loaded;
}

}  // namespace nephoscope
