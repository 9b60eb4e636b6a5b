#pragma once

#include "models/customers/decide.h"
#include "models/customers/shock_cache.h"
#include "models/customers/terms.h"

namespace nephoscope {

/// Pass A with terms that the caller has ready. `cache` holds own attractions of the same customers and offers, or is
/// null: then they are drawn when a decision needs them. `records` false leaves desires, flows and standing columns
/// out. The month's bits do not depend on the cache.
void choose_offers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                   const ShockCache* cache, bool records, int threads, MonthTotals& totals);

}  // namespace nephoscope
