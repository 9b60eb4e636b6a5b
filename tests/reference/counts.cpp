#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/reference/reference.h"

/// MODEL 5.1 (E), 5.6 and 10: who uses what, how many of it, and where workloads went.
namespace nephoscope::reference {

namespace {

/// Venue or lab of a workload, then legacy, then inactive or not born.
int state(const Workload& w, int entity, std::size_t entities) {
    const int n = static_cast<int>(entities);
    if (!w.active) return n + 1;
    return w.lab < 0 ? n : entity;
}

void count_uses(const Scenario& s, const Agent& a, Counts& counts, Planted planted) {
    std::set<std::pair<int, int>> offers;
    std::set<int> labs, venues;
    std::vector<int> all_venues;
    counts[fmt::format("born {}", a.segment)] += a.organisations;
    counts[fmt::format("born in region {}", a.region)] += a.organisations;
    for (std::size_t k = 0; k < s.workloads.size(); ++k) {
        const Workload& w = a.workloads[k];
        if (!w.active) continue;
        counts[fmt::format("active {} {}", k, a.segment)] += a.organisations;
        if (w.lab < 0) continue;
        offers.insert({w.lab, w.venue});
        labs.insert(w.lab);
        venues.insert(w.venue);
        all_venues.push_back(w.venue);
    }
    for (const auto& [lab, venue] : offers)
        counts[fmt::format("users {} {} {}", lab, venue, a.segment)] += a.organisations;
    for (const int lab : labs) {
        counts[fmt::format("lab users {} {}", lab, a.segment)] += a.organisations;
        counts[fmt::format("payers {} {}", lab, a.region)] += a.organisations;
    }
    for (const int venue : venues) counts[fmt::format("venue users {} {}", venue, a.segment)] += a.organisations;
    if (labs.empty()) return;
    const std::size_t many = planted == Planted::count_venues_by_workload ? all_venues.size() : venues.size();
    counts[fmt::format("served {}", a.segment)] += a.organisations;
    counts[fmt::format("venues {} {}", std::min<std::size_t>(3, many), a.segment)] += a.organisations;
    counts[fmt::format("labs {} {}", std::min<std::size_t>(3, labs.size()), a.segment)] += a.organisations;
    if (offers.size() == 1) counts[fmt::format("single binding {}", a.segment)] += a.organisations;
}

}  // namespace

Statistics statistics_of(const Scenario& s, const std::vector<Agent>& agents, int t) {
    Statistics result{Table(s.labs.size(), Row(s.segments.size(), 0)),
                      Table(s.workloads.size(), Row(s.segments.size(), 0))};
    Row born(s.segments.size(), 0);
    for (const Agent& a : agents) {
        if (t < a.entry) continue;
        const auto segment = static_cast<std::size_t>(a.segment);
        born[segment] += a.organisations;
        std::set<int> labs;
        for (std::size_t k = 0; k < a.workloads.size(); ++k) {
            if (!a.workloads[k].active) continue;
            result.active_share[k][segment] += a.organisations;
            if (a.workloads[k].lab >= 0) labs.insert(a.workloads[k].lab);
        }
        for (const int lab : labs) result.lab_in_use[static_cast<std::size_t>(lab)][segment] += a.organisations;
    }
    for (Table* shares : {&result.lab_in_use, &result.active_share})
        for (Row& row : *shares)
            for (std::size_t segment = 0; segment < row.size(); ++segment)
                if (born[segment] > 0) row[segment] /= born[segment];
    return result;
}

void count(const Scenario& s, int t, const Agent& before, const Agent& after, const Row& left,
           const std::vector<Purchase>& bought, Counts& counts, Planted planted) {
    if (t >= after.entry) count_uses(s, after, counts, planted);
    for (std::size_t k = 0; k < s.workloads.size(); ++k) {
        const Workload &was = before.workloads[k], &is = after.workloads[k];
        const double spend = after.organisations * (is.lab >= 0 ? bought[k].outlay : left[k]);
        int venue_from = state(was, was.venue, s.venues.size()), venue_to = state(is, is.venue, s.venues.size());
        if (planted == Planted::flows_run_backwards) std::swap(venue_from, venue_to);
        const int lab_from = state(was, was.lab, s.labs.size()), lab_to = state(is, is.lab, s.labs.size());
        counts[fmt::format("venue flow {} {}", venue_from, venue_to)] += after.organisations;
        counts[fmt::format("lab flow {} {}", lab_from, lab_to)] += after.organisations;
        counts[fmt::format("venue spend {} {}", venue_from, venue_to)] += spend;
        counts[fmt::format("lab spend {} {}", lab_from, lab_to)] += spend;
        if (is.lab < 0 || t < after.entry) continue;
        counts[fmt::format("workload paid {} {} {}", is.lab, is.venue, k)] +=
            after.organisations * (bought[k].paid + bought[k].egress);
        counts[fmt::format("surplus of decile {}", after.decile)] += after.organisations * bought[k].surplus;
        counts["budget in use"] += after.organisations * after.budget * after.workload_share[k];
    }
}

}  // namespace nephoscope::reference
