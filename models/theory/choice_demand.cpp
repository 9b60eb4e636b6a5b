#include "models/theory/choice_demand.h"

#include <fmt/format.h>

#include <cmath>

#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void check_alpha(double alpha) { require(alpha > 0.0 && std::isfinite(alpha), "alpha", alpha, "positive and finite"); }

void check_segments(const std::vector<Segment>& segments) {
    double total = 0.0;
    for (std::size_t r = 0; r < segments.size(); ++r) {
        const double weight = segments[r].weight;
        require(weight > 0.0, fmt::format("weights[{}]", r), weight, "positive");
        check_alpha(segments[r].alpha);
        require_size("delta", static_cast<long>(segments[r].law.probability.size()),
                     static_cast<long>(segments[0].law.probability.size()));
        total += weight;
    }
    require(std::fabs(total - 1.0) <= 1e-9, "weights", total, "a list that sums to 1");
}

}  // namespace

void add_response(PriceResponse& total, double weight, const ChoiceLaw& law, double alpha) {
    const Eigen::Index n = law.probability.size();
    if (total.share.size() == 0) {
        total.share.setZero(n);
        total.price_derivative.setZero(n, n);
        total.outside_price_derivative.setZero(n);
    }
    total.share += weight * law.probability;
    total.outside_share += weight * law.outside_probability;
    total.price_derivative -= weight * alpha * probability_derivative(law);
    total.outside_price_derivative -= weight * alpha * outside_derivative(law);
}

PriceResponse price_response(const ChoiceLaw& law, double alpha) {
    check_alpha(alpha);
    PriceResponse response;
    add_response(response, 1.0, law, alpha);
    response.mean_consumer_surplus = consumer_surplus(law, alpha);
    return response;
}

Eigen::MatrixXd elasticity(const PriceResponse& response, const Eigen::VectorXd& price) {
    require_size("p", static_cast<long>(price.size()), static_cast<long>(response.share.size()));
    Eigen::MatrixXd result = response.price_derivative * price.asDiagonal();
    for (Eigen::Index k = 0; k < result.rows(); ++k) {
        if (response.share[k] > 0.0) {
            result.row(k) /= response.share[k];
        } else {
            result.row(k).setZero();
        }
    }
    return result;
}

Eigen::MatrixXd diversion_ratio(const PriceResponse& response) {
    const Eigen::Index n = response.share.size();
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(n, n);
    for (Eigen::Index j = 0; j < n; ++j) {
        const double own = response.price_derivative(j, j);
        if (own == 0.0) continue;
        result.row(j) = -response.price_derivative.col(j).transpose() / own;
        result(j, j) = -response.outside_price_derivative[j] / own;
    }
    return result;
}

double consumer_surplus(const ChoiceLaw& law, double alpha) {
    check_alpha(alpha);
    return law.scale * law.logsum / alpha;
}

double compensating_variation(const ChoiceLaw& before, const ChoiceLaw& after, double alpha) {
    return consumer_surplus(before, alpha) - consumer_surplus(after, alpha);
}

PriceResponse segment_response(const std::vector<Segment>& segments) {
    check_segments(segments);
    PriceResponse response;
    response.mean_consumer_surplus = 0.0;
    for (const Segment& segment : segments) {
        add_response(response, segment.weight, segment.law, segment.alpha);
        *response.mean_consumer_surplus += segment.weight * consumer_surplus(segment.law, segment.alpha);
    }
    return response;
}

Eigen::VectorXd segment_surplus(const std::vector<Segment>& segments) {
    check_segments(segments);
    Eigen::VectorXd surplus(static_cast<Eigen::Index>(segments.size()));
    for (std::size_t r = 0; r < segments.size(); ++r) {
        surplus[static_cast<Eigen::Index>(r)] = consumer_surplus(segments[r].law, segments[r].alpha);
    }
    return surplus;
}

Eigen::VectorXd segment_compensating_variation(const std::vector<Segment>& before, const std::vector<Segment>& after) {
    require_size("weights", static_cast<long>(after.size()), static_cast<long>(before.size()));
    for (std::size_t r = 0; r < before.size(); ++r) {
        require(after[r].weight == before[r].weight, fmt::format("weights[{}]", r), after[r].weight,
                fmt::format("{:.17g}, as before the change", before[r].weight));
        require(after[r].alpha == before[r].alpha, fmt::format("alpha[{}]", r), after[r].alpha,
                fmt::format("{:.17g}, as before the change", before[r].alpha));
    }
    return segment_surplus(before) - segment_surplus(after);
}

BundleLaw bundle_choice(double utility_a, double utility_b, double complementarity, std::optional<double> outside) {
    require(std::isfinite(utility_a), "u_A", utility_a, "finite");
    require(std::isfinite(utility_b), "u_B", utility_b, "finite");
    require(std::isfinite(complementarity), "Gamma", complementarity, "finite");
    ChoiceSet bundles;
    bundles.utility = Eigen::Vector3d(utility_a, utility_b, utility_a + utility_b + complementarity);
    bundles.outside = outside;
    const ChoiceLaw law = logit(bundles);

    BundleLaw result;
    result.none = law.outside_probability;
    result.only_a = law.probability[0];
    result.only_b = law.probability[1];
    result.both = law.probability[2];
    result.demand_a = result.only_a + result.both;
    result.demand_b = result.only_b + result.both;
    // In logs, so that it exists also where every probability of buying underflows.
    const Eigen::VectorXd& log_p = law.log_probability;
    result.multi_homing_rate = math::exp(log_p[2] - math::log_sum_exp(log_p.data(), 3));
    result.logsum = law.logsum;
    return result;
}

}  // namespace nephoscope::theory
