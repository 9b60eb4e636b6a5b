#include <algorithm>

#include "models/customers/costs.h"
#include "models/customers/decide.h"
#include "models/customers/pass_a.h"
#include "models/customers/surplus.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

constexpr std::size_t kBlock = 1024;

void for_customers(const Customers& customers, int threads, MonthTotals& totals,
                   const std::function<void(std::size_t i, MonthTotals& part)>& body) {
    accumulate_blocks<MonthTotals>(
        customers.size(), kBlock, threads, totals,
        [&] { return MonthTotals(totals.labs, totals.venues, totals.workloads, totals.segments); },
        [&](std::size_t first, std::size_t last, MonthTotals& part) {
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
        if ((labs >> l & 1U) != 0) totals.lab_users[static_cast<std::size_t>(l) * segments + s] += weight;
}

/// One month of pass B, for any customer.
class Server {
public:
    Server(const Customers& customers, const DecisionContext& context, const MonthTerms& terms)
        : customers_(customers),
          context_(context),
          terms_(terms),
          excess_(context.scenario.choice.demand_elasticity - 1) {
        for (const Profile& profile : customers.profiles)
            costs_.push_back(venue_costs(context.scenario, context.now, profile));
    }

    void serve(std::size_t i, MonthTotals& totals) const {
        std::uint64_t venues = 0;
        for (int k = 0; k < customers_.workloads; ++k) {
            const std::size_t slot = customers_.slot(i, k);
            if (customers_.active[slot] == 0 || customers_.lab[slot] == kNone) continue;
            venues |= std::uint64_t{1} << customers_.venue[slot];
            serve_workload(i, k, totals);
        }
        double standing = 0;
        for (int v = 0; v < customers_.venues; ++v)
            if ((venues >> v & 1U) != 0) standing += costs_[customers_.profile[i]][static_cast<std::size_t>(v)];
        if (standing > 0)
            add_exact(totals.venue_cost[customers_.segment[i]],
                      to_money(organisations(customers_.weight[i]) * standing));
    }

private:
    void serve_workload(std::size_t i, int k, MonthTotals& totals) const;
    Money egress(std::size_t i, int k, int venue, double units, MonthTotals& totals) const;

    const Customers& customers_;
    const DecisionContext& context_;
    const MonthTerms& terms_;
    double excess_;                                      ///< η − 1
    std::vector<std::array<double, kMaxVenues>> costs_;  ///< [profiles] F_v
};

/// Egress of `units` bought at `venue`, posted to the clouds that hold the data; their sum.
Money Server::egress(std::size_t i, int k, int venue, double units, MonthTotals& totals) const {
    const Profile& profile = customers_.profiles[customers_.profile[i]];
    Money paid = 0;
    for (int c = 0; c < customers_.venues; ++c) {
        const double fee = egress_per_unit(context_.scenario, profile, k, venue, c);
        if (fee <= 0) continue;
        const Money part = to_money(units * fee);
        add_exact(totals.egress_received[static_cast<std::size_t>(c)], part);
        add_exact(paid, part);
    }
    return paid;
}

void Server::serve_workload(std::size_t i, int k, MonthTotals& totals) const {
    const std::size_t slot = customers_.slot(i, k);
    const int lab = customers_.lab[slot], venue = customers_.venue[slot];
    const OfferTerms& terms = terms_.of(customers_.profile[i], k)[terms_.position(lab, venue)];
    const double budget = customers_.budget[i] * customers_.workload_share[slot] * context_.now.budget_growth;
    const OutlayAndSurplus got =
        outlay_and_surplus(budget, attraction_of(customers_, context_.scenario, i, slot, terms.attraction), excess_);
    const double weight = organisations(customers_.weight[i]);
    const double units = weight * (got.outlay / terms.cash_price);

    const auto o = static_cast<std::size_t>(context_.now.offer(lab, venue));
    const auto l = static_cast<std::size_t>(lab);
    const std::size_t s = customers_.segment[i];
    const auto segments = static_cast<std::size_t>(totals.segments);
    const Money seller = to_money(units * terms.seller_price);
    const Money moved = egress(i, k, venue, units, totals);
    Money paid = seller;
    add_exact(paid, moved);
    add_exact(totals.seller_paid[o * segments + s], seller);
    add_exact(totals.egress_paid[o * segments + s], moved);
    add_exact(totals.workload_paid[o * static_cast<std::size_t>(totals.workloads) + static_cast<std::size_t>(k)], paid);
    add_exact(totals.list_value[o], to_money(units * context_.now.list_price[l]));
    add_exact(totals.compute[o], to_fixed(units * context_.now.compute_per_unit[l] * kComputePerMwMonth));
    add_exact(totals.surplus[s], to_money(weight * got.surplus));
    add_exact(totals.desired, paid);
    if (customers_.decided[slot] != 0) add_exact(totals.contestable, paid);
}

}  // namespace

void count_users(const Customers& customers, int t, int threads, MonthTotals& totals) {
    for_customers(customers, threads, totals, [&](std::size_t i, MonthTotals& part) {
        if (customers.born(i, t)) count_customer(customers, i, part);
    });
}

void serve_customers(const Customers& customers, const DecisionContext& context, const MonthTerms& terms, int threads,
                     MonthTotals& totals) {
    const Server server(customers, context, terms);
    for_customers(customers, threads, totals, [&](std::size_t i, MonthTotals& part) {
        if (!customers.born(i, context.t)) return;
        count_customer(customers, i, part);
        server.serve(i, part);
    });
}

void serve_customers(const Customers& customers, const DecisionContext& context, int threads, MonthTotals& totals) {
    MonthTerms terms(context.scenario, context.now, customers.profiles);
    terms.set_values(context.start, context.lagged);
    serve_customers(customers, context, terms, threads, totals);
}

}  // namespace nephoscope
