#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "models/theory/inertia.h"

/// Sampling laws of simulated shares: what a correct simulation's noise looks like, so that tests can demand it.
namespace nephoscope::theory {

/// Standard deviation of each estimated share of `agents` independent agents, √(s(1 − s)/N), shape of `true_shares`.
/// Throws ArgumentError when `true_shares` is no distribution or `agents` < 1.
Eigen::VectorXd share_standard_deviations(const Eigen::VectorXd& true_shares, std::int64_t agents);

/// Covariance matrix of the estimated shares, (diag(s) − s sᵀ)/N. Source: multinomial moments.
Eigen::MatrixXd share_covariance(const Eigen::VectorXd& true_shares, std::int64_t agents);

/// Expected HHI computed from estimated shares, HHI + (10⁴ − HHI)/N: sampling biases it upwards.
double expected_plugin_hhi(const Eigen::VectorXd& true_shares, std::int64_t agents);

/// Standard deviation of alternative `alternative`'s share averaged over `periods` ≥ 1 periods of `agents` independent
/// agents that follow `chain` from its stationary law: Var = [T γ₀ + 2 Σ_{j<T} (T − j) γ_j] / (N T²), γ_j =
/// π_a((P^j)_aa − π_a). Treating the periods as independent would understate it. Throws ArgumentError outside these
/// ranges. Source: Markov-chain central limit theorem; Geyer 1992.
double time_average_standard_deviation(const InertiaChain& chain, std::int64_t agents, std::int64_t periods,
                                       Eigen::Index alternative = 0);

/// x_t = ρ x_{t−1} + ε_t, |ρ| < 1, standard deviation of ε above 0.
struct AutoregressiveProcess {
    double persistence = 0.0;                    ///< ρ
    double innovation_standard_deviation = 1.0;  ///< of ε
};

/// What the process says about the mean of `periods` consecutive values.
struct AutoregressiveMoments {
    double stationary_variance = 0.0;               ///< σ²/(1 − ρ²)
    double variance_of_mean = 0.0;                  ///< exact for this number of periods
    double effective_sample_size = 0.0;             ///< stationary variance / variance of the mean
    double asymptotic_effective_sample_size = 0.0;  ///< T (1 − ρ)/(1 + ρ)
};

/// Throws ArgumentError for |ρ| ≥ 1, a standard deviation not above 0, or `periods` < 1.
/// Source: Brockwell & Davis 1991, ch. 7.
AutoregressiveMoments autoregressive_moments(const AutoregressiveProcess& process, std::int64_t periods);

/// A test of observed counts against model shares.
struct GoodnessOfFit {
    double pearson = 0.0;           ///< Σ (O − E)²/E
    double likelihood_ratio = 0.0;  ///< G = 2 Σ O ln(O/E)
    int degrees_of_freedom = 0;     ///< number of cells − 1
    double pearson_p_value = 0.0;
    double likelihood_ratio_p_value = 0.0;
};

/// `counts` ≥ 0 with a positive total and `shares` above 0 that sum to 1, of one length ≥ 2. Throws ArgumentError
/// otherwise.
GoodnessOfFit goodness_of_fit(const Eigen::VectorXd& counts, const Eigen::VectorXd& shares);

/// P(χ² > x) with `degrees_of_freedom` ≥ 1; relative error about 1e-13 also in the tail.
double chi_squared_upper_tail(double x, int degrees_of_freedom);

}  // namespace nephoscope::theory
