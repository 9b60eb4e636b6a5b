#pragma once

#include "models/customers/decide.h"
#include "models/customers/shock_cache.h"
#include "models/customers/terms.h"

namespace nephoscope {

/// Pass A with terms that the caller has ready. `cache` holds shocks of the same customers and offers, or is null: then
/// they are drawn when a decision needs them. `flows` false leaves the flow matrices out. The month's bits do not
/// depend on the cache.
void choose_offers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                   const ShockCache* cache, bool flows, int threads, MonthTotals& totals);

/// The part of pass B that next month's statistics need: who is born, active and served by whom.
void count_users(const Customers& customers, int t, int threads, MonthTotals& totals);

/// Part of pass A: what every workload on an offer desires at the month's actual quality, into `gain` and the demand.
void desire(Customers& customers, const DecisionContext& context, const MonthTerms& terms, std::size_t i,
            MonthTotals& totals);

/// Pass B with terms that the caller has ready.
void serve_customers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                     const std::vector<double>* fill, int threads, MonthTotals& totals);

}  // namespace nephoscope
