#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "models/theory/designs.h"

/// Estimators of what drives a model's output: variance-based indices and elementary effects.
namespace nephoscope::theory {

/// Outputs of a Saltelli design, by block.
struct SaltelliOutputs {
    Eigen::VectorXd a;   ///< shape [base_points]
    Eigen::VectorXd b;   ///< shape [base_points]
    Eigen::MatrixXd ab;  ///< column i: A with column i from B; shape [base_points, inputs]
    Eigen::MatrixXd ba;  ///< column i: B with column i from A; empty when the design has none
};

/// The outputs at the rows of `layout.design`, taken apart. Throws ArgumentError when `outputs` has another length or a
/// value that is not finite.
SaltelliOutputs split_outputs(const SaltelliDesign& layout, const Eigen::VectorXd& outputs);

/// Whether outputs are centred before first-order indices are estimated, which changes these estimates but not their
/// limit.
enum class Centring {
    none,      ///< as in Saltelli et al. 2010
    all_rows,  ///< by the mean of all outputs, A, B, AB and BA, as SALib does; less variance when the mean is large
};

/// First-order indices S_i = mean(Y_B (Y_ABi − Y_A)) / V, V the population variance of [Y_A, Y_B]; shape [inputs].
/// Throws ArgumentError for blocks of unequal size, or a variance of 0. Source: Saltelli et al. 2010, Table 2 (b).
Eigen::VectorXd saltelli_first_order(const SaltelliOutputs& outputs, Centring centring = Centring::all_rows);

/// Total indices ST_i = mean((Y_A − Y_ABi)²) / (2V). Source: Jansen 1999; Saltelli et al. 2010, Table 2 (f).
Eigen::VectorXd jansen_total(const SaltelliOutputs& outputs);

/// First-order indices S_i = 1 − mean((Y_B − Y_ABi)²) / (2V), which need no centring. Source: Jansen 1999.
Eigen::VectorXd jansen_first_order(const SaltelliOutputs& outputs);

/// How bootstrap intervals are made: percentiles over resamples, drawn from `seed` alone.
struct BootstrapOptions {
    int resamples = 1000;
    double confidence = 0.95;  ///< in (0, 1)
    std::uint64_t seed = 0;
};

/// An estimate per input with its percentile interval, each of shape [inputs].
struct IntervalEstimate {
    Eigen::VectorXd value;
    Eigen::VectorXd lower;
    Eigen::VectorXd upper;
};

/// Variance-based indices and the options, so that a table of them can be had again.
struct SobolEstimate {
    IntervalEstimate first_order;  ///< Saltelli 2010, centred by all rows
    IntervalEstimate total;        ///< Jansen
    BootstrapOptions bootstrap;
};

/// Indices with bootstrap intervals over base points (a row of A, B and all AB is drawn together).
/// Throws ArgumentError as the estimators do, and for fewer than 2 base points or options outside their ranges.
/// Source: Archer, Saltelli & Sobol' 1997, J. Stat. Comput. Simul. 58.
SobolEstimate estimate_sobol_indices(const SaltelliOutputs& outputs, const BootstrapOptions& options = {});

/// Elementary effects (f(x + Δe_i) − f(x))/Δ of every trajectory, with signed Δ in unit-cube scale; shape
/// [trajectories, inputs]. `unit_points` [trajectories·(inputs + 1), inputs]; every step must change exactly one input,
/// each input once per trajectory. Throws ArgumentError otherwise. Source: Morris 1991.
Eigen::MatrixXd elementary_effects(const Eigen::MatrixXd& unit_points, const Eigen::VectorXd& outputs);

/// Moments of elementary effects, each of shape [inputs].
struct MorrisMeasures {
    Eigen::VectorXd mu;       ///< mean effect
    Eigen::VectorXd mu_star;  ///< mean absolute effect, after Campolongo, Cariboni & Saltelli 2007
    Eigen::VectorXd sigma;    ///< standard deviation: interactions and curvature
};

/// Which divisor the standard deviation has.
enum class EffectsAre { sample, population };

/// `effects` [trajectories, inputs]; a sample divides by trajectories − 1 and needs 2 of them.
MorrisMeasures morris_measures(const Eigen::MatrixXd& effects, EffectsAre kind = EffectsAre::sample);

/// Morris measures with a bootstrap interval of μ* over trajectories.
struct MorrisEstimate {
    MorrisMeasures measures;
    IntervalEstimate mu_star;
    BootstrapOptions bootstrap;
};

MorrisEstimate estimate_morris_measures(const Eigen::MatrixXd& effects, const BootstrapOptions& options = {});

}  // namespace nephoscope::theory
