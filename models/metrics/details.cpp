#include "models/metrics/declare.h"
#include "models/metrics/welfare.h"

namespace nephoscope {

namespace {

using namespace declare;
using Ints = Integers;

template <class T>
void copy(const std::vector<T>& from, Ints to) {
    std::transform(from.begin(), from.end(), to.begin(), [](T value) { return static_cast<std::int64_t>(value); });
}

void organisations_of(const std::vector<Weight>& weights, std::span<double> out) {
    std::transform(weights.begin(), weights.end(), out.begin(), organisations);
}

/// Units by offer and segment: list value over list price.
void units(const Market& m, Reals out) {
    const std::size_t each = out.size() / m.offers().list_price.size();
    for (std::size_t cell = 0; cell < out.size(); ++cell)
        out[cell] = to_usd(m.totals().list_value_segment[cell]) / m.offers().list_price[cell / each];
}

void legality(const Market& m, Ints out) {
    const OfferTable& offers = m.offers();
    std::size_t cell = 0;
    for (int l = 0; l < offers.labs; ++l)
        for (int v = 0; v < offers.venues; ++v)
            for (int k = 0; k < offers.workloads; ++k) out[cell++] = offers.is_legal(l, v, k) ? 1 : 0;
}

void customer_costs(const Market& m, Ints out) {
    for (std::size_t s = 0; s < out.size(); ++s) out[s] = customer_cost(m.totals(), s);
}

template <class Field>
void of_labs(const Market& m, Ints out, Field field) {
    for (std::size_t l = 0; l < out.size(); ++l) out[l] = m.accounts().labs[l].*field;
}

template <class Field>
Variable lab_money(const char* name, const char* meaning, Field field) {
    return integers("labs", name, {"month", "lab"}, Storage::money, "USD", meaning,
                    [field](const Market& m, Ints out) { of_labs(m, out, field); });
}

template <class Field>
Variable cloud_money(const char* name, const char* meaning, Field field) {
    return integers("clouds", name, {"month", "venue"}, Storage::money, "USD", meaning,
                    [field](const Market& m, Ints out) {
                        for (std::size_t v = 0; v < out.size(); ++v) out[v] = m.accounts().clouds[v].*field;
                    });
}

std::vector<Variable> offer_variables() {
    return {
        integers("offers", "seller_paid", {"month", "lab", "venue", "segment"}, Storage::money, "USD",
                 "Paid to the seller for the lab's models at the venue, egress not included",
                 [](const Market& m, Ints out) { copy(m.totals().seller_paid, out); }),
        integers("offers", "egress_paid", {"month", "lab", "venue", "segment"}, Storage::money, "USD",
                 "Egress fees that purchases at the offer caused",
                 [](const Market& m, Ints out) { copy(m.totals().egress_paid, out); }),
        integers("offers", "outlay_by_workload", {"month", "lab", "venue", "workload"}, Storage::money, "USD",
                 "Paid to the seller and for egress, by workload",
                 [](const Market& m, Ints out) { copy(m.totals().workload_paid, out); }),
        integers("offers", "list_value", {"month", "lab", "venue"}, Storage::money, "USD",
                 "Units bought valued at the lab's list price",
                 [](const Market& m, Ints out) { copy(m.totals().list_value, out); }),
        reals("offers", "units", {"month", "lab", "venue", "segment"}, "unit",
              "Units bought; a unit is what 1 USD bought at the first lab's list price in the first month", units),
        reals("offers", "customers", {"month", "lab", "venue", "segment"}, "organisations",
              "Customers with a workload on the offer",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().users, out); }),
        reals("offers", "compute", {"month", "lab", "venue"}, "MW-month", "Compute that serving the offer used",
              [](const Market& m, std::span<double> out) {
                  std::transform(m.totals().compute.begin(), m.totals().compute.end(), out.begin(),
                                 [](Compute c) { return static_cast<double>(c) / kComputePerMwMonth; });
              }),
        reals("offers", "compute_by_segment", {"month", "lab", "venue", "segment"}, "MW-month",
              "Compute that serving the offer used, by segment",
              [](const Market& m, Reals out) {
                  std::transform(m.totals().compute_segment.begin(), m.totals().compute_segment.end(), out.begin(),
                                 mw_months);
              }),
        reals("offers", "demand", {"month", "lab", "venue"}, "MW-month", "Compute that customers desired of the offer",
              [](const Market& m, Reals out) {
                  std::transform(m.totals().demand.begin(), m.totals().demand.end(), out.begin(), mw_months);
              }),
        reals("offers", "fill", {"month", "lab", "venue"}, "1", "Served share of what customers desired of the offer",
              [](const Market& m, Reals out) {
                  std::copy(m.clearing().offer_fill.begin(), m.clearing().offer_fill.end(), out.begin());
              }),
        reals("offers", "quality", {"month", "lab", "venue"}, "ECI points", "Quality of the version available there",
              [](const Market& m, std::span<double> out) {
                  std::copy(m.offers().quality.begin(), m.offers().quality.end(), out.begin());
              }),
        reals("offers", "seller_price", {"month", "lab", "venue"}, "USD/unit",
              "Price there before a customer's discount",
              [](const Market& m, std::span<double> out) {
                  std::copy(m.offers().seller_price.begin(), m.offers().seller_price.end(), out.begin());
              }),
        integers("offers", "legal", {"month", "lab", "venue", "workload"}, Storage::flag, "1",
                 "Whether the offer may be bought", legality),
    };
}

