#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/io/diagnostics.h"

namespace nephoscope {

/// A TOML document as a tree in which every key and value knows its place. Tables are in byte order of key.
struct Node {
    enum class Kind { table, array, text, integer, real, boolean };
    Kind kind = Kind::table;
    Place place;      ///< of the value; of a table, its header or opening brace
    Place key_place;  ///< of the key that names it
    std::map<std::string, Node> table;
    std::vector<Node> array;
    std::string text;
    std::int64_t integer = 0;
    double real = 0;
    bool boolean = false;

    const Node* find(const std::string& key) const;  ///< direct child of a table, or null
    const Node* find_path(
        const std::string& dotted) const;  ///< "agreement.msft-openai-share.cap_usd", 'venue."a.b".order'
    bool is_table() const { return kind == Kind::table; }
};

const char* kind_name(
    Node::Kind kind);  ///< "a table", "an array", "text in quotes", "a whole number", "a number", "true or false"

/// What loading may be told apart from the file itself.
struct LoadOptions {
    std::vector<std::string> search_folders;  ///< where `extends` looks after the folder of the file that names it
    std::vector<std::string> settings;        ///< "key=value" of --set, in order
};

/// A document as loaded: its tree, and what is worth knowing of its text.
struct LoadedDocument {
    bool ok = false;  ///< nothing was wrong with this document; others share the diagnostics
    Node root;
    std::string question;            ///< first comment line of the file itself, without '#'
    std::vector<std::string> files;  ///< the chain, parent first, as named
};

/// Reads a scenario or study file with its `extends` chain, removes and merges (rules in sim/io/toml_inherit.h),
/// then applies the settings. Adds to `diagnostics`: unreadable file, directory, over 4 MiB, not UTF-8, binary, syntax
/// error, cycle, depth over 8, wrong `remove`, a `type` changed in [agreement.*], a malformed setting. Returns the
/// merged document, an empty table after an error. `extends` and `remove` are consumed. Parents that several files
/// share are told of once.
LoadedDocument load_document(const std::string& path, const LoadOptions& options, Sources& sources,
                             Diagnostics& diagnostics);

/// The same for a text already in memory (what a results file stores, fuzzing). `extends` is an error here.
LoadedDocument load_text(const std::string& name, std::string text, Sources& sources, Diagnostics& diagnostics);

/// Writes the tree as TOML that load_text reads back to the same tree; reals in shortest form that reads back exactly.
/// With `with_places`, each value carries a comment that names the file:line that set it.
std::string write_toml(const Node& root, const Sources* with_places = nullptr);

/// The files of the shipped scenarios: NEPHOSCOPE_SCENARIOS if set, then the installed folder, then the source tree's.
std::vector<std::string> scenario_folders();

}  // namespace nephoscope
