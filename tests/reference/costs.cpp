#include <cmath>

#include "tests/reference/reference.h"

/// MODEL 5.8, 6.3, 8.1 (M9) and the dated events that scale prices and frictions.
namespace nephoscope::reference {

namespace {

void scale_by_events(Prices& p, const Scenario& s, Month month, Planted planted) {
    p.egress.assign(s.venues.size(), Row(s.regions.size(), 0));
    for (std::size_t v = 0; v < s.venues.size(); ++v)
        for (std::size_t r = 0; r < s.regions.size(); ++r) {
            const auto& ban = s.regions[r].egress_ban_start;
            if (ban && *ban <= month && planted != Planted::costs_ignore_egress_ban) continue;
            p.egress[v][r] = s.venues[v].egress_fee *
                             factor(s, EventType::egress_fee, month, -1, static_cast<int>(v), static_cast<int>(r));
        }
    if (planted == Planted::costs_ignore_events) return;
    p.gravity_scale = factor(s, EventType::gravity, month, -1, -1, -1);
    p.wedge_scale = factor(s, EventType::commit_wedge, month, -1, -1, -1);
    p.self_cost_scale = factor(s, EventType::self_cost, month, -1, -1, -1);
}

}  // namespace

Prices costs_of(const Scenario& s, int t, Planted planted) {
    const Month month = s.simulation.start + t;
    Prices p;
    p.unit_cost = s.compute.unit_cost * std::pow(1 - s.compute.unit_cost_decline, t / 12.0) *
                  factor(s, EventType::unit_cost, month, -1, -1, -1);
    p.wholesale = p.unit_cost * (1 + s.compute.wholesale_markup);
    const double wholesale_at_start = s.compute.unit_cost * (1 + s.compute.wholesale_markup);
    for (const Lab& lab : s.labs)
        p.compute_per_unit.push_back(lab.compute_bill_share * lab.list_price / wholesale_at_start *
                                     std::pow(1 - s.compute.intensity_decline, t / 12.0));
    double log_growth = 0;
    for (int m = 0; m < t; ++m)
        log_growth += s.growth.initial * std::exp(-m / s.growth.decay_months) + s.growth.long_run;
    p.budget_growth = std::exp(log_growth);
    p.cost_index = std::pow(p.budget_growth, s.portfolio.cost_indexation);
    p.reliability.assign(s.venues.size(), 1);
    scale_by_events(p, s, month, planted);
    return p;
}

double consumer_revenue(const Scenario& s, std::size_t l, int t) {
    double revenue = s.labs[l].consumer_revenue;
    const ConsumerRevenueParameters& p = s.consumer_revenue;
    for (int m = 0; m < t; ++m)
        revenue *= 1 + p.growth_initial * std::exp(-m / p.growth_decay_months) + p.growth_long_run;
    return revenue;
}

}  // namespace nephoscope::reference
