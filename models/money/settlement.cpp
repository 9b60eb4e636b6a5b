#include "models/money/settlement.h"

#include <algorithm>

#include "models/pricing/paths.h"

namespace nephoscope {

namespace {

/// The postings of one month, a method per kind of flow.
class Settlement {
public:
    Settlement(Ledger& ledger, const Accounts& accounts, const Scenario& scenario, const Agreements& agreements,
               const OfferTable& offers, const MonthTotals& totals, int t)
        : ledger_(ledger),
          accounts_(accounts),
          scenario_(scenario),
          agreements_(agreements),
          offers_(offers),
          totals_(totals),
          t_(t),
          wholesale_(wholesale_price(scenario, t)) {
        month_.labs.resize(scenario.labs.size());
        month_.clouds.resize(scenario.venues.size());
    }

    void sell_models() {
        for (int l = 0; l < offers_.labs; ++l)
            for (int v = 0; v < offers_.venues; ++v) {
                const Money paid = seller_paid(l, v);
                lab(l).gross_revenue += paid;
                switch (scenario_.venues[static_cast<std::size_t>(v)].kind) {
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

    void charge_egress() {
        for (int v = 0; v < offers_.venues; ++v) {
            const Money fee = totals_.egress_received[static_cast<std::size_t>(v)];
            if (fee == 0) continue;
            ledger_.post(Posting::egress, Accounts::customers, accounts_.cloud(v), fee);
            cloud(v).egress += fee;
        }
    }

    void serve_consumers() {
        for (int l = 0; l < offers_.labs; ++l) {
            const double revenue = consumer_revenue(scenario_, l, t_);
            if (revenue == 0) continue;
            lab(l).consumer = to_money(revenue);
            lab(l).gross_revenue += lab(l).consumer;
            ledger_.post(Posting::consumer_revenue, Accounts::world, accounts_.lab(l), lab(l).consumer);
        }
    }

    /// M6: direct and consumer inference at the host clouds, by host weights; a lab without weights is parent-funded.
    void host_labs() {
        for (int l = 0; l < offers_.labs; ++l) {
            const std::vector<double>& weights = scenario_.labs[static_cast<std::size_t>(l)].host_weight;
            double total_weight = 0;
            for (const double weight : weights) total_weight += weight;
            if (total_weight == 0) continue;
            const Compute need = own_compute(l);
            lab(l).own_compute = need;
            Compute left = need;
            const int last = last_host(weights);
            for (int v = 0; v <= last; ++v) {
                const double weight = weights[static_cast<std::size_t>(v)];
                if (weight == 0) continue;
                const Compute part = v == last ? left : to_fixed(static_cast<double>(need) * (weight / total_weight));
                left -= part;
                const Money bill = cost_of(part, wholesale_);
                ledger_.post(Posting::lab_compute, accounts_.lab(l), accounts_.cloud(v), bill);
                lab(l).compute_bill += bill;
                cloud(v).compute_revenue += bill;
                cloud(v).used += part;
            }
        }
    }

    /// M7: min(ρ·base, cap − paid) of every share in force.
    void share_revenue(std::vector<Money>& share_paid) {
        for (LabMonth& month : month_.labs)
            month.base = month.direct_sales + month.consumer + month.receipts + month.agency;
        for (const Clause* clause : agreements_.revenue_shares(offers_.month)) {
            const auto c = static_cast<std::size_t>(clause - scenario_.clauses.data());
            LabMonth& payer = lab(clause->lab);
            const Money base = clause->base == ShareBase::all_revenue ? payer.base : payer.base - payer.consumer;
            Money due = to_fixed(clause->rate * static_cast<double>(base));
            if (clause->cap) due = std::min(due, std::max<Money>(0, to_money(*clause->cap) - share_paid[c]));
            ledger_.post(Posting::revenue_share, accounts_.lab(clause->lab), accounts_.cloud(clause->venue), due);
            share_paid[c] += due;
            payer.share_paid += due;
            cloud(clause->venue).share_received += due;
        }
        for (LabMonth& month : month_.labs) month.net_revenue = month.base - month.share_paid;
    }

    void pay_costs() {
        for (int l = 0; l < offers_.labs; ++l) {
            const Lab& l_parameters = scenario_.labs[static_cast<std::size_t>(l)];
            LabMonth& month = lab(l);
            month.operating_cost =
                to_fixed(l_parameters.opex_share * static_cast<double>(month.direct_sales + month.consumer));
            ledger_.post(Posting::operating_cost, accounts_.lab(l), Accounts::world, month.operating_cost);
        }
        for (int v = 0; v < offers_.venues; ++v) {
            if (accounts_.cloud(v) < 0) continue;
            cloud(v).capacity_cost = cost_of(cloud(v).used, unit_cost(scenario_, t_));
            ledger_.post(Posting::capacity_cost, accounts_.cloud(v), Accounts::world, cloud(v).capacity_cost);
        }
        Money moving = 0;
        for (std::size_t s = 0; s < totals_.venue_cost.size(); ++s)
            moving += totals_.venue_cost[s] + totals_.onboarding_cost[s] + totals_.switching_cost[s];
        ledger_.post(Posting::customer_cost, Accounts::customers, Accounts::world, moving);
    }

    MonthAccounts take() { return std::move(month_); }

private:
    LabMonth& lab(int l) { return month_.labs[static_cast<std::size_t>(l)]; }
    CloudMonth& cloud(int v) { return month_.clouds[static_cast<std::size_t>(v)]; }

    Money seller_paid(int l, int v) const {
        Money sum = 0;
        const auto first = static_cast<std::size_t>(offers_.offer(l, v) * totals_.segments);
        for (int s = 0; s < totals_.segments; ++s) sum += totals_.seller_paid[first + static_cast<std::size_t>(s)];
        return sum;
    }
    Compute compute_at(int l, int v) const { return totals_.compute[static_cast<std::size_t>(offers_.offer(l, v))]; }
    Money list_value(int l, int v) const { return totals_.list_value[static_cast<std::size_t>(offers_.offer(l, v))]; }

    static Money cost_of(Compute compute, double usd_per_mw_month) {
        return to_money(static_cast<double>(compute) / kComputePerMwMonth * usd_per_mw_month);
    }
    static int last_host(const std::vector<double>& weights) {
        int last = -1;
        for (std::size_t v = 0; v < weights.size(); ++v)
            if (weights[v] > 0) last = static_cast<int>(v);
        return last;
    }
    Compute own_compute(int l) const {
        const int direct = scenario_.direct_venue_of(l);
        const double per_usd =
            offers_.compute_per_unit[static_cast<std::size_t>(l)] / offers_.list_price[static_cast<std::size_t>(l)];
        const Compute consumer = to_fixed(per_usd * consumer_revenue(scenario_, l, t_) * kComputePerMwMonth);
        return consumer + (direct < 0 ? 0 : compute_at(l, direct));
    }

    /// M1 and what the cloud owes the lab for it: royalty (M3), gross-profit split (M4) or agency (M5).
    void sell_at_cloud(int l, int v, Money paid) {
        const ResaleTerms terms = agreements_.resale(l, v, offers_.month);
        cloud(v).used += compute_at(l, v);
        if (terms.agreed && terms.mode == ResaleMode::agency) return sell_as_agent(l, v, paid, terms.rate);
        ledger_.post(Posting::model_purchase, Accounts::customers, accounts_.cloud(v), paid);
        cloud(v).sales += paid;
        Money owed = 0;
        if (terms.agreed && terms.mode == ResaleMode::royalty) {
            owed = to_fixed(terms.rate * static_cast<double>(list_value(l, v)));
            ledger_.post(Posting::royalty, accounts_.cloud(v), accounts_.lab(l), owed);
        } else if (terms.agreed) {
            const Money cost = cost_of(compute_at(l, v), wholesale_);
            owed = to_fixed((1 - terms.rate) * static_cast<double>(std::max<Money>(0, list_value(l, v) - cost)));
            ledger_.post(Posting::gross_profit_split, accounts_.cloud(v), accounts_.lab(l), owed);
        }
        cloud(v).paid_to_labs += owed;
        lab(l).receipts += owed;
        if (agreements_.expires(l, v)) renew(l, v, owed);
    }

    void renew(int l, int v, Money owed) {
        const Money renewal = to_fixed(scenario_.finance.renewal_royalty * static_cast<double>(list_value(l, v)));
        cloud(v).expiring += owed;
        cloud(v).renewal += renewal;
        lab(l).expiring += owed;
        lab(l).renewal += renewal;
    }

    void sell_as_agent(int l, int v, Money paid, double rate) {
        const Money commission = to_fixed(rate * static_cast<double>(list_value(l, v)));
        const Money bill = cost_of(compute_at(l, v), wholesale_);
        ledger_.post(Posting::agency_sale, Accounts::customers, accounts_.lab(l), paid);
        ledger_.post(Posting::agency_commission, accounts_.lab(l), accounts_.cloud(v), commission);
        ledger_.post(Posting::agency_compute, accounts_.lab(l), accounts_.cloud(v), bill);
        lab(l).agency += paid - commission;
        lab(l).compute_bill += bill;
        cloud(v).compute_revenue += commission + bill;
    }

    Ledger& ledger_;
    const Accounts& accounts_;
    const Scenario& scenario_;
    const Agreements& agreements_;
    const OfferTable& offers_;
    const MonthTotals& totals_;
    int t_;
    double wholesale_;
    MonthAccounts month_;
};

}  // namespace

MonthAccounts settle(Ledger& ledger, const Accounts& accounts, const Scenario& scenario, const Agreements& agreements,
                     const OfferTable& offers, const MonthTotals& totals, int t, std::vector<Money>& share_paid) {
    Settlement settlement(ledger, accounts, scenario, agreements, offers, totals, t);
    ledger.open_month();
    settlement.sell_models();
    settlement.charge_egress();
    settlement.serve_consumers();
    settlement.host_labs();
    settlement.share_revenue(share_paid);
    settlement.pay_costs();
    return settlement.take();
}

}  // namespace nephoscope
