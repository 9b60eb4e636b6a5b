#pragma once

#include <vector>

#include "models/market.h"

namespace nephoscope {

/// M14 of a month: venues, onboarding, switching, migration, in 1e-4 USD.
Money customer_cost(const MonthTotals& totals, std::size_t segment);
Money customer_cost(const MonthTotals& totals);

/// Cash flow of all clouds and labs without equity, in 1e-4 USD (docs/model.md#metrics; profits of N12).
Money producer_surplus(const Market& market);

/// Share of the stock of a flow matrix [(entities + 2)²] that left its entity; NaN without stock.
double churn(const std::vector<Weight>& flow, int entities);

}  // namespace nephoscope
