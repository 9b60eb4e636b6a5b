#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/scenario/parameters.h"
#include "models/scenario/scenario.h"

namespace nephoscope {

/// A swept scenario key, such as "attention.base_per_month". Its values are numbers whatever its kind: false and true
/// are 0 and 1, a month is Month::count(), a word its position among the key's choices (parameter_value turns back).
struct StudyParameter {
    std::string key;
    double low = 0, high = 0;    ///< range of the designs that fill one
    bool logarithmic = false;    ///< the range is filled evenly in log(value)
    std::vector<double> values;  ///< of the designs list and grid, in the study's order; others draw from them if given
    ValueKind kind = ValueKind::real;
    Place place;  ///< where the study says what it takes
};

enum class DesignKind { list, grid, latin_hypercube, sobol_points, saltelli, morris };

/// One number that every run gives.
struct StudyOutcome {
    std::string name;                           ///< of the outcome in the results file
    std::string variable;                       ///< recorded variable, such as "spend_share_by_venue"
    std::map<std::string, std::string> labels;  ///< label on every axis but month, such as venue = azure
    Month month;                                ///< ignored by a variable without months
    bool paired = false;                        ///< scenario − base of the same replication; none for the base
};

struct StudyScenario {
    std::string label;  ///< in the results file
    std::string path;   ///< the file, or the name of a shipped scenario resolved to its file
};

/// A study file, read, checked and expanded into points.
struct Study {
    std::string name;      ///< file stem
    std::string question;  ///< first comment line
    std::string text;      ///< resolved text that is stored in the store: the identity of the study
    std::vector<StudyScenario> scenarios;
    int base = -1;  ///< index of the base scenario of paired differences, −1 none
    std::vector<StudyParameter> parameters;
    DesignKind design = DesignKind::list;
    std::uint64_t design_seed = 0;
    int design_size = 0;                      ///< points, base samples or trajectories, by kind
    int design_levels = 4;                    ///< of Morris trajectories
    std::vector<std::vector<double>> points;  ///< [points][parameters], in design order
    int replications = 0;
    std::uint64_t seed = 0;  ///< of the runs
    int agents = 0;          ///< 0: the scenario's
    int threads = 0;         ///< per run, 0: chosen by the program
    std::vector<StudyOutcome> outcomes;
    bool trajectories = false;              ///< outcomes are recorded at every month too
    std::vector<LoadedDocument> documents;  ///< [scenarios] as loaded, before a point's values are laid over them
};

/// Reads a study file and checks it whole: every mistake goes to `diagnostics`, with its place. The result is only
/// meaningful when no error was added.
Study load_study(const std::string& path, Sources& sources, Diagnostics& diagnostics);

/// The parameters, design and points of a study whose resolved text was stored; its scenarios are not needed. Throws
/// FormatError when the text is none that this version could have stored, or has another number of points.
Study read_stored_design(const std::string& text, std::size_t points);

/// The value that a number of the parameter stands for, as a scenario file would hold it.
Value parameter_value(const StudyParameter& parameter, double number);

/// The scenarios of one point, in the study's order, with the point's values set over their keys.
std::vector<Scenario> scenarios_of_point(const Study& study, std::size_t point, Diagnostics& diagnostics);

}  // namespace nephoscope
