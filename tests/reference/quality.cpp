#include <algorithm>
#include <cmath>

#include "tests/reference/reference.h"

/// MODEL 6.6 and the events that touch it.
namespace nephoscope::reference {

namespace {

/// Best quality that any closed lab had published by the end of month t; −∞ when none.
double frontier_published(const Labs& labs, const Scenario& s, int t) {
    double best = -1e300;
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        if (s.labs[l].open_weights) continue;
        double newest = -1e300;
        for (const Version& v : labs.versions[l])
            if (v.month <= t) newest = v.quality;
        best = std::max(best, newest);
    }
    return best;
}

void open_weights_follow(Labs& labs, const Scenario& s, std::size_t l, int t, int lag) {
    // What was published once is not withdrawn when the lag grows.
    if (t - lag < labs.followed[l]) return;
    const double frontier = frontier_published(labs, s, t - lag);
    if (frontier < -1e299) return;
    labs.followed[l] = t - lag;
    auto& versions = labs.versions[l];
    if (versions.empty() || versions.back().quality != frontier) versions.push_back({t, frontier});
}

bool frozen(const Scenario& s, std::size_t l, int t, Planted planted) {
    if (planted == Planted::release_ignores_freeze) return false;
    return latest(s, EventType::release_freeze, s.simulation.start + t, static_cast<int>(l), -1) != nullptr;
}

}  // namespace

Labs before_the_start(const Scenario& s) {
    Labs labs;
    labs.versions.resize(s.labs.size());
    labs.followed.assign(s.labs.size(), -1000000);
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        labs.latent.push_back(s.labs[l].quality);
        if (s.labs[l].open_weights) continue;
        std::vector<int> months;
        for (int m = -1; m >= -33; m -= s.quality.prehistory_interval) months.push_back(m);
        std::reverse(months.begin(), months.end());
        for (const int m : months) labs.versions[l].push_back({m, s.labs[l].quality - s.quality.drift * (-1 - m)});
    }
    for (int t = -33; t <= 0; ++t)
        for (std::size_t l = 0; l < s.labs.size(); ++l)
            if (s.labs[l].open_weights) open_weights_follow(labs, s, l, t, s.quality.open_lag);
    return labs;
}

void release(Labs& labs, const Scenario& s, const Draws& draws, int t, Planted planted) {
    const Month month = s.simulation.start + t;
    for (const Event& e : s.events)
        if (e.type == EventType::quality_jump && e.start == month)
            labs.latent[static_cast<std::size_t>(e.lab)] += e.value;
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        if (s.labs[l].open_weights || frozen(s, l, t, planted)) continue;
        const double u = unit_uniform(draws.of_lab(Stream::release, s.labs[l].draw_slot, t));
        const double hazard = (planted == Planted::release_at_twice_the_rate ? 2.0 : 1.0) / s.labs[l].release_interval;
        if (u < hazard) labs.versions[l].push_back({t, labs.latent[l]});
    }
    const Event* lag = latest(s, EventType::open_lag, month, -1, -1);
    for (std::size_t l = 0; l < s.labs.size(); ++l)
        if (s.labs[l].open_weights && !frozen(s, l, t, planted))
            open_weights_follow(labs, s, l, t, lag == nullptr ? s.quality.open_lag : static_cast<int>(lag->value));
}

void train(Labs& labs, const Scenario& s, const Draws& draws, int t, const Row& effort, Planted planted) {
    double best = -1e300, mean = 0;
    int closed = 0;
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        if (s.labs[l].open_weights) continue;
        best = std::max(best, labs.latent[l]);
        mean += effort[l];
        ++closed;
    }
    mean /= closed;
    const double spillover = planted == Planted::train_without_spillover ? 0 : s.quality.spillover;
    const double elasticity = planted == Planted::train_ignores_effort ? 0 : s.quality.effort_elasticity;
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        if (s.labs[l].open_weights) continue;
        const double shock = normal(draws.of_lab(Stream::quality_noise, s.labs[l].draw_slot, t));
        const double push = elasticity == 0 || mean <= 0 ? 1 : std::pow(effort[l] / mean, elasticity);
        labs.latent[l] = labs.latent[l] + s.quality.drift * push + spillover * std::max(0.0, best - labs.latent[l]) +
                         s.quality.noise * shock;
    }
}

double gain_per_month(const Labs& labs, const Scenario& s, int lab, int t) {
    std::vector<Version> out;
    for (const Version& v : labs.versions[static_cast<std::size_t>(lab)])
        if (v.month <= t) out.push_back(v);
    if (out.size() < 4) return s.quality.drift;
    const Version last = out[out.size() - 1], fourth = out[out.size() - 4];
    return (last.quality - fourth.quality) / (last.month - fourth.month);
}

}  // namespace nephoscope::reference
