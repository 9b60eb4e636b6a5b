#include "models/labs/quality.h"

#include <algorithm>
#include <limits>

#include "sim/core/math.h"

namespace nephoscope {

namespace {
constexpr int kFirstVersion = -33;  // MODEL 6.6: pre-history goes down to month −33
constexpr int kNothingFollowed = std::numeric_limits<int>::min();

int open_lag(const Scenario& scenario, int t) {
    const Event* event = event_of(scenario, EventType::open_lag, scenario.simulation.start + t, -1, -1);
    return event == nullptr ? scenario.quality.open_lag : static_cast<int>(event->value);
}

bool frozen(const Scenario& scenario, std::size_t lab, int t) {
    return event_of(scenario, EventType::release_freeze, scenario.simulation.start + t, static_cast<int>(lab), -1) !=
           nullptr;
}
}  // namespace

QualityRace::QualityRace(const Scenario& scenario)
    : scenario_(scenario), versions_(scenario.labs.size()), followed_(scenario.labs.size(), kNothingFollowed) {
    for (const Lab& lab : scenario.labs) latent_.push_back(lab.quality);
    const bool any_closed =
        std::any_of(scenario.labs.begin(), scenario.labs.end(), [](const Lab& lab) { return !lab.open_weights; });
    for (std::size_t l = 0; l < scenario.labs.size(); ++l) {
        const Lab& lab = scenario.labs[l];
        if (lab.open_weights && any_closed) continue;
        for (int month = -1; month >= kFirstVersion; month -= scenario.quality.prehistory_interval)
            versions_[l].insert(versions_[l].begin(), {month, lab.quality + scenario.quality.drift * (month + 1)});
    }
    for (int t = kFirstVersion; t <= 0; ++t)
        for (std::size_t l = 0; l < scenario.labs.size(); ++l)
            if (scenario.labs[l].open_weights) follow(static_cast<int>(l), t, t - scenario.quality.open_lag);
}

std::optional<double> QualityRace::published(int lab, int t, int lag) const {
    const auto& versions = versions_[static_cast<std::size_t>(lab)];
    for (auto version = versions.rbegin(); version != versions.rend(); ++version)
        if (version->month <= t - lag) return version->quality;
    return std::nullopt;
}

std::optional<double> QualityRace::best_closed(int t) const {
    std::optional<double> best;
    for (std::size_t l = 0; l < versions_.size(); ++l) {
        if (scenario_.labs[l].open_weights) continue;
        const std::optional<double> quality = published(static_cast<int>(l), t, 0);
        if (quality && (!best || *quality > *best)) best = quality;
    }
    return best;
}

void QualityRace::follow(int lab, int t, int frontier_month) {
    const auto l = static_cast<std::size_t>(lab);
    if (frontier_month < followed_[l]) return;
    const std::optional<double> frontier = best_closed(frontier_month);
    if (!frontier) return;
    followed_[l] = frontier_month;
    if (versions_[l].empty() || versions_[l].back().quality != *frontier) versions_[l].push_back({t, *frontier});
}

void QualityRace::jump(int t) {
    for (const Event& event : scenario_.events)
        if (event.type == EventType::quality_jump && event.start == scenario_.simulation.start + t)
            latent_[static_cast<std::size_t>(event.lab)] += event.value;
}

void QualityRace::release(int t, const Draws& draws) {
    jump(t);
    for (std::size_t l = 0; l < versions_.size(); ++l) {
        const Lab& lab = scenario_.labs[l];
        if (lab.open_weights || frozen(scenario_, l, t)) continue;
        if (unit_uniform(draws.of_lab(Stream::release, lab.draw_slot, t)) < 1 / lab.release_interval)
            versions_[l].push_back({t, latent_[l]});
    }
    for (std::size_t l = 0; l < versions_.size(); ++l)
        if (scenario_.labs[l].open_weights && !frozen(scenario_, l, t))
            follow(static_cast<int>(l), t, t - open_lag(scenario_, t));
}

void QualityRace::advance(int t, const Draws& draws, const std::vector<double>& training) {
    double frontier = -std::numeric_limits<double>::infinity(), effort = 0;
    int closed = 0;
    for (std::size_t l = 0; l < latent_.size(); ++l) {
        if (scenario_.labs[l].open_weights) continue;
        frontier = std::max(frontier, latent_[l]);
        effort += training[l];
        ++closed;
    }
    const double mean_effort = closed == 0 ? 0 : effort / closed;
    const QualityParameters& quality = scenario_.quality;
    for (std::size_t l = 0; l < latent_.size(); ++l) {
        if (scenario_.labs[l].open_weights) continue;
        const double factor = quality.effort_elasticity == 0 || mean_effort <= 0
                                  ? 1
                                  : math::pow(training[l] / mean_effort, quality.effort_elasticity);
        const double noise = normal(draws.of_lab(Stream::quality_noise, scenario_.labs[l].draw_slot, t));
        latent_[l] +=
            quality.drift * factor + quality.spillover * std::max(0.0, frontier - latent_[l]) + quality.noise * noise;
    }
}

double QualityRace::gain_per_month(int lab, int t) const {
    const auto& versions = versions_[static_cast<std::size_t>(lab)];
    std::size_t count = 0;
    while (count < versions.size() && versions[count].month <= t) ++count;
    if (count < 4) return scenario_.quality.drift;
    const Version &last = versions[count - 1], &first = versions[count - 4];
    return (last.quality - first.quality) / (last.month - first.month);
}

}  // namespace nephoscope
