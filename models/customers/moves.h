#pragma once

#include "models/customers/chooser.h"

namespace nephoscope {

/// Adds the moves of customer i this month to the flow matrices, by organisations and by desired spend
/// (docs/model.md#flows, MODEL 10), and what its decisions make contestable. `left` is the outlay of offers before the
/// decision, `desired` that of the offers chosen. Those who stay are added by complete_flows.
void record_moves(const Customers& customers, std::size_t i, const Before& before, const Chooser::Outlays& left,
                  const Desires& desired, MonthTotals& totals);

}  // namespace nephoscope
