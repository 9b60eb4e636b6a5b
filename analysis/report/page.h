#pragma once

#include <string>

namespace nephoscope::report {

/// Most scenarios that a page holds, the base among them; those left out are named.
inline constexpr std::size_t kMostScenarios = 8;
/// Most labels on an axis: a page of more could not be read.
inline constexpr std::size_t kMostLabels = 64;

/// One self-contained HTML page about a results file of `run` or `compare`: question, answer, headline tables, charts
/// with their data, assumptions, limits and provenance. Nothing in the file is trusted: labels and texts are escaped,
/// and the page's policy runs no script but the program's own. `command` files have a base scenario, others have none.
/// Throws MachineError and FormatError as ResultsReader does, and FormatError for a file that holds no headlines or
/// more labels than kMostLabels.
std::string page(const std::string& results_path);

}  // namespace nephoscope::report
