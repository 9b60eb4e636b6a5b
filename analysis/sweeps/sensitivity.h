#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "analysis/sweeps/study.h"
#include "models/theory/sensitivity_replicated.h"

namespace nephoscope {

/// What a collected results file says of one outcome of one scenario.
struct StudyOutcomeValues {
    std::string scenario;
    std::string outcome;     ///< its name in the study
    std::string variable;    ///< recorded variable
    std::string labels;      ///< "party=azure"
    std::string month;       ///< "2028-12", empty for a variable without months
    std::string units;       ///< of the recorded variable
    bool paired = false;     ///< the scenario's value minus that of the base
    Eigen::MatrixXd values;  ///< [points, replications]; NaN where a run failed
};

/// A collected results file of a sweep, read back.
struct StudyResults {
    std::string path;
    Study study;  ///< parameters, design and points, from the stored study text
    std::string name, base_scenario, limitations;
    std::string hash;                          ///< outcome_hash of the file
    std::vector<StudyOutcomeValues> outcomes;  ///< those that have a value anywhere, by scenario, then in study's order
};

/// Throws MachineError or FormatError as ResultsReader does, FormatError for a file that holds no sweep, or whose
/// points are not those of its own study text.
StudyResults read_study_results(const std::string& path);

/// What drives one outcome.
struct OutcomeSensitivity {
    const StudyOutcomeValues* outcome = nullptr;
    double mean = 0;                  ///< over all runs that finished
    theory::ReplicatedSobol sobol;    ///< of a Saltelli design
    theory::ReplicatedMorris morris;  ///< of Morris trajectories
    std::vector<std::size_t> ranked;  ///< parameters, the strongest first: by total index, or by mu_star
    bool estimated = true;            ///< false: too many runs failed, fewer than two base points or effects are left
};

/// Sensitivity of every outcome; points into `results`. Throws InputError when the design is neither Saltelli's nor
/// Morris's.
std::vector<OutcomeSensitivity> analyse(const StudyResults& results, const theory::BootstrapOptions& options);

/// "<stem>-sensitivity.nc" beside the results file.
std::string sensitivity_file_of(const std::string& results);

/// Writes the numbers as a netCDF-4-readable file with axes scenario, outcome, parameter; docs/studies.md lists the
/// variables. NaN where an outcome has none. The same numbers give the same bytes: an existing file that holds them is
/// left alone, another needs `force`. Throws MachineError.
void write_sensitivity(const StudyResults& results, const std::vector<OutcomeSensitivity>& analyses,
                       const theory::BootstrapOptions& options, const std::string& path, bool force);

}  // namespace nephoscope
