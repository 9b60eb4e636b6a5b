#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "models/theory/choice.h"

/// Choice probabilities as demand: prices, elasticities, diversion and consumer surplus in money.
namespace nephoscope::theory {

/// How shares answer prices. Shapes [products] or [products][products].
struct PriceResponse {
    Eigen::VectorXd share;
    double outside_share = 0.0;
    Eigen::MatrixXd price_derivative;             ///< ∂s_k/∂p_j at [k][j] [1/USD]
    Eigen::VectorXd outside_price_derivative;     ///< ∂s_outside/∂p_j [1/USD]
    std::optional<double> mean_consumer_surplus;  ///< [USD] weighted over consumer types, up to a constant; absent when
                                                  ///< some consumers do not mind the price
};

/// Adds `weight` consumers with law `law` and marginal utility of income `alpha` [utility/USD], which may be of any
/// sign here, to `total`, whose arrays are sized at the first call. The consumer surplus is left alone.
void add_response(PriceResponse& total, double weight, const ChoiceLaw& law, double alpha);

/// The demand of one type of consumers whose law is `law`, with marginal utility of income `alpha` > 0 [utility/USD].
PriceResponse price_response(const ChoiceLaw& law, double alpha);

/// ∂ log s_k / ∂ log p_j at [k][j]; rows of products without demand are 0. `price` [USD], shape [products].
Eigen::MatrixXd elasticity(const PriceResponse& response, const Eigen::VectorXd& price);

/// Diversion ratios after a price rise of j: at [j][k] the part of j's lost demand that goes to k, on the diagonal the
/// part that goes to the outside option. Rows sum to 1; rows of products without demand are 0.
/// Source: Conlon & Mortimer 2021.
Eigen::MatrixXd diversion_ratio(const PriceResponse& response);

/// scale · logsum / alpha [USD], up to the constant Euler · scale / alpha. Raises ArgumentError naming `alpha`
/// unless it is positive and finite. Source: Small & Rosen 1981.
double consumer_surplus(const ChoiceLaw& law, double alpha);

/// The money [USD] that leaves a consumer as well off after the change as before; positive when the change harms.
/// With utility linear in income it is minus the change of consumer surplus.
double compensating_variation(const ChoiceLaw& before, const ChoiceLaw& after, double alpha);

/// A segment of consumers with one taste.
struct Segment {
    double weight = 1.0;  ///< > 0; the weights of all segments sum to 1
    ChoiceLaw law;
    double alpha = 1.0;  ///< marginal utility of income [utility/USD]
};

/// The weighted demand of all segments. Raises ArgumentError naming `weights` or `alpha`.
PriceResponse segment_response(const std::vector<Segment>& segments);

/// Consumer surplus [USD] per member of each segment, shape [segments]; the weighted sum is the mean.
Eigen::VectorXd segment_surplus(const std::vector<Segment>& segments);

/// Compensating variation [USD] per member of each segment, shape [segments], positive where the change harms; `before`
/// and `after` list the same segments. Raises ArgumentError naming `weights` or `alpha` when these differ.
Eigen::VectorXd segment_compensating_variation(const std::vector<Segment>& before, const std::vector<Segment>& after);

/// Choice over {none, A, B, A and B}.
struct BundleLaw {
    double none = 0.0, only_a = 0.0, only_b = 0.0, both = 0.0;
    double demand_a = 0.0, demand_b = 0.0;  ///< probability of buying A, of buying B
    double multi_homing_rate = 0.0;         ///< P(both | some)
    double logsum = 0.0;
};

/// Multi-homing as a logit over bundles, u_AB = u_a + u_b + complementarity; `outside` is the utility of none.
/// Without an outside option one must choose; it is then excluded, not 0. Source: Gentzkow 2007, eq. 1–4.
BundleLaw bundle_choice(double utility_a, double utility_b, double complementarity, std::optional<double> outside);

}  // namespace nephoscope::theory
