#include <fmt/format.h>

#include <filesystem>

#include "analysis/sweeps/study_points.h"
#include "cli/options.h"
#include "cli/response_report.h"
#include "cli/sensitivity_report.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

int sensitivity_verb(const std::vector<std::string>& args) {
    Options options(
        "sensitivity", "nephoscope sensitivity RESULTS [options]",
        "What drives the outcomes of a sweep: Morris measures or Sobol' indices of every outcome, level or paired\n"
        "difference, with bootstrap intervals, replication noise taken out. RESULTS is the file that a sweep "
        "collected\n"
        "for a study of design 'morris' or 'saltelli', or its store; the numbers go to a file beside it. A study of\n"
        "design 'grid' or 'list' is shown point by point.",
        "nephoscope sensitivity stake_and_cap/results.nc --format csv");
    options.text("format", "table|csv|json", "how to print (default: table)")
        .text("top", "N", "parameters in each table, the strongest (default: 20)")
        .text("level", "PERCENT", "of the intervals (default: 95)")
        .text("resamples", "N", "of the bootstrap (default: 1000)")
        .text("seed", "N", "of the bootstrap (default: 0)")
        .text("output,o", "FILE", "where the numbers go (default: RESULTS with -sensitivity.nc)")
        .flag("force", "replace an existing file that holds other numbers");
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "one RESULTS file");
    const std::string format = format_of(options);
    theory::BootstrapOptions bootstrap;
    bootstrap.confidence = static_cast<double>(options.integer("level", 95, 1, 99)) / 100;
    bootstrap.resamples = static_cast<int>(options.integer("resamples", 1000, 2, 1'000'000));
    bootstrap.seed = static_cast<std::uint64_t>(options.integer("seed", 0, 0, INT64_MAX));
    std::string path = options.operands().front();
    if (std::filesystem::is_directory(path)) path = (std::filesystem::path(path) / "results.nc").string();
    const StudyResults results = read_study_results(path);
    if (!fills_ranges(results.study.design)) {
        if (options.has("output"))
            throw UsageError("--output is for the designs 'morris' and 'saltelli'; RESULTS has the numbers of others");
        fmt::print("{}", response_report(results, format));
        return kDone;
    }
    const std::vector<OutcomeSensitivity> analyses = analyse(results, bootstrap);
    const auto most = static_cast<std::size_t>(options.integer("top", 20, 1, 1'000'000));
    const std::string output = options.get("output", sensitivity_file_of(path));
    write_sensitivity(results, analyses, bootstrap, output, options.has("force"));
    fmt::print("{}", sensitivity_report(results, analyses, bootstrap, format, most));
    if (format == "table") fmt::print("\nnumbers: {}\n", output);
    return kDone;
}

}  // namespace nephoscope::cli
