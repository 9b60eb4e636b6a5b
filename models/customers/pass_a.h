#pragma once

#include <span>

#include "models/customers/decide.h"
#include "models/customers/shock_cache.h"
#include "models/customers/terms.h"

namespace nephoscope {

/// Pass A with terms that the caller has ready. `cache` holds own attractions of the same customers and offers, or is
/// null: then they are drawn when a decision needs them. The month's bits do not depend on the cache.
void choose_offers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                   const ShockCache* cache, int threads, MonthTotals& totals);

/// Consecutive months of burn-in on the same terms, of which only the state of the customers is wanted. While terms do
/// not follow what the others do, nobody's months depend on anybody else's: a block of customers goes through all of
/// them before the next block begins, so that its columns come to the processor once, and whoever found nothing better
/// does not look again until something of its own has changed.
void settle_offers(Customers& customers, std::span<const DecisionContext> months, const MonthTerms& terms,
                   const ShockCache* cache, int threads);

}  // namespace nephoscope
