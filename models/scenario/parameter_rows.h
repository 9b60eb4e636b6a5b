#pragma once

#include <algorithm>
#include <optional>
#include <type_traits>

#include "models/scenario/parameters.h"

/// What the files of the table share: ways to say where a number may lie, and which member of Scenario a key fills.
namespace nephoscope::rows {

inline Domain at_least(double low) { return {.low = low}; }
inline Domain above(double low) { return {.low = low, .low_open = true}; }
inline Domain within(double low, double high) { return {.low = low, .high = high}; }
inline Domain above_up_to(double low, double high) { return {.low = low, .high = high, .low_open = true}; }
inline Domain from_to_below(double low, double high) { return {.low = low, .high = high, .high_open = true}; }
inline Domain any() { return {}; }

/// Largest dollar figure a file may hold: the ledger counts to 9.2e14 USD.
inline constexpr double kMaxUsd = 1e14;

template <class Member>
void assign(Member& member, const Value& value) {
    if constexpr (std::is_same_v<Member, Month>)
        member = *Month::parse(std::get<std::string>(value));
    else if constexpr (std::is_same_v<Member, double> || std::is_same_v<Member, bool>)
        member = std::get<Member>(value);
    else
        member = static_cast<Member>(std::get<std::int64_t>(value));
}

template <class Member>
Value value_of(const Member& member) {
    if constexpr (std::is_same_v<Member, Month>)
        return member.str();
    else if constexpr (std::is_same_v<Member, double> || std::is_same_v<Member, bool>)
        return member;
    else
        return static_cast<std::int64_t>(member);
}

/// The member of a table such as [choice].
template <class Section, class Member>
Binding to(Section Scenario::*section, Member Section::*member) {
    return {[=](Scenario& s, std::size_t, const Value& value) { assign(s.*section.*member, value); },
            [=](const Scenario& s, std::size_t) { return value_of(s.*section.*member); }};
}

/// The member of an entry of a table of many, such as [lab.ID].
template <class Entity, class Member>
Binding to(std::vector<Entity> Scenario::*entities, Member Entity::*member) {
    return {[=](Scenario& s, std::size_t i, const Value& value) { assign((s.*entities)[i].*member, value); },
            [=](const Scenario& s, std::size_t i) { return value_of((s.*entities)[i].*member); }};
}

/// An enumeration whose order is that of the row's choices.
template <class Section, class Enum>
Binding to_choice(Section Scenario::*section, Enum Section::*member, std::vector<std::string> choices) {
    return {
        [=](Scenario& s, std::size_t, const Value& value) {
            const auto found = std::find(choices.begin(), choices.end(), std::get<std::string>(value));
            s.*section.*member = static_cast<Enum>(found - choices.begin());
        },
        [=](const Scenario& s, std::size_t) { return Value(choices[static_cast<std::size_t>(s.*section.*member)]); }};
}
template <class Entity, class Enum>
Binding to_choice(std::vector<Entity> Scenario::*entities, Enum Entity::*member, std::vector<std::string> choices) {
    return {[=](Scenario& s, std::size_t i, const Value& value) {
                const auto found = std::find(choices.begin(), choices.end(), std::get<std::string>(value));
                (s.*entities)[i].*member = static_cast<Enum>(found - choices.begin());
            },
            [=](const Scenario& s, std::size_t i) {
                return Value(choices[static_cast<std::size_t>((s.*entities)[i].*member)]);
            }};
}

/// A month that may be absent.
template <class Entity>
Binding to(std::vector<Entity> Scenario::*entities, std::optional<Month> Entity::*member) {
    return {[=](Scenario& s, std::size_t i, const Value& value) {
                (s.*entities)[i].*member = *Month::parse(std::get<std::string>(value));
            },
            [=](const Scenario& s, std::size_t i) {
                const auto& month = (s.*entities)[i].*member;
                return month ? Value(month->str()) : Value();
            }};
}

std::vector<Parameter> simulation_rows();  ///< [simulation]
std::vector<Parameter> customer_rows();    ///< [customers] [choice]
std::vector<Parameter> decision_rows();    ///< [portfolio] [attention] [growth]
std::vector<Parameter> market_rows();      ///< [quality] [compute] [consumer_revenue] [finance] [start]
std::vector<Parameter> lab_rows();         ///< [lab.ID]
std::vector<Parameter> venue_rows();       ///< [venue.ID]
std::vector<Parameter> segment_rows();     ///< [workload.ID] [segment.ID] [region.ID]
std::vector<Parameter> clause_rows();      ///< [agreement.ID]
std::vector<Parameter> supply_rows();      ///< [capacity] [pricing] [base_cloud] [training]
std::vector<Parameter> funding_rows();     ///< more of [finance]; [metrics]
std::vector<Parameter> event_rows();       ///< [event.ID]

}  // namespace nephoscope::rows
