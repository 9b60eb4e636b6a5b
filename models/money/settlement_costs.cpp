#include <algorithm>

#include "models/money/settlement_month.h"

/// What labs and clouds pay for compute, capacity and operations, and customers for moving: M6, M10, M12, M14–M16.
namespace nephoscope {

Money cost_of(Compute compute, double usd_per_mw_month) {
    return to_money(static_cast<double>(compute) / kComputePerMwMonth * usd_per_mw_month);
}

/// A lab without host weights and commitments computes in its parent's reserve and pays none of it.
bool SettlementMonth::parent_funded(int l) const {
    const std::vector<double>& weights = in_.scenario.labs[static_cast<std::size_t>(l)].host_weight;
    if (std::any_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; })) return false;
    return std::none_of(in_.scenario.clauses.begin(), in_.scenario.clauses.end(), [&](const Clause& clause) {
        return clause.type == ClauseType::compute_commit && clause.lab == l;
    });
}

void SettlementMonth::host_labs() {
    for (int l = 0; l < in_.offers.labs; ++l) {
        if (parent_funded(l)) continue;
        for (int v = 0; v < in_.offers.venues; ++v) {
            if (accounts_.cloud(v) < 0) continue;
            const auto pair = static_cast<std::size_t>(l * in_.offers.venues + v);
            bill_own_compute(l, v, in_.clearing.committed_served[pair] + in_.clearing.other_served[pair]);
        }
    }
}

/// All uses are cut alike, so what was served splits as what was asked: training is the remainder.
void SettlementMonth::bill_own_compute(int l, int v, Compute served) {
    if (served == 0) return;
    const LabNeed& need = in_.clearing.need[static_cast<std::size_t>(l)];
    const double inference_share = static_cast<double>(need.direct + need.consumer) / static_cast<double>(need.total());
    const Money bill = cost_of(served, in_.offers.wholesale_price);
    const Money inference_bill = to_fixed(inference_share * static_cast<double>(bill));
    ledger_.post(Posting::lab_compute, accounts_.lab(l), accounts_.cloud(v), bill);
    lab(l).compute_bill += bill;
    lab(l).training_bill += bill - inference_bill;
    lab(l).own_compute += to_fixed(inference_share * static_cast<double>(served));
    cloud(v).compute_revenue += bill;
    cloud(v).used += served;
}

void SettlementMonth::pay_operating_cost() {
    for (int l = 0; l < in_.offers.labs; ++l) {
        LabMonth& month = lab(l);
        const double share = in_.scenario.labs[static_cast<std::size_t>(l)].opex_share;
        month.operating_cost = to_fixed(share * static_cast<double>(month.direct_sales + month.consumer));
        ledger_.post(Posting::operating_cost, accounts_.lab(l), Accounts::world, month.operating_cost);
    }
}

/// A licence of any lab at the cloud is in force.
bool SettlementMonth::licensed(int v) const {
    return std::any_of(in_.scenario.clauses.begin(), in_.scenario.clauses.end(), [&](const Clause& clause) {
        return clause.type == ClauseType::licence && clause.venue == v &&
               in_.agreements.in_force(clause, in_.offers.month);
    });
}

/// ω is paid on what is installed, used or not; where capacity is not limited, on what is used, the first-party reserve
/// included. The reserve pays its cost (M16). The value of first-party use under a licence (M15) is never posted.
void SettlementMonth::pay_capacity() {
    for (int v = 0; v < in_.offers.venues; ++v) {
        if (accounts_.cloud(v) < 0) continue;
        const double installed = in_.installed[static_cast<std::size_t>(v)] * kComputePerMwMonth;
        const Compute reserve = to_fixed(in_.scenario.venues[static_cast<std::size_t>(v)].reserve_share * installed);
        const Compute billed = in_.scenario.capacity.limited ? to_fixed(installed) : cloud(v).used + reserve;
        cloud(v).capacity_cost = cost_of(billed, in_.offers.unit_cost);
        cloud(v).reserve_value = cost_of(reserve, in_.offers.unit_cost);
        ledger_.post(Posting::capacity_cost, accounts_.cloud(v), Accounts::world, cloud(v).capacity_cost);
        ledger_.post(Posting::first_party_use, Accounts::world, accounts_.cloud(v), cloud(v).reserve_value);
        if (licensed(v))
            cloud(v).licence_value =
                to_fixed(in_.scenario.finance.licence_value * static_cast<double>(cloud(v).reserve_value));
    }
}

void SettlementMonth::pay_moving() {
    Money moving = 0;
    for (std::size_t s = 0; s < in_.totals.venue_cost.size(); ++s)
        moving += in_.totals.venue_cost[s] + in_.totals.onboarding_cost[s] + in_.totals.switching_cost[s] +
                  in_.totals.migration_cost[s];
    ledger_.post(Posting::customer_cost, Accounts::customers, Accounts::world, moving);
}

}  // namespace nephoscope
