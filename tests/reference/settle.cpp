#include <algorithm>

#include "tests/reference/firms.h"

/// MODEL 8.1 and 8.3 in plain dollars.
namespace nephoscope::reference {

namespace {

bool in_force(const Clause& c, Month m) { return c.start <= m && m <= c.end; }

/// One month's postings as they are made.
struct Books {
    const ToSettle& in;
    Flows flows;
    std::string cloud(std::size_t v) const { return "cloud:" + in.scenario.venues[v].id; }
    std::string lab(std::size_t l) const { return "lab:" + in.scenario.labs[l].id; }
    void pay(const char* posting, const std::string& from, const std::string& to, double usd) {
        flows[std::string(posting) + " " + from + " " + to] += usd;
    }
};

/// What a lab takes in and owes for compute.
struct Income {
    double direct = 0, consumer = 0, receipts = 0, agency = 0;
    double inference_cost = 0;
    double base() const { return direct + consumer + receipts + agency; }
};

/// M1, M3–M5 of one lab at one cloud.
void sell_at_cloud(Books& books, std::size_t l, std::size_t v, Income& income) {
    const ToSettle& in = books.in;
    const Sales& sold = in.sales[l][v];
    const std::string cloud = books.cloud(v), lab = books.lab(l);
    const double compute = in.prices.wholesale * sold.compute;
    const Clause* terms = resale_terms(in.clauses, static_cast<int>(l), static_cast<int>(v), in.month());
    if (terms != nullptr && terms->mode == ResaleMode::agency) {
        books.pay("agency_sale", "customers", lab, sold.paid);
        books.pay("agency_commission", lab, cloud, terms->rate * sold.list_value);
        books.pay("agency_compute", lab, cloud, compute);
        income.agency += sold.paid - terms->rate * sold.list_value;
        income.inference_cost += compute;
        return;
    }
    books.pay("model_purchase", "customers", cloud, sold.paid);
    if (terms == nullptr) return;
    const double value = in.planted == Planted::settle_pays_royalty_on_paid_price ? sold.paid : sold.list_value;
    const bool royalty = terms->mode == ResaleMode::royalty;
    const double owed = royalty ? terms->rate * value : (1 - terms->rate) * std::max(0.0, value - compute);
    books.pay(royalty ? "royalty" : "gross_profit_split", cloud, lab, owed);
    income.receipts += owed;
}

/// M6, of which inference is what the lab sells; training is research.
void host(Books& books, std::size_t l, Income& income) {
    const ToSettle& in = books.in;
    const Need& need = in.need[l];
    for (std::size_t v = 0; v < in.scenario.venues.size(); ++v) {
        const double bill = in.prices.wholesale * in.cleared.hosted[l][v];
        if (bill == 0) continue;
        books.pay("lab_compute", books.lab(l), books.cloud(v), bill);
        income.inference_cost += bill * (need.direct + need.consumer) / need.total();
    }
}

/// M7; what was paid.
double share(Books& books, std::size_t l, const Income& income, Row& share_paid) {
    const ToSettle& in = books.in;
    double paid = 0;
    for (std::size_t c = 0; c < in.clauses.size(); ++c) {
        const Clause& clause = in.clauses[c];
        if (clause.type != ClauseType::revenue_share || clause.lab != static_cast<int>(l) ||
            !in_force(clause, in.month()))
            continue;
        const bool all = clause.base == ShareBase::all_revenue;
        double due = clause.rate * std::max(0.0, all ? income.base() : income.base() - income.consumer);
        if (clause.cap && in.planted != Planted::settle_ignores_cap)
            due = std::min(due, std::max(0.0, *clause.cap - share_paid[c]));
        share_paid[c] += due;
        paid += due;
        books.pay("revenue_share", books.lab(l), books.cloud(static_cast<std::size_t>(clause.venue)), due);
    }
    return paid;
}

/// M2, M10, M11, M16 of one cloud.
void run_cloud(Books& books, std::size_t v, double used) {
    const ToSettle& in = books.in;
    const std::string cloud = books.cloud(v);
    books.pay("egress", "customers", cloud, in.egress_to[v]);
    books.pay("base_purchase", "customers", cloud, in.base_paid[v]);
    if (in.planted != Planted::settle_forgets_base_cost)
        books.pay("base_cost", cloud, "world", (1 - in.scenario.base_cloud.contribution_margin) * in.base_paid[v]);
    const double reserve = in.scenario.venues[v].reserve_share * in.installed[v];
    const bool limited = in.scenario.capacity.limited && in.planted != Planted::settle_pays_used_capacity;
    books.pay("capacity_cost", cloud, "world", in.prices.unit_cost * (limited ? in.installed[v] : used + reserve));
    if (in.planted != Planted::settle_forgets_reserve_value)
        books.pay("first_party_use", "world", cloud, in.prices.unit_cost * reserve);
}

}  // namespace

Flows settle(const ToSettle& in, Row& share_paid, std::vector<LabAccount>& accounts) {
    const Scenario& s = in.scenario;
    Books books{in, {}};
    Row used(s.venues.size(), 0);
    accounts.assign(s.labs.size(), {});
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        Income income;
        for (std::size_t v = 0; v < s.venues.size(); ++v) {
            const Sales& sold = in.sales[l][v];
            if (s.venues[v].kind == VenueKind::self_hosted)
                books.pay("model_purchase", "customers", "world", sold.paid);
            if (s.venues[v].kind == VenueKind::direct) {
                books.pay("model_purchase", "customers", books.lab(l), sold.paid);
                income.direct += sold.paid;
            }
            if (s.venues[v].kind != VenueKind::cloud) continue;
            sell_at_cloud(books, l, v, income);
            used[v] += sold.compute + in.cleared.hosted[l][v];
        }
        income.consumer = consumer_revenue(s, l, in.t);
        books.pay("consumer_revenue", "world", books.lab(l), income.consumer);
        host(books, l, income);
        books.pay("operating_cost", books.lab(l), "world", s.labs[l].opex_share * (income.direct + income.consumer));
        accounts[l].base = income.base();
        accounts[l].net_revenue = income.base() - share(books, l, income, share_paid);
        accounts[l].gross_profit = accounts[l].net_revenue - income.inference_cost;
    }
    for (std::size_t c = 0; c < s.clauses.size(); ++c)
        if (in.true_up[c] > 0)
            books.pay("true_up", books.lab(static_cast<std::size_t>(s.clauses[c].lab)),
                      books.cloud(static_cast<std::size_t>(s.clauses[c].venue)), in.true_up[c]);
    for (std::size_t v = 0; v < s.venues.size(); ++v)
        if (s.venues[v].kind == VenueKind::cloud) run_cloud(books, v, used[v]);
    books.pay("customer_cost", "customers", "world", in.moving_costs);
    return books.flows;
}

Table share_rates(const Scenario& s, const std::vector<Clause>& clauses, Month month, const Row& share_paid) {
    Table rates(s.labs.size(), Row(s.venues.size(), 0));
    for (std::size_t c = 0; c < clauses.size(); ++c) {
        const Clause& clause = clauses[c];
        if (clause.type != ClauseType::revenue_share || !in_force(clause, month)) continue;
        const bool exhausted = clause.cap && *clause.cap - share_paid[c] < 1e-3;
        if (!exhausted)
            rates[static_cast<std::size_t>(clause.lab)][static_cast<std::size_t>(clause.venue)] += clause.rate;
    }
    return rates;
}

}  // namespace nephoscope::reference
