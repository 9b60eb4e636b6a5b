#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/scenario/reading.h"
#include "sim/core/random.h"
#include "sim/io/text.h"

namespace nephoscope {

const char* clause_type_name(ClauseType type) {
    return find_parameter("agreement.*.type")->choices.at(static_cast<std::size_t>(type)).c_str();
}

namespace reading {

namespace {

constexpr std::size_t kMaxClauses = 1024;

template <class Enum>
Enum choice_index(const std::string& key, const Value& value) {
    const auto& choices = find_parameter(key)->choices;
    const auto found = std::find(choices.begin(), choices.end(), std::get<std::string>(value));
    return static_cast<Enum>(found - choices.begin());
}

Month month_of(const Value& value) { return *Month::parse(std::get<std::string>(value)); }
int integer_of(const Value& value) { return static_cast<int>(std::get<std::int64_t>(value)); }

using Set = void (*)(Clause&, const Value&);

/// How each plain key fills a clause; keys that name something are in read_names.
const std::map<std::string, Set>& setters() {
    static const std::map<std::string, Set> table{
        {"type", [](Clause& c, const Value& v) { c.type = choice_index<ClauseType>("agreement.*.type", v); }},
        {"start", [](Clause& c, const Value& v) { c.start = month_of(v); }},
        {"end",
         [](Clause& c, const Value& v) {
             c.end = month_of(v);
             c.written_end = true;
         }},
        {"onboarding_months", [](Clause& c, const Value& v) { c.onboarding_months = integer_of(v); }},
        {"lag_months", [](Clause& c, const Value& v) { c.lag_months = integer_of(v); }},
        {"window_months", [](Clause& c, const Value& v) { c.window_months = integer_of(v); }},
        {"allows_direct", [](Clause& c, const Value& v) { c.allows_direct = std::get<bool>(v); }},
        {"hazard_per_month", [](Clause& c, const Value& v) { c.hazard = std::get<double>(v); }},
        {"date", [](Clause& c, const Value& v) { c.date = month_of(v); }},
        {"draw_slot", [](Clause& c, const Value& v) { c.draw_slot = integer_of(v); }},
        {"mode", [](Clause& c, const Value& v) { c.mode = choice_index<ResaleMode>("agreement.*.mode", v); }},
        {"rate", [](Clause& c, const Value& v) { c.rate = std::get<double>(v); }},
        {"base", [](Clause& c, const Value& v) { c.base = choice_index<ShareBase>("agreement.*.base", v); }},
        {"cap_usd", [](Clause& c, const Value& v) { c.cap = std::get<double>(v); }},
        {"paid_to_date_usd", [](Clause& c, const Value& v) { c.paid_to_date = std::get<double>(v); }},
        {"fraction", [](Clause& c, const Value& v) { c.fraction = std::get<double>(v); }},
        {"participation", [](Clause& c, const Value& v) { c.participation = std::get<double>(v); }},
        {"flag", [](Clause& c, const Value& v) { c.counts = std::get<bool>(v); }},
        {"exclusive", [](Clause& c, const Value& v) { c.exclusive = std::get<bool>(v); }},
        {"total_usd", [](Clause& c, const Value& v) { c.total = std::get<double>(v); }},
        {"shape", [](Clause& c, const Value& v) { c.linear_shape = std::get<std::string>(v) == "linear"; }},
        {"take_or_pay", [](Clause& c, const Value& v) { c.take_or_pay = std::get<bool>(v); }},
    };
    return table;
}

std::vector<std::string> cloud_ids(const Scenario& scenario) {
    std::vector<std::string> ids;
    for (const Venue& venue : scenario.venues)
        if (venue.kind == VenueKind::cloud) ids.push_back(venue.id);
    return ids;
}

/// A cloud's position among all venues. A venue that is no cloud gets a message of its own.
bool read_cloud(Reading& reading, const Node& node, int& venue) {
    const Scenario& scenario = reading.scenario;
    if (node.kind == Node::Kind::text) {
        const int index = scenario.venue_index(node.text);
        if (index >= 0 && scenario.venues[static_cast<std::size_t>(index)].kind != VenueKind::cloud) {
            reading.diagnostics.error(node.place, fmt::format("{} is a venue but no cloud", node.text));
            return false;
        }
    }
    const auto clouds = cloud_ids(scenario);
    const int found = read_id(node, clouds, "cloud", reading.diagnostics);
    if (found >= 0) venue = scenario.venue_index(clouds[static_cast<std::size_t>(found)]);
    return found >= 0;
}

bool read_scope(Reading& reading, const Parameter& row, const std::string& key, const Node& node, Clause& clause) {
    if (node.kind == Node::Kind::text && node.text == "all") {
        clause.scope = ~0U;
        return true;
    }
    if (node.kind != Node::Kind::array || node.array.empty()) {
        wrong_kind(row, key, node, reading.diagnostics);
        return false;
    }
    clause.scope = 0;
    bool ok = true;
    for (const Node& id : node.array) {
        const int workload = read_id(id, ids_of(reading.scenario.workloads), "workload", reading.diagnostics);
        ok = ok && workload >= 0;
        if (workload >= 0 && workload < kMaxWorkloads) clause.scope |= 1U << workload;
    }
    return ok;
}

bool read_texts(Reading& reading, const Parameter& row, const std::string& key, const Node& node,
                std::vector<std::string>& texts) {
    if (node.kind != Node::Kind::array) {
        wrong_kind(row, key, node, reading.diagnostics);
        return false;
    }
    bool ok = true;
    for (const Node& entry : node.array) {
        texts.push_back(entry.text);
        if (entry.kind == Node::Kind::text) continue;
        ok = false;
        reading.diagnostics.error(entry.place, fmt::format("'{}' holds {} but must hold ids of agreements, in quotes",
                                                           row.name(), kind_name(entry.kind)));
    }
    return ok;
}

/// A key that names labs, venues, workloads or clauses.
bool read_names(Reading& reading, const Parameter& row, const std::string& key, const Node& node, Clause& clause) {
    switch (row.kind) {
        case ValueKind::lab:
            clause.lab = read_id(node, ids_of(reading.scenario.labs), "lab", reading.diagnostics);
            return clause.lab >= 0;
        case ValueKind::venue:
            clause.venue = read_id(node, ids_of(reading.scenario.venues), "venue", reading.diagnostics);
            return clause.venue >= 0;
        case ValueKind::cloud:
            return read_cloud(reading, node, clause.venue);
        case ValueKind::workloads:
            return read_scope(reading, row, key, node, clause);
        case ValueKind::clauses:
            return read_texts(reading, row, key, node, row.name() == "ends" ? clause.ends : clause.starts);
        default:  // a trigger; check_triggers looks for it
            if (node.kind != Node::Kind::text) {
                wrong_kind(row, key, node, reading.diagnostics);
                return false;
            }
            clause.ends_on_trigger = node.text;
            return true;
    }
}

bool read_key(Reading& reading, const Parameter& row, const std::string& key, Node& table, Clause& clause) {
    const std::string name = row.name();
    const auto written = table.table.find(name);
    if (written == table.table.end()) {
        if (row.has_default() && row.active) table.table[name] = node_of(row.initial);
        if (!row.needed_by(clause.type)) return true;
        reading.diagnostics.error(table.place,
                                  fmt::format("[agreement.{}], a clause of type '{}', needs '{}': {}", clause.id,
                                              clause_type_name(clause.type), name, short_meaning(row)),
                                  "see: nephoscope explain " + key);
        return false;
    }
    const auto setter = setters().find(name);
    if (setter == setters().end()) return read_names(reading, row, key, written->second, clause);
    const auto value = read_value(row, key, written->second, reading.diagnostics);
    if (value) setter->second(clause, *value);
    return value.has_value();
}

bool read_clause(Reading& reading, const std::string& id, Node& table, Clause& clause) {
    const std::string path = "agreement." + id;
    const Parameter& type_row = *find_parameter("agreement.*.type");
    if (table.find("type") == nullptr) {
        reading.diagnostics.error(table.place, fmt::format("[{}] needs 'type': {}", path, expected_text(type_row)),
                                  "see: nephoscope explain agreement");
        return false;
    }
    if (!read_key(reading, type_row, path + ".type", table, clause)) return false;
    std::vector<std::string> names;
    bool ok = true;
    for (const Parameter* row : parameters_of("agreement.*")) {
        if (!row->belongs_to(clause.type)) continue;
        names.push_back(row->name());
        const std::string key = path + "." + row->name();
        if (!row->active && table.find(row->name()) != nullptr) reading.scenario.inactive.push_back(key);
        if (row != &type_row) ok = read_key(reading, *row, key, table, clause) && ok;
    }
    if (clause.type == ClauseType::trigger && table.find("draw_slot") == nullptr) {
        clause.draw_slot = default_draw_slot(id.c_str());
        table.table["draw_slot"] = node_of(std::int64_t{clause.draw_slot});
    }
    check_names(table, names, fmt::format("[{}], a clause of type '{}',", path, clause_type_name(clause.type)),
                reading.diagnostics);
    return ok;
}

/// The earliest well-written hosting of the clause's lab at its venue, or null.
const Clause* earliest_hosting(const Reading& reading, const Clause& clause) {
    const Clause* earliest = nullptr;
    for (std::size_t i = 0; i < reading.scenario.clauses.size(); ++i) {
        const Clause& other = reading.scenario.clauses[i];
        if (other.type != ClauseType::hosting || other.lab != clause.lab || other.venue != clause.venue) continue;
        if (reading.clause_ok[i] && (earliest == nullptr || other.start < earliest->start)) earliest = &other;
    }
    return earliest;
}

/// Takes a start that was not written from the earliest hosting, with that one's place.
void take_start(Reading& reading, std::size_t index, Node& table) {
    Scenario& scenario = reading.scenario;
    Clause& clause = scenario.clauses[index];
    if (const Clause* hosting = earliest_hosting(reading, clause)) {
        clause.start = hosting->start;
        const Node start = *scenario.resolved.find_path("agreement." + hosting->id + ".start");
        table.table["start"] = start;
        return;
    }
    if (reading.clause_ok[index] && !has_broken_hosting(reading))
        reading.diagnostics.error(
            table.place, fmt::format("[agreement.{}] needs 'start': {} has no hosting at {} to take it from", clause.id,
                                     scenario.labs[static_cast<std::size_t>(clause.lab)].id,
                                     scenario.venues[static_cast<std::size_t>(clause.venue)].id));
    reading.clause_ok[index] = false;
}

/// Fills the months that were not written. Hosting and commitments need a start of their own.
void fill_months(Reading& reading, std::size_t index) {
    Clause& clause = reading.scenario.clauses[index];
    Node& table = reading.scenario.resolved.table.at("agreement").table.at(clause.id);
    const bool dateless = clause.type == ClauseType::trigger || clause.type == ClauseType::equity;
    const bool own_start = clause.type == ClauseType::hosting || clause.type == ClauseType::compute_commit;
    if (dateless) clause.start = Month(1900, 1);
    if (!dateless && !own_start && table.find("start") == nullptr) take_start(reading, index, table);
    if (!clause.written_end) clause.end = std::max(reading.scenario.simulation.end, clause.start);
}

}  // namespace

bool has_broken_hosting(const Reading& reading) {
    for (std::size_t i = 0; i < reading.scenario.clauses.size(); ++i)
        if (reading.scenario.clauses[i].type == ClauseType::hosting && !reading.clause_ok[i]) return true;
    return false;
}

void read_clauses(Reading& reading) {
    Node& root = reading.scenario.resolved;
    const auto agreements = root.table.find("agreement");
    if (agreements == root.table.end() || !agreements->second.is_table()) return;
    for (auto& [id, table] : agreements->second.table) {
        if (!table.is_table()) {
            reading.diagnostics.error(table.place, fmt::format("'{}' is {} but must be a table",
                                                               joined_key({"agreement", id}), kind_name(table.kind)));
            continue;
        }
        if (!is_id(id)) {
            reading.diagnostics.error(table.place,
                                      fmt::format("'{}' cannot be an id: use up to 64 of a-z, 0-9, '-' and '_'", id));
            continue;
        }
        if (reading.scenario.clauses.size() == kMaxClauses) {
            reading.diagnostics.error(table.place, fmt::format("there are more than {} agreements", kMaxClauses));
            break;
        }
        Clause clause;
        clause.id = id;
        clause.place = table.place;
        const bool ok = read_clause(reading, id, table, clause);
        reading.scenario.clauses.push_back(clause);
        reading.clause_ok.push_back(ok);
    }
    for (std::size_t i = 0; i < reading.scenario.clauses.size(); ++i) fill_months(reading, i);
}

}  // namespace reading

}  // namespace nephoscope
