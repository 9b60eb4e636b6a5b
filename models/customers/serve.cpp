#include <algorithm>
#include <optional>

#include "models/customers/accumulate.h"
#include "models/customers/base_cloud.h"
#include "models/customers/costs.h"
#include "models/customers/decide.h"
#include "models/customers/pass_a.h"
#include "models/customers/surplus.h"

namespace nephoscope {

namespace {

void for_customers(const Customers& customers, int threads, MonthTotals& totals,
                   const std::function<void(std::size_t i, MonthTotals& part)>& body) {
    accumulate_totals(customers, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        for (std::size_t i = first; i < last; ++i) body(i, part);
    });
}

template <class Bits>
int count(Bits set) {
    int n = 0;
    for (; set != 0; set &= set - 1) ++n;
    return n;
}

/// Who uses what: every entity counts a customer once, however many workloads it has there.
void count_customer(const Customers& customers, std::size_t i, MonthTotals& totals) {
    const auto segments = static_cast<std::size_t>(totals.segments);
    const std::size_t s = customers.segment[i];
    const Weight weight = customers.weight[i];
    std::uint64_t venues = 0;
    std::uint32_t labs = 0;
    totals.born[s] += weight;
    totals.born_region[customers.region[i]] += weight;
    for (int k = 0; k < customers.workloads; ++k) {
        const std::size_t slot = customers.slot(i, k);
        if (customers.active[slot] == 0) continue;
        totals.active[static_cast<std::size_t>(k) * segments + s] += weight;
        if (customers.lab[slot] == kNone) continue;
        const int lab = customers.lab[slot], venue = customers.venue[slot];
        labs |= 1U << lab;
        venues |= std::uint64_t{1} << venue;
        bool repeated = false;
        for (int m = 0; m < k; ++m)
            repeated = repeated ||
                       (customers.lab[customers.slot(i, m)] == lab && customers.venue[customers.slot(i, m)] == venue);
        if (!repeated) totals.users[static_cast<std::size_t>(lab * totals.venues + venue) * segments + s] += weight;
    }
    if (labs == 0) return;
    totals.served[s] += weight;
    const int venue_count = count(venues), lab_count = count(labs);
    totals.by_venue_count[static_cast<std::size_t>(std::min(venue_count, 3) - 1) * segments + s] += weight;
    totals.by_lab_count[static_cast<std::size_t>(std::min(lab_count, 3) - 1) * segments + s] += weight;
    if (venue_count == 1 && lab_count == 1) totals.single_binding[s] += weight;
    for (int v = 0; v < totals.venues; ++v)
        if ((venues >> v & 1U) != 0) totals.venue_users[static_cast<std::size_t>(v) * segments + s] += weight;
    for (int l = 0; l < totals.labs; ++l)
        if ((labs >> l & 1U) != 0) {
            totals.lab_users[static_cast<std::size_t>(l) * segments + s] += weight;
            totals.payers_region[static_cast<std::size_t>(l * totals.regions) + customers.region[i]] += weight;
        }
}

/// One month of pass B, for any customer.
class Server {
public:
    Server(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
           const std::vector<double>* fill)
        : customers_(customers),
          context_(context),
          scenario_(context.scenario),
          terms_(terms),
          fill_(fill),
          costs_(context.scenario, context.now),
          excess_(context.scenario.choice.demand_elasticity - 1) {}

    void serve(std::size_t i, MonthTotals& totals) {
        std::uint64_t venues = 0;
        double desired = 0, served = 0;
        for (int k = 0; k < customers_.workloads; ++k) {
            const std::size_t slot = customers_.slot(i, k);
            if (customers_.active[slot] == 0 || customers_.lab[slot] == kNone) continue;
            venues |= std::uint64_t{1} << customers_.venue[slot];
            serve_workload(i, k, desired, served, totals);
        }
        customers_.fill[i] = served < desired ? served / desired : 1.0;
        const auto& costs = costs_.of(customers_.segment[i], customers_.contract_cloud[i]);
        double standing = 0;
        for (int v = 0; v < customers_.venues; ++v)
            if ((venues >> v & 1U) != 0) standing += costs[static_cast<std::size_t>(v)];
        if (standing <= 0) return;
        const Money cost = to_money(organisations(customers_.weight[i]) * standing);
        add_exact(totals.venue_cost[customers_.segment[i]], cost);
        add_exact(totals.cost_decile[customers_.decile[i]], cost);
    }

