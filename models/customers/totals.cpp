#include "models/customers/accumulate.h"
#include "models/customers/decide.h"
#include "models/customers/kernels.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

void add_all(std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
    for (std::size_t j = 0; j < to.size(); ++j) add_exact(to[j], from[j]);
}

std::vector<double> shares(const std::vector<Weight>& part, const std::vector<Weight>& whole, std::size_t rows) {
    std::vector<double> share(part.size(), 0);
    const std::size_t segments = whole.size();
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t s = 0; s < segments; ++s)
            if (whole[s] > 0)
                share[r * segments + s] = static_cast<double>(part[r * segments + s]) / static_cast<double>(whole[s]);
    return share;
}

}  // namespace

MonthTotals::MonthTotals(int labs_, int venues_, int workloads_, int segments_, int regions_, int clouds_)
    : labs(labs_), venues(venues_), workloads(workloads_), segments(segments_), regions(regions_), clouds(clouds_) {
    const auto l = static_cast<std::size_t>(labs), v = static_cast<std::size_t>(venues);
    const auto k = static_cast<std::size_t>(workloads), s = static_cast<std::size_t>(segments);
    const auto r = static_cast<std::size_t>(regions);
    for (auto* column : {&seller_paid, &egress_paid, &users, &list_value_segment, &compute_segment})
        column->assign(l * v * s, 0);
    for (auto* column : {&list_value, &compute, &demand}) column->assign(l * v, 0);
    for (auto* column : {&served, &born, &single_binding, &surplus, &unmet_surplus, &venue_cost, &onboarding_cost,
                         &switching_cost, &migration_cost})
        column->assign(s, 0);
    for (auto* column : {&by_venue_count, &by_lab_count}) column->assign(3 * s, 0);
    for (auto* column : {&surplus_decile, &cost_decile}) column->assign(10, 0);
    for (auto* column : {&egress_received, &base_paid, &base_moved}) column->assign(v, 0);
    for (auto* column : {&new_logos, &primary_switches}) column->assign(3 * v, 0);
    workload_paid.assign(l * v * k, 0);
    venue_users.assign(v * s, 0);
    lab_users.assign(l * s, 0);
    active.assign(k * s, 0);
    payers_region.assign(l * r, 0);
    born_region.assign(r, 0);
    for (auto* column : {&venue_flow, &venue_spend_flow}) column->assign((v + 2) * (v + 2), 0);
    for (auto* column : {&lab_flow, &lab_spend_flow}) column->assign((l + 2) * (l + 2), 0);
    desires.assign(s * k * l * v * desire_fields(clouds), 0);
    desired_surplus.assign(10 * l * v, 0);
    venue_stock.assign(v + 2, 0);
    lab_stock.assign(l + 2, 0);
    paying_venues.assign(s * 10 * 2, 0);
    homes.assign(v * s, 0);
}

MonthTotals::MonthTotals(const Scenario& scenario)
    : MonthTotals(static_cast<int>(scenario.labs.size()), static_cast<int>(scenario.venues.size()),
                  static_cast<int>(scenario.workloads.size()), static_cast<int>(scenario.segments.size()),
                  static_cast<int>(scenario.regions.size()), static_cast<int>(clouds_of(scenario).size())) {}

void MonthTotals::merge(const MonthTotals& other) {
    for_each_column([&](std::vector<std::int64_t> MonthTotals::*column) { add_all(this->*column, other.*column); });
    for_each_counter([&](std::int64_t MonthTotals::*counter) { add_exact(this->*counter, other.*counter); });
}

void MonthTotals::stand_on(const MonthTotals& before) {
    for_each_standing_column(
        [&](std::vector<std::int64_t> MonthTotals::*column) { add_all(this->*column, before.*column); });
    add_exact(budget_in_use, before.budget_in_use);
}

void sum_over_ranks(MonthTotals& totals, const Ranks& ranks) {
    if (ranks.size() == 1) return;
    std::vector<std::int64_t> all;
    MonthTotals::for_each_column([&](std::vector<std::int64_t> MonthTotals::*column) {
        all.insert(all.end(), (totals.*column).begin(), (totals.*column).end());
    });
    MonthTotals::for_each_counter([&](std::int64_t MonthTotals::*counter) { all.push_back(totals.*counter); });
    ranks.sum(all);
    auto next = all.begin();
    MonthTotals::for_each_column([&](std::vector<std::int64_t> MonthTotals::*column) {
        for (std::int64_t& cell : totals.*column) cell = *next++;
    });
    MonthTotals::for_each_counter([&](std::int64_t MonthTotals::*counter) { totals.*counter = *next++; });
}

void accumulate_totals(const Customers& customers, int threads, MonthTotals& totals,
                       const std::function<void(std::size_t, std::size_t, MonthTotals&)>& body) {
    MonthTotals here = totals.empty();  // `totals` may hold sums over ranks already
    accumulate_blocks<MonthTotals>(
        customers.size(), kCustomerBlock, threads, here, [&] { return totals.empty(); }, body);
    sum_over_ranks(here, *customers.ranks);
    totals.merge(here);
}

LaggedStatistics lag(const MonthTotals& totals) {
    LaggedStatistics lagged;
    lagged.lab_in_use = shares(totals.lab_users, totals.born, static_cast<std::size_t>(totals.labs));
    lagged.active_share = shares(totals.active, totals.born, static_cast<std::size_t>(totals.workloads));
    return lagged;
}

}  // namespace nephoscope
