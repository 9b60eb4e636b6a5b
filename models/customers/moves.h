#pragma once

#include "models/customers/chooser.h"

namespace nephoscope {

/// Origin–destination flows of customer i this month, by organisations and by desired spend
/// (docs/model.md#flows, MODEL 10). After the month's decisions and desires.
void record_flows(const Customers& customers, const DecisionContext& context, std::size_t i, const Before& before,
                  MonthTotals& totals);

}  // namespace nephoscope
