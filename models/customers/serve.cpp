#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/customers/costs.h"
#include "models/customers/decide.h"
#include "models/customers/desires.h"
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

/// Fill by lab and venue of any workload, also of one on no offer, which desires nothing: 1 there.
class Fills {
public:
    Fills(const std::vector<double>& fill, std::size_t venues) : venues_(venues), of_(kNone * venues + kNone + 1, 1.0) {
        std::copy(fill.begin(), fill.end(), of_.begin());
    }
    double of(std::uint8_t lab, std::uint8_t venue) const { return of_[lab * venues_ + venue]; }

private:
    std::size_t venues_;
    std::vector<double> of_;
};

/// How short customer i was served: what it got of what it desired, by spend.
double served_share(const Customers& customers, const Fills& fill, std::size_t i) {
    const std::size_t slot = customers.slot(i, 0);
    const std::uint8_t *lab = customers.lab.data() + slot, *venue = customers.venue.data() + slot;
    const float* outlay = customers.desired.data() + slot;
    double desired = 0, served = 0;
    for (int k = 0; k < customers.workloads; ++k) {
        desired += static_cast<double>(outlay[k]);
        served += static_cast<double>(outlay[k]) * fill.of(lab[k], venue[k]);
    }
    return served < desired ? served / desired : 1.0;
}

}  // namespace

void serve_customers(Customers& customers, const DecisionContext& context, const std::vector<double>* fill, int threads,
                     MonthTotals& totals) {
    serve_desires(context, fill, totals);
    post_venue_costs(context, totals);
    const bool all_served =
        fill == nullptr || std::all_of(fill->begin(), fill->end(), [](double share) { return share >= 1; });
    const Fills fills(all_served ? std::vector<double>{} : *fill, context.scenario.venues.size());
    for_blocks(customers.size(), kBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
            customers.fill[i] = all_served ? 1.0 : served_share(customers, fills, i);
    });
}

}  // namespace nephoscope
