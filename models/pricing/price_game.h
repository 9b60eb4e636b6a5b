#pragma once

#include <cstdint>
#include <vector>

#include "models/pricing/perceived_demand.h"
#include "models/pricing/unit_terms.h"

namespace nephoscope {

/// The game of all setters of rule nash: labs set list prices p_ℓ, clouds set factors f_c = 1 + φ_c, each within its
/// range, all at once (docs/model.md#list-prices). Shapes: [labs], [venues], [offers] = [labs×venues].
///
/// Demand is the mean-field nested logit: V_o = ln s_ℓ + λ ln s_o|ℓ − a·ln(P_o/P_o0) gives last month's spend shares at
/// last month's prices P_o0 and the perceived elasticities of MODEL 6.1 and 6.2 there. With Θ,
/// a = Θα + (1 − Θ)(η − 1) and a/λ = Θα/λ_n + (1 − Θ)(η − 1): the whole market then answers as the mixture of a part Θ
/// that chooses anew and a rest that buys on. No outside option: legacy enters through η, spend being I^(η−1).
struct PriceGame {
    PerceivedDemand demand;
    int labs = 0, venues = 0;
    std::vector<double> share;         ///< [offers] spend shares last month
    std::vector<double> list_price;    ///< [labs] last month's p_ℓ
    std::vector<double> factor;        ///< [venues] last month's 1 + φ_v
    std::vector<std::uint8_t> listed;  ///< [offers] 1: its price is p_ℓ·f_v; 0: of its own (self-hosting)
    std::vector<UnitTerms> terms;      ///< [offers]
    std::vector<double> passed_on;     ///< [labs] part of receipts paid on as revenue share
    std::vector<double> compute_cost;  ///< [labs] ω·κ_ℓ [USD/unit]
    std::vector<double> interest;  ///< [offers] ρ̂_ℓ→v + ς_vℓ·m_ℓ of cloud v in the lab's receipts elsewhere
    std::vector<double> payout;    ///< [venues] 1 − d̄
    std::vector<std::uint8_t> lab_sets, venue_sets;  ///< 1: of rule nash
    std::vector<double> least_price, largest_price;  ///< [labs]
    double least_factor = 0.7, largest_factor = 1.3;

    std::size_t offer(int lab, int venue) const { return static_cast<std::size_t>(lab * venues + venue); }
};

/// Prices of all, those of setters included.
struct GamePrices {
    std::vector<double> list_price;  ///< [labs]
    std::vector<double> factor;      ///< [venues]
};

/// Spend shares and units of each offer; units are relative: those last month at last month's prices are share/price.
struct GameSales {
    std::vector<double> share;  ///< [offers]
    std::vector<double> units;  ///< [offers]
};
GameSales game_sales(const PriceGame& game, const GamePrices& prices);

/// ∂ ln units_k/∂ ln P_j, [offers×offers]; rows and columns of offers that were not bought are 0.
std::vector<double> unit_elasticities(const PriceGame& game, const GamePrices& prices);

/// Payoff per unit of total spend last month: a lab's receipts after revenue share less its compute; a cloud's margin
/// and its interest in what its labs book elsewhere.
double lab_payoff(const PriceGame& game, const GamePrices& prices, int lab);
double cloud_payoff(const PriceGame& game, const GamePrices& prices, int cloud);

/// The Bertrand–Nash equilibrium: prices at which each setter's first-order condition holds, or its range ends, and no
/// setter gains by any other price of its range (searched on a grid). Setters that sell nothing or net nothing stay.
///
/// Damped replies: each step moves all setters toward the prices that would hold their conditions if slopes and sales
/// stayed; now and then Newton's step is tried. Raises theory::NoConvergence when `most_iterations` do not settle it,
/// theory::NoEquilibrium when where it settles some setter would rather ask something else.
GamePrices solve(const PriceGame& game, int most_iterations = 400);

}  // namespace nephoscope
