#include "models/metrics/panel.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "models/customers/chooser.h"
#include "models/customers/rows.h"
#include "models/customers/surplus.h"
#include "models/customers/terms.h"
#include "models/pricing/paths.h"
#include "sim/core/hash.h"

namespace nephoscope {

namespace {

std::vector<double> scaled_organisations(const Customers& all, const Customers& panel) {
    Weight total = 0, mass = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all.entry[i] < 0) total += all.weight[i];
    total = all.ranks->sum(total);
    for (const Weight weight : panel.weight) mass += weight;
    std::vector<double> scaled;
    for (const Weight weight : panel.weight)
        scaled.push_back(organisations(weight) * static_cast<double>(total) / static_cast<double>(mass));
    return scaled;
}

std::uint64_t venues_in_use(const Customers& customers, std::size_t i) {
    std::uint64_t venues = 0;
    for (int k = 0; k < customers.workloads; ++k)
        if (customers.venue[customers.slot(i, k)] != kNone)
            venues |= std::uint64_t{1} << customers.venue[customers.slot(i, k)];
    return venues;
}

}  // namespace

std::vector<std::uint32_t> panel_ids(const Scenario& scenario) {
    std::vector<std::uint32_t> ids;
    const int most = scenario.metrics.panel, all = scenario.simulation.agents;
    if (most <= 0) return ids;
    const int stride = std::max(1, (all + most - 1) / most);
    for (int id = stride / 2; id < all; id += stride) ids.push_back(static_cast<std::uint32_t>(id));
    return ids;
}

std::vector<std::uint32_t> traced_ids(const Scenario& scenario) {
    std::vector<std::uint32_t> ids = panel_ids(scenario);
    const std::size_t count = std::min(ids.size(), static_cast<std::size_t>(scenario.metrics.traced));
    std::sort(ids.begin(), ids.end(),
              [](std::uint32_t a, std::uint32_t b) { return std::pair(mix64(a), a) < std::pair(mix64(b), b); });
    ids.resize(count);
    std::sort(ids.begin(), ids.end());
    return ids;
}

Panel::Panel(const Market& market)
    : market_(market),
      ids_(panel_ids(market.scenario())),
      rows_(rows_with(market.customers(), ids_)),
      before_(rows_of(market.customers(), rows_)),
      now_(before_),
      desires_(ids_.size()),
      surplus_net_(ids_.size(), 0),
      pv_(ids_.size(), 0) {
    organisations_ = scaled_organisations(market.customers(), now_);
    for (const std::uint32_t id : traced_ids(market.scenario()))
        traced_.push_back(static_cast<std::size_t>(std::lower_bound(ids_.begin(), ids_.end(), id) - ids_.begin()));
}

void Panel::observe(int t) {
    std::swap(before_, now_);
    update_rows(market_.customers(), rows_, now_);
    follows_ = last_ == t - 1;
    find_desires(t);
    const double rate = market_.scenario().finance.customer_discount_rate;
    double discount = 0;  // a recorded month stands for those since the one recorded before
    for (int m = last_ + 1; m <= t; ++m) discount += discount_factor(rate, m);
    const VenueCosts costs(market_.scenario(), market_.offers());
    for (std::size_t i = 0; i < ids_.size(); ++i) {
        surplus_net_[i] = net_surplus(i, costs);
        pv_[i] += discount * surplus_net_[i];
    }
    last_ = t;
}

PanelMonth Panel::month() const {
    PanelMonth month{follows_ ? before_ : now_, market_.lagged_before(), std::vector<std::uint32_t>(ids_.size(), 0)};
    month.customers.active = now_.active;
    month.customers.decided = now_.decided;
    month.customers.epoch = now_.epoch;
    month.customers.contract_cloud = now_.contract_cloud;
    month.customers.growth_cloud = now_.growth_cloud;
    month.customers.base_share = now_.base_share;  // bases grow between months
    month.customers.base_spend = now_.base_spend;
    for (std::size_t i = 0; i < ids_.size(); ++i)
        for (int k = 0; k < now_.workloads; ++k)
            month.new_project[i] |= (is_new_project(now_.slot(i, k)) ? 1U : 0U) << k;
    return month;
}

void Panel::find_desires(int t) {
    const Scenario& scenario = market_.scenario();
    MonthTerms terms(scenario, market_.offers());
    terms.set_values(market_.start(), market_.lagged_before());
    const DecisionContext context{
        scenario, market_.start(), market_.draws(), market_.offers(), market_.offers_before(), market_.lagged_before(),
        t};
    const DesireView view = desire_view(now_, context, terms);
    std::vector<std::size_t> rows(ids_.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    kernels().desires(view, rows.data(), rows.size(), desires_.data());
}

/// SC of one workload as pass A posts it: months of the outlay of the offer that it left.
double Panel::switching_cost(std::size_t i, int k) const {
    const Scenario& scenario = market_.scenario();
    const std::size_t slot = now_.slot(i, k);
    const int lab = before_.lab[slot], venue = before_.venue[slot];
    if (lab == kNone || now_.lab[slot] == kNone || is_new_project(slot)) return 0;
    const double months = (now_.lab[slot] != lab ? scenario.portfolio.lab_switching_months : 0.0) +
                          (now_.venue[slot] != venue ? scenario.portfolio.venue_switching_months : 0.0);
    if (months <= 0) return 0;
    const OfferTable& table = market_.offers().is_legal(lab, venue, k) ? market_.offers() : market_.offers_before();
    const double* base = now_.base_shares(i);
    const OfferTerms terms = offer_terms(scenario, market_.start(), market_.lagged_before(), table,
                                         contract_of(now_, i), base, k, lab, venue);
    const double budget = before_.budget[i] * before_.workload_share[slot] * table.budget_growth;
    const double attraction = attraction_of(before_, slot, terms.attraction);
    return months * outlay_and_surplus(budget, attraction, scenario.choice.demand_elasticity - 1).outlay;
}

/// M14 of the month: F, F_on, SC and migration.
double Panel::moving_cost(std::size_t i, const VenueCosts& costs) const {
    const Scenario& scenario = market_.scenario();
    const auto& its = costs.of(now_.segment[i], now_.contract_cloud[i]);
    const std::uint64_t before = venues_in_use(before_, i);
    double cost = 0;
    for (std::uint64_t left = venues_in_use(now_, i); left != 0; left &= left - 1) {
        const int v = std::countr_zero(left);
        const bool fresh = (before >> v & 1U) == 0;
        cost += its[static_cast<std::size_t>(v)] * (fresh ? 1 + scenario.portfolio.onboarding_months : 1.0);
    }
    for (int k = 0; k < now_.workloads; ++k) {
        const std::size_t slot = now_.slot(i, k);
        const bool stays = now_.lab[slot] == before_.lab[slot] && now_.venue[slot] == before_.venue[slot];
        if (!stays) cost += switching_cost(i, k);
    }
    if (now_.migration_left[i] > before_.migration_left[i])
        cost += scenario.base_cloud.migration_months * now_.base_spend[i];
    return cost;
}

double Panel::net_surplus(std::size_t i, const VenueCosts& costs) const {
    double surplus = 0;
    for (int k = 0; k < now_.workloads; ++k) {
        const std::size_t slot = now_.slot(i, k);
        if (!now_.is_active(i, k) || now_.lab[slot] == kNone) continue;
        const auto offer = static_cast<std::size_t>(market_.offers().offer(now_.lab[slot], now_.venue[slot]));
        surplus += desires_[i].surplus[k] * market_.clearing().offer_fill[offer];
    }
    return surplus - moving_cost(i, costs);
}

}  // namespace nephoscope
