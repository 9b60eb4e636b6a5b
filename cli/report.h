#pragma once

#include <string>
#include <vector>

#include "analysis/studies/comparison.h"
#include "analysis/studies/ensemble.h"

/// The tables that run, compare and show print.
namespace nephoscope::cli {

/// Levels with 95 % intervals over replications, a section per headline month.
std::string levels_report(const Headlines& headlines, const std::string& format);

/// Levels of both, paired difference with interval, variance-reduction factor, sign share. Differences are alternative
/// − base.
std::string comparison_report(const Headlines& base, const Headlines& alternative, const std::string& format);

/// "target / reached" for every inverted moment, worst replication.
std::string moments_report(const std::vector<InvertedMoment>& moments);

/// The first line of every report, and the caveat of every payoff table.
std::string caveat();

/// "runs 32 (16 replications x 2 scenarios), 2 at a time on 1 thread each; about 40 MB, about 60 s".
std::string plan_line(const std::vector<Scenario>& scenarios, const EnsembleEstimate& plan);

/// Lines at the end of a run: the file, hashes, keys without effect.
std::string closing_lines(const std::vector<Scenario>& scenarios, const EnsembleReport& report,
                          const std::string& path);

}  // namespace nephoscope::cli
