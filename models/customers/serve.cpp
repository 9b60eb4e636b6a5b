#include <algorithm>
#include <vector>

#include "models/customers/chooser.h"
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

/// How short every customer was served: what it got of what it desired, by spend.
class Shortage {
public:
    Shortage(const Customers& customers, const DecisionContext& context, const MonthTerms& terms,
             const std::vector<double>& fill)
        : customers_(customers), view_(desire_view(customers, context, terms)), fill_(fill) {}

    double of(std::size_t i) const {
        bool hit = false;
        for (int k = 0; k < customers_.workloads; ++k) hit = hit || fill_at(customers_.slot(i, k)) < 1;
        if (!hit) return 1;
        Desires desired;
        kernels().desires(view_, i, desired);
        double all = 0, served = 0;
        for (int k = 0; k < customers_.workloads; ++k) {
            all += desired.outlay[k];
            served += desired.outlay[k] * fill_at(customers_.slot(i, k));
        }
        return served < all ? served / all : 1.0;
    }

private:
    double fill_at(std::size_t slot) const {
        if (customers_.active[slot] == 0 || customers_.lab[slot] == kNone) return 1;
        return fill_[customers_.lab[slot] * static_cast<std::size_t>(customers_.venues) + customers_.venue[slot]];
    }

    const Customers& customers_;
    const DesireView view_;
    const std::vector<double>& fill_;
};

}  // namespace

void serve_customers(Customers& customers, const DecisionContext& context, const std::vector<double>* fill, int threads,
                     MonthTotals& totals) {
    serve_desires(context, fill, totals);
    post_venue_costs(context, totals);
    if (fill == nullptr || std::all_of(fill->begin(), fill->end(), [](double share) { return share >= 1; })) {
        std::fill(customers.fill.begin(), customers.fill.end(), 1.0);
        return;
    }
    MonthTerms terms(context.scenario, context.now);
    terms.set_values(context.start, context.lagged);
    const Shortage shortage(customers, context, terms, *fill);
    for_blocks(customers.size(), kBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) customers.fill[i] = shortage.of(i);
    });
}

}  // namespace nephoscope
