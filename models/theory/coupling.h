#pragma once

#include <Eigen/Core>

/// The exact law of two choices that share their Gumbel noise, against which the simulator's coupling is tested.
namespace nephoscope::theory {

/// Euler's constant, the mean of the standard Gumbel law.
inline constexpr double euler_constant = 0.57721566490153286061;

/// Choices before and after, made with the same draws. Shapes [alternatives] or [before][after].
struct JointChoice {
    Eigen::MatrixXd transition;  ///< P(before = i and after = j)
    Eigen::VectorXd before;      ///< P(before = i), the row sums
    Eigen::VectorXd after;       ///< P(after = j), the column sums
    double switch_probability = 0.0;
    Eigen::MatrixXd after_given_before;          ///< rows of alternatives never chosen before are 0
    Eigen::VectorXd coupled_share_variance;      ///< per agent, of 1{after = j} − 1{before = j}
    Eigen::VectorXd independent_share_variance;  ///< the same with fresh draws after
};

/// The joint law when utilities go from `before` to `after` and the noise stays.
///
/// −∞ means not available at that time, so the choice set may change as well. The outside option, if any, is one of the
/// alternatives. With d = after − before, T_ij = ∫ e^{u_i + v_j − s} / D(s)² ds over s from d_i to d_j, 0 when d_j ≤
/// d_i; D(s) = Σ_k max(e^{u_k}, e^{v_k − s}) has one exponential between neighbouring d, so the integral is in closed
/// form. Raises ArgumentError naming `u` or `d` for NaN, +∞, different lengths or an empty choice set at either time.
/// Source: de Palma & Kilani 2011; Oberst & Sontag 2019.
JointChoice joint_choice(const Eigen::VectorXd& before, const Eigen::VectorXd& after);

/// −log(−log u), accurate up to both ends. Raises ArgumentError naming `u` unless u lies in (0, 1).
double gumbel_from_uniform(double u);

/// Moments of the standard Gumbel law. Source: Johnson, Kotz & Balakrishnan 1995, ch. 22.
struct GumbelMoments {
    double mean, variance, skewness, median;
};
GumbelMoments gumbel_moments();

/// E max_k (u_k + ε_k), which is also the expectation given any choice: the maximum is independent of who attains it.
double expected_maximum(const Eigen::VectorXd& utility);

/// E(u_k + ε_k | `chosen` attains the maximum), shape [alternatives]; −∞ for alternatives not available.
/// Raises ArgumentError naming `chosen` unless it is the index of an available alternative.
/// Source: Maddison, Tarlow & Minka 2014.
Eigen::VectorXd expected_utility_given_choice(const Eigen::VectorXd& utility, int chosen);

}  // namespace nephoscope::theory
