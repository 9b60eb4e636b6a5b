#include "models/customers/moves.h"

#include "models/customers/surplus.h"

namespace nephoscope {

/// F_on of venues that were not in use, SC of workloads that changed offer. A forced exit pays SC although the choice
/// did not count it: contract-induced switching uses real resources.
void Chooser::post_costs(const Stirred& customer, MonthTotals& totals) const {
    const auto& [i, agenda, before, choice, outlay] = customer;
    const std::uint64_t in_use = venues_of(before);
    const double weight = organisations(customers_.weight[i]);
    const std::uint8_t segment = customers_.segment[i], decile = customers_.decile[i];
    const auto post = [&](std::vector<Money>& column, double usd) {
        const Money money = to_money(usd);
        add_exact(column[segment], money);
        add_exact(totals.cost_decile[decile], money);
    };
    const Holding now = holding_of(customers_, i, true);
    const std::uint32_t labs = bytes_that_differ(now.lab, before.lab),
                        venues = bytes_that_differ(now.venue, before.venue);
    const std::uint32_t pays =
        (labs | venues) & workloads_on_offer(now) & workloads_on_offer(before) & ~agenda.new_project;
    for (std::uint32_t left = pays; left != 0; left &= left - 1) {
        const int k = __builtin_ctz(left);
        const double months = ((labs >> k & 1U) != 0 ? scenario_.portfolio.lab_switching_months : 0.0) +
                              ((venues >> k & 1U) != 0 ? scenario_.portfolio.venue_switching_months : 0.0);
        if (months > 0) post(totals.switching_cost, weight * months * outlay[static_cast<std::size_t>(k)]);
    }
    const auto& costs = costs_.of(segment, customers_.contract_cloud[i]);
    double onboarding = 0;
    for (std::uint64_t left = venues_of(now) & ~in_use; left != 0; left &= left - 1)
        onboarding += scenario_.portfolio.onboarding_months * costs[static_cast<std::size_t>(__builtin_ctzll(left))];
    if (onboarding > 0) post(totals.onboarding_cost, weight * onboarding);
}

/// The rounding is that of the desires' sums, so that what moved can be taken from what is there.
void record_moves(const Customers& customers, const Move& move, const std::int64_t* outlay, MonthTotals& totals) {
    const std::size_t i = move.customer;
    const Holding &before = move.before, &after = move.after;
    const auto on_offer = [&](std::size_t k) { return (after.active >> k & 1U) != 0 && after.lab[k] != kNone; };
    const double weight = ticks_per_usd(customers.weight[i]);
    const auto state = [](bool active, std::uint8_t entity, int entities) {
        if (!active) return MonthTotals::absent_state(entities);
        return entity == kNone ? MonthTotals::legacy_state(entities) : static_cast<int>(entity);
    };
    for (std::uint32_t left = workloads_that_differ(before, after); left != 0; left &= left - 1) {
        const auto k = static_cast<std::size_t>(__builtin_ctz(left));
        const bool was = (before.active >> k & 1U) != 0, is = (after.active >> k & 1U) != 0;
        const Money spend = on_offer(k) ? outlay[k] : nearest_tick(weight * move.left[k]);
        const auto add = [&](std::vector<Weight>& flow, std::vector<Money>& spend_flow, int entities, int from,
                             int to) {
            if (from == to) return;
            const auto cell = static_cast<std::size_t>(from * (entities + 2) + to);
            flow[cell] += customers.weight[i];
            add_exact(spend_flow[cell], spend);
        };
        add(totals.venue_flow, totals.venue_spend_flow, totals.venues, state(was, before.venue[k], totals.venues),
            state(is, after.venue[k], totals.venues));
        add(totals.lab_flow, totals.lab_spend_flow, totals.labs, state(was, before.lab[k], totals.labs),
            state(is, after.lab[k], totals.labs));
    }
}

}  // namespace nephoscope
