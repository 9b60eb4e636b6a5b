#include "models/capacity/capacity.h"

#include <algorithm>

#include "sim/core/math.h"

namespace nephoscope {

namespace {

constexpr double kEarlyGrowth = 0.02;  ///< expected growth of demand before thirteen months exist [1/month]
constexpr double kLargestGrowth = 0.08;
constexpr std::size_t kYear = 12;

bool orders(const Venue& venue) {
    return venue.kind == VenueKind::cloud && venue.capacity_rule == CapacityRule::orders;
}

bool follows_path(const Venue& venue) {
    return venue.kind == VenueKind::cloud && venue.capacity_rule == CapacityRule::path;
}

/// What a cloud can build in a month, as a factor of what it plans.
double build_factor(const Scenario& scenario, Month m, int venue) {
    return event_factor(scenario, EventType::build_limit, m, -1, venue, -1);
}

/// ĝ: growth of demand per month over the last twelve, `kEarlyGrowth` until thirteen months exist.
double expected_growth(const std::vector<double>& desired) {
    if (desired.size() <= kYear) return kEarlyGrowth;
    const double now = desired.back(), then = desired[desired.size() - 1 - kYear];
    if (now <= then) return 0;
    if (then <= 0) return kLargestGrowth;
    return std::min(kLargestGrowth, math::expm1(math::log(now / then) / kYear));
}

}  // namespace

Capacity::Capacity(const Scenario& scenario)
    : scenario_(scenario),
      installed_(scenario.venues.size(), 0),
      arrivals_(scenario.venues.size()),
      desired_(scenario.venues.size()) {
    const CapacityParameters& p = scenario.capacity;
    for (std::size_t v = 0; v < scenario.venues.size(); ++v) {
        const Venue& venue = scenario.venues[v];
        arrivals_[v].assign(static_cast<std::size_t>(std::max(1, p.lead)), 0);
        if (!orders(venue)) continue;
        installed_[v] = venue.ai_capacity;
        for (int ahead = 0; ahead < p.lead; ++ahead)
            arrivals_[v][static_cast<std::size_t>(ahead)] =
                p.initial_queue * p.build_limit *
                build_factor(scenario, scenario.simulation.start + ahead, static_cast<int>(v));
    }
}

void Capacity::arrive(int t) {
    const Month start = scenario_.simulation.start, month = start + t;
    for (std::size_t v = 0; v < installed_.size(); ++v) {
        const Venue& venue = scenario_.venues[v];
        if (follows_path(venue)) {
            const Month from = venue.capacity_from.value_or(start);
            if (month == from || (t == 0 && from < start))
                installed_[v] = venue.ai_capacity + venue.capacity_growth * (month - from);
            else if (month > from)
                installed_[v] += venue.capacity_growth * build_factor(scenario_, month, static_cast<int>(v));
        }
        installed_[v] += arrivals_[v].front();
        std::rotate(arrivals_[v].begin(), arrivals_[v].begin() + 1, arrivals_[v].end());
        arrivals_[v].back() = 0;
    }
}

void Capacity::order(int t, const Clearing& clearing) {
    const CapacityParameters& p = scenario_.capacity;
    for (int venue = 0; venue < static_cast<int>(installed_.size()); ++venue) {
        const auto v = static_cast<std::size_t>(venue);
        const Venue& cloud = scenario_.venues[v];
        if (!orders(cloud)) continue;
        double demand = 0;
        for (const ComputeClass c : {ComputeClass::committed, ComputeClass::inference, ComputeClass::other})
            demand += static_cast<double>(clearing.demand[clearing.at(venue, c)]) / kComputePerMwMonth;
        desired_[v].push_back(demand);
        const double usable = p.target_utilisation * (1 - cloud.reserve_share);
        if (usable <= 0) continue;  // all of it is reserve: no capacity that could be built would serve the others
        const double wanted = demand * math::pow(1 + expected_growth(desired_[v]), p.lead) / usable;
        const double limit = p.build_limit * build_factor(scenario_, scenario_.simulation.start + t, venue);
        arrivals_[v].back() += std::clamp(wanted - (installed_[v] + queued(venue)), 0.0, limit);
    }
}

double Capacity::queued(int venue) const {
    double sum = 0;
    for (const double megawatts : arrivals_[static_cast<std::size_t>(venue)]) sum += megawatts;
    return sum;
}

std::vector<Compute> Capacity::compute() const {
    std::vector<Compute> result;
    for (const double megawatts : installed_) result.push_back(to_fixed(megawatts * kComputePerMwMonth));
    return result;
}

}  // namespace nephoscope
