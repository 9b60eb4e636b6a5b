#pragma once

#include "models/agreements/offers.h"
#include "models/customers/customers.h"

namespace nephoscope {

/// Everything a customer's decision reads in one month.
struct DecisionContext {
    const Scenario& scenario;
    const StartValues& start;
    const Draws& draws;
    const OfferTable& now;
    const OfferTable& before;  ///< last month's: terms of an offer that has become illegal
    const LaggedStatistics& lagged;
    int t = 0;                              ///< month number, negative in burn-in
    bool burn_in = false;                   ///< no births, activations, news; active flags frozen
    bool first = false;                     ///< first month of burn-in: all workloads decide, without SC and F_on
    bool everyone = false;                  ///< counterfactual metrics: every customer evaluates
    const MonthTotals* standing = nullptr;  ///< last month's totals of the same customers; null: all is counted anew
};

/// Pass A (docs/model.md#pass-a): growth of bases, births, turnover, activation, renewal, evaluation, portfolio choice.
/// Writes the customers' state and adds desires, who uses what, flows, costs of moving, base spend and counters to
/// `totals`. Any thread count gives the same bits.
void choose_offers(Customers& customers, const DecisionContext& context, int threads, MonthTotals& totals);

/// Pass B: what was served of the desires in `totals`: payments, egress, surplus, standing costs. `fill` [offers] is
/// the served share of desired quantities; null serves all. Every customer remembers how short it was served.
void serve_customers(Customers& customers, const DecisionContext& context, const std::vector<double>* fill, int threads,
                     MonthTotals& totals);

/// The statistics that next month reads, from this month's totals.
LaggedStatistics lag(const MonthTotals& totals);

}  // namespace nephoscope
