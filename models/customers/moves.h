#pragma once

#include "models/customers/chooser.h"

namespace nephoscope {

/// A customer who decided and is elsewhere than before.
struct Move {
    std::size_t customer;
    Holding before, after;
    Chooser::Outlays left;  ///< outlay of the offers before the decision [USD/month]
};

/// Adds a customer's moves to the flow matrices, by organisations and by desired spend (docs/model.md#flows, MODEL 10).
/// `outlay` [workloads] is what it posted on the offers chosen.
/// Those who stay are added by complete_flows.
void record_moves(const Customers& customers, const Move& move, const std::int64_t* outlay, MonthTotals& totals);

}  // namespace nephoscope
