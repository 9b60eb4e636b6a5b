#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sweeps/study.h"
#include "models/scenario/reading.h"

/// What the parts of the study reader share. Each part adds every mistake it finds and goes on.
namespace nephoscope::study_reading {

struct StudyReading {
    Study& study;
    const Node& root;    ///< the study file, its `extends` resolved
    std::string folder;  ///< of the study file: scenarios are looked for there first
    Sources& sources;
    Diagnostics& diagnostics;
    std::vector<Scenario> scenarios{};  ///< [scenarios] before a point's values; as many as could be read
};

void read_section(StudyReading& reading);     ///< [study]: scenarios, base, replications, seed, agents, threads
void load_scenarios(StudyReading& reading);   ///< documents and scenarios, with the study's agents and seed
void read_parameters(StudyReading& reading);  ///< [parameters]
void read_design(StudyReading& reading);      ///< [design]; needs the parameters
void read_outcomes(StudyReading& reading);    ///< [outcome.NAME]; needs the scenarios
void check_ends(StudyReading& reading);       ///< each parameter alone at its ends, in each scenario that has it

/// The table of that name, or null; an error when it is something else.
const Node* table_of(StudyReading& reading, const std::string& name);

/// A whole number in [low, high], a text, or true or false; nothing after an error, or when the table has no such key.
std::optional<std::int64_t> whole_number(StudyReading& reading, const Node& table, const std::string& key,
                                         std::int64_t low, std::int64_t high);
std::optional<std::string> text_of(StudyReading& reading, const Node& table, const std::string& key);
std::optional<bool> switch_of(StudyReading& reading, const Node& table, const std::string& key);

using reading::did_you_mean;
using reading::shown;

/// The row of the parameter table for a key, given by its parts; null when there is none.
const Parameter* row_of_key(const std::vector<std::string>& parts);

/// The row of a key, given by its parts, that a study may sweep; null after an error, told at `node`, what the study
/// says of it.
const Parameter* swept_row(StudyReading& reading, const std::vector<std::string>& parts, const Node& node);

/// Whether the scenario's document has what the key is a part of: a section always, [lab.ID] only where it stands.
bool has_place_for(const LoadedDocument& document, const std::string& key);

/// Lays one value of a parameter over the document.
void lay_value(LoadedDocument& document, const StudyParameter& parameter, double number);

}  // namespace nephoscope::study_reading
