#pragma once

#include <string>

#include "analysis/sweeps/study.h"

/// Study files as commands name them.
namespace nephoscope::cli {

/// What a file of a command is: by its tables, or, for a name of which no file is here, by which shipped files have it.
struct FileKinds {
    bool study = false;
    bool scenario = false;
};
FileKinds kinds_of(const std::string& name);

/// The file a study argument means: the path itself, else NAME or NAME.toml among the shipped studies. Throws
/// UsageError with the nearest shipped name when there is none.
std::string find_study(const std::string& name);

/// Points, runs, time and disk of a study, for people, before anything starts.
std::string study_plan(const Study& study, int threads);

}  // namespace nephoscope::cli
