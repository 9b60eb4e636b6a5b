#include "analysis/sweeps/study_estimate.h"

#include <algorithm>

#include "analysis/studies/ensemble.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

constexpr std::size_t kMostLookedAt = 200;

// A finished run keeps, beside its numbers, its point's name, hashes of each scenario, times and lengths.
constexpr double kBytesPerRecord = 120, kBytesPerHash = 40;

/// In the store and once more in the collected file, before compression.
double disk_bytes(const Study& study, const std::vector<Scenario>& scenarios) {
    double numbers = 1;
    if (study.trajectories) {
        const SimulationParameters& time = scenarios.front().simulation;
        numbers += static_cast<double>(time.months()) / time.record_every;
    }
    const double of_scenario = 8 * numbers * static_cast<double>(study.outcomes.size()) + kBytesPerHash;
    return 2 * (kBytesPerRecord + of_scenario * static_cast<double>(scenarios.size())) *
           static_cast<double>(study.points.size()) * study.replications;
}

/// Messages of a point, without the closing count.
std::string first_message(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

StudyEstimate estimate(const Study& study, int threads) {
    StudyEstimate plan;
    plan.threads = threads > 0 ? threads : available_threads();
    plan.points = study.points.size();
    plan.runs = plan.points * static_cast<std::size_t>(study.replications) * study.scenarios.size();
    plan.looked_at = std::min(plan.points, kMostLookedAt);
    std::vector<Scenario> sound;
    for (std::size_t point = 0; point < plan.looked_at; ++point) {
        const Sources sources;
        Diagnostics diagnostics(sources);
        std::vector<Scenario> scenarios = scenarios_of_point(study, point, diagnostics);
        if (diagnostics.ok() && sound.empty()) sound = std::move(scenarios);
        if (diagnostics.ok()) continue;
        if (plan.unsound++ == 0) plan.first_unsound = first_message(diagnostics.str());
    }
    if (sound.empty()) throw ArgumentError("points", "all unsound: " + plan.first_unsound, "such that some can be run");
    const EnsembleEstimate of_point = estimate(sound, 1);
    plan.core_seconds = of_point.seconds * static_cast<double>(plan.points);
    plan.seconds = plan.core_seconds / plan.threads;
    const int side_by_side = std::max(1, study.threads > 0 ? plan.threads / study.threads : plan.threads);
    plan.memory_bytes = of_point.memory_bytes * side_by_side;
    plan.disk_bytes = disk_bytes(study, sound);
    return plan;
}

}  // namespace nephoscope
