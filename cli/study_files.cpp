#include "cli/study_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "analysis/sweeps/study_estimate.h"
#include "analysis/sweeps/study_points.h"
#include "cli/options.h"

namespace nephoscope::cli {

namespace {

namespace fs = std::filesystem;

/// NAME or NAME.toml in that folder of the shipped files, empty when there is none.
std::string shipped_file(const char* folder, const std::string& name) {
    std::error_code ignored;
    for (const std::string& scenarios : scenario_folders())
        for (const std::string& candidate : {name, name + ".toml"})
            if (fs::is_regular_file(fs::path(scenarios) / folder / candidate, ignored))
                return (fs::path(scenarios) / folder / candidate).string();
    return "";
}

std::vector<std::string> shipped_studies() {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const std::string& scenarios : scenario_folders())
        for (const auto& entry : fs::directory_iterator(fs::path(scenarios) / "studies", ignored))
            if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    return names;
}

std::string values_text(const StudyParameter& parameter) {
    const auto text = [&](double number) {
        return parameter.kind == ValueKind::real ? fmt::format("{:g}", number)
                                                 : value_text(parameter_value(parameter, number));
    };
    if (parameter.values.empty())
        return fmt::format("{} to {}{}", text(parameter.low), text(parameter.high),
                           parameter.logarithmic ? ", log scale" : "");
    constexpr std::size_t most = 8;
    std::vector<std::string> shown;
    for (std::size_t v = 0; v < std::min(most, parameter.values.size()); ++v)
        shown.push_back(text(parameter.values[v]));
    if (parameter.values.size() > most) shown.push_back(fmt::format("... ({} values)", parameter.values.size()));
    return fmt::format("{}", fmt::join(shown, ", "));
}

std::string outcome_text(const StudyOutcome& outcome, const Study& study) {
    std::string text = outcome.variable;
    for (const auto& [axis, label] : outcome.labels) text += " " + label;
    if (outcome.month != Month()) text += " " + outcome.month.str();
    if (outcome.paired) text += ", difference from " + study.scenarios[static_cast<std::size_t>(study.base)].label;
    return text;
}

std::string duration(double seconds) {
    if (seconds < 100) return fmt::format("{:.0f} s", std::max(1.0, seconds));
    if (seconds < 100 * 60) return fmt::format("{:.0f} minutes", seconds / 60);
    if (seconds < 100 * 3600) return fmt::format("{:.0f} hours", seconds / 3600);
    return fmt::format("{:.0f} days", seconds / 86400);
}

std::string design_text(const Study& study) {
    std::string text = design_name(study.design);
    if (!fills_ranges(study.design)) return text;
    if (study.design == DesignKind::saltelli) text += fmt::format(", {} base points", study.design_size);
    if (study.design == DesignKind::morris)
        text += fmt::format(", {} trajectories on {} levels", study.design_size, study.design_levels);
    return text + fmt::format(", seed {}", study.design_seed);
}

}  // namespace

FileKinds kinds_of(const std::string& name) {
    std::error_code ignored;
    if (!fs::exists(name, ignored)) {
        const bool study = !shipped_file("studies", name).empty();
        return {study, !study || !shipped_file("", name).empty()};
    }
    Sources sources;
    Diagnostics diagnostics(sources);
    const Node root = load_document(name, {scenario_folders(), {}}, sources, diagnostics).root;
    for (const char* table : {"study", "design", "parameters", "outcome"})
        if (root.find(table) != nullptr) return {true, false};
    return {false, true};
}

std::string find_study(const std::string& name) {
    std::error_code ignored;
    if (fs::exists(name, ignored) || name.find('/') != std::string::npos) return name;
    std::string path = shipped_file("studies", name);
    if (!path.empty()) return path;
    const std::string near = nearest_name(name, shipped_studies());
    throw UsageError(fmt::format("no study file '{}' here, nor a shipped study of that name{}", name,
                                 near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near)));
}

std::string study_plan(const Study& study, int threads) {
    const StudyEstimate plan = estimate(study, threads);
    std::string text =
        fmt::format("{}: ok, a study; question: {}\n", study.name,
                    study.question.empty() ? "none (write it in the first comment line)" : study.question);
    for (std::size_t s = 0; s < study.scenarios.size(); ++s)
        text += fmt::format("  {:<11}{}{}\n", s == 0 ? "scenarios" : "", study.scenarios[s].label,
                            static_cast<int>(s) == study.base ? " (base)" : "");
    text += fmt::format("  {:<11}{}\n", "design", design_text(study));
    for (const StudyParameter& parameter : study.parameters)
        text += fmt::format("  {:<11}{}: {}\n", &parameter == study.parameters.data() ? "parameters" : "",
                            parameter.key, values_text(parameter));
    for (const StudyOutcome& outcome : study.outcomes)
        text += fmt::format("  {:<11}{}: {}\n", &outcome == study.outcomes.data() ? "outcomes" : "", outcome.name,
                            outcome_text(outcome, study));
    text += fmt::format("  {} points x {} replications x {} scenarios = {} runs{}\n", plan.points, study.replications,
                        study.scenarios.size(), plan.runs,
                        study.agents > 0 ? fmt::format(" of {} customers", study.agents) : "");
    text += fmt::format("  about {} on {} threads ({} of one core), {:.0f} MB of memory, {:.1f} MB of disk\n",
                        duration(plan.seconds), plan.threads, duration(plan.core_seconds),
                        std::max(1.0, plan.memory_bytes / 1e6), std::max(0.1, plan.disk_bytes / 1e6));
    if (plan.unsound > 0)
        text += fmt::format("  {} of {} points looked at will fail, the others go on; the first: {}\n", plan.unsound,
                            plan.looked_at, plan.first_unsound);
    return text;
}

}  // namespace nephoscope::cli
