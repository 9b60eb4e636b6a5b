#include <fmt/format.h>

#include <limits>

#include "analysis/studies/break_even.h"
#include "cli/ensemble_command.h"
#include "cli/on_ranks.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "sim/io/diagnostics.h"

namespace nephoscope::cli {

namespace {

constexpr double kBillion = 1e-9;

std::string interval_text(const Interval& interval) {
    return fmt::format("{} +- {}", signed_number(interval.mean * kBillion, 2),
                       number(interval.half_width * kBillion, 2));
}

/// One search in sentences.
std::string in_words(const BreakEven& found) {
    std::string text = fmt::format("break-even stake of {} in {}, {} against {}: ", found.venue, found.lab,
                                   found.alternative, found.base);
    if (found.stake)
        text += fmt::format("{} +- {}", number(*found.stake, 4), number(found.half_width, 4));
    else
        text += fmt::format("none in [{}, {}]", number(found.low, 2), number(found.high, 2));
    text += fmt::format(" (it holds {})\n", number(found.held, 4));
    text += fmt::format("  difference of its NPV, USD bn: {} at {}, {} at {}, {} at {}\n", interval_text(found.at_low),
                        number(found.low, 2), interval_text(found.at_held), number(found.held, 2),
                        interval_text(found.at_high), number(found.high, 2));
    text += found.benchmark ? fmt::format("  sufficient statistics give {}\n", number(*found.benchmark, 4))
                            : "  no venue was opened that sufficient statistics could be taken of\n";
    text += found.repeated ? "  runs were repeated for every stake: the market reacts to it\n"
                           : "  one run each: the market does not react to the stake\n";
    return text;
}

/// The searches as a table for machines, USD.
std::string break_even_report(const std::vector<BreakEven>& all, const std::string& format) {
    if (format == "table") {
        std::string text = caveat();
        for (const BreakEven& found : all) text += "\n" + in_words(found);
        return text;
    }
    Table table({"base", "alternative", "venue", "lab", "held", "stake", "half_width", "benchmark", "low", "npv_at_low",
                 "npv_at_held", "high", "npv_at_high", "repeated"},
                {false, false, false, false, true, true, true, true, true, true, true, true, true, false});
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (const BreakEven& found : all)
        table.row({found.base, found.alternative, found.venue, found.lab, number(found.held, 6),
                   number(found.stake.value_or(none), 6), number(found.stake ? found.half_width : none, 6),
                   number(found.benchmark.value_or(none), 6), number(found.low, 6), number(found.at_low.mean, 0),
                   number(found.at_held.mean, 0), number(found.high, 6), number(found.at_high.mean, 0),
                   found.repeated ? "yes" : "no"});
    return table.str(format);
}

int print_break_even(const Options& options, const std::string& format, const Ranks& ranks) {
    Sources sources;
    const std::vector<Scenario> scenarios = load_all(options.operands(), settings_of(options), true, sources);
    set_remembered(options);
    BreakEvenOptions how;
    how.threads = static_cast<int>(options.integer("threads", 0, 1, 4096));
    how.ranks = &ranks;
    how.progress = progress_printer(options.has("quiet") || !ranks.is_first(), "runs");
    how.stop_requested = stop_requested;
    std::vector<BreakEven> all;
    for (std::size_t a = 1; a < scenarios.size(); ++a) {
        all.push_back(find_break_even(scenarios.front(), scenarios[a], how));
        if (!all.back().finished) return stop_exit_code();
    }
    print_report(format, break_even_report(all, format));
    return kDone;
}

int compare_scenarios(const std::vector<std::string>& args, const Ranks& ranks) {
    Options options(
        "compare", "nephoscope compare BASE ALTERNATIVE... [options]",
        "Runs BASE and every ALTERNATIVE on the same draws and reports, for every headline metric, both levels,\n"
        "the paired difference (alternative - base) with its 95 % interval over replications, how much pairing\n"
        "reduced its variance, and the share of replications with its sign. Everything goes to one results file.\n"
        "Under mpirun or srun the customers of every run are split over the ranks (docs/cluster.md).",
        "nephoscope compare exclusive_2032 nonexclusive_2026");
    add_run_options(options);
    add_from(options);
    options.text("format", "table|csv|json", "how to print the comparison (default: table)");
    options.flag("break-even",
                 "instead, find the opening stake in the lab at which the incumbent is indifferent; writes no file");
    if (!options.parse(args)) return kDone;
    options.require_operands(2, 1000, "BASE and at least one ALTERNATIVE");
    const std::string format = format_of(options);
    if (options.has("break-even") && options.has("from"))
        throw UsageError("--break-even runs from the start: a stake acts from then on; leave --from out");
    if (options.has("break-even")) return print_break_even(options, format, ranks);
    const EnsembleCommand command = carry_out("compare", options, ranks);
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

}  // namespace

int compare_verb(const std::vector<std::string>& args) {
    return on_ranks("compare", [&](const Ranks& ranks) { return compare_scenarios(args, ranks); });
}

}  // namespace nephoscope::cli
