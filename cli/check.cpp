#include <fmt/format.h>

#include "cli/options.h"
#include "cli/report.h"
#include "cli/study_files.h"
#include "cli/verbs.h"
#include "models/scenario/parameters.h"
#include "models/start.h"
#include "sim/core/parallel.h"

namespace nephoscope::cli {

namespace {

void print_resolved(const Scenario& scenario, const Sources& sources) {
    fmt::print("{}", write_toml(scenario.resolved, &sources));
    if (scenario.start.given) return;
    // The values that inversion finds for replication 0, ready for [start] mode = "given".
    const Draws draws(scenario.simulation.seed, 0);
    const StartState start = prepare_start(scenario, draws, available_threads());
    fmt::print(
        "\n# inverted for replication 0; with mode = \"given\" they are read instead of inverted\n# [start]\n"
        "# mode = \"given\"\n# budget_factor = {}\n# segment_factor = {}\n",
        start.inversion.values.budget_factor, start.inversion.segment_factor);
    for (std::size_t l = 0; l < scenario.labs.size(); ++l)
        fmt::print("# lab_fit.{} = {}\n", scenario.labs[l].id, start.inversion.values.lab_fit[l]);
    for (std::size_t v = 0; v < scenario.venues.size(); ++v)
        fmt::print("# venue_appeal.{} = {}\n", scenario.venues[v].id, start.inversion.values.venue_appeal[v]);
    fmt::print("\n");
    std::string table = moments_report(start.inversion.moments);
    for (std::size_t at = 0; at < table.size();) {
        const std::size_t end = table.find('\n', at);
        fmt::print("# {}\n", table.substr(at, end - at));
        at = end + 1;
    }
}

void print_scenario(const Scenario& scenario) {
    fmt::print("{}: ok, {} clauses; question: {}\n", scenario.name, scenario.clauses.size(),
               scenario.question.empty() ? "none (write it in the first comment line)" : scenario.question);
    for (const std::string& key : scenario.inactive) fmt::print("  without effect in this version: {}\n", key);
}

/// What is asked of scenarios alone.
void refuse_for_studies(const Options& options) {
    for (const char* option : {"set", "diff"})
        if (options.has(option))
            throw UsageError(fmt::format("--{} is for scenarios, not for studies; a study may extend another", option));
}

}  // namespace

int check_verb(const std::vector<std::string>& args) {
    Options options(
        "check", "nephoscope check FILE... [options]",
        "Finds all mistakes in all files at once, scenarios and studies; nothing is run. Lists what is known "
        "but\nwithout effect in this version, and what a study will take: points, runs, time and disk.",
        "nephoscope check baseline --resolved");
    options.texts("set", "KEY=VALUE", "override a scenario key, for all files; may be repeated")
        .flag("resolved",
              "print the whole input, each value with the file:line that set it, and the inverted start values")
        .flag("diff", "print what differs between two files")
        .text("threads", "N", "threads that a study's time is told for (default: all of the affinity mask)");
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1000, "at least one FILE");
    const int threads = static_cast<int>(options.integer("threads", 0, 1, 4096));
    Sources sources;
    Diagnostics diagnostics(sources);
    std::vector<Scenario> scenarios;
    std::vector<Study> studies;
    const bool of_scenarios = options.has("set") || options.has("diff");  // of a name that both have, the scenario
    for (const std::string& name : options.operands()) {
        const FileKinds kinds = kinds_of(name);
        const bool as_study = kinds.study && !(kinds.scenario && of_scenarios);
        if (as_study) studies.push_back(load_study(find_study(name), sources, diagnostics));
        if (!as_study || kinds.scenario)
            scenarios.push_back(
                load_scenario(find_scenario(name), {scenario_folders(), options.list("set")}, sources, diagnostics));
    }
    require_sound(diagnostics);
    if (!studies.empty()) refuse_for_studies(options);
    if (options.has("diff")) {
        options.require_operands(2, 2, "two files for --diff");
        fmt::print("{}", diff_scenarios(scenarios[0], scenarios[1], sources));
        return kDone;
    }
    for (const Scenario& scenario : scenarios) {
        if (options.has("resolved"))
            print_resolved(scenario, sources);
        else
            print_scenario(scenario);
    }
    for (const Study& study : studies)
        fmt::print("{}", options.has("resolved") ? study.text : study_plan(study, threads));
    return kDone;
}

}  // namespace nephoscope::cli
