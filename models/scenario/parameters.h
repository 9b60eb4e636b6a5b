#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "models/scenario/scenario.h"

/// The table of every scenario key: what it means, in which unit, its default, where it may lie, where it comes from,
/// and which member of Scenario it fills. The same rows validate, fill defaults, document (`explain`) and make the JSON
/// Schema.
namespace nephoscope {

/// A value of a scenario file, or a default; monostate where there is none.
using Value = std::variant<std::monostate, double, std::int64_t, bool, std::string>;

enum class ValueKind {
    real,
    integer,
    boolean,
    choice,  ///< one of Parameter::choices, in quotes
    month,   ///< "2026-05"
    lab,     ///< id of a lab; likewise below
    cloud,   ///< of a venue that is a cloud
    venue,
    region,
    workloads,      ///< "all" or an array of ids
    clauses,        ///< array of ids of agreements
    trigger,        ///< id of an agreement of type trigger
    term_mix,       ///< three shares
    cloud_numbers,  ///< table id = number; likewise below
    lab_numbers,
    venue_numbers
};

enum class Presence { defaulted, required, optional };

/// Where a number may lie. Both ends are included unless open.
struct Domain {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = false, high_open = false;
    bool contains(double x) const { return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high); }
    std::string str() const;  ///< "in (0, 1]", "above 0", "at least 1", "any number"
};

/// Puts a value into the scenario and reads it back; the index is that of the lab, venue, ... in a table of many.
struct Binding {
    std::function<void(Scenario&, std::size_t, const Value&)> set;
    std::function<Value(const Scenario&, std::size_t)> get;
};

/// One key. `*` in `key` stands for the id that a file chooses.
struct Parameter {
    std::string key{};     ///< "choice.taste_precision", "lab.*.list_price_usd_per_unit"
    std::string symbol{};  ///< in docs/model.md, may be empty
    std::string meaning{};
    std::string unit{};  ///< empty: dimensionless
    ValueKind kind = ValueKind::real;
    Value initial{};  ///< the default
    Presence presence = Presence::defaulted;
    Domain domain{};
    std::vector<std::string> choices{};
    std::string sweep{};  ///< range worth sweeping
    std::string
        source{};  ///< F: fact, L: literature, C: calibrated, A: assumption to be swept (docs/model.md#parameters)
    std::string when{};                  ///< when to change it
    bool active = true;                  ///< has an effect in this version
    bool changes_results = true;         ///< else speed or recording only
    std::vector<ClauseType> types{};     ///< agreement keys: the clause types that have the key
    std::vector<ClauseType> required{};  ///< agreement keys: the clause types that need it
    Binding bind{};                      ///< absent where the reader resolves ids itself

    std::string table() const;  ///< "choice", "lab.*"
    std::string name() const;   ///< "taste_precision"
    bool has_default() const { return !std::holds_alternative<std::monostate>(initial); }
    bool belongs_to(ClauseType type) const;
    bool needed_by(ClauseType type) const;
};

/// All keys, in the order of the documentation.
const std::vector<Parameter>& parameters();

/// The rows of one table, "choice" or "lab.*".
std::vector<const Parameter*> parameters_of(const std::string& table);

/// The row of a key with `*` for ids, or null.
const Parameter* find_parameter(const std::string& key);

/// The tables that a file may hold: "agreement", "attention", ...; true for those whose children are named by the file.
const std::vector<std::pair<std::string, bool>>& scenario_tables();

/// "0.25", "\"hold\"", "true": as a scenario file would write it; empty for none.
std::string value_text(const Value& value);

/// What the kind accepts, in words: "a number", "one of 'flat', 'linear'".
std::string expected_text(const Parameter& parameter);

/// The documentation of one key, of all keys of a table, or of every key in one table when `key` is empty. Ids may
/// stand for
/// `*`, and a name alone is enough where it is clear: "taste_precision", "attention"; so is a key without its unit,
/// "attention.base". Throws InputError for an unknown key, with the nearest names.
std::string explain(const std::string& key);

/// JSON Schema (draft 7) of scenario files, for editors.
std::string json_schema();

/// Every key in which two resolved scenarios differ, with both values and their places; empty when there is none.
std::string diff_scenarios(const Scenario& a, const Scenario& b, const Sources& sources);

}  // namespace nephoscope
