#include <fmt/format.h>

#include "analysis/studies/ensemble.h"
#include "cli/options.h"
#include "cli/report.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

int show_verb(const std::vector<std::string>& args) {
    Options options(
        "show", "nephoscope show RESULTS [options]",
        "Prints the headlines of a results file: levels of each scenario, and for a file that compare wrote the\n"
        "paired differences from its base.",
        "nephoscope show compare-nonexclusive_2026.nc --format csv");
    options.text("format", "table|csv|json", "how to print (default: table)")
        .text("base", "SCENARIO", "show differences from this scenario instead of levels");
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "one RESULTS file");
    const std::string format = format_of(options);
    const ResultsReader results(options.operands().front());
    const std::vector<Headlines> all = read_headlines(results);
    const std::string base_name = options.get("base", results.attribute("base_scenario"));
    const auto base = std::find_if(all.begin(), all.end(), [&](const Headlines& h) { return h.scenario == base_name; });
    if (!options.get("base").empty() && base == all.end()) {
        std::string names;
        for (const Headlines& h : all) names += (names.empty() ? "" : ", ") + h.scenario;
        throw UsageError(
            fmt::format("no scenario '{}' in {}; it holds {}", base_name, options.operands().front(), names));
    }
    for (const Headlines& headlines : all) {
        if (base == all.end())
            fmt::print("{}\n", levels_report(headlines, format));
        else if (headlines.scenario != base_name)
            fmt::print("{}\n", comparison_report(*base, headlines, format));
    }
    return kDone;
}

}  // namespace nephoscope::cli
