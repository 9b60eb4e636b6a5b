#include "models/customers/expected_month.h"

#include "models/customers/accumulate.h"
#include "models/customers/expected.h"
#include "models/customers/tastes.h"
#include "models/customers/terms.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

/// Chances of one customer's workloads: rows are active workloads.
struct Chances {
    std::vector<double> legacy;           ///< [rows]
    std::vector<std::vector<double>> at;  ///< [rows][entities] that the workload is with the entity
    explicit Chances(std::size_t entities) : entities_(entities) {}
    void add_row(double stays_on_legacy) {
        legacy.push_back(stays_on_legacy);
        at.emplace_back(entities_, 0.0);
    }
    /// That no workload is anywhere but at the entities a and b (either may be −1) or on legacy.
    double within(int a, int b = -1) const {
        double product = 1;
        for (std::size_t k = 0; k < legacy.size(); ++k) {
            double chance = legacy[k];
            if (a >= 0) chance += at[k][static_cast<std::size_t>(a)];
            if (b >= 0) chance += at[k][static_cast<std::size_t>(b)];
            product *= chance;
        }
        return product;
    }
    /// That some workload is with the entity.
    double used(std::size_t entity) const {
        double product = 1;
        for (const std::vector<double>& row : at) product *= 1 - row[entity];
        return 1 - product;
    }
    double served() const { return 1 - within(-1); }
    /// That exactly one entity is used.
    double one() const {
        double sum = 0;
        for (std::size_t e = 0; e < entities_; ++e) sum += within(static_cast<int>(e)) - within(-1);
        return sum;
    }
    /// That exactly two are used.
    double two() const {
        double sum = 0;
        for (int e = 0; e < static_cast<int>(entities_); ++e)
            for (int f = 0; f < e; ++f) sum += within(e, f) - within(e) - within(f) + within(-1);
        return sum;
    }

private:
    std::size_t entities_;
};

class Expectation {
public:
    Expectation(const Customers& customers, const DecisionContext& context, const std::vector<double>* fill)
        : customers_(customers),
          context_(context),
          scenario_(context.scenario),
          fill_(fill),
          tastes_(context.scenario, context.draws),
          terms_(context.scenario, context.now),
          excess_(context.scenario.choice.demand_elasticity - 1) {
        terms_.set_values(context.start, context.lagged);
    }

    void add(std::size_t i, MonthTotals& totals) const {
        TasteRow tastes;
        tastes_.of(customers_.id[i], tastes);
        const std::size_t labs = scenario_.labs.size(), venues = scenario_.venues.size();
        Chances offers(labs * venues), by_lab(labs), by_venue(venues);
        for (int k = 0; k < customers_.workloads; ++k) {
            if (!customers_.is_active(i, k)) continue;
            for (Chances* chances : {&offers, &by_lab, &by_venue}) chances->add_row(1);
            add_workload(i, k, tastes, offers, totals);
            for (Chances* chances : {&by_lab, &by_venue}) chances->legacy.back() = offers.legacy.back();
            for (std::size_t o = 0; o < labs * venues; ++o) {
                by_lab.at.back()[o / venues] += offers.at.back()[o];
                by_venue.at.back()[o % venues] += offers.at.back()[o];
            }
        }
        count(i, offers, by_lab, by_venue, totals);
    }

private:
    void add_workload(std::size_t i, int k, const TasteRow& tastes, Chances& offers, MonthTotals& totals) const;
    void sell(std::size_t i, int k, const LegalOffer& offer, double budget, double outlay, double surplus,
              const OfferTerms& terms, MonthTotals& totals) const;
    void count(std::size_t i, const Chances& offers, const Chances& labs, const Chances& venues,
               MonthTotals& totals) const;

    const Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    const std::vector<double>* fill_;
    Tastes tastes_;
    MonthTerms terms_;
    double excess_;  ///< η − 1
};

/// The best offer's surprise does not depend on which offer it is, so that each offer has its share of the expected
/// outlay, times what its actual quality differs from the known one.
void Expectation::add_workload(std::size_t i, int k, const TasteRow& tastes, Chances& offers,
                               MonthTotals& totals) const {
    const std::vector<LegalOffer>& legal = terms_.offers();
    std::vector<double> attraction;
    std::vector<int> lab;
    std::vector<std::size_t> position;
    std::vector<OfferTerms> terms;
    for (std::size_t o = 0; o < legal.size(); ++o) {
        if ((legal[o].workloads >> k & 1U) == 0) continue;
        const auto l = static_cast<std::size_t>(legal[o].lab), v = static_cast<std::size_t>(legal[o].venue);
        terms.push_back(terms_.at(customers_, i, k, static_cast<int>(o)));
        attraction.push_back(terms.back().known_attraction + tastes.lab()[l] + tastes.venue()[v]);
        lab.push_back(legal[o].lab);
        position.push_back(o);
    }
    const ExpectedChoice choice =
        expected_choice(attraction, lab, scenario_.choice.taste_precision, scenario_.choice.nest_dissimilarity,
                        scenario_.choice.demand_elasticity, scenario_.choice.legacy);
    offers.legacy.back() = choice.legacy;
    const double budget = customers_.budget[i] * customers_.workload_share[customers_.slot(i, k)];
    const double grown = budget * context_.now.budget_growth;
    for (std::size_t o = 0; o < position.size(); ++o) {
        const double chance = choice.share[o] * (1 - choice.legacy);
        const LegalOffer& offer = legal[position[o]];
        offers.at.back()[static_cast<std::size_t>(context_.now.offer(offer.lab, offer.venue))] = chance;
        const double surprise = math::exp(excess_ * (terms[o].attraction - terms[o].known_attraction));
        const double outlay = choice.share[o] * choice.outlay * surprise;
        sell(i, k, offer, budget * chance, grown * outlay, grown * (outlay - chance) / excess_, terms[o], totals);
    }
}

