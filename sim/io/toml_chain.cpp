#include "sim/io/toml_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "sim/io/text_file.h"
#include "sim/io/toml_inherit.h"
#include "sim/io/toml_reader.h"

namespace nephoscope {

namespace {

/// Parses a text of `sources` and tells its errors; nothing when there are any.
std::optional<Node> parse_source(int file, const Sources& sources, Diagnostics& diagnostics) {
    TomlText read = parse_toml(sources.text(file), file);
    for (const TomlText::Error& error : read.errors) {
        diagnostics.error(error.place, error.message, error.hint);
        if (error.first.known()) diagnostics.note(error.first, "it was first written here");
    }
    if (!read.errors.empty()) return std::nullopt;
    return std::move(read.root);
}

std::optional<Node> take(Node& table, const std::string& key) {
    const auto found = table.table.find(key);
    if (found == table.table.end()) return std::nullopt;
    Node value = std::move(found->second);
    table.table.erase(found);
    return value;
}

/// Two names of one file are one link of a chain.
std::string identity(const std::string& path) {
    std::error_code failure;
    const auto canonical = std::filesystem::canonical(path, failure);
    return failure ? path : canonical.string();
}

class ChainReader {
public:
    ChainReader(const std::vector<std::string>& search_folders, Sources& sources, Diagnostics& diagnostics)
        : folders_(search_folders), sources_(sources), diagnostics_(diagnostics) {}

    ResolvedFile resolve(const std::string& path) {
        ResolvedFile result;
        const auto file = read_text_file(path, sources_, diagnostics_);
        if (!file) return result;
        result.file = *file;
        auto root = parse_source(*file, sources_, diagnostics_);
        if (!root) return result;
        const auto extends = take(*root, "extends");
        const auto remove = take(*root, "remove");
        chain_.push_back({path, identity(path)});
        ResolvedFile parent = extends ? resolve_parent(*extends, path) : ResolvedFile{true, -1, Node{}, {}};
        chain_.pop_back();
        if (!parent.ok) return result;
        lay_over(parent.root, remove, std::move(*root), result);
        result.files = std::move(parent.files);
        result.files.push_back(path);
        return result;
    }

private:
    struct Link {
        std::string path, identity;
    };

    void lay_over(Node base, const std::optional<Node>& remove, Node root, ResolvedFile& result) {
        const int told_before = diagnostics_.told();
        if (remove) remove_keys(base, *remove, diagnostics_);
        check_clause_types(base, root, diagnostics_);
        base.place = root.place;
        merge_over(base, std::move(root));
        result.root = std::move(base);
        result.ok = diagnostics_.told() == told_before;
    }

    ResolvedFile resolve_parent(const Node& extends, const std::string& child) {
        const auto parent = find_parent(extends, child);
        if (!parent) return {};
        const std::string id = identity(*parent);
        const auto same =
            std::find_if(chain_.begin(), chain_.end(), [&](const Link& link) { return link.identity == id; });
        if (same != chain_.end()) {
            std::string circle;
            for (auto link = same; link != chain_.end(); ++link) circle += link->path + " -> ";
            diagnostics_.error(extends.place, fmt::format("'extends' goes in a circle: {}{}", circle, same->path));
            return {};
        }
        if (chain_.size() > static_cast<std::size_t>(kDeepestChain)) {
            diagnostics_.error(extends.place, fmt::format("{} is {} parents deep, at most {} are allowed", *parent,
                                                          chain_.size(), kDeepestChain));
            diagnostics_.note({}, fmt::format("the chain begins at {}", chain_.front().path));
            return {};
        }
        const int told_before = diagnostics_.told();
        ResolvedFile resolved = resolve(*parent);
        if (!resolved.ok && resolved.file < 0 && diagnostics_.told() > told_before)
            diagnostics_.note(extends.place, fmt::format("{} is extended here", *parent));
        return resolved;
    }

    std::optional<std::string> find_parent(const Node& extends, const std::string& child) {
        if (extends.kind != Node::Kind::text || extends.text.empty()) {
            const auto found = extends.kind == Node::Kind::text ? "empty" : kind_name(extends.kind);
            diagnostics_.error(extends.place, fmt::format("'extends' is {} but must be one path in quotes", found));
            return std::nullopt;
        }
        std::vector<std::string> looked;
        std::vector<std::filesystem::path> folders{std::filesystem::path(child).parent_path()};
        folders.insert(folders.end(), folders_.begin(), folders_.end());
        for (const auto& folder : folders) {
            const auto candidate = (folder / extends.text).lexically_normal();
            std::error_code failure;
            if (std::filesystem::exists(candidate, failure) || failure) return candidate.string();
            if (std::find(looked.begin(), looked.end(), candidate.string()) == looked.end())
                looked.push_back(candidate.string());
        }
        diagnostics_.error(extends.place, fmt::format("there is no file '{}'", extends.text),
                           near_parent(extends.text, folders));
        for (const auto& path : looked) diagnostics_.note({}, fmt::format("looked for {}", path));
        return std::nullopt;
    }

    static std::string near_parent(const std::string& wanted, const std::vector<std::filesystem::path>& folders) {
        for (const auto& folder : folders) {
            const auto near = near_file((folder / wanted).string());
            if (!near.empty())
                return fmt::format("did you mean '{}'?", (std::filesystem::path(wanted).parent_path() / near).string());
        }
        return "";
    }

    const std::vector<std::string>& folders_;
    Sources& sources_;
    Diagnostics& diagnostics_;
    std::vector<Link> chain_;  ///< the files whose parents are being read, child first
};

}  // namespace

ResolvedFile resolve_chain(const std::string& path, const std::vector<std::string>& search_folders, Sources& sources,
                           Diagnostics& diagnostics) {
    return ChainReader(search_folders, sources, diagnostics).resolve(path);
}

ResolvedFile resolve_alone(int file, Sources& sources, Diagnostics& diagnostics) {
    ResolvedFile result;
    result.file = file;
    result.files = {sources.path(file)};
    auto root = parse_source(file, sources, diagnostics);
    if (!root) return result;
    const int told_before = diagnostics.told();
    if (const auto extends = take(*root, "extends"))
        diagnostics.error(extends->key_place, "this text stands alone, it cannot extend a file");
    if (const auto remove = take(*root, "remove")) {
        Node nothing;
        remove_keys(nothing, *remove, diagnostics);
    }
    result.root = std::move(*root);
    result.ok = diagnostics.told() == told_before;
    return result;
}

}  // namespace nephoscope
