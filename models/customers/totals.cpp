#include "models/customers/customers.h"
#include "models/customers/decide.h"

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

MonthTotals::MonthTotals(int labs_, int venues_, int workloads_, int segments_)
    : labs(labs_), venues(venues_), workloads(workloads_), segments(segments_) {
    const auto l = static_cast<std::size_t>(labs), v = static_cast<std::size_t>(venues);
    const auto k = static_cast<std::size_t>(workloads), s = static_cast<std::size_t>(segments);
    for (auto* column : {&seller_paid, &egress_paid, &users}) column->assign(l * v * s, 0);
    for (auto* column : {&list_value, &compute}) column->assign(l * v, 0);
    for (auto* column : {&served, &born, &single_binding, &surplus, &venue_cost, &onboarding_cost, &switching_cost})
        column->assign(s, 0);
    for (auto* column : {&by_venue_count, &by_lab_count}) column->assign(3 * s, 0);
    egress_received.assign(v, 0);
    workload_paid.assign(l * v * k, 0);
    venue_users.assign(v * s, 0);
    lab_users.assign(l * s, 0);
    active.assign(k * s, 0);
    venue_flow.assign((v + 2) * (v + 2), 0);
    lab_flow.assign((l + 2) * (l + 2), 0);
}

void MonthTotals::merge(const MonthTotals& other) {
    add_all(seller_paid, other.seller_paid);
    add_all(egress_paid, other.egress_paid);
    add_all(egress_received, other.egress_received);
    add_all(list_value, other.list_value);
    add_all(workload_paid, other.workload_paid);
    add_all(compute, other.compute);
    add_all(users, other.users);
    add_all(venue_users, other.venue_users);
    add_all(lab_users, other.lab_users);
    add_all(served, other.served);
    add_all(born, other.born);
    add_all(active, other.active);
    add_all(by_venue_count, other.by_venue_count);
    add_all(by_lab_count, other.by_lab_count);
    add_all(single_binding, other.single_binding);
    add_all(surplus, other.surplus);
    add_all(venue_cost, other.venue_cost);
    add_all(onboarding_cost, other.onboarding_cost);
    add_all(switching_cost, other.switching_cost);
    add_all(venue_flow, other.venue_flow);
    add_all(lab_flow, other.lab_flow);
    evaluations += other.evaluations;
    decisions += other.decisions;
    births += other.births;
    switches += other.switches;
    projects += other.projects;
    portfolio_solves += other.portfolio_solves;
    add_exact(contestable, other.contestable);
    add_exact(desired, other.desired);
}

LaggedStatistics lag(const MonthTotals& totals) {
    LaggedStatistics lagged;
    lagged.lab_in_use = shares(totals.lab_users, totals.born, static_cast<std::size_t>(totals.labs));
    lagged.active_share = shares(totals.active, totals.born, static_cast<std::size_t>(totals.workloads));
    return lagged;
}

}  // namespace nephoscope
