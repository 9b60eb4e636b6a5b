#include "models/customers/standing.h"

#include <algorithm>

#include "models/customers/accumulate.h"
#include "models/customers/kernels.h"

namespace nephoscope {

namespace {

template <class Bits>
int count(Bits set) {
    return __builtin_popcountll(set);
}

/// Adds to the counts of customers by what they use.
struct Use {
    std::uint64_t venues = 0;
    std::uint32_t labs = 0;
};

void add_use(const Customers& customers, std::size_t i, const Use& use, Weight weight, MonthTotals& totals) {
    const auto segments = static_cast<std::size_t>(totals.segments);
    const std::size_t s = customers.segment[i];
    const int venue_count = count(use.venues), lab_count = count(use.labs);
    totals.served[s] += weight;
    totals.by_venue_count[static_cast<std::size_t>(std::min(venue_count, 3) - 1) * segments + s] += weight;
    totals.by_lab_count[static_cast<std::size_t>(std::min(lab_count, 3) - 1) * segments + s] += weight;
    if (venue_count == 1 && lab_count == 1) totals.single_binding[s] += weight;
    for (std::uint64_t left = use.venues; left != 0; left &= left - 1)
        totals.venue_users[static_cast<std::size_t>(__builtin_ctzll(left)) * segments + s] += weight;
    for (std::uint32_t left = use.labs; left != 0; left &= left - 1) {
        const auto l = static_cast<std::size_t>(__builtin_ctz(left));
        totals.lab_users[l * segments + s] += weight;
        totals.payers_region[l * static_cast<std::size_t>(totals.regions) + customers.region[i]] += weight;
    }
}

}  // namespace

namespace {

/// `same` has the workloads that hold the same before and after a change, `buying` those on an offer before and after:
/// what they add and take away is left out.
void count_holding(const Customers& customers, const Scenario& scenario, std::size_t i, const Holding& holding,
                   int sign, std::uint32_t same, std::uint32_t buying, MonthTotals& totals) {
    const auto segments = static_cast<std::size_t>(totals.segments);
    const std::size_t s = customers.segment[i];
    const Weight weight = sign * customers.weight[i];
    const auto stock = [&](int venue, int lab) {
        totals.venue_stock[static_cast<std::size_t>(venue)] += weight;
        totals.lab_stock[static_cast<std::size_t>(lab)] += weight;
    };
    Use use;
    if (holding.born) {
        totals.born[s] += weight;
        totals.born_region[customers.region[i]] += weight;
        totals.homes[holding.contract_cloud * segments + s] += weight;
    }
    std::array<int, kMaxWorkloads> offers{};
    for (std::size_t k = 0; k < static_cast<std::size_t>(customers.workloads); ++k) {
        offers[k] = -1;
        const bool is_same = (same >> k & 1U) != 0;
        if ((holding.active >> k & 1U) == 0) {
            if (!is_same) stock(MonthTotals::absent_state(totals.venues), MonthTotals::absent_state(totals.labs));
            continue;
        }
        if (!is_same) totals.active[k * segments + s] += weight;
        if (holding.lab[k] == kNone) {
            if (!is_same) stock(MonthTotals::legacy_state(totals.venues), MonthTotals::legacy_state(totals.labs));
            continue;
        }
        const int lab = holding.lab[k], venue = holding.venue[k];
        if (!is_same) stock(venue, lab);
        use.labs |= 1U << lab;
        use.venues |= std::uint64_t{1} << venue;
        if ((buying >> k & 1U) == 0)
            totals.budget_in_use += sign * to_money(organisations(customers.weight[i]) * customers.budget[i] *
                                                    customers.workload_share[customers.slot(i, static_cast<int>(k))]);
        offers[k] = lab * totals.venues + venue;
        if (std::find(offers.begin(), offers.begin() + static_cast<std::ptrdiff_t>(k), offers[k]) ==
            offers.begin() + static_cast<std::ptrdiff_t>(k))
            totals.users[static_cast<std::size_t>(offers[k]) * segments + s] += weight;
    }
    if (use.labs == 0) return;
    add_use(customers, i, use, weight, totals);
    Weight* paying = totals.paying_venues.data() + (s * 10 + customers.decile[i]) * 2;
    for (std::uint64_t left = use.venues; left != 0; left &= left - 1) {
        const int v = __builtin_ctzll(left);
        if (v == holding.contract_cloud) continue;
        paying[scenario.venues[static_cast<std::size_t>(v)].kind == VenueKind::self_hosted ? 1 : 0] += weight;
    }
}

}  // namespace

void count_standing(const Customers& customers, const Scenario& scenario, std::size_t i, const Holding& holding,
                    int sign, MonthTotals& totals) {
    count_holding(customers, scenario, i, holding, sign, 0, 0, totals);
}

void count_change(const Customers& customers, const Scenario& scenario, std::size_t i, const Holding& before,
                  const Holding& after, MonthTotals& totals) {
    std::uint32_t same = 0, buying = 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(customers.workloads); ++k) {
        const bool was = (before.active >> k & 1U) != 0, is = (after.active >> k & 1U) != 0;
        const bool stays = was == is && before.lab[k] == after.lab[k] && before.venue[k] == after.venue[k];
        same |= (stays ? 1U : 0U) << k;
        buying |= (was && is && before.lab[k] != kNone && after.lab[k] != kNone ? 1U : 0U) << k;
    }
    count_holding(customers, scenario, i, before, -1, same, buying, totals);
    count_holding(customers, scenario, i, after, 1, same, buying, totals);
}

void count_users(const Customers& customers, const Scenario& scenario, int t, int threads, MonthTotals& totals) {
    accumulate_totals(customers, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        for (std::size_t i = first; i < last; ++i)
            count_standing(customers, scenario, i, holding_of(customers, i, customers.born(i, t)), 1, part);
    });
}

void count_peers(const Customers& customers, int t, int threads, MonthTotals& totals) {
    const auto workloads = static_cast<std::size_t>(customers.workloads);
    accumulate_totals(customers, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        const auto segments = static_cast<std::size_t>(part.segments);
        for (std::size_t i = first; i < last; ++i) {
            if (!customers.born(i, t)) continue;
            const std::size_t s = customers.segment[i], slot = i * workloads;
            const Weight weight = customers.weight[i];
            part.born[s] += weight;
            std::uint32_t labs = 0;
            for (std::size_t k = 0; k < workloads; ++k) {
                if (customers.active[slot + k] == 0) continue;
                part.active[k * segments + s] += weight;
                if (customers.lab[slot + k] != kNone) labs |= 1U << customers.lab[slot + k];
            }
            for (; labs != 0; labs &= labs - 1)
                part.lab_users[static_cast<std::size_t>(__builtin_ctz(labs)) * segments + s] += weight;
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
