#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

/// Parameters from moments: closed forms with known answers, distances and acceptance rules.
namespace nephoscope::theory {

/// A choice between two alternatives with a bonus κ for staying: logit P11 = v + κ, logit P22 = −v + κ.
struct InertiaParameters {
    double value_difference = 0.0;  ///< v = v₁ − v₂ [utility]
    double staying_bonus = 0.0;     ///< κ [utility]
    double p12 = 0.0, p21 = 0.0;    ///< monthly probabilities of moving 1 → 2 and 2 → 1
};

/// The parameters behind a stationary share of alternative 1 and a stationary rate of `churn` per period. Flow balance
/// gives π₁ P12 = π₂ P21 = churn / 2. Raises ArgumentError naming `share_1` (in (0, 1)) or `churn` (in (0, 2 min(π₁,
/// π₂))).
InertiaParameters invert_inertia(double share_1, double churn);

/// A simulated-moments estimate with its asymptotic standard errors.
struct SimulatedMoments {
    double theta = 0.0;                     ///< estimate of the utility difference
    double standard_error = 0.0;            ///< with exact moments
    double simulated_standard_error = 0.0;  ///< with simulated moments, √(1 + 1/S) times larger
};

/// Binary logit matched to one share, from `observations` with `simulations` per observation. Raises ArgumentError
/// naming `target_share` (in (0, 1)), `N` or `S_simulations_per_obs` (at least 1). Source: McFadden 1989; Pakes &
/// Pollard 1989; Gouriéroux & Monfort 1996.
SimulatedMoments binary_logit_smm(double target_share, double observations, double simulations);

/// (simulated − target)ᵀ W (simulated − target), W symmetric and positive semi-definite. Shapes [moments] and
/// [moments][moments]. Raises ArgumentError naming `simulated`, `target` or `weight`.
double moment_distance(const Eigen::VectorXd& simulated, const Eigen::VectorXd& target, const Eigen::MatrixXd& weight);

/// What approximate Bayesian computation by rejection keeps.
struct Acceptance {
    std::vector<int> accepted;  ///< indices of the kept draws, ascending
    double rate = 0.0;          ///< kept / drawn
};

/// Keeps the draws whose distance is at most `tolerance`. Raises ArgumentError naming `distances` (NaN, negative or an
/// empty list) or `tolerance` (NaN or negative). Source: Beaumont, Zhang & Balding 2002.
Acceptance abc_accept(const Eigen::VectorXd& distances, double tolerance);

/// The exact law that ABC rejection samples from for a binomial count under a uniform prior.
struct BinomialAbc {
    double acceptance_rate = 0.0;
    double posterior_mean = 0.0, posterior_variance = 0.0;  ///< of the accepted draws
    double exact_posterior_mean = 0.0;                      ///< at tolerance 0
};

/// `successes` of `trials` observed, draws accepted when |simulated − observed| ≤ `tolerance`: the simulated count is
/// uniform on 0 … n, and the accepted p an equal mixture of Beta(z + 1, n − z + 1). Raises ArgumentError naming `n`,
/// `y` or `tolerance`.
BinomialAbc binomial_abc(int trials, int successes, double tolerance);

}  // namespace nephoscope::theory
