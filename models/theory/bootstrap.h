#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "models/theory/sensitivity.h"

/// Percentile bootstrap intervals of estimates made from independent observations. Source: Efron & Tibshirani 1993, An
/// Introduction to the Bootstrap, ch. 13; for sensitivity indices Archer, Saltelli & Sobol' 1997.
namespace nephoscope::theory {

/// Throws ArgumentError for options outside their ranges or fewer than 2 observations.
void check_bootstrap(const BootstrapOptions& options, Eigen::Index observations);

/// Row numbers drawn with replacement, a function of (seed, resample).
std::vector<Eigen::Index> resampled_rows(Eigen::Index rows, std::uint64_t seed, int resample);

/// Percentile intervals of the columns of `resampled` [resamples, inputs] around `value`, shape [inputs].
IntervalEstimate with_interval(const Eigen::VectorXd& value, const Eigen::MatrixXd& resampled, double confidence);

}  // namespace nephoscope::theory
