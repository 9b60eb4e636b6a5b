#pragma once

#include "models/customers/decide.h"

namespace nephoscope {

/// Expected-value mode (docs/model.md#expected-choice): what a month's draws of offers would give on average, by the
/// closed form of nested choice with the outside option, given every customer's persistent traits, active workloads and
/// base cloud. It holds where choices are independent: no fixed or switching costs, any number of venues, everybody
/// decides (models/scenario/check_scenario.cpp holds scenarios to that). Choices follow the known quality, outlay and
/// surplus the actual one. Customers' states and flow matrices stay as drawn.
///
/// Call it after choose_offers and before serve_customers, which lets bases grow. Any thread count gives the same bits.
MonthTotals expected_month(const Customers& customers, const DecisionContext& context, const std::vector<double>* fill,
                           int threads);

/// Moves expected demand and budgets in use into the totals of pass A.
void take_expected_demand(MonthTotals& expected, MonthTotals& totals);

/// Moves expected payments, compute, surplus and numbers of customers into the totals of pass B.
void take_expected_sales(MonthTotals& expected, MonthTotals& totals);

}  // namespace nephoscope
