#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/theory/choice_demand.h"

/// The random-coefficient (mixed) logit by quadrature.
namespace nephoscope::theory {

/// The law of the price coefficient a [utility/USD], negative where consumers dislike the price.
/// With ν ~ N(0, 1): normal a = location + spread · ν; lognormal a = −exp(location + spread · ν).
struct PriceCoefficient {
    enum class Law { normal, lognormal };
    Law law = Law::normal;
    double location = -1.0;
    double spread = 0.0;  ///< ≥ 0

    double at(double nu) const;
};

/// A random coefficient b on one characteristic x, b = spread · (ρ ν₁ + √(1 − ρ²) ν₂) where ν₁ moves the price
/// coefficient. Its mean belongs to the mean utility.
struct CharacteristicCoefficient {
    Eigen::VectorXd characteristic;  ///< x, shape [products]
    double spread = 0.0;             ///< ≥ 0
    double correlation = 0.0;        ///< ρ in [−1, 1]
};

/// A market of consumers with utility δ_j + a p_j + b x_j and an outside option without random part.
struct MixedMarket {
    Eigen::VectorXd mean_utility;         ///< δ without the price term [utility], shape [products]
    Eigen::VectorXd price;                ///< [USD], shape [products]
    std::optional<double> outside = 0.0;  ///< utility of the outside option; none = one must buy
    std::vector<std::uint8_t> available;  ///< as in ChoiceSet
    PriceCoefficient price_coefficient;
    std::optional<CharacteristicCoefficient> characteristic;
};

/// Consumer types: one per quadrature node, with its weight. Shapes [types] or [types][products].
struct TasteTypes {
    Eigen::VectorXd weight;
    Eigen::VectorXd price_coefficient;
    Eigen::MatrixXd utility_shift;  ///< b x_j
};

/// The types of a product trapezoid rule with `steps_per_unit` intervals per standard deviation of each ν; one type
/// when no coefficient is random. Raises ArgumentError naming `price_coefficient`, `x`, `x_coefficient_sd` or
/// `correlation`.
TasteTypes trapezoid_types(const MixedMarket& market, int steps_per_unit);

/// The types of the Gauss–Hermite rule with `n` nodes for the price coefficient; no random characteristic allowed.
TasteTypes gauss_hermite_types(const MixedMarket& market, int n);

/// What the mixed logit says. Shapes [products] or [products][products].
struct MixedLaw {
    PriceResponse demand;
    double mean_logsum = 0.0;
    Eigen::MatrixXd utility_derivative;  ///< ∂s_k/∂δ_j
    Eigen::VectorXd probability_sd;      ///< over types, of the choice probability: the noise of a smooth simulator
    Eigen::VectorXd indicator_sd;        ///< √(s (1 − s)): the noise of one agent who makes one choice
    Eigen::MatrixXd repeated_choice;     ///< P(k now and j next) with the same taste and fresh Gumbel noise
};

/// The law for given types. The mean consumer surplus exists when every price coefficient is negative; for a normal law
/// with positive spread it does not, whatever the nodes say, and is absent.
MixedLaw mixed_logit(const MixedMarket& market, const TasteTypes& types);

/// The law by trapezoid rules whose step is halved until shares, derivatives, mean logsum and surplus move by less than
/// 1e-13 of their size. Raises NoConvergence when the finest rule has not settled, and ArgumentError as above.
/// Source: McFadden & Train 2000; Berry, Levinsohn & Pakes 1995; docs/model.md#choice.
MixedLaw mixed_logit(const MixedMarket& market);

/// The trapezoid types on which mixed_logit(market) settles.
TasteTypes settled_types(const MixedMarket& market);

}  // namespace nephoscope::theory
