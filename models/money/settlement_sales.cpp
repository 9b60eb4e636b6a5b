#include <algorithm>

#include "models/money/settlement_month.h"
#include "models/pricing/paths.h"

/// What customers pay and how sellers split it: M1–M5, M9, M11.
namespace nephoscope {

Money SettlementMonth::seller_paid(int l, int v) const {
    Money sum = 0;
    const auto segments = static_cast<std::size_t>(in_.totals.segments);
    for (std::size_t s = 0; s < segments; ++s) sum += in_.totals.seller_paid[offer(l, v) * segments + s];
    return sum;
}

void SettlementMonth::sell_models() {
    for (int l = 0; l < in_.offers.labs; ++l)
        for (int v = 0; v < in_.offers.venues; ++v) {
            const Money paid = seller_paid(l, v);
            lab(l).gross_revenue += paid;
            switch (in_.scenario.venues[static_cast<std::size_t>(v)].kind) {
                case VenueKind::cloud:
                    sell_at_cloud(l, v, paid);
                    break;
                case VenueKind::direct:
                    ledger_.post(Posting::model_purchase, Accounts::customers, accounts_.lab(l), paid);
                    lab(l).direct_sales += paid;
                    break;
                case VenueKind::self_hosted:
                    ledger_.post(Posting::model_purchase, Accounts::customers, Accounts::world, paid);
                    break;
            }
        }
}

/// M1 and what the cloud owes the lab for it: royalty (M3), gross-profit split (M4) or agency (M5).
void SettlementMonth::sell_at_cloud(int l, int v, Money paid) {
    const ResaleTerms terms = in_.agreements.resale(l, v, in_.offers.month);
    cloud(v).used += compute_at(l, v);
    if (terms.agreed && terms.mode == ResaleMode::agency) return sell_as_agent(l, v, paid, terms.rate);
    ledger_.post(Posting::model_purchase, Accounts::customers, accounts_.cloud(v), paid);
    cloud(v).sales += paid;
    Money owed = 0;
    if (terms.agreed && terms.mode == ResaleMode::royalty) {
        owed = to_fixed(terms.rate * static_cast<double>(list_value(l, v)));
        ledger_.post(Posting::royalty, accounts_.cloud(v), accounts_.lab(l), owed);
    } else if (terms.agreed) {
        const Money cost = cost_of(compute_at(l, v), in_.offers.wholesale_price);
        owed = to_fixed((1 - terms.rate) * static_cast<double>(std::max<Money>(0, list_value(l, v) - cost)));
        ledger_.post(Posting::gross_profit_split, accounts_.cloud(v), accounts_.lab(l), owed);
    }
    cloud(v).paid_to_labs += owed;
    lab(l).receipts += owed;
    month_.owed[offer(l, v)] = owed;
    month_.renewal[offer(l, v)] =
        to_fixed(in_.scenario.finance.renewal_royalty * static_cast<double>(list_value(l, v)));
}

void SettlementMonth::sell_as_agent(int l, int v, Money paid, double rate) {
    const Money commission = to_fixed(rate * static_cast<double>(list_value(l, v)));
    const Money bill = cost_of(compute_at(l, v), in_.offers.wholesale_price);
    ledger_.post(Posting::agency_sale, Accounts::customers, accounts_.lab(l), paid);
    ledger_.post(Posting::agency_commission, accounts_.lab(l), accounts_.cloud(v), commission);
    ledger_.post(Posting::agency_compute, accounts_.lab(l), accounts_.cloud(v), bill);
    lab(l).agency += paid - commission;
    lab(l).compute_bill += bill;
    cloud(v).compute_revenue += commission + bill;
    cloud(v).commissions += commission;
}

void SettlementMonth::charge_egress() {
    for (int v = 0; v < in_.offers.venues; ++v) {
        const Money fee = in_.totals.egress_received[static_cast<std::size_t>(v)];
        if (fee == 0) continue;
        ledger_.post(Posting::egress, Accounts::customers, accounts_.cloud(v), fee);
        cloud(v).egress += fee;
    }
}

void SettlementMonth::sell_base_cloud() {
    const double cost_share = 1 - in_.scenario.base_cloud.contribution_margin;
    for (int v = 0; v < in_.offers.venues; ++v) {
        if (accounts_.cloud(v) < 0) continue;
        const Money paid = in_.totals.base_paid[static_cast<std::size_t>(v)];
        const Money cost = to_fixed(cost_share * static_cast<double>(paid));
        ledger_.post(Posting::base_purchase, Accounts::customers, accounts_.cloud(v), paid);
        ledger_.post(Posting::base_cost, accounts_.cloud(v), Accounts::world, cost);
        cloud(v).base_revenue = paid;
        cloud(v).base_cost = cost;
    }
}

/// Consumers are exogenous: what they pay is not cut when their compute is.
void SettlementMonth::serve_consumers() {
    for (int l = 0; l < in_.offers.labs; ++l) {
        const double revenue = consumer_revenue(in_.scenario, l, in_.t);
        if (revenue == 0) continue;
        lab(l).consumer = to_money(revenue);
        lab(l).gross_revenue += lab(l).consumer;
        ledger_.post(Posting::consumer_revenue, Accounts::world, accounts_.lab(l), lab(l).consumer);
    }
}

}  // namespace nephoscope
