#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/customers/costs.h"
#include "models/customers/decide.h"
#include "models/customers/desires.h"
#include "models/customers/kernels.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

constexpr std::size_t kBlock = 1024;

/// F of the venues in use beside the contract cloud: weights by segment and decile times the month's costs.
void post_venue_costs(const DecisionContext& context, MonthTotals& totals) {
    for (std::size_t s = 0; s < static_cast<std::size_t>(totals.segments); ++s) {
        const VenueCost cost = venue_cost(context.scenario, context.now, static_cast<int>(s));
        for (std::size_t d = 0; d < 10; ++d) {
            const Weight* paying = totals.paying_venues.data() + (s * 10 + d) * 2;
            const Money money = to_money(organisations(paying[0]) * cost.other + organisations(paying[1]) * cost.self);
            add_exact(totals.venue_cost[s], money);
            add_exact(totals.cost_decile[d], money);
        }
    }
}

}  // namespace

void serve_customers(Customers& customers, const DecisionContext& context, const std::vector<double>* fill, int threads,
                     MonthTotals& totals) {
    serve_desires(context, fill, totals);
    post_venue_costs(context, totals);
    const bool all_served =
        fill == nullptr || std::all_of(fill->begin(), fill->end(), [](double share) { return share >= 1; });
    ServedView view;
    view.workloads = customers.workloads;
    view.venues = customers.venues;
    view.lab = customers.lab.data();
    view.venue = customers.venue.data();
    view.desired = customers.desired.data();
    view.fill = fill == nullptr ? nullptr : fill->data();
    for_blocks(customers.size(), kBlock, threads, [&](std::size_t first, std::size_t last) {
        double* its = customers.fill.data() + first;
        if (all_served)
            std::fill_n(its, last - first, 1.0);
        else
            kernels().serve(view, first, last, its);
    });
}

}  // namespace nephoscope
