#include "models/pricing/paths.h"

#include "sim/core/math.h"

namespace nephoscope {

namespace {
double annual_to(double annual_factor, int t) { return math::exp(math::log(annual_factor) * t / 12); }
}  // namespace

double opening_unit_cost(const Scenario& scenario) { return scenario.compute.unit_cost; }

double unit_cost(const Scenario& scenario, int t) {
    const Month month = scenario.simulation.start + t;
    return scenario.compute.unit_cost * annual_to(1 - scenario.compute.unit_cost_decline, t) *
           event_factor(scenario, EventType::unit_cost, month, -1, -1, -1);
}

double wholesale_price(const Scenario& scenario, int t) {
    return unit_cost(scenario, t) * (1 + scenario.compute.wholesale_markup);
}

double compute_per_unit(const Scenario& scenario, int lab, int t) {
    const Lab& l = scenario.labs[static_cast<std::size_t>(lab)];
    const double at_start =
        l.compute_bill_share * l.list_price / (opening_unit_cost(scenario) * (1 + scenario.compute.wholesale_markup));
    return at_start * annual_to(1 - scenario.compute.intensity_decline, t);
}

double consumer_revenue(const Scenario& scenario, int lab, int t) {
    const ConsumerRevenueParameters& path = scenario.consumer_revenue;
    double revenue = scenario.labs[static_cast<std::size_t>(lab)].consumer_revenue;
    for (int s = 0; s < t; ++s)
        revenue *= 1 + path.growth_initial * math::exp(-s / path.growth_decay_months) + path.growth_long_run;
    return revenue;
}

double budget_growth(const Scenario& scenario, int t) {
    double log_growth = 0;
    for (int s = 0; s < t; ++s)
        log_growth += scenario.growth.initial * math::exp(-s / scenario.growth.decay_months) + scenario.growth.long_run;
    return math::exp(log_growth);
}

double cost_index(const Scenario& scenario, int t) {
    return math::pow(budget_growth(scenario, t), scenario.portfolio.cost_indexation);
}

double discount_factor(double annual_rate, int t) { return annual_to(1 + annual_rate, -t); }

}  // namespace nephoscope
