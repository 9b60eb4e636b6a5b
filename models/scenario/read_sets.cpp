#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "models/scenario/reading.h"
#include "sim/core/random.h"
#include "sim/io/text.h"

namespace nephoscope::reading {

namespace {

bool is_linked(const Parameter& row) {
    switch (row.kind) {
        case ValueKind::real:
        case ValueKind::integer:
        case ValueKind::boolean:
        case ValueKind::choice:
        case ValueKind::month:
            return false;
        default:
            return true;
    }
}

constexpr std::size_t kMaxEvents = 1024;

/// One entry of a set before it is read.
struct Entry {
    std::string id;
    Node* node;
    int slot;
};

int slot_of(Reading& reading, const std::string& set, const std::string& id, Node& node) {
    if (const Node* written = node.find("draw_slot")) {
        const std::string key = fmt::format("{}.{}.draw_slot", set, id);
        const auto value = read_value(*find_parameter(set + ".*.draw_slot"), key, *written, reading.diagnostics);
        return value ? static_cast<int>(std::get<std::int64_t>(*value)) : -1;
    }
    const int slot = default_draw_slot(id.c_str());
    node.table["draw_slot"] = node_of(std::int64_t{slot});
    return slot;
}

void check_slots(Reading& reading, const std::string& set, const std::vector<Entry>& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            if (entries[i].slot < 0 || entries[i].slot != entries[j].slot) continue;
            const auto place = [](const Entry& entry) {
                const Place written = entry.node->find("draw_slot")->place;
                return written.known() ? written : entry.node->place;
            };
            reading.diagnostics.error(
                place(entries[i]),
                fmt::format("{} and {} both have draw_slot {}", entries[j].id, entries[i].id, entries[i].slot),
                fmt::format("set another: {}.{}.draw_slot, 0 to 63", set, entries[i].id));
            reading.diagnostics.note(place(entries[j]), "the other one is here");
            break;
        }
}

/// The entries of [set.ID], in order of draw slot where the set has slots, else in byte order of id.
std::vector<Entry> entries_of(Reading& reading, const std::string& set, std::size_t most) {
    std::vector<Entry> entries;
    Node& root = reading.scenario.resolved;
    const auto found = root.table.find(set);
    if (found == root.table.end() || !found->second.is_table()) return entries;  // read_sections has told of the latter
    const bool has_slots = find_parameter(set + ".*.draw_slot") != nullptr;
    for (auto& [id, node] : found->second.table) {
        if (!node.is_table()) {
            reading.diagnostics.error(
                node.place, fmt::format("'{}' is {} but must be a table", joined_key({set, id}), kind_name(node.kind)),
                fmt::format("such as [{}.my-{}]", set, set));
            continue;
        }
        if (!is_id(id)) {
            reading.diagnostics.error(node.place,
                                      fmt::format("'{}' cannot be an id: use up to 64 of a-z, 0-9, '-' and '_'", id));
            continue;
        }
        entries.push_back({id, &node, has_slots ? slot_of(reading, set, id, node) : 0});
    }
    if (entries.size() > most) {
        reading.diagnostics.error(
            entries[most].node->place,
            fmt::format("there are {} tables [{}.*] but there may be {} at most", entries.size(), set, most));
        entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(most), entries.end());
    }
    if (has_slots) check_slots(reading, set, entries);
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.slot < b.slot; });
    return entries;
}

/// Segments stand in order of their upper cut; the one without a cut is the last.
void sort_by_cut(std::vector<Entry>& entries) {
    const auto cut = [](const Entry& entry) {
        const Node* node = entry.node->find("budget_below_usd_per_month");
        if (node == nullptr) return std::numeric_limits<double>::infinity();
        return node->kind == Node::Kind::integer ? static_cast<double>(node->integer) : node->real;
    };
    std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) { return cut(a) < cut(b); });
}

