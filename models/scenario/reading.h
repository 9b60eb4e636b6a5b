#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/scenario/parameters.h"

/// What the parts of the scenario reader share. Each part adds every mistake it finds and goes on.
namespace nephoscope::reading {

struct Reading {
    Scenario& scenario;  ///< its `resolved` starts as the document and receives the defaults
    Diagnostics& diagnostics;
    std::set<std::string>
        failed{};  ///< keys with `*` for ids of which some value was wrong: sums over them are not judged
    std::vector<bool> clause_ok{};  ///< [clauses] read without error: checks between clauses skip the others
};

/// A scalar, month or choice of the row's kind, inside its domain; nothing after an error. `key` is the full key for
/// hints.
std::optional<Value> read_value(const Parameter& row, const std::string& key, const Node& node,
                                Diagnostics& diagnostics);

/// The number of one entry of an array or table of the row; `what` names it in messages.
std::optional<double> read_number(const Parameter& row, const std::string& what, const std::string& key,
                                  const Node& node, Diagnostics& diagnostics);

/// The value as the file wrote it, for messages; tables and arrays by their kind.
std::string shown(const Node& node);

/// "did you mean ..." for hints; empty when no name is near.
std::string did_you_mean(const std::string& wrong, const std::vector<std::string>& names);

/// "'scope' is 3 but must be ...", for the kinds that read_value leaves to others.
void wrong_kind(const Parameter& row, const std::string& key, const Node& node, Diagnostics& diagnostics);

/// What the row means, up to its first semicolon: enough for a message that it is missing.
std::string short_meaning(const Parameter& row);

/// The node that a value is written as; its place is unknown, for a default.
Node node_of(const Value& value);

/// An error for every key of `table` that is not among `names`, with the nearest. `where` reads "[choice]".
void check_names(const Node& table, const std::vector<std::string>& names, const std::string& where,
                 Diagnostics& diagnostics);

/// The position of the id that `node` holds, by `index_of`; −1 after an error. `what` reads "lab".
int read_id(const Node& node, const std::vector<std::string>& ids, const std::string& what, Diagnostics& diagnostics);

template <class Entity>
std::vector<std::string> ids_of(const std::vector<Entity>& entities) {
    std::vector<std::string> ids;
    for (const Entity& entity : entities) ids.push_back(entity.id);
    return ids;
}

/// Reads [table] or [table.ID] by its rows: values into the scenario, defaults into `node`. Kinds that need ids of
/// other tables are left to read_links.
void read_rows(Reading& reading, const std::string& table, std::size_t index, Node& node, const std::string& path);

void read_sections(Reading& reading);  ///< the tables with fixed keys, and unknown tables
void read_sets(Reading& reading);      ///< ids, draw slots and order of the sets, then their rows
void read_links(Reading& reading);     ///< values that name other entities: direct labs, owners, shares by cloud, start
void read_events(Reading& reading);    ///< whom events are about, and whether their type takes that
void read_clauses(Reading& reading);   ///< [agreement.ID]
void read_metrics(Reading& reading);   ///< incumbent and focal lab, after the clauses
void check_sets(Reading& reading);     ///< counts, kinds, cuts
void check_shares(Reading& reading);   ///< what sums to 1
void check_numbers(Reading& reading);  ///< between numbers: dates, rates, budgets
void check_targets(Reading& reading);  ///< target shares against what is on sale before the start
void check_clauses(Reading& reading);  ///< each clause by itself, then between clauses
void check_triggers(Reading& reading);  ///< what triggers name
/// A hosting could not be read, so nothing can be said about clauses that need one.
bool has_broken_hosting(const Reading& reading);

/// The text of a node of the clause, its key or its header: where a message about `key` should point.
Place place_in(const Scenario& scenario, const Clause& clause, const std::string& key);
bool both_in_force(const Scenario& scenario, const Clause& a,
                   const Clause& b);  ///< in some month, whatever triggers do

/// An id as it may be: short, lower case, fit for keys and labels.
bool is_id(const std::string& id);

/// The value node of a key of the resolved document, or its table, or the root: where a message should point.
Place place_of(const Scenario& scenario, const std::string& dotted);

}  // namespace nephoscope::reading
