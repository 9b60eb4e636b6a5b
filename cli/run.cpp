#include <fmt/format.h>

#include "cli/ensemble_command.h"
#include "cli/on_ranks.h"
#include "cli/report.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

namespace {

int run_scenarios(const std::vector<std::string>& args, const Ranks& ranks) {
    Options options(
        "run", "nephoscope run SCENARIO... [options]",
        "Runs one or many scenarios, each with replications, into one results file, and prints the headlines.\n"
        "SCENARIO is a file or the name of a shipped scenario. Under mpirun or srun the customers of every run are "
        "split\n"
        "over the ranks, --threads of each, and the results are the same bits (docs/cluster.md).\n\n"
        "With --checkpoint the exact state at the end of a month is kept; with --from runs go on from there, "
        "unchanged\n"
        "or under other agreements (docs/checkpoints.md):\n\n"
        "  nephoscope run exclusive_2032 --checkpoint 2027-12 -o base.nc\n"
        "  nephoscope run --from base.checkpoint@2027-12 opens_2028.toml",
        "nephoscope run duopoly --replications 4");
    add_run_options(options);
    add_from(options);
    options.texts("checkpoint", "MONTH", "keep the state at the end of MONTH, for --from; may be repeated")
        .text("checkpoint-output", "FILE", "file for the states (default: the results file's name with .checkpoint)");
    options.text("format", "table|csv|json", "how to print the headlines (default: table)");
    if (!options.parse(args)) return kDone;
    options.require_operands(options.has("from") ? 0 : 1, 1000, "at least one SCENARIO");
    const std::string format = format_of(options);
    const EnsembleCommand command = carry_out("run", options, ranks);
    if (command.report.replications_done > 0) print_report(format, levels_report(command.report.headlines, format));
    if (format == "table") {
        fmt::print("{}\n", moments_report(command.report.moments));
        fmt::print("{}", closing_lines(command.scenarios, command.report, command.path));
        if (!command.checkpoint.empty()) fmt::print("checkpoint: {}\n", command.checkpoint);
    }
    return exit_code(command.report);
}

}  // namespace

int run_verb(const std::vector<std::string>& args) {
    return on_ranks("run", [&](const Ranks& ranks) { return run_scenarios(args, ranks); });
}

}  // namespace nephoscope::cli
