#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/scenario/parameters.h"
#include "models/scenario/reading.h"
#include "sim/io/text.h"

namespace nephoscope {

namespace {

/// Every value of a tree by its dotted key; arrays are one value.
void flatten(const Node& node, const std::string& path, std::map<std::string, const Node*>& values) {
    if (!node.is_table()) {
        values[path] = &node;
        return;
    }
    for (const auto& [key, child] : node.table)
        flatten(child, path.empty() ? quoted_key(key) : path + "." + quoted_key(key), values);
}

std::string text_of(const Node& node) {
    Node table;
    table.table["v"] = node;
    std::string text = write_toml(table);
    text.erase(0, text.find('=') + 2);
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
}

/// A value and where it was set; a default says so.
std::string side(const Node& node, const Sources& sources) {
    return fmt::format("{}  {}", text_of(node), node.place.known() ? "(" + sources.str(node.place) + ")" : "(default)");
}

/// Equal whatever their places; 3 equals 3.0.
bool same_value(const Node& a, const Node& b) {
    const auto is_number = [](const Node& n) { return n.kind == Node::Kind::integer || n.kind == Node::Kind::real; };
    const auto number = [](const Node& n) {
        return n.kind == Node::Kind::integer ? static_cast<double>(n.integer) : n.real;
    };
    if (is_number(a) && is_number(b)) return number(a) == number(b);
    return text_of(a) == text_of(b);
}

/// The deepest table above `key` that `root` lacks: what only the other scenario has as a whole. Empty when there is
/// none.
std::string missing_table(const Node& root, const std::string& key) {
    for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', dot + 1))
        if (root.find_path(key.substr(0, dot)) == nullptr) return key.substr(0, dot);
    return "";
}

/// One key that a single scenario has. The first key of a table that the other lacks is preceded by a line about the
/// table.
std::string one_sided(const Scenario& with, const Scenario& without, const std::string& key, const Node& node,
                      const Sources& sources, std::string& told) {
    const std::string table = missing_table(without.resolved, key);
    if (table.empty())
        return fmt::format("{}\n  {}: {}\n  {}: absent\n", key, with.name, side(node, sources), without.name);
    std::string text;
    if (told != table + " " + with.name)
        text = fmt::format("{}\n  {}: absent\n  {}: {}\n", table, without.name, with.name,
                           "(" + sources.str(with.resolved.find_path(table)->place) + ")");
    told = table + " " + with.name;
    return text + fmt::format("    {} = {}\n", key.substr(table.size() + 1), side(node, sources));
}

/// An error when the pair differs in a key of [simulation].
void check_same(const Scenario& base, const Scenario& alternative, const char* name, Diagnostics& diagnostics) {
    const std::string key = std::string("simulation.") + name;
    const Node *a = base.resolved.find_path(key), *b = alternative.resolved.find_path(key);
    if (a == nullptr || b == nullptr || same_value(*a, *b)) return;
    diagnostics.error(reading::place_of(alternative, key),
                      fmt::format("'{}' is {} in {} but {} in {}: paired differences need the same", name, text_of(*b),
                                  alternative.name, text_of(*a), base.name));
    diagnostics.note(reading::place_of(base, key), "the other one is here");
}

template <class Entity>
void check_slots(const Scenario& base, const Scenario& alternative, const std::string& set,
                 std::vector<Entity> Scenario::*member, Diagnostics& diagnostics) {
    for (const Entity& a : base.*member)
        for (const Entity& b : alternative.*member) {
            if (a.id != b.id || a.draw_slot == b.draw_slot) continue;
            const std::string key = fmt::format("{}.{}.draw_slot", set, a.id);
            diagnostics.error(reading::place_of(alternative, key),
                              fmt::format("'{}' is {} in {} but {} in {}: paired differences need the same draws", key,
                                          b.draw_slot, alternative.name, a.draw_slot, base.name));
            diagnostics.note(reading::place_of(base, key), "the other one is here");
        }
}

}  // namespace

std::string diff_scenarios(const Scenario& a, const Scenario& b, const Sources& sources) {
    std::map<std::string, const Node*> left, right;
    flatten(a.resolved, "", left);
    flatten(b.resolved, "", right);
    std::map<std::string, std::pair<const Node*, const Node*>> both;
    for (const auto& [key, node] : left) both[key].first = node;
    for (const auto& [key, node] : right) both[key].second = node;
    std::string text, told;
    for (const auto& [key, nodes] : both) {
        const auto [in_a, in_b] = nodes;
        if (in_a != nullptr && in_b != nullptr) {
            if (same_value(*in_a, *in_b)) continue;
            text += fmt::format("{}\n  {}: {}\n  {}: {}\n", key, a.name, side(*in_a, sources), b.name,
                                side(*in_b, sources));
        } else if (in_a != nullptr) {
            text += one_sided(a, b, key, *in_a, sources, told);
        } else {
            text += one_sided(b, a, key, *in_b, sources, told);
        }
    }
    return text;
}

void check_comparable(const Scenario& base, const Scenario& alternative, Diagnostics& diagnostics) {
    for (const char* name : {"agents", "replications", "seed", "start", "end", "burn_in_months"})
        check_same(base, alternative, name, diagnostics);
    check_slots(base, alternative, "lab", &Scenario::labs, diagnostics);
    check_slots(base, alternative, "venue", &Scenario::venues, diagnostics);
    check_slots(base, alternative, "workload", &Scenario::workloads, diagnostics);
    check_slots(base, alternative, "region", &Scenario::regions, diagnostics);
}

}  // namespace nephoscope
