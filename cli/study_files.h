#pragma once

#include <string>

#include "analysis/sweeps/study.h"

/// Study files as commands name them.
namespace nephoscope::cli {

/// Whether `name` means a study: a file with a table that only studies have, or NAME or NAME.toml among the shipped
/// studies where no such file is here.
bool is_study(const std::string& name);

/// The file a study argument means. Throws UsageError with the nearest shipped name when there is none.
std::string find_study(const std::string& name);

/// Points, runs, time and disk of a study, for people, before anything starts.
std::string study_plan(const Study& study, int threads);

}  // namespace nephoscope::cli
