#pragma once

#include <Eigen/Core>
#include <cstdint>

/// Logit choice with inertia as a Markov chain over alternatives.
namespace nephoscope::theory {

/// A homogeneous population that re-chooses with inertia.
///
/// P_ij = exp(v_j + κ·1{j = i}) / Σ_k exp(v_k + κ·1{k = i}); row i is the alternative now in use. With a hazard r below
/// 1 an agent re-chooses with probability r per period and otherwise keeps its alternative: P_r = (1 − r)·I + r·P.
/// Source: Dubé, Hitsch & Rossi 2009, JMR 46; docs/model.md#attention keeps hazard and switching cost apart.
struct InertiaChain {
    Eigen::VectorXd utility;  ///< v [log points], shape [alternatives]
    double inertia = 0.0;     ///< κ [log points], bonus of the alternative in use
    double hazard = 1.0;      ///< r in (0, 1], probability of re-choosing per period
};

/// The transition matrix [from, to]; rows sum to 1.
/// Throws ArgumentError for an empty or non-finite `utility`, a non-finite `inertia`, a `hazard` outside (0, 1].
Eigen::MatrixXd transition_matrix(const InertiaChain& chain);

/// The stationary shares in closed form, π_i ∝ e^{v_i} Σ_k e^{v_k + κ·1{k = i}}: the chain is reversible, and the
/// hazard does not matter. Throws as transition_matrix does. Source: Kelly 1979, Reversibility and Stochastic Networks.
Eigen::VectorXd stationary_shares(const InertiaChain& chain);

/// The share of agents that leave their alternative in a period, Σ_i s_i (1 − P_ii), shape of `shares` [alternatives].
double churn_rate(const Eigen::MatrixXd& transition, const Eigen::VectorXd& shares);

/// Expected periods spent on an alternative once chosen, 1 / (1 − P_ii) [periods]; +∞ where it is never left.
Eigen::VectorXd expected_tenure(const Eigen::MatrixXd& transition);

/// The shares after `periods` ≥ 0 periods from `initial` (a distribution over alternatives).
/// Throws ArgumentError for a negative `periods` or an `initial` of another length or that is no distribution.
Eigen::VectorXd shares_after(const Eigen::MatrixXd& transition, const Eigen::VectorXd& initial, std::int64_t periods);

/// The eigenvalue of largest magnitude after the first: deviations from the stationary shares shrink by it every
/// period. 0 for a single alternative.
double second_eigenvalue(const InertiaChain& chain);

/// What two latent classes without any switching cost look like to someone who assumes one class.
struct RepeatPurchase {
    double share = 0.0;          ///< share of alternative 1
    double repeat_rate = 0.0;    ///< P(choose 1 | chose 1 before)
    double naive_inertia = 0.0;  ///< κ that a homogeneous inertia model infers, (logit P₁₁ + logit P₂₂) / 2
};

/// Two classes choose between two alternatives by logit, without inertia: `weight` in (0, 1) of class a, with utility
/// differences u₁ − u₂ of `difference_a` and `difference_b` [log points]. Heterogeneity alone makes repeat purchases
/// exceed the share; reading that as a switching cost is an error. Throws ArgumentError outside these ranges. Source:
/// Heckman 1981; Dubé, Hitsch & Rossi 2010, RAND 41.
RepeatPurchase spurious_state_dependence(double weight, double difference_a, double difference_b);

}  // namespace nephoscope::theory
