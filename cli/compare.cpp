#include <fmt/format.h>

#include "cli/ensemble_command.h"
#include "cli/report.h"
#include "cli/verbs.h"
#include "sim/io/diagnostics.h"

namespace nephoscope::cli {

int compare_verb(const std::vector<std::string>& args) {
    Options options(
        "compare", "nephoscope compare BASE ALTERNATIVE... [options]",
        "Runs BASE and every ALTERNATIVE on the same draws and reports, for every headline metric, both levels,\n"
        "the paired difference (alternative - base) with its 95 % interval over replications, how much pairing\n"
        "reduced its variance, and the share of replications with its sign. Everything goes to one results file.",
        "nephoscope compare exclusive_2032 nonexclusive_2026");
    add_run_options(options);
    options.text("format", "table|csv|json", "how to print the comparison (default: table)");
    if (!options.parse(args)) return kDone;
    options.require_operands(2, 1000, "BASE and at least one ALTERNATIVE");
    const std::string format = format_of(options);
    const EnsembleCommand command = carry_out("compare", options);
    const std::vector<Headlines>& headlines = command.report.headlines;
    std::vector<std::pair<Headlines, Headlines>> pairs;
    for (std::size_t a = 1; a < headlines.size(); ++a) pairs.emplace_back(headlines.front(), headlines[a]);
    if (command.report.replications_done > 0) print_report(format, comparison_report(pairs, format));
    if (format == "table") {
        fmt::print("{}\n", moments_report(command.report.moments));
        fmt::print("{}", closing_lines(command.scenarios, command.report, command.path));
    }
    return exit_code(command.report);
}

}  // namespace nephoscope::cli
