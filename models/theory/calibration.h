#pragma once

#include <Eigen/Core>

#include "models/theory/choice_nested.h"
#include "models/theory/mixed_logit.h"

/// Mean utilities and price coefficients from observed shares.
namespace nephoscope::theory {

/// 1 − Σ shares. Raises ArgumentError naming `shares` unless every share lies in (0, 1) and some share is left outside:
/// a zero share has no finite inverse.
double outside_share(const Eigen::VectorXd& shares);

/// The mean utilities δ_j = log s_j − log s_outside of a logit with outside utility 0, price term included.
/// Raises what outside_share() raises. Source: Berry 1994, eq. 13.
Eigen::VectorXd invert_logit(const Eigen::VectorXd& shares);

/// The same for a two-level nested logit, δ_j = log s_j − log s_outside − (1 − λ) log s_{j | nest}.
/// Raises ArgumentError naming `shares`, `nest` or the level's name. Source: Berry 1994, eq. 27; Cardell 1997.
Eigen::VectorXd invert_nested_logit(const Eigen::VectorXd& shares, const NestLevel& nests);

/// The same for a mixed logit, price term excluded; the market's own mean utilities and availability are ignored.
///
/// Newton's method on log shares after a few steps of the contraction δ + log s − log s(δ), which also takes over
/// whenever Newton fails to reduce the residual. Ends at a largest residual of 1e-13 in log shares, on quadrature that
/// has settled at the solution. Raises ArgumentError naming `shares` or a part of the market, and NoConvergence.
/// Source: Berry, Levinsohn & Pakes 1995, app. I; Conlon & Gortmaker 2020.
Eigen::VectorXd invert_mixed_logit(const Eigen::VectorXd& shares, const MixedMarket& market);

/// The price coefficient α at which a logit product with `price` and `share` has the own-price elasticity
/// η = −α p (1 − s). Raises ArgumentError naming `own_elasticity` (< 0), `p` (> 0) or `share` (in (0, 1)).
double alpha_from_elasticity(double own_elasticity, double price, double share);

/// The Lerner index (p − c)/p of a single-product price setter, −1/η. Raises ArgumentError naming `own_elasticity`
/// unless η < −1: with inelastic demand no price is optimal.
double lerner_index(double own_elasticity);

}  // namespace nephoscope::theory
