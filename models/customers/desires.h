#pragma once

#include "models/customers/decide.h"
#include "models/customers/kernels.h"

namespace nephoscope {

/// Adds what customers first … last − 1 desire this month to totals.desires and desired_surplus; the outlays as posted
/// [1e-4 USD] go to `outlay`, those of one organisation [USD/month] to `desired`, both [customers×workloads]. Throws
/// ModelError when a posting is no number or beyond 2^51 ticks (2.2e11 USD), or all of them together beyond 2^62.
void add_desires(const DesireView& view, std::size_t first, std::size_t last, std::int64_t* outlay, float* desired,
                 MonthTotals& totals);

/// Desired compute of every offer, from all desires of the month.
void demand_of_desires(const DecisionContext& context, MonthTotals& totals);

/// What was served of the desires, into payments, egress, list value, compute and surplus. `fill` [offers] is the
/// served share; null serves all. Each cell (segment, workload, offer) is rounded once (docs/model.md#integer-sums).
void serve_desires(const DecisionContext& context, const std::vector<double>* fill, MonthTotals& totals);

}  // namespace nephoscope
