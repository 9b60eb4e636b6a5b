#include "models/customers/bases.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/core/error.h"

namespace nephoscope {

static_assert(kMaxClouds <= 16 && kMaxVenues <= 64);  // room of pay_bases and BasePayments

Bases::Bases(const Scenario& scenario) : growth_(scenario.base_cloud.growth), kernels_(kernels()) {
    for (const std::size_t cloud : clouds_of(scenario)) clouds_.push_back(static_cast<std::uint8_t>(cloud));
}

BaseView Bases::view(Customers& customers) const {
    BaseView view;
    view.base_venues = customers.base_venues;
    view.clouds = static_cast<int>(clouds_.size());
    view.cloud = clouds_.data();
    view.growth = growth_;
    view.base_share = customers.base_share.data();
    view.base_spend = customers.base_spend.data();
    view.migration_left = customers.migration_left.data();
    view.migration_amount = customers.migration_amount.data();
    view.migration_from = customers.migration_from.data();
    view.growth_cloud = customers.growth_cloud.data();
    view.contract_cloud = customers.contract_cloud.data();
    view.weight = customers.weight.data();
    view.entry = customers.entry.data();
    return view;
}

void Bases::grow(Customers& customers, std::size_t first, std::size_t last, int t) const {
    if (clouds_.empty() || !(1 + growth_ > 0)) return;
    kernels_.grow_bases(view(customers), first, last, t);
}

/// A tick is below 2^51, so that the sums of a block stay within 64 bits.
void Bases::pay(Customers& customers, std::size_t first, std::size_t last, int t, MonthTotals& totals) const {
    constexpr double most = 0x1p51;
    BasePayments payments;
    kernels_.pay_bases(view(customers), first, last, t, payments);
    if (!(payments.largest < most) || std::isnan(payments.total))
        throw ModelError(fmt::format(
            "what customers pay for their base clouds has left the range of exact sums: the largest payment is {:.3g} "
            "of at most {:.3g} USD a month{}; look for a base revenue, budget or growth that is out of proportion",
            payments.largest / kTicks, most / kTicks, std::isnan(payments.total) ? ", and one is no number" : ""));
    for (const std::uint8_t cloud : clouds_) {
        add_exact(totals.base_paid[cloud], payments.paid[cloud]);
        add_exact(totals.base_moved[cloud], payments.moved[cloud]);
    }
}

}  // namespace nephoscope
