#pragma once

#include <optional>

#include "models/pricing/sales.h"

namespace nephoscope {

inline constexpr double kLeastElasticity = 1.05;  ///< at or below it the Lerner rule has no finite or sensible price

/// Range of list prices: p_0/4 … 4·p_0.
double least_list_price(const Lab& lab);
double largest_list_price(const Lab& lab);

/// mc_ℓ = Σ_v s_v k_v/((1 − ρ̂)Σ_v s_v τ_v), s_v last month's unit shares over venues [USD/unit]. Nothing where the lab
/// nets nothing from its list price.
std::optional<double> lab_marginal_cost(const PriceInputs& inputs, const Sales& sales, int lab);

/// Target of rule bertrand, p* = mc·e/(e − 1) or the largest price for e ≤ 1.05, before adjustment and range. Nothing
/// without last month's sales or where the lab nets nothing.
std::optional<double> bertrand_list_price(const PriceInputs& inputs, const Sales& sales, int lab);

/// This month's list price of a lab from last month's by rules hold, decline, cost_plus and bertrand, in its range
/// (docs/model.md#list-prices, MODEL 6.1). Rule nash is not moved here.
double next_list_price(const PriceInputs& inputs, const Sales& sales, int lab, double list_price);

/// p + a_p(p* − p), clamped.
double adjusted(double from, double target, double adjustment, double least, double largest);

}  // namespace nephoscope
