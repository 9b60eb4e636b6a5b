#pragma once

#include <string>
#include <vector>

#include "analysis/studies/ensemble.h"
#include "cli/options.h"

namespace nephoscope::cli {

/// What run and compare do alike: say what it will take, run with progress, print what was inverted. Several ranks
/// split the customers; rank 0 alone says anything and writes.
struct EnsembleCommand {
    std::vector<Scenario> scenarios;
    std::string path;
    std::string checkpoint;  ///< file; empty where none was asked for
    EnsembleReport report;
};

/// Adds --from. A verb that also adds --checkpoint and --checkpoint-output can keep states.
void add_from(Options& options);
EnsembleCommand carry_out(const std::string& verb, const Options& options, const Ranks& ranks);

/// 0 when finished, else the signal's exit code.
int exit_code(const EnsembleReport& report);

}  // namespace nephoscope::cli
