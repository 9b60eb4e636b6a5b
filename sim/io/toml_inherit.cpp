#include "sim/io/toml_inherit.h"

#include <fmt/format.h>

#include "sim/io/text.h"

namespace nephoscope {

namespace {

std::vector<std::string> keys_of(const Node& table) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : table.table) keys.push_back(key);
    return keys;
}

/// What a table has, for a reader who named something else; empty when that is too much to read.
std::string listing(const Node& table) {
    constexpr std::size_t most = 8;
    if (table.table.empty() || table.table.size() > most) return "";
    std::string text;
    for (const auto& [key, value] : table.table) {
        text += text.empty() ? "there is " : ", ";
        text += quoted_key(key);
    }
    return text;
}

/// Takes one key out of `base`; returns what to say when it is not there, as message and hint.
std::pair<std::string, std::string> remove_key(Node& base, const std::vector<std::string>& parts) {
    Node* table = &base;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto found = table->is_table() ? table->table.find(parts[i]) : table->table.end();
        if (found == table->table.end()) {
            auto nearby = std::vector<std::string>(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i));
            const std::string near = nearest_name(parts[i], keys_of(*table));
            nearby.push_back(near);
            nearby.insert(nearby.end(), parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.end());
            return {fmt::format("there is no '{}' to remove in what this file extends", joined_key(parts)),
                    near.empty() ? listing(*table) : fmt::format("did you mean '{}'?", joined_key(nearby))};
        }
        if (i + 1 == parts.size())
            table->table.erase(found);
        else
            table = &found->second;
    }
    return {};
}

}  // namespace

void merge_over(Node& base, Node top) {
    for (auto& [key, value] : top.table) {
        const auto found = base.table.find(key);
        if (found == base.table.end())
            base.table.emplace(key, std::move(value));
        else if (found->second.is_table() && value.is_table())
            merge_over(found->second, std::move(value));
        else
            found->second = std::move(value);
    }
}

void remove_keys(Node& base, const Node& remove, Diagnostics& diagnostics) {
    if (remove.kind != Node::Kind::array) {
        diagnostics.error(remove.place,
                          fmt::format("'remove' is {} but must be an array of keys in quotes", kind_name(remove.kind)),
                          "such as remove = [\"agreement.azure-only\"]");
        return;
    }
    if (base.table.empty() && !remove.array.empty()) {
        diagnostics.error(remove.place, "there is nothing to remove: this file extends none that has keys");
        return;
    }
    for (const Node& entry : remove.array) {
        if (entry.kind != Node::Kind::text) {
            diagnostics.error(entry.place,
                              fmt::format("'remove' holds {} but must hold keys in quotes", kind_name(entry.kind)));
            continue;
        }
        const auto parts = split_key(entry.text);
        if (!parts) {
            diagnostics.error(entry.place, fmt::format("'{}' is not a dotted key", entry.text),
                              "such as \"agreement.azure-only\"");
            continue;
        }
        const auto [message, hint] = remove_key(base, *parts);
        if (!message.empty()) diagnostics.error(entry.place, message, hint);
    }
}

void check_clause_types(const Node& base, const Node& top, Diagnostics& diagnostics) {
    const Node *before = base.find("agreement"), *after = top.find("agreement");
    if (before == nullptr || after == nullptr) return;
    for (const auto& [id, clause] : after->table) {
        const Node* parent_clause = before->find(id);
        if (parent_clause == nullptr) continue;
        const Node *was = parent_clause->find("type"), *is = clause.find("type");
        if (was == nullptr || is == nullptr || was->kind != Node::Kind::text || is->kind != Node::Kind::text) continue;
        if (was->text == is->text) continue;
        const std::string path = joined_key({"agreement", id});
        diagnostics.error(is->place,
                          fmt::format("[{}] is of type '{}' and cannot become '{}'", path, was->text, is->text),
                          fmt::format("to write it anew: remove = [{}]", quoted_text(path)));
        diagnostics.note(was->place, "the type was given here");
    }
}

}  // namespace nephoscope
