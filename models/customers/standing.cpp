#include "models/customers/standing.h"

#include "models/customers/accumulate.h"
#include "models/customers/kernels.h"
#include "models/customers/standing_count.h"

namespace nephoscope {

namespace {

/// Whether one of the workloads `among`, all on offers, is in `others` on the offer that workload k is on in `holding`.
bool is_among(const Holding& holding, std::size_t k, const Holding& others, std::uint32_t among) {
    const std::uint32_t differ = bytes_that_differ(others.lab, eight_times(holding.lab[k])) |
                                 bytes_that_differ(others.venue, eight_times(holding.venue[k]));
    return (among & ~differ) != 0;
}

std::uint32_t below(std::size_t k) { return (1U << k) - 1; }

/// What changes where the same customer, on the same contract, has other offers: workloads that hold the same are left
/// out of it, so are venues and labs that others of its workloads use.
void count_moves(Count& count, const Holding& before, const Holding& after) {
    const std::uint32_t were = workloads_on_offer(before), are = workloads_on_offer(after);
    for (std::uint32_t left = workloads_that_differ(before, after); left != 0; left &= left - 1) {
        const auto k = static_cast<std::size_t>(__builtin_ctz(left));
        count.add_workload(before, k, -1), count.add_workload(after, k, 1);
        if (holds(were ^ are, k)) count.add_budget(k, holds(are, k) ? 1 : -1);
        if (holds(were, k) && !is_among(before, k, after, are) && !is_among(before, k, before, were & below(k)))
            count.add_user(before, k, -1);
        if (holds(are, k) && !is_among(after, k, before, were) && !is_among(after, k, after, are & below(k)))
            count.add_user(after, k, 1);
    }
    const Use had = use_of(before), has = use_of(after);
    if (had.venues == has.venues && had.labs == has.labs) return;
    count.add_served(had, -1), count.add_served(has, 1);
    count.add_places({had.venues & ~has.venues, had.labs & ~has.labs}, before.contract_cloud, -1);
    count.add_places({has.venues & ~had.venues, has.labs & ~had.labs}, after.contract_cloud, 1);
}

}  // namespace

void count_standing(const Customers& customers, const Scenario& scenario, std::size_t i, const Holding& holding,
                    int sign, MonthTotals& totals) {
    const auto workloads = static_cast<std::size_t>(customers.workloads);
    Count count(customers, scenario, i, totals);
    count.add_person(holding, sign);
    const std::uint32_t are = workloads_on_offer(holding);
    for (std::size_t k = 0; k < workloads; ++k) {
        count.add_workload(holding, k, sign);
        if (!holds(are, k)) continue;
        count.add_budget(k, sign);
        if (!is_among(holding, k, holding, are & below(k))) count.add_user(holding, k, sign);
    }
    const Use use = use_of(holding);
    count.add_served(use, sign);
    count.add_places(use, holding.contract_cloud, sign);
}

void count_change(const Customers& customers, const Scenario& scenario, std::size_t i, const Holding& before,
                  const Holding& after, MonthTotals& totals) {
    if (before.born == after.born && before.contract_cloud == after.contract_cloud) {
        Count count(customers, scenario, i, totals);
        count_moves(count, before, after);
        return;
    }
    count_standing(customers, scenario, i, before, -1, totals);
    count_standing(customers, scenario, i, after, 1, totals);
}

void count_users(const Customers& customers, const Scenario& scenario, int t, int threads, MonthTotals& totals) {
    accumulate_totals(customers, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        for (std::size_t i = first; i < last; ++i)
            count_standing(customers, scenario, i, holding_of(customers, i, customers.born(i, t)), 1, part);
    });
}

/// Without branches on what customers do, which nobody can foresee.
void count_peers(const Customers& customers, int t, int threads, MonthTotals& totals) {
    const auto workloads = static_cast<std::size_t>(customers.workloads), labs = static_cast<std::size_t>(totals.labs);
    accumulate_totals(customers, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        const auto segments = static_cast<std::size_t>(part.segments);
        for (std::size_t i = first; i < last; ++i) {
            const std::size_t s = customers.segment[i];
            const Weight weight = customers.born(i, t) ? customers.weight[i] : 0;
            const std::uint32_t active = customers.active[i];
            const std::uint8_t* lab = customers.lab.data() + i * workloads;
            part.born[s] += weight;
            std::uint64_t in_use = 0;  // kNone sets bit 63, beyond all labs; an inactive workload is on no offer
            for (std::size_t k = 0; k < workloads; ++k) {
                part.active[k * segments + s] += weight & -static_cast<Weight>(active >> k & 1U);
                in_use |= std::uint64_t{1} << (lab[k] & 63U);
            }
            for (std::size_t l = 0; l < labs; ++l)
                part.lab_users[l * segments + s] += weight & -static_cast<Weight>(in_use >> l & 1U);
        }
    });
}

void complete_flows(MonthTotals& totals) {
    const auto venues = static_cast<std::size_t>(totals.venues), labs = static_cast<std::size_t>(totals.labs);
    const std::size_t fields = desire_fields(totals.clouds);
    std::vector<Money> at_venue(venues + 2, 0), at_lab(labs + 2, 0);
    for (std::size_t cell = 0; cell < totals.desires.size(); cell += fields) {
        const std::size_t o = cell / fields % (labs * venues);
        add_exact(at_venue[o % venues], totals.desires[cell]);
        add_exact(at_lab[o / venues], totals.desires[cell]);
    }
    const auto complete = [](std::vector<std::int64_t>& flow, const std::vector<std::int64_t>& stock) {
        const std::size_t n = stock.size();
        for (std::size_t to = 0; to < n; ++to) {
            std::int64_t came = 0;
            for (std::size_t from = 0; from < n; ++from)
                if (from != to) came += flow[from * n + to];
            flow[to * n + to] = stock[to] - came;
        }
    };
    complete(totals.venue_flow, totals.venue_stock);
    complete(totals.lab_flow, totals.lab_stock);
    complete(totals.venue_spend_flow, at_venue);
    complete(totals.lab_spend_flow, at_lab);
    // What went to legacy is in its column by what it spent before; nobody on legacy spends.
    for (auto [flow, n] :
         {std::pair{&totals.venue_spend_flow, venues + 2}, std::pair{&totals.lab_spend_flow, labs + 2}})
        for (std::size_t state = n - 2; state < n; ++state) (*flow)[state * n + state] = 0;
}

}  // namespace nephoscope
