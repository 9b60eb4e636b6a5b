#include "analysis/sweeps/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "analysis/sweeps/bytes.h"
#include "analysis/sweeps/record.h"
#include "sim/io/results.h"

namespace nephoscope {

namespace {

constexpr std::size_t kLinesShown = 20;

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// Lines of `from` that `other` lacks, each behind a mark; so many at most, then how many more.
std::string lines_only_in(const std::vector<std::string>& from, const std::vector<std::string>& other,
                          const char* mark) {
    const std::set<std::string> known(other.begin(), other.end());
    std::string text;
    std::size_t found = 0;
    for (const std::string& line : from)
        if (known.count(line) == 0 && ++found <= kLinesShown) text += fmt::format("  {} {}\n", mark, line);
    if (found > kLinesShown) text += fmt::format("  {} and {} more\n", mark, found - kLinesShown);
    return text;
}

std::set<std::string> point_keys(const Plan& plan) {
    std::set<std::string> keys;
    for (const std::vector<double>& point : plan.points) keys.insert(point_key(plan.keys, point));
    return keys;
}

}  // namespace

std::string identity_of_study(const Study& study) {
    std::string text = fmt::format("results_version = {}\nseed = {}\n", kResultsVersion, study.seed);
    text += study.agents > 0 ? fmt::format("agents = {}\n", study.agents) : "agents = as the scenario says\n";
    text += fmt::format("trajectories = {}\n", study.trajectories);
    text += fmt::format("base = {}\n",
                        study.base < 0 ? "none" : study.scenarios[static_cast<std::size_t>(study.base)].label);
    std::vector<std::string> names;
    for (const StudyScenario& scenario : study.scenarios) names.push_back(scenario.label);
    text += fmt::format("scenarios = {}\n", fmt::join(names, ", "));
    names.clear();
    for (const StudyParameter& parameter : study.parameters) names.push_back(parameter.key);
    text += fmt::format("parameters = {}\n", fmt::join(names, ", "));
    for (const StudyOutcome& outcome : study.outcomes) {
        text += fmt::format("outcome {} = {}", outcome.name, outcome.variable);
        for (const auto& [axis, label] : outcome.labels) text += fmt::format(" {}={}", axis, label);
        text += fmt::format(" {} {}\n", outcome.month.str(), outcome.paired ? "difference" : "level");
    }
    return text;
}

std::string pack(const Plan& plan) {
    BytesWriter bytes;
    bytes.text(plan.name);
    bytes.text(plan.study_text);
    bytes.text(plan.identity);
    bytes.texts(plan.keys);
    bytes.number(std::uint64_t{plan.points.size()});
    for (const std::vector<double>& point : plan.points) bytes.reals(point);
    bytes.number(plan.replications);
    return bytes.bytes();
}

Plan unpack_plan(std::string_view text) {
    BytesReader bytes(text);
    Plan plan;
    plan.name = bytes.text();
    plan.study_text = bytes.text();
    plan.identity = bytes.text();
    plan.keys = bytes.texts();
    for (auto left = bytes.number<std::uint64_t>(); left > 0; --left) plan.points.push_back(bytes.reals());
    plan.replications = bytes.number<int>();
    for (const std::vector<double>& point : plan.points)
        if (point.size() != plan.keys.size()) throw BytesError();
    if (!bytes.at_end() || plan.replications < 0) throw BytesError();
    return plan;
}

PlanComparison compare(const Plan& stored, const Plan& now) {
    const std::vector<std::string> before = lines_of(stored.identity), after = lines_of(now.identity);
    std::string difference = lines_only_in(before, after, "-") + lines_only_in(after, before, "+");
    if (now.replications < stored.replications)
        difference +=
            fmt::format("  - replications = {}\n  + replications = {}\n", stored.replications, now.replications);
    const std::set<std::string> old_points = point_keys(stored), new_points = point_keys(now);
    const auto lost = std::count_if(old_points.begin(), old_points.end(),
                                    [&](const std::string& key) { return new_points.count(key) == 0; });
    if (lost > 0 && stored.keys == now.keys)
        difference += fmt::format("  - {} of {} points of the store are not among the {} of the study\n", lost,
                                  old_points.size(), new_points.size());
    if (!difference.empty()) return {PlanChange::other, difference};
    if (old_points == new_points && stored.replications == now.replications) return {};
    return {PlanChange::grown, fmt::format("{} points × {} replications, before {} × {}", new_points.size(),
                                           now.replications, old_points.size(), stored.replications)};
}

}  // namespace nephoscope
