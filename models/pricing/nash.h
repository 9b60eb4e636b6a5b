#pragma once

#include <vector>

#include "models/pricing/price_game.h"
#include "models/pricing/sales.h"

namespace nephoscope {

/// The game of this month's setters of rule nash, from last month's sales and this month's clauses and costs.
PriceGame price_game(const PriceInputs& inputs, const Sales& sales);

/// Moves the prices of all setters of rule nash part a_p of the way to their equilibrium, within their ranges. False
/// when there is none to be found: then they keep their prices. True without setters or without last month's sales.
bool set_nash_prices(const PriceInputs& inputs, const Sales& sales, std::vector<double>& list_price,
                     std::vector<double>& platform_fee);

}  // namespace nephoscope
