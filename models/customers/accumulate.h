#pragma once

#include <functional>

#include "models/customers/customers.h"

namespace nephoscope {

/// Customers that are worked on together: what a block reads and writes stays in the second-level cache.
inline constexpr std::size_t kCustomerBlock = 256;

/// Adds to `totals` what body(first, last, part) counts of customers [first, last), over all customers: on up to
/// `threads` threads in blocks of at most kCustomerBlock, and of other ranks where they have a part of the population.
/// Every rank has the same totals afterwards.
void accumulate_totals(const Customers& customers, int threads, MonthTotals& totals,
                       const std::function<void(std::size_t first, std::size_t last, MonthTotals& part)>& body);

/// Adds up every column and counter over ranks, in place.
void sum_over_ranks(MonthTotals& totals, const Ranks& ranks);

}  // namespace nephoscope
