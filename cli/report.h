#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/studies/comparison.h"
#include "analysis/studies/ensemble.h"
#include "analysis/studies/trajectories.h"

/// The tables that run, compare and show print.
namespace nephoscope::cli {

/// What to draw behind the rows of each scenario, by name; empty for no sparklines.
using Sparklines = std::map<std::string, Trajectories>;

/// Levels with 95 % intervals over replications, a section per headline month, scenario by scenario (and segment by
/// segment); csv and json are one table of all. `sparklines` draws each metric's months behind its row, in the table
/// format alone.
std::string levels_report(const std::vector<Headlines>& all, const std::string& format,
                          const Sparklines& sparklines = {});

/// Levels of both, paired difference with interval, variance-reduction factor, sign share, alternative by alternative.
/// Differences are alternative − base; `pairs` are (base, alternative). Sparklines are of the difference.
std::string comparison_report(const std::vector<std::pair<Headlines, Headlines>>& pairs, const std::string& format,
                              const Sparklines& sparklines = {});

/// Prints a report; a table is followed by an empty line.
void print_report(const std::string& format, const std::string& report);

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
