#include "cli/ensemble_command.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "cli/progress.h"
#include "cli/report.h"
#include "cli/signals.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

namespace {

Month month_of(const std::string& option, const std::string& text) {
    const std::optional<Month> month = Month::parse(text);
    if (!month) throw UsageError(fmt::format("--{} is '{}' but must be a month such as 2027-04", option, text));
    return *month;
}

/// FILE@MONTH of --from; nothing when it is not there.
std::optional<Branch> branch_of(const Options& options, Sources& sources) {
    if (!options.has("from")) return {};
    const std::string text = options.get("from");
    const std::size_t at = text.rfind('@');
    if (at == std::string::npos || at == 0)
        throw UsageError(fmt::format("--from is '{}' but must be FILE@MONTH, such as run.checkpoint@2027-04", text));
    return std::optional<Branch>(std::in_place, text.substr(0, at), month_of("from", text.substr(at + 1)), sources);
}

/// The scenarios named, or the checkpoint's own when none is.
std::vector<Scenario> scenarios_of(const std::string& verb, const Options& options, const std::optional<Branch>& from,
                                   Sources& sources) {
    const std::vector<std::string> settings = settings_of(options);
    if (!from || !options.operands().empty()) {
        std::vector<Scenario> scenarios = load_all(options.operands(), settings, verb == "compare", sources);
        if (from) from->require_same_until(scenarios, sources);
        return scenarios;
    }
    if (!settings.empty())
        throw UsageError(
            "--set, --agents, --replications and --seed need a SCENARIO; without one the run goes on as "
            "the checkpoint's own");
    return {from->scenario()};
}

/// Beside the results: x.nc gives x.checkpoint.
std::string checkpoint_name(const std::string& results) {
    return std::filesystem::path(results).replace_extension(".checkpoint").string();
}

void set_checkpoints(const Options& options, EnsembleOptions& how) {
    for (const std::string& text : options.list("checkpoint")) how.checkpoints.push_back(month_of("checkpoint", text));
    if (how.checkpoints.empty() && options.has("checkpoint-output"))
        throw UsageError("--checkpoint-output is only for --checkpoint MONTH");
    how.checkpoint_output = options.get("checkpoint-output", checkpoint_name(how.output));
}

}  // namespace

void add_from(Options& options) {
    options.text("from", "FILE@MONTH",
                 "go on from the end of MONTH as a checkpoint keeps it; what acts by then must be as it was there");
}

EnsembleCommand carry_out(const std::string& verb, const Options& options, const Ranks& ranks) {
    const bool quiet = options.has("quiet") || !ranks.is_first();
    EnsembleCommand command;
    Sources sources;
    const std::optional<Branch> from = branch_of(options, sources);
    command.scenarios = scenarios_of(verb, options, from, sources);
    command.path = options.get("output", "");
    if (command.path.empty()) command.path = new_results_name(verb + "-" + command.scenarios.back().name);
    set_remembered(options);
    EnsembleOptions how;
    how.threads = static_cast<int>(options.integer("threads", 0, 1, 4096));
    how.ranks = &ranks;
    how.output = command.path;
    how.force = options.has("force");
    how.command = verb;
    how.progress = progress_printer(quiet);
    how.stop_requested = stop_requested;
    how.from = from ? &*from : nullptr;
    set_checkpoints(options, how);
    if (!how.checkpoints.empty()) command.checkpoint = how.checkpoint_output;
    if (!quiet)
        fmt::print(stderr, "{}\n",
                   plan_line(command.scenarios, estimate(command.scenarios, how.threads, ranks.size(), how.from)));
    command.report = run_ensemble(command.scenarios, how);
    if (!command.report.finished && ranks.is_first())
        fmt::print(stderr, "stopped after {} of {} replications; what was finished is in {}\n",
                   command.report.replications_done, command.scenarios.front().simulation.replications, command.path);
    return command;
}

int exit_code(const EnsembleReport& report) { return report.finished ? kDone : stop_exit_code(); }

}  // namespace nephoscope::cli
