#include "models/customers/desires.h"

#include <fmt/format.h>

#include "sim/core/error.h"

namespace nephoscope {

namespace {

constexpr double rounded_down = 1 - 0x1p-51;  // so that no sum of compute exceeds what was allotted

/// Calls visit(segment, workload, offer, cell) for every cell that somebody desires.
template <class Visit>
void for_each_cell(const MonthTotals& totals, Visit visit) {
    const std::size_t offers = totals.demand.size(), workloads = static_cast<std::size_t>(totals.workloads);
    const std::size_t fields = desire_fields(totals.clouds);
    const std::int64_t* cell = totals.desires.data();
    for (std::size_t s = 0; s < static_cast<std::size_t>(totals.segments); ++s)
        for (std::size_t k = 0; k < workloads; ++k)
            for (std::size_t o = 0; o < offers; ++o, cell += fields)
                if (cell[0] != 0 || cell[2] != 0) visit(s, k, o, cell);
}

/// The part `fill` of a sum of ticks.
std::int64_t part_of(std::int64_t ticks, double fill) {
    return fill < 1 ? to_fixed(static_cast<double>(ticks) * fill) : ticks;
}

Compute compute_of(const OfferTable& offers, std::size_t o, std::int64_t units) {
    const auto lab = o / static_cast<std::size_t>(offers.venues);
    return to_whole(static_cast<double>(units) / kTicks * offers.compute_per_unit[lab] * kComputePerMwMonth);
}

Compute allotted(Compute desired, double fill) {
    return fill < 1 ? to_whole(static_cast<double>(desired) * (fill * rounded_down)) : desired;
}

}  // namespace

void add_desires(const DesireView& view, std::size_t first, std::size_t last, std::int64_t* outlay, float* desired,
                 MonthTotals& totals) {
    constexpr double most = 0x1p51, most_together = 0x1p62;
    DesireSums sums;
    sums.cells = totals.desires.data();
    sums.surplus_decile = totals.desired_surplus.data();
    sums.outlay = outlay;
    sums.desired = desired;
    kernels().desire_block(view, first, last, sums);
    if (sums.largest < most && sums.total < most_together) return;
    throw ModelError(fmt::format(
        "what customers desire has left the range of exact sums: the largest posting is {:.3g} of at most {:.3g} USD a "
        "month; look for a price, quality or budget that is out of proportion",
        sums.largest / kTicks, most / kTicks));
}

void demand_of_desires(const DecisionContext& context, MonthTotals& totals) {
    std::vector<std::int64_t> units(totals.demand.size(), 0);
    for_each_cell(totals, [&](std::size_t, std::size_t, std::size_t o, const std::int64_t* cell) {
        add_exact(units[o], cell[2]);
        add_exact(totals.desired, cell[0]);
    });
    for (std::size_t o = 0; o < units.size(); ++o) totals.demand[o] = compute_of(context.now, o, units[o]);
}

void serve_desires(const DecisionContext& context, const std::vector<double>* fill, MonthTotals& totals) {
    const auto segments = static_cast<std::size_t>(totals.segments),
               workloads = static_cast<std::size_t>(totals.workloads);
    const auto fill_of = [&](std::size_t o) { return fill == nullptr ? 1.0 : (*fill)[o]; };
    const std::vector<std::size_t> clouds = clouds_of(context.scenario);
    std::vector<std::int64_t> units(totals.demand.size() * segments, 0);
    for_each_cell(totals, [&](std::size_t s, std::size_t k, std::size_t o, const std::int64_t* cell) {
        const double share = fill_of(o);
        const Money paid = part_of(cell[0], share);
        Money egress = 0;
        for (std::size_t c = 0; c < clouds.size(); ++c) {
            const Money moved = part_of(cell[3 + c], share);
            add_exact(totals.egress_received[clouds[c]], moved);
            add_exact(egress, moved);
        }
        add_exact(totals.seller_paid[o * segments + s], paid - egress);
        add_exact(totals.egress_paid[o * segments + s], egress);
        add_exact(totals.workload_paid[o * workloads + k], paid);
        const Money gained = part_of(cell[1], share);
        add_exact(totals.surplus[s], gained);
        add_exact(totals.unmet_surplus[s], cell[1] - gained);
        add_exact(units[o * segments + s], cell[2]);
    });
    for (std::size_t o = 0; o < totals.demand.size(); ++o) {
        const double share = fill_of(o), price = context.now.list_price[o / static_cast<std::size_t>(totals.venues)];
        add_exact(totals.compute[o], allotted(totals.demand[o], share));
        for (std::size_t s = 0; s < segments; ++s) {
            const std::int64_t desired = units[o * segments + s];
            const Money list = to_money(static_cast<double>(desired) / kTicks * share * price);
            add_exact(totals.list_value_segment[o * segments + s], list);
            add_exact(totals.list_value[o], list);
            add_exact(totals.compute_segment[o * segments + s], allotted(compute_of(context.now, o, desired), share));
        }
        for (std::size_t d = 0; d < 10; ++d)
            add_exact(totals.surplus_decile[d], part_of(totals.desired_surplus[d * totals.demand.size() + o], share));
    }
}

}  // namespace nephoscope
