#include "models/customers/bases.h"

#include <algorithm>
#include <array>

namespace nephoscope {

Bases::Bases(const Scenario& scenario) : growth_(scenario.base_cloud.growth), row_(base_venues(scenario)) {
    for (const std::size_t cloud : clouds_of(scenario)) clouds_.push_back(static_cast<std::uint8_t>(cloud));
}

/// The part of the base that this month's step of a migration moves.
double Bases::migrated(Customers& customers, std::size_t i) const {
    if (customers.migration_left[i] == 0) return 0;
    --customers.migration_left[i];
    return std::min(customers.migration_amount[i] / customers.base_spend[i],
                    customers.base_share[i * row_ + customers.migration_from[i]]);
}

void Bases::grow(Customers& customers, std::size_t first, std::size_t last, int t) const {
    if (clouds_.empty() || !(1 + growth_ > 0)) return;
    const double per_grown = 1 / (1 + growth_);
    const std::size_t others = clouds_.size() - 1;
    for (std::size_t i = first; i < last; ++i) {
        if (t <= customers.entry[i] || customers.base_spend[i] <= 0) continue;
        double* share = customers.base_share.data() + i * row_;
        const double moved = migrated(customers, i);
        share[customers.growth_cloud[i]] += growth_;
        if (moved > 0) share[customers.contract_cloud[i]] += moved, share[customers.migration_from[i]] -= moved;
        double left = 1;
        for (std::size_t n = 0; n < others; ++n) {
            double there = share[clouds_[n]] * per_grown;  // between 0 and what is left, without branches
            there = there < 0 ? 0 : there;
            there = left < there ? left : there;
            share[clouds_[n]] = there;
            left -= there;
        }
        share[clouds_[others]] = left;
        customers.base_spend[i] *= 1 + growth_;
    }
}

/// A tick is below 2^51, so that the sums of a block stay within 64 bits.
void Bases::pay(const Customers& customers, std::size_t first, std::size_t last, int t, MonthTotals& totals) const {
    std::array<Money, kMaxVenues> paid{}, moved{};
    for (std::size_t i = first; i < last; ++i) {
        if (!customers.born(i, t)) continue;
        const double ticks = organisations(customers.weight[i]) * customers.base_spend[i] * kMoneyPerUsd;
        const double* share = customers.base_share.data() + i * row_;
        for (const std::uint8_t c : clouds_) paid[c] += nearest_tick(ticks * share[c]);
        moved[customers.growth_cloud[i]] += nearest_tick(ticks * growth_);
    }
    for (std::size_t v = 0; v < row_; ++v) {
        add_exact(totals.base_paid[v], paid[v]);
        add_exact(totals.base_moved[v], moved[v]);
    }
}

}  // namespace nephoscope
