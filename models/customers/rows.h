#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "models/customers/customers.h"

/// Some of the customers, and all of them, whichever rank has them. All functions but part_of are collective.
namespace nephoscope {

inline constexpr std::size_t kElsewhere = std::numeric_limits<std::size_t>::max();

/// Positions of customers by id; kElsewhere for those that another rank has. Throws ModelError for an id that no rank
/// has.
std::vector<std::size_t> rows_with(const Customers& all, const std::vector<std::uint32_t>& ids);

/// A copy of these rows of every column, at every rank.
Customers rows_of(const Customers& all, const std::vector<std::size_t>& rows);

/// Brings what rows_of copied of these rows up to date: the columns that months change.
void update_rows(const Customers& all, const std::vector<std::size_t>& rows, Customers& kept);

/// A copy of the customers of all ranks, at every rank, as a process without others would have them. Profiles, which
/// are of burn-in, are left out.
Customers whole_population(const Customers& part);

/// What one of `ranks` has of a whole population with `agents` customers from the start: make_population gives it the
/// same part. Whoever uses it sets `ranks`.
Customers part_of(const Customers& whole, std::size_t agents, const Ranks& ranks);

}  // namespace nephoscope
