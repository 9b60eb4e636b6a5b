#include <fmt/format.h>

#include <algorithm>

#include "analysis/studies/segment_headlines.h"
#include "cli/options.h"
#include "cli/report.h"
#include "cli/sparkline.h"
#include "cli/verbs.h"
#include "sim/core/error.h"

namespace nephoscope::cli {

namespace {

std::string chosen_format(const Options& options) {
    if (!options.has("csv")) return format_of(options);
    if (options.has("format") && options.get("format") != "csv")
        throw UsageError(fmt::format("--csv and --format {} contradict each other; say one", options.get("format")));
    return "csv";
}

/// Only a file of runs has headlines.
void require_runs(const ResultsReader& results, const std::string& path) {
    const std::string title = results.attribute("title");
    if (title == "nephoscope sweep results")
        throw FormatError(path + ": holds a sweep, not runs; see: nephoscope sensitivity, and docs/python.md");
    if (title == "nephoscope sensitivity")
        throw FormatError(path + ": holds sensitivity indices, not runs; docs/python.md reads them");
}

/// The headlines asked for: of all customers, or of every segment.
std::vector<Headlines> read_asked(const ResultsReader& results, const Options& options) {
    if (!options.has("by")) return read_headlines(results);
    std::vector<Headlines> all = read_segment_headlines(results);
    if (all.empty()) throw FormatError(options.operands().front() + ": holds nothing by segment");
    return all;
}

/// The scenario whose differences are shown; empty for levels.
std::string chosen_base(const std::vector<Headlines>& all, const ResultsReader& results, const Options& options) {
    const std::string base = options.get("base", results.attribute("base_scenario"));
    std::vector<std::string> names;
    for (const Headlines& headlines : all)
        if (std::find(names.begin(), names.end(), headlines.scenario) == names.end())
            names.push_back(headlines.scenario);
    if (std::find(names.begin(), names.end(), base) != names.end()) return base;
    if (options.has("base"))
        throw UsageError(fmt::format("no scenario '{}' in {}; it holds {}", base, options.operands().front(),
                                     fmt::join(names, ", ")));
    return "";
}

/// Every other scenario with the base's headlines of the same segment.
std::vector<std::pair<Headlines, Headlines>> pairs_with(const std::string& base, const std::vector<Headlines>& all) {
    std::vector<std::pair<Headlines, Headlines>> pairs;
    for (const Headlines& alternative : all) {
        const auto partner = std::find_if(all.begin(), all.end(), [&](const Headlines& h) {
            return h.scenario == base && h.segment == alternative.segment;
        });
        if (alternative.scenario != base && partner != all.end()) pairs.emplace_back(*partner, alternative);
    }
    return pairs;
}

}  // namespace

int show_verb(const std::vector<std::string>& args) {
    Options options(
        "show", "nephoscope show RESULTS [options]",
        "Prints the headlines of a results file: levels of each scenario, and for a file that compare wrote the\n"
        "paired differences from its base. On a terminal that can show them, small curves of all months stand behind\n"
        "the rows (NEPHOSCOPE_SPARKLINES=always or never decides otherwise).",
        "nephoscope show compare-nonexclusive_2026.nc --csv");
    options.text("format", "table|csv|json", "how to print (default: table)")
        .flag("csv", "the same as --format csv: one table, all digits, stored units, for spreadsheets")
        .text("by", "segment", "headlines of each segment of customers instead of all")
        .text("base", "SCENARIO", "show differences from this scenario instead of levels");
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "one RESULTS file");
    const std::string format = chosen_format(options);
    if (options.has("by") && options.get("by") != "segment")
        throw UsageError(fmt::format("--by is '{}' but must be segment", options.get("by")));
    const ResultsReader results(options.operands().front());
    require_runs(results, options.operands().front());
    const std::vector<Headlines> all = read_asked(results, options);
    const std::string base = chosen_base(all, results, options);
    Sparklines lines;
    if (format == "table" && !options.has("by") && terminal_shows_sparklines()) lines = read_trajectories(results);
    if (base.empty()) {
        print_report(format, levels_report(all, format, lines));
        return kDone;
    }
    if (const auto from = lines.find(base); from != lines.end()) {
        const Trajectories base_lines = from->second;
        for (auto& [scenario, trajectories] : lines) trajectories = difference_of(base_lines, trajectories);
    }
    print_report(format, comparison_report(pairs_with(base, all), format, lines));
    return kDone;
}

}  // namespace nephoscope::cli