std::vector<Variable> segment_variables() {
    return {
        integers("segments", "consumer_surplus", {"month", "segment"}, Storage::money, "USD",
                 "Consumer surplus relative to legacy, before costs of venues and moving",
                 [](const Market& m, Ints out) { copy(m.totals().surplus, out); }),
        integers("segments", "customer_cost", {"month", "segment"}, Storage::money, "USD",
                 "Costs of further venues, onboarding, switching and moving the home cloud (M14)", customer_costs),
        reals("segments", "served", {"month", "segment"}, "organisations",
              "Customers with at least one workload on an offer",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().served, out); }),
        reals("segments", "born", {"month", "segment"}, "organisations", "Customers born by this month",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().born, out); }),
        organisations_total("segments", "customers_by_venue", {"month", "venue", "segment"},
                            "Customers with a workload at the venue", &MonthTotals::venue_users),
        organisations_total("segments", "customers_by_lab", {"month", "lab", "segment"},
                            "Customers with a workload on the lab", &MonthTotals::lab_users),
        organisations_total("segments", "active", {"month", "workload", "segment"},
                            "Customers whose workload is active", &MonthTotals::active),
        reals("segments", "by_venue_count", {"month", "number_in_use", "segment"}, "organisations",
              "Customers by number of venues in use",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().by_venue_count, out); }),
        reals("segments", "by_lab_count", {"month", "number_in_use", "segment"}, "organisations",
              "Customers by number of labs in use",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().by_lab_count, out); }),
        reals("segments", "single_binding", {"month", "segment"}, "organisations",
              "Customers with exactly one lab at one venue",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().single_binding, out); }),
    };
}

std::vector<Variable> ledger_variables() {
    return {
        integers("ledger", "balance", {"month", "account"}, Storage::money, "USD", "Balance at the end of the month",
                 [](const Market& m, Ints out) {
                     for (std::size_t a = 0; a < out.size(); ++a) out[a] = m.ledger().balance(static_cast<int>(a));
                 }),
        integers("ledger", "flow", {"month", "posting", "account_from", "account_to"}, Storage::money, "USD",
                 "Paid in the month, by posting type, payer and payee",
                 [](const Market& m, Ints out) { copy(m.ledger().flows(), out); }),
        lab_money("gross_revenue", "All customer payments for the lab's models at any venue, and consumer revenue",
                  &LabMonth::gross_revenue),
        lab_money("direct_sales", "Payments at the lab's own channel", &LabMonth::direct_sales),
        lab_money("base_revenue", "Base: direct sales, consumer revenue, royalties, gross-profit splits, agency sales",
                  &LabMonth::base),
        lab_money("net_revenue", "Base less revenue share paid", &LabMonth::net_revenue),
        lab_money("revenue_share_paid", "Revenue share paid to clouds", &LabMonth::share_paid),
        lab_money("compute_bill", "Compute bought from clouds", &LabMonth::compute_bill),
        cloud_money("sales", "Model sales at the cloud", &CloudMonth::sales),
        cloud_money("egress", "Egress fees received", &CloudMonth::egress),
        cloud_money("paid_to_labs", "Royalties and gross-profit splits paid", &CloudMonth::paid_to_labs),
        cloud_money("compute_revenue", "Compute sold to labs, and agency commissions", &CloudMonth::compute_revenue),
        cloud_money("revenue_share_received", "Revenue share received from labs", &CloudMonth::share_received),
        cloud_money("capacity_cost",
                    "User cost of installed capacity, of the compute used where capacity is not limited",
                    &CloudMonth::capacity_cost),
    };
}

Variable counter(const char* name, const char* meaning, std::int64_t MonthTotals::*field) {
    return integers("counters", name, {"month"}, Storage::count, "1", meaning,
                    [field](const Market& m, Ints out) { out[0] = m.totals().*field; });
}

std::vector<Variable> flow_variables() {
    return {
        reals("flows", "venue_flow", {"month", "venue_from", "venue_to"}, "organisations",
              "Workloads that were at the first venue last month and are at the second now",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().venue_flow, out); }),
        reals("flows", "lab_flow", {"month", "lab_from", "lab_to"}, "organisations",
              "Workloads that were on the first lab last month and are on the second now",
              [](const Market& m, std::span<double> out) { organisations_of(m.totals().lab_flow, out); }),
        money_total(
            "flows", "venue_spend_flow", {"month", "venue_from", "venue_to"},
            "Desired spend of those workloads: after the move, or on the offer left for legacy, at this month's terms",
            &MonthTotals::venue_spend_flow),
        money_total(
            "flows", "lab_spend_flow", {"month", "lab_from", "lab_to"},
            "Desired spend of those workloads: after the move, or on the offer left for legacy, at this month's terms",
            &MonthTotals::lab_spend_flow),
        counter("evaluations", "Customers who made a full evaluation", &MonthTotals::evaluations),
        counter("decisions", "Customers with a workload up for decision", &MonthTotals::decisions),
        counter("portfolio_solves", "Decisions that had to enumerate sets of venues", &MonthTotals::portfolio_solves),
        counter("switches", "Workloads that moved from one offer to another", &MonthTotals::switches),
        counter("projects", "New projects", &MonthTotals::projects),
        counter("births", "Customers born", &MonthTotals::births),
        counter("renewals", "Contracts renewed", &MonthTotals::renewals),
        counter("migrations", "Customers who began to move their home cloud", &MonthTotals::migrations),
        reals("counters", "contestable_share", {"month"}, "1",
              "Outlay of workloads up for decision in all desired outlay",
              [](const Market& m, std::span<double> out) {
                  out[0] = m.totals().desired == 0
                               ? 0
                               : static_cast<double>(m.totals().contestable) / static_cast<double>(m.totals().desired);
              }),
    };
}

}  // namespace

const std::vector<Variable>& detail_variables() {
    static const std::vector<Variable> variables = [] {
        std::vector<Variable> all;
        for (auto part : {offer_variables(), segment_variables(), ledger_variables(), flow_variables()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return variables;
}

}  // namespace nephoscope