    /// M11 at this month's base and shares; afterwards the base grows.
    void serve_base(std::size_t i, MonthTotals& totals) {
        const double spend = organisations(customers_.weight[i]) * customers_.base_spend[i];
        for (std::size_t c = 0; c < scenario_.venues.size(); ++c)
            if (scenario_.venues[c].kind == VenueKind::cloud)
                add_exact(totals.base_paid[c],
                          to_money(spend * customers_.base_share[i * scenario_.venues.size() + c]));
        grow_base(customers_, scenario_, i, totals);
    }

private:
    void serve_workload(std::size_t i, int k, double& desired, double& served, MonthTotals& totals) const;
    Money egress(std::size_t i, int k, int venue, double units, MonthTotals& totals) const;

    Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    const MonthTerms& terms_;
    const std::vector<double>* fill_;
    VenueCosts costs_;
    double excess_;  ///< η − 1
};

/// Egress of `units` bought at `venue`, posted to the clouds that hold the data; their sum.
Money Server::egress(std::size_t i, int k, int venue, double units, MonthTotals& totals) const {
    const double* base = customers_.base_share.data() + i * scenario_.venues.size();
    Money paid = 0;
    for (int c = 0; c < customers_.venues; ++c) {
        const double fee = egress_per_unit(scenario_, context_.now, base[c], customers_.region[i], k, venue, c);
        if (fee <= 0) continue;
        const Money part = to_money(units * fee);
        add_exact(totals.egress_received[static_cast<std::size_t>(c)], part);
        add_exact(paid, part);
    }
    return paid;
}

/// Short of capacity, a share `fill` of tasks is served: quantity, outlay and surplus shrink alike (MODEL 6.5).
void Server::serve_workload(std::size_t i, int k, double& desired, double& served, MonthTotals& totals) const {
    constexpr double rounded_down = 1 - 0x1p-51;  // so that no sum of compute exceeds what was allotted
    const std::size_t slot = customers_.slot(i, k);
    const int lab = customers_.lab[slot], venue = customers_.venue[slot];
    const OfferTerms terms = terms_.prices(customers_, i, k, terms_.position(lab, venue));
    const double budget = customers_.budget[i] * customers_.workload_share[slot] * context_.now.budget_growth;
    const double outlay = outlay_of(budget, customers_.gain[slot], excess_);
    const double surplus = surplus_from(budget, customers_.gain[slot], excess_);
    const double weight = organisations(customers_.weight[i]);

    const auto o = static_cast<std::size_t>(context_.now.offer(lab, venue));
    const auto l = static_cast<std::size_t>(lab);
    const double fill = fill_ == nullptr ? 1.0 : (*fill_)[o];
    const double wanted = weight * (outlay / terms.cash_price), units = wanted * fill;
    const std::size_t s = customers_.segment[i], at = o * static_cast<std::size_t>(totals.segments) + s;
    const Money seller = to_money(units * terms.seller_price);
    const Money moved = egress(i, k, venue, units, totals);
    Money paid = seller;
    add_exact(paid, moved);
    add_exact(totals.seller_paid[at], seller);
    add_exact(totals.egress_paid[at], moved);
    add_exact(totals.workload_paid[o * static_cast<std::size_t>(totals.workloads) + static_cast<std::size_t>(k)], paid);
    const Money list = to_money(units * context_.now.list_price[l]);
    add_exact(totals.list_value[o], list);
    add_exact(totals.list_value_segment[at], list);
    Compute compute = to_whole(wanted * context_.now.compute_per_unit[l] * kComputePerMwMonth);
    if (fill < 1) compute = to_whole(static_cast<double>(compute) * (fill * rounded_down));
    add_exact(totals.compute[o], compute);
    add_exact(totals.compute_segment[at], compute);
    const Money gained = to_money(weight * surplus * fill);
    add_exact(totals.surplus[s], gained);
    add_exact(totals.surplus_decile[customers_.decile[i]], gained);
    if (fill < 1) add_exact(totals.unmet_surplus[s], to_money(weight * surplus * (1 - fill)));
    const Money spend = to_money(weight * outlay);
    add_exact(totals.desired, spend);
    if (customers_.decided[slot] != 0) add_exact(totals.contestable, spend);
    desired += outlay;
    served += outlay * fill;
}

}  // namespace

void count_users(const Customers& customers, int t, int threads, MonthTotals& totals) {
    for_customers(customers, threads, totals, [&](std::size_t i, MonthTotals& part) {
        if (customers.born(i, t)) count_customer(customers, i, part);
    });
}

void serve_customers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                     const std::vector<double>* fill, int threads, MonthTotals& totals) {
    Server server(customers, context, terms, fill);
    for_customers(customers, threads, totals, [&](std::size_t i, MonthTotals& part) {
        if (!customers.born(i, context.t)) return;
        count_customer(customers, i, part);
        server.serve(i, part);
        if (!context.burn_in) server.serve_base(i, part);
    });
}

void serve_customers(Customers& customers, const DecisionContext& context, const std::vector<double>* fill, int threads,
                     MonthTotals& totals) {
    std::optional<MonthTerms> terms;
    if (context.burn_in)
        terms.emplace(context.scenario, context.now, customers.profiles);
    else
        terms.emplace(context.scenario, context.now);
    terms->set_values(context.start, context.lagged);
    serve_customers(customers, context, *terms, fill, threads, totals);
}

}  // namespace nephoscope