/// The postings of models/customers/serve.cpp for an expected amount.
void Expectation::sell(std::size_t i, int k, const LegalOffer& offer, double budget, double outlay, double surplus,
                       const OfferTerms& terms, MonthTotals& totals) const {
    constexpr double rounded_down = 1 - 0x1p-51;
    const double weight = organisations(customers_.weight[i]);
    const auto o = static_cast<std::size_t>(context_.now.offer(offer.lab, offer.venue));
    const auto l = static_cast<std::size_t>(offer.lab);
    const double fill = fill_ == nullptr ? 1.0 : (*fill_)[o];
    const double wanted = weight * (outlay / terms.cash_price), units = wanted * fill;
    const std::size_t s = customers_.segment[i], at = o * static_cast<std::size_t>(totals.segments) + s;
    const Money seller = to_money(units * terms.seller_price);
    Money egress = 0;
    const double* base = customers_.base_shares(i);
    for (int c = 0; c < customers_.base_venues; ++c) {
        const double fee = egress_per_unit(scenario_, context_.now, base[c], customers_.region[i], k, offer.venue, c);
        if (fee <= 0) continue;
        const Money part = to_money(units * fee);
        add_exact(totals.egress_received[static_cast<std::size_t>(c)], part);
        add_exact(egress, part);
    }
    add_exact(totals.seller_paid[at], seller);
    add_exact(totals.egress_paid[at], egress);
    add_exact(totals.workload_paid[o * static_cast<std::size_t>(totals.workloads) + static_cast<std::size_t>(k)],
              seller + egress);
    const Money list = to_money(units * context_.now.list_price[l]);
    add_exact(totals.list_value[o], list);
    add_exact(totals.list_value_segment[at], list);
    Compute compute = to_whole(wanted * context_.now.compute_per_unit[l] * kComputePerMwMonth);
    add_exact(totals.demand[o], compute);
    if (fill < 1) compute = to_whole(static_cast<double>(compute) * (fill * rounded_down));
    add_exact(totals.compute[o], compute);
    add_exact(totals.compute_segment[at], compute);
    const Money gained = to_money(weight * surplus * fill);
    add_exact(totals.surplus[s], gained);
    add_exact(totals.surplus_decile[customers_.decile[i]], gained);
    if (fill < 1) add_exact(totals.unmet_surplus[s], to_money(weight * surplus * (1 - fill)));
    const Money spend = to_money(weight * outlay);
    add_exact(totals.desired, spend);
    add_exact(totals.contestable, spend);
    add_exact(totals.budget_in_use, to_money(weight * budget));
}

/// Workloads choose independently, given the customer's traits.
void Expectation::count(std::size_t i, const Chances& offers, const Chances& labs, const Chances& venues,
                        MonthTotals& totals) const {
    const auto segments = static_cast<std::size_t>(totals.segments);
    const std::size_t s = customers_.segment[i];
    const auto expected = [&](double chance) { return to_fixed(static_cast<double>(customers_.weight[i]) * chance); };
    if (offers.legacy.empty()) return;
    const double served = offers.served();
    totals.served[s] += expected(served);
    totals.single_binding[s] += expected(offers.one());
    for (auto [chances, column] :
         {std::pair{&venues, &totals.by_venue_count}, std::pair{&labs, &totals.by_lab_count}}) {
        const double one = chances->one(), two = chances->two();
        (*column)[s] += expected(one);
        (*column)[segments + s] += expected(two);
        (*column)[2 * segments + s] += expected(std::max(0.0, served - one - two));
    }
    for (std::size_t o = 0; o < totals.users.size() / segments; ++o)
        totals.users[o * segments + s] += expected(offers.used(o));
    for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
        totals.venue_users[v * segments + s] += expected(venues.used(v));
    for (std::size_t l = 0; l < scenario_.labs.size(); ++l) {
        const Weight users = expected(labs.used(l));
        totals.lab_users[l * segments + s] += users;
        totals.payers_region[l * scenario_.regions.size() + customers_.region[i]] += users;
    }
}

}  // namespace

MonthTotals expected_month(const Customers& customers, const DecisionContext& context, const std::vector<double>* fill,
                           int threads) {
    const Expectation expectation(customers, context, fill);
    MonthTotals totals(context.scenario);
    accumulate_totals(customers, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        for (std::size_t i = first; i < last; ++i)
            if (customers.born(i, context.t)) expectation.add(i, part);
    });
    return totals;
}

void take_expected_demand(MonthTotals& expected, MonthTotals& totals) {
    totals.demand = std::move(expected.demand);
    totals.budget_in_use = expected.budget_in_use;
}

void take_expected_sales(MonthTotals& expected, MonthTotals& totals) {
    using M = MonthTotals;
    for (const auto column : {&M::seller_paid, &M::egress_paid, &M::egress_received, &M::list_value, &M::workload_paid,
                              &M::compute, &M::list_value_segment, &M::compute_segment, &M::users, &M::venue_users,
                              &M::lab_users, &M::served, &M::by_venue_count, &M::by_lab_count, &M::single_binding,
                              &M::surplus, &M::unmet_surplus, &M::surplus_decile, &M::payers_region})
        totals.*column = std::move(expected.*column);
    totals.desired = expected.desired;
    totals.contestable = expected.contestable;
}

}  // namespace nephoscope
