#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/theory/sensitivity.h"

/// Sensitivity of the mean of a stochastic model, whose every point is run with several replications. Replication r of
/// all points may share its random numbers.
///
/// Replication noise is taken out by crossing replications: where an estimator multiplies two outputs, a product of
/// replication means x̄·ȳ would hold the noise that both share, so the mean of x_r·y_s over all r ≠ s stands in its
/// place. That is x̄·ȳ less their covariance within the point divided by the number of replications, and for x = y the
/// square of a mean less its squared standard error. It is unbiased whatever the points of one replication share, since
/// different replications are independent. With one replication noise cannot be told from effect: x̄·ȳ is used.
/// Source: the within-point variance of stochastic simulation, Ankenman, Nelson & Staum 2010, Oper. Res. 58; pairs of
/// replications as a U-statistic, Hoeffding 1948; indices of stochastic models, Mazo 2021, SIAM/ASA JUQ 9.
namespace nephoscope::theory {

/// Variance-based indices of the mean over replications.
struct ReplicatedSobol {
    int base_points = 0;           ///< that were used
    int left_out = 0;              ///< base points with an output that is not finite
    IntervalEstimate first_order;  ///< as saltelli_first_order, centred by all rows of each replication
    IntervalEstimate total;        ///< as jansen_total
    IntervalEstimate variance;     ///< over the inputs, of the mean over replications; shape [1]
    double noise_variance = 0;     ///< of one run around its point's mean, without what all points share; NaN for one
                                   ///< replication
    bool distinct = true;  ///< the variance's interval lies above 0; else indices are shares of the variance of point
                           ///< means, noise included, or 0 when there is none
};

/// `outputs` [points of the layout, replications]; NaN where there is none. With equal replications the estimates are
/// those of estimate_sobol_indices. Intervals are over base points. Throws ArgumentError when sizes differ, fewer than
/// 2 base points are whole, or options are outside their ranges.
ReplicatedSobol estimate_replicated_sobol(const SaltelliDesign& layout, const Eigen::MatrixXd& outputs,
                                          const BootstrapOptions& options = {});

/// Morris measures of the mean over replications, each of shape [inputs]; NaN for an input with fewer than 2 effects.
struct ReplicatedMorris {
    int trajectories = 0;  ///< of the design
    Eigen::VectorXi used;  ///< effects of each input: those with both outputs finite in all replications
    IntervalEstimate mu;
    IntervalEstimate mu_star;  ///< mean of effect × sign of the same effect in the other replications: without noise
                               ///< the mean absolute effect, with nothing but noise 0 on average
    IntervalEstimate sigma;    ///< without noise; 0 where the noise is larger than it
    Eigen::VectorXd plain_mu_star;   ///< mean absolute effect of the means, which noise makes too large
    Eigen::VectorXd standard_error;  ///< of one effect, from noise alone; NaN for one replication
};

/// `outputs` [unit_points rows, replications]; NaN where there is none. With equal replications the estimates are those
/// of estimate_morris_measures. Intervals are over trajectories. Throws ArgumentError as elementary_effects does, or
/// when no input has 2 effects.
ReplicatedMorris estimate_replicated_morris(const Eigen::MatrixXd& unit_points, const Eigen::MatrixXd& outputs,
                                            const BootstrapOptions& options = {});

}  // namespace nephoscope::theory
