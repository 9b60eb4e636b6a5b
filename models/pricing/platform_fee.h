#pragma once

#include <optional>
#include <vector>

#include "models/pricing/sales.h"

namespace nephoscope {

inline constexpr double kLargestFee = 0.3;  ///< platform fees stay within ±0.3

/// e_c = Σ_ℓ u_ℓc·e_ℓc: elasticity of a cloud's units in its common price, u_ℓc its labs' shares of its spend.
double cloud_elasticity(const Sales& sales, int cloud);

/// Cost to a cloud of one more unit of a lab that it sells: payment to the lab, ω_c·κ_ℓ, and the opportunity cost
/// D_stay·(ρ̂_ℓ→c + ς_cℓ·m_ℓ)·n̄_ℓ·p_ℓ of what its revenue share and stake would have earned at the lab's other venues
/// [USD/unit]. n̄_ℓ are the lab's receipts per list dollar there, weighted by units. Source: MODEL 6.2; Hunold & Stahl
/// 2016 on passive stakes.
double cloud_marginal_cost(const PriceInputs& inputs, const Sales& sales, int lab, int cloud, double list_price);

/// Target of rule bertrand: 1 + φ* = e_c/(e_c − 1)·Σ_ℓ u_ℓc·mc_ℓc/(p_ℓ(1 − d̄_c)); the largest fee for e_c ≤ 1.05.
/// Nothing without last month's sales.
std::optional<double> bertrand_fee(const PriceInputs& inputs, const Sales& sales, int cloud,
                                   const std::vector<double>& list_price);

/// This month's fee of a cloud from last month's and this month's list prices by rules parity, fixed and bertrand
/// (docs/model.md#platform-fees, MODEL 6.2). Rule nash is not moved here.
double next_platform_fee(const PriceInputs& inputs, const Sales& sales, int cloud, double fee,
                         const std::vector<double>& list_price);

}  // namespace nephoscope
