#pragma once

#include <cstddef>

#include "models/customers/kernels.h"
#include "sim/core/lanes.h"

/// What happens to one customer's base in a month: the definition, which the kernels in lanes follow where nothing
/// unusual happens. Part of the kernels, which alone include it.
namespace nephoscope {

/// Whether the base grows between months t − 1 and t: the customer entered before, and has one.
NEPHOSCOPE_LANES bool base_grows(const BaseView& view, std::size_t i, int t) {
    return t > view.entry[i] && view.base_spend[i] > 0;
}

/// The part of the base that this month's step of a migration moves.
NEPHOSCOPE_LANES double migrated_part(const BaseView& view, std::size_t i, const double* share) {
    if (view.migration_left[i] == 0) return 0;
    --view.migration_left[i];
    const double part = view.migration_amount[i] / view.base_spend[i], there = share[view.migration_from[i]];
    return there < part ? there : part;
}

/// New spend goes to n_i, a migration moves its part, shares follow: each between 0 and what is left, the last of them
/// being the remainder, so that they sum to 1 exactly.
NEPHOSCOPE_LANES void grow_base(const BaseView& view, std::size_t i) {
    double* share = view.base_share + i * static_cast<std::size_t>(view.base_venues);
    const double per_grown = 1 / (1 + view.growth), moved = migrated_part(view, i, share);
    share[view.growth_cloud[i]] += view.growth;
    if (moved > 0) share[view.contract_cloud[i]] += moved, share[view.migration_from[i]] -= moved;
    double left = 1;
    for (int n = 0; n + 1 < view.clouds; ++n) {
        double there = share[view.cloud[n]] * per_grown;
        there = there < 0 ? 0 : there;
        there = left < there ? left : there;
        share[view.cloud[n]] = there;
        left -= there;
    }
    share[view.cloud[view.clouds - 1]] = left;
    view.base_spend[i] *= 1 + view.growth;
}

/// What a base is worth [ticks]; 0 of who is not born.
NEPHOSCOPE_LANES double base_ticks(const BaseView& view, std::size_t i, int t) {
    const double ticks = static_cast<double>(view.weight[i]) * 0x1p-20 * view.base_spend[i] * kTicks;
    return t < view.entry[i] ? 0 : ticks;
}

/// Rounded to the nearest tick, ties to even.
NEPHOSCOPE_LANES void post_base(double ticks, std::int64_t& sum, BasePayments& payments) {
    const double size = ticks < 0 ? -ticks : ticks;
    payments.total += size;
    payments.largest = size > payments.largest ? size : payments.largest;
    sum = wrapped_plus(sum, to_nearest(ticks));
}

/// Adds what customer i pays to clouds, and the spend that its base will grow by.
NEPHOSCOPE_LANES void pay_base(const BaseView& view, std::size_t i, int t, BasePayments& payments) {
    const double ticks = base_ticks(view, i, t);
    const double* share = view.base_share + i * static_cast<std::size_t>(view.base_venues);
    for (int n = 0; n < view.clouds; ++n)
        post_base(ticks * share[view.cloud[n]], payments.paid[view.cloud[n]], payments);
    post_base(ticks * view.growth, payments.moved[view.growth_cloud[i]], payments);
}

}  // namespace nephoscope
