#include "models/money/settlement.h"

#include <algorithm>

#include "models/money/settlement_month.h"

namespace nephoscope {

Money CloudMonth::cash_flow() const {
    return sales + egress - paid_to_labs + base_revenue - base_cost + compute_revenue + share_received + true_up -
           capacity_cost + reserve_value - equity_bought;
}

Money CloudMonth::normal_cash_flow() const {
    return sales + egress - (paid_to_labs - expiring + renewal) + base_revenue - base_cost + compute_revenue -
           capacity_cost + reserve_value;
}

void MonthAccounts::mark_expiring(const Agreements& agreements) {
    for (LabMonth& lab : labs) lab.expiring = lab.renewal = 0;
    for (CloudMonth& cloud : clouds) cloud.expiring = cloud.renewal = 0;
    for (std::size_t l = 0; l < labs.size(); ++l)
        for (std::size_t v = 0; v < clouds.size(); ++v) {
            if (!agreements.expires(static_cast<int>(l), static_cast<int>(v))) continue;
            const std::size_t pair = l * clouds.size() + v;
            labs[l].expiring += owed[pair];
            labs[l].renewal += renewal[pair];
            clouds[v].expiring += owed[pair];
            clouds[v].renewal += renewal[pair];
        }
}

SettlementMonth::SettlementMonth(Ledger& ledger, const Accounts& accounts, const SettlementInputs& inputs)
    : ledger_(ledger), accounts_(accounts), in_(inputs) {
    month_.labs.resize(inputs.scenario.labs.size());
    month_.clouds.resize(inputs.scenario.venues.size());
    month_.owed.assign(month_.labs.size() * month_.clouds.size(), 0);
    month_.renewal = month_.owed;
}

/// min(ρ·base, cap − paid) of every share in force; nothing of a Base below 0, which an agent's commission on list
/// price leaves behind when customers pay much less than that.
void SettlementMonth::share_revenue(std::vector<Money>& share_paid) {
    for (LabMonth& month : month_.labs)
        month.base = month.direct_sales + month.consumer + month.receipts + month.agency;
    for (const Clause* clause : in_.agreements.revenue_shares(in_.offers.month)) {
        const auto c = static_cast<std::size_t>(clause - in_.scenario.clauses.data());
        LabMonth& payer = lab(clause->lab);
        const Money base = clause->base == ShareBase::all_revenue ? payer.base : payer.base - payer.consumer;
        Money due = to_fixed(clause->rate * static_cast<double>(std::max<Money>(0, base)));
        if (clause->cap) due = std::min(due, std::max<Money>(0, to_money(*clause->cap) - share_paid[c]));
        ledger_.post(Posting::revenue_share, accounts_.lab(clause->lab), accounts_.cloud(clause->venue), due);
        share_paid[c] += due;
        payer.share_paid += due;
        cloud(clause->venue).share_received += due;
    }
    for (LabMonth& month : month_.labs) month.net_revenue = month.base - month.share_paid;
}

void SettlementMonth::true_up() {
    for (std::size_t c = 0; c < in_.scenario.clauses.size(); ++c) {
        const Clause& clause = in_.scenario.clauses[c];
        if (clause.type != ClauseType::compute_commit || in_.true_up[c] == 0) continue;
        ledger_.post(Posting::true_up, accounts_.lab(clause.lab), accounts_.cloud(clause.venue), in_.true_up[c]);
        lab(clause.lab).true_up += in_.true_up[c];
        cloud(clause.venue).true_up += in_.true_up[c];
    }
}

MonthAccounts SettlementMonth::close() {
    for (LabMonth& month : month_.labs)
        month.gross_profit = month.net_revenue - (month.compute_bill - month.training_bill);
    month_.mark_expiring(in_.agreements);
    return std::move(month_);
}

MonthAccounts settle(Ledger& ledger, const Accounts& accounts, const SettlementInputs& inputs,
                     std::vector<Money>& share_paid) {
    SettlementMonth month(ledger, accounts, inputs);
    ledger.open_month();
    month.sell_models();
    month.charge_egress();
    month.sell_base_cloud();
    month.serve_consumers();
    month.host_labs();
    month.share_revenue(share_paid);
    month.true_up();
    month.pay_operating_cost();
    month.pay_capacity();
    month.pay_moving();
    return month.close();
}

}  // namespace nephoscope
