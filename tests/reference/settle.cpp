#include <algorithm>
#include <cmath>

#include "tests/reference/reference.h"

/// MODEL 8.1 and 8.3 in plain dollars.
namespace nephoscope::reference {

namespace {

std::string cloud(const Scenario& s, std::size_t v) { return "cloud:" + s.venues[v].id; }
std::string lab(const Scenario& s, std::size_t l) { return "lab:" + s.labs[l].id; }
bool in_force(const Clause& c, Month m) { return c.start <= m && m <= c.end; }

const Clause* resale_terms(const Scenario& s, std::size_t l, std::size_t v, Month m) {
    for (const Clause& c : s.clauses)
        if (c.type == ClauseType::resale && c.lab == static_cast<int>(l) && c.venue == static_cast<int>(v) &&
            in_force(c, m))
            return &c;
    return nullptr;
}

double consumers(const Scenario& s, std::size_t l, int t) {
    double revenue = s.labs[l].consumer_revenue;
    const ConsumerRevenueParameters& p = s.consumer_revenue;
    for (int m = 0; m < t; ++m)
        revenue *= 1 + p.growth_initial * std::exp(-m / p.growth_decay_months) + p.growth_long_run;
    return revenue;
}

}  // namespace

Flows settle(const Scenario& s, const std::vector<std::vector<Sales>>& sales, const std::vector<double>& egress_to,
             double moving_costs, int t, std::vector<double>& share_paid, Planted planted) {
    const Month month = s.simulation.start + t;
    const Prices prices = prices_of(s, t);
    Flows flows;
    const auto pay = [&](const char* posting, const std::string& from, const std::string& to, double usd) {
        flows[std::string(posting) + " " + from + " " + to] += usd;
    };
    std::vector<double> used(s.venues.size(), 0);
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        double direct = 0, direct_compute = 0, receipts = 0, agency = 0;
        for (std::size_t v = 0; v < s.venues.size(); ++v) {
            const Sales& sold = sales[l][v];
            if (s.venues[v].kind == VenueKind::self_hosted) pay("model_purchase", "customers", "world", sold.paid);
            if (s.venues[v].kind == VenueKind::direct) {
                pay("model_purchase", "customers", lab(s, l), sold.paid);
                direct += sold.paid;
                direct_compute += sold.compute;
            }
            if (s.venues[v].kind != VenueKind::cloud) continue;
            used[v] += sold.compute;
            const Clause* terms = resale_terms(s, l, v, month);
            if (terms != nullptr && terms->mode == ResaleMode::agency) {
                pay("agency_sale", "customers", lab(s, l), sold.paid);
                pay("agency_commission", lab(s, l), cloud(s, v), terms->rate * sold.list_value);
                pay("agency_compute", lab(s, l), cloud(s, v), prices.wholesale * sold.compute);
                agency += sold.paid - terms->rate * sold.list_value;
                continue;
            }
            pay("model_purchase", "customers", cloud(s, v), sold.paid);
            if (terms == nullptr) continue;
            const double base = planted == Planted::settle_pays_royalty_on_paid_price ? sold.paid : sold.list_value;
            double owed = terms->rate * base;
            if (terms->mode == ResaleMode::gp_split)
                owed = (1 - terms->rate) * std::max(0.0, base - prices.wholesale * sold.compute);
            pay(terms->mode == ResaleMode::royalty ? "royalty" : "gross_profit_split", cloud(s, v), lab(s, l), owed);
            receipts += owed;
        }
        const double consumer = consumers(s, l, t);
        pay("consumer_revenue", "world", lab(s, l), consumer);
        double weights = 0;
        for (const double weight : s.labs[l].host_weight) weights += weight;
        const double need = direct_compute + prices.compute_per_unit[l] / prices.list[l] * consumer;
        for (std::size_t v = 0; v < s.venues.size() && weights > 0; ++v) {
            if (s.venues[v].kind != VenueKind::cloud) continue;
            const double part = need * s.labs[l].host_weight[v] / weights;
            pay("lab_compute", lab(s, l), cloud(s, v), prices.wholesale * part);
            used[v] += part;
        }
        const double base = direct + consumer + receipts + agency;
        for (std::size_t c = 0; c < s.clauses.size(); ++c) {
            const Clause& share = s.clauses[c];
            if (share.type != ClauseType::revenue_share || share.lab != static_cast<int>(l) || !in_force(share, month))
                continue;
            double due = share.rate * (share.base == ShareBase::all_revenue ? base : base - consumer);
            if (share.cap && planted != Planted::settle_ignores_cap)
                due = std::min(due, std::max(0.0, *share.cap - share_paid[c]));
            share_paid[c] += due;
            pay("revenue_share", lab(s, l), cloud(s, static_cast<std::size_t>(share.venue)), due);
        }
        pay("operating_cost", lab(s, l), "world", s.labs[l].opex_share * (direct + consumer));
    }
    for (std::size_t v = 0; v < s.venues.size(); ++v) {
        if (s.venues[v].kind != VenueKind::cloud) continue;
        pay("egress", "customers", cloud(s, v), egress_to[v]);
        pay("capacity_cost", cloud(s, v), "world", prices.unit_cost * used[v]);
    }
    pay("customer_cost", "customers", "world", moving_costs);
    return flows;
}

}  // namespace nephoscope::reference
