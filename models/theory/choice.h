#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <vector>

/// Generalised-extreme-value choice: what is on offer, the law of the choice, and its derivatives.
namespace nephoscope::theory {

/// A choice set with deterministic utilities and unit Gumbel noise times `scale`.
struct ChoiceSet {
    Eigen::VectorXd utility;              ///< [utility], shape [alternatives]; −∞ = not available
    std::optional<double> outside;        ///< [utility] of the outside option; none = one must choose
    std::vector<std::uint8_t> available;  ///< 1 = in the choice set; empty = all are
    double scale = 1.0;                   ///< > 0; utilities, the outside option's too, enter divided by it
};

/// A nest's part in the substitution between alternatives.
///
/// With `weight` c, conditional probabilities q_j = P(j | nest) and memberships m_k = P(nest | k), the nest adds
/// −c · m_k · q_j to ∂ log P_k / ∂u_j.
struct NestEffect {
    double weight = 0.0;          ///< 1/λ of the nest − 1/λ of what contains it, ≥ 0
    Eigen::VectorXd conditional;  ///< P(j | nest), shape [alternatives]
    Eigen::VectorXd membership;   ///< P(nest | k chosen), shape [alternatives]
};

/// The law of one choice.
struct ChoiceLaw {
    Eigen::VectorXd probability;      ///< shape [alternatives]; exactly 0 where not available
    Eigen::VectorXd log_probability;  ///< finite where the probability underflows; −∞ where not available
    double logsum = 0.0;              ///< log Σ exp(u/scale), without Euler's constant
    double outside_probability = 0.0;
    double outside_log_probability = 0.0;  ///< −∞ without an outside option
    double scale = 1.0;                    ///< as in the choice set
    std::vector<NestEffect> nests;         ///< empty for the plain logit
};

/// Utilities divided by the scale, −∞ where not available. Shape [alternatives].
///
/// Raises ArgumentError naming `u`, `outside`, `available` or `scale` for NaN, +∞, a wrong length, a mask other than
/// 0/1, and an empty choice set without an outside option.
Eigen::VectorXd scaled_utility(const ChoiceSet& set);

/// The multinomial logit P_j = exp(u_j) / Σ_k exp(u_k).
///
/// Raises what scaled_utility raises. Source: McFadden 1974; Train 2009, eq. 3.6; docs/model.md#choice.
ChoiceLaw logit(const ChoiceSet& set);

/// ∂ log P_k / ∂u_j of any law made here, shape [k][j]; rows of unavailable alternatives are 0.
///
/// The diagonal is minus the sum of the row's other entries and of the outside option's, which the invariance to a
/// common shift of all utilities demands; every term has one sign, so nothing cancels.
Eigen::MatrixXd log_probability_derivative(const ChoiceLaw& law);

/// ∂P_k / ∂u_j, shape [k][j]; symmetric.
Eigen::MatrixXd probability_derivative(const ChoiceLaw& law);

/// ∂P_outside / ∂u_j, shape [alternatives]; 0 without an outside option.
Eigen::VectorXd outside_derivative(const ChoiceLaw& law);

}  // namespace nephoscope::theory
