#include "cli/ensemble_command.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/progress.h"
#include "cli/report.h"
#include "cli/signals.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

EnsembleCommand carry_out(const std::string& verb, const Options& options, const Ranks& ranks) {
    const bool quiet = options.has("quiet") || !ranks.is_first();
    EnsembleCommand command;
    command.scenarios = load_all(options.operands(), settings_of(options), verb == "compare");
    command.path = options.get("output", "");
    if (command.path.empty()) command.path = new_results_name(verb + "-" + command.scenarios.back().name);
    EnsembleOptions how;
    how.threads = static_cast<int>(options.integer("threads", 0, 1, 4096));
    how.ranks = &ranks;
    how.output = command.path;
    how.force = options.has("force");
    how.command = verb;
    how.progress = progress_printer(quiet);
    how.stop_requested = stop_requested;
    if (!quiet)
        fmt::print(stderr, "{}\n",
                   plan_line(command.scenarios, estimate(command.scenarios, how.threads, ranks.size())));
    command.report = run_ensemble(command.scenarios, how);
    if (!command.report.finished && ranks.is_first())
        fmt::print(stderr, "stopped after {} of {} replications; what was finished is in {}\n",
                   command.report.replications_done, command.scenarios.front().simulation.replications, command.path);
    return command;
}

int exit_code(const EnsembleReport& report) { return report.finished ? kDone : stop_exit_code(); }

}  // namespace nephoscope::cli
