#include <algorithm>
#include <cmath>

#include "tests/reference/firms.h"

/// MODEL 6.4: capacity that was ordered or planned, and orders.
namespace nephoscope::reference {

namespace {

double build_factor(const Scenario& s, std::size_t venue, int t) {
    return factor(s, EventType::build_limit, s.simulation.start + t, -1, static_cast<int>(venue), -1);
}

bool orders(const Scenario& s, std::size_t venue) {
    return s.venues[venue].kind == VenueKind::cloud && s.venues[venue].capacity_rule == CapacityRule::orders;
}

}  // namespace

double Build::queued() const {
    double sum = 0;
    for (const auto& [month, megawatts] : arriving) sum += megawatts;
    return sum;
}

Build first_build(const Scenario& s, std::size_t venue) {
    Build build;
    if (!orders(s, venue)) return build;
    build.installed = s.venues[venue].ai_capacity;
    for (int t = 0; t < s.capacity.lead; ++t)
        build.arriving[t] = s.capacity.initial_queue * s.capacity.build_limit * build_factor(s, venue, t);
    return build;
}

void arrive(Build& build, const Scenario& s, std::size_t venue, int t, Planted planted) {
    const Venue& cloud = s.venues[venue];
    const int due = planted == Planted::capacity_arrives_early ? t + 1 : t;
    for (int m = 0; m <= due; ++m) {
        build.installed += build.arriving[m];
        build.arriving.erase(m);
    }
    if (cloud.kind != VenueKind::cloud || cloud.capacity_rule != CapacityRule::path) return;
    const int from = cloud.capacity_from ? *cloud.capacity_from - s.simulation.start : 0;
    if (t < from) return;
    build.installed = cloud.ai_capacity;
    for (int m = from + 1; m <= t; ++m)
        build.installed += cloud.capacity_growth * (m <= 0 ? 1 : build_factor(s, venue, m));
}

/// What is ordered at the end of month t arrives in month t + lead.
void order(Build& build, const Scenario& s, std::size_t venue, int t, const Cleared& cleared, Planted planted) {
    if (!orders(s, venue)) return;
    const Table& wanted = planted == Planted::capacity_orders_served_demand ? cleared.served : cleared.demand;
    const Row& at = wanted[venue];
    build.desired.push_back(at[kCommitted] + at[kInference] + at[kOther]);
    const double now = build.desired.back();
    double growth = 0.02;
    if (t >= 12) growth = std::pow(now / build.desired[static_cast<std::size_t>(t - 12)], 1 / 12.0) - 1;
    growth = std::clamp(growth, 0.0, 0.08);
    const double target = now * std::pow(1 + growth, s.capacity.lead) /
                          (s.capacity.target_utilisation * (1 - s.venues[venue].reserve_share));
    const double missing = std::max(0.0, target - (build.installed + build.queued()));
    build.arriving[t + s.capacity.lead] += std::min(missing, s.capacity.build_limit * build_factor(s, venue, t));
}

}  // namespace nephoscope::reference
