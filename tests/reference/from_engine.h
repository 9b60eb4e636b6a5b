#pragma once

#include <vector>

#include "models/agreements/offers.h"
#include "models/customers/customers.h"
#include "tests/reference/reference.h"

/// The engine's state in the twin's words.
namespace nephoscope::reference {

/// Customers at the end of month t, or of every `step`-th customer from `first` on.
std::vector<Agent> agents_of(const Customers& customers, const Scenario& scenario, const Draws& draws, int t,
                             std::size_t first = 0, std::size_t step = 1);

Offers offers_of(const OfferTable& table);

/// Rows of a flat table.
Table table(const std::vector<double>& flat, std::size_t rows);

}  // namespace nephoscope::reference