template <class Entity>
void read_set(Reading& reading, const std::string& set, std::size_t most, std::vector<Entity> Scenario::*member) {
    std::vector<Entry> entries = entries_of(reading, set, most);
    if (entries.empty() && set != "event" && reading.scenario.resolved.find(set) == nullptr)
        reading.diagnostics.error(reading.scenario.resolved.place, fmt::format("there is no {}", set),
                                  fmt::format("write a table [{}.my-{}]; see: nephoscope explain {}", set, set, set));
    if (set == "segment") sort_by_cut(entries);
    std::vector<Entity>& entities = reading.scenario.*member;
    entities.resize(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entities[i].id = entries[i].id;
        if constexpr (requires { entities[i].place; }) entities[i].place = entries[i].node->place;
        read_rows(reading, set + ".*", i, *entries[i].node, set + "." + entries[i].id);
    }
}

}  // namespace

bool is_id(const std::string& id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

void read_rows(Reading& reading, const std::string& table, std::size_t index, Node& node, const std::string& path) {
    std::vector<std::string> names;
    for (const Parameter* row : parameters_of(table)) {
        const std::string name = row->name(), key = path + "." + name;
        names.push_back(name);
        const auto written = node.table.find(name);
        if (written == node.table.end()) {
            if (row->presence == Presence::required) {
                reading.failed.insert(row->key);
                reading.diagnostics.error(node.place,
                                          fmt::format("[{}] needs '{}': {}", path, name, short_meaning(*row)),
                                          "see: nephoscope explain " + key);
            }
            if (row->has_default() && row->active) node.table[name] = node_of(row->initial);
            continue;
        }
        if (!row->active) reading.scenario.inactive.push_back(key);
        if (is_linked(*row)) continue;
        if (name == "draw_slot") {  // slot_of has judged it
            if (written->second.kind == Node::Kind::integer &&
                row->domain.contains(static_cast<double>(written->second.integer)))
                row->bind.set(reading.scenario, index, Value(written->second.integer));
            continue;
        }
        const auto value = read_value(*row, key, written->second, reading.diagnostics);
        if (!value) reading.failed.insert(row->key);
        if (value && row->bind.set) row->bind.set(reading.scenario, index, *value);
    }
    check_names(node, names, "[" + path + "]", reading.diagnostics);
}

void read_sections(Reading& reading) {
    Node& root = reading.scenario.resolved;
    std::vector<std::string> names;
    for (const auto& [table, of_many] : scenario_tables()) {
        names.push_back(table);
        const auto found = root.table.find(table);
        if (found != root.table.end() && !found->second.is_table()) {
            reading.diagnostics.error(found->second.place, fmt::format("'{}' is {} but must be a table", table,
                                                                       kind_name(found->second.kind)));
            continue;
        }
        if (of_many) continue;
        const bool written = found != root.table.end();
        Node& node = root.table[table];
        read_rows(reading, table, 0, node, table);
        if (!written && node.table.empty()) root.table.erase(table);
    }
    for (const auto& [name, node] : root.table) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        reading.diagnostics.error(node.key_place.known() ? node.key_place : node.place,
                                  fmt::format("a scenario has no {} '{}'", node.is_table() ? "table" : "key", name),
                                  did_you_mean(name, names));
    }
}

void read_sets(Reading& reading) {
    read_set(reading, "lab", static_cast<std::size_t>(kMaxLabs), &Scenario::labs);
    read_set(reading, "venue", static_cast<std::size_t>(kMaxVenues), &Scenario::venues);
    read_set(reading, "workload", static_cast<std::size_t>(kMaxWorkloads), &Scenario::workloads);
    read_set(reading, "segment", static_cast<std::size_t>(kMaxSegments), &Scenario::segments);
    read_set(reading, "region", static_cast<std::size_t>(kMaxRegions), &Scenario::regions);
    read_set(reading, "event", kMaxEvents, &Scenario::events);
}

}  // namespace nephoscope::reading
