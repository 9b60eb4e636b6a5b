#include "models/theory/pricing_demand.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "models/theory/choice_demand.h"
#include "models/theory/errors.h"
#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// λ of each product's nest, 1 in a plain logit.
VectorXd product_dissimilarity(const BuyerSegment& segment) {
    VectorXd lambda = VectorXd::Ones(segment.mean_utility.size());
    if (!segment.nesting) return lambda;
    for (Index j = 0; j < lambda.size(); ++j) {
        lambda[j] = segment.nesting->dissimilarity[segment.nesting->nest[static_cast<std::size_t>(j)]];
    }
    return lambda;
}

/// ∂q_j/∂u_l of the choice within j's nest, shape [j, l]; 0 across nests.
MatrixXd within_derivative(const BuyerSegment& segment, const VectorXd& within, const VectorXd& lambda) {
    const Index n = within.size();
    MatrixXd derivative = MatrixXd::Zero(n, n);
    for (Index j = 0; j < n; ++j) {
        for (Index l = 0; l < n; ++l) {
            const bool same = segment.nesting && segment.nesting->nest[static_cast<std::size_t>(j)] ==
                                                     segment.nesting->nest[static_cast<std::size_t>(l)];
            if (same) derivative(j, l) = within[j] * ((j == l ? 1.0 : 0.0) - within[l]) / lambda[j];
        }
    }
    return derivative;
}

/// ∂²P_k/∂u_j∂u_l, shape [k, l], from A_kj = ∂ log P_k/∂u_j.
///
/// P_k A_kj differentiates into P_k (A_kl A_kj + ∂A_kj/∂u_l), and A_kj = 1{k=j}/λ − 1{same nest}(1/λ − 1) q_j − P_j.
MatrixXd probability_curvature(Index j, const BuyerSegment& segment, const ChoiceLaw& law, const MatrixXd& log_slope,
                               const MatrixXd& within_slope, const VectorXd& lambda) {
    const Index n = log_slope.rows();
    MatrixXd result(n, n);
    for (Index k = 0; k < n; ++k) {
        const bool same = segment.nesting && segment.nesting->nest[static_cast<std::size_t>(k)] ==
                                                 segment.nesting->nest[static_cast<std::size_t>(j)];
        const double nest_weight = same ? 1.0 / lambda[j] - 1.0 : 0.0;
        for (Index l = 0; l < n; ++l) {
            const double change = -nest_weight * within_slope(j, l) - law.probability[j] * log_slope(j, l);
            result(k, l) = law.probability[k] * (log_slope(k, l) * log_slope(k, j) + change);
        }
    }
    return result;
}

}  // namespace

ChoiceDemand::ChoiceDemand(std::vector<BuyerSegment> segments, std::optional<double> outside_utility)
    : segments_(std::move(segments)), outside_utility_(outside_utility) {
    if (segments_.empty()) throw ArgumentError("segments", "an empty list", "at least one segment");
    if (products() == 0) throw ArgumentError("mean_utility", "an empty list", "at least one product");
    double total = 0.0;
    for (const BuyerSegment& segment : segments_) {
        require(segment.weight >= 0.0 && segment.weight <= 1.0, "weight", segment.weight, "in [0, 1]");
        require(segment.price_coefficient > 0.0 && std::isfinite(segment.price_coefficient), "price_coefficient",
                segment.price_coefficient, "above 0 and finite");
        require_size("mean_utility", segment.mean_utility.size(), segments_.front().mean_utility.size());
        for (double utility : segment.mean_utility) {
            require(std::isfinite(utility), "mean_utility", utility, "finite");
        }
        total += segment.weight;
        law(segment, VectorXd::Zero(segment.mean_utility.size()));
    }
    require(std::fabs(total - 1.0) <= 1e-9, "weight", total, "a list that sums to 1");
}

NestedLaw ChoiceDemand::law(const BuyerSegment& segment, const VectorXd& prices) const {
    ChoiceSet set;
    set.utility = segment.mean_utility - segment.price_coefficient * prices;
    set.outside = outside_utility_;
    if (segment.nesting) return nested_logit(set, {*segment.nesting});
    return NestedLaw{logit(set), {}};
}

int ChoiceDemand::products() const { return static_cast<int>(segments_.front().mean_utility.size()); }

VectorXd ChoiceDemand::shares(const VectorXd& prices) const {
    VectorXd total = VectorXd::Zero(products());
    for (const BuyerSegment& segment : segments_) total += segment.weight * law(segment, prices).choice.probability;
    return total;
}

DemandPoint ChoiceDemand::at(const VectorXd& prices) const {
    const Index n = products();
    DemandPoint point{VectorXd::Zero(n),   0.0, MatrixXd::Zero(n, n), VectorXd::Zero(n), VectorXd::Zero(n),
                      MatrixXd::Zero(n, n)};
    // log(w α P/λ) of each segment and product: who answers product j's price. Softmax over segments, per product.
    const Index count = static_cast<Index>(segments_.size());
    MatrixXd log_weight(count, n);
    std::vector<MatrixXd> log_slopes;
    for (Index i = 0; i < count; ++i) {
        const BuyerSegment& segment = segments_[static_cast<std::size_t>(i)];
        const double alpha = segment.price_coefficient;
        const ChoiceLaw choice = law(segment, prices).choice;
        const VectorXd lambda = product_dissimilarity(segment);
        log_slopes.push_back(log_probability_derivative(choice));
        point.shares += segment.weight * choice.probability;
        point.outside_share += segment.weight * choice.outside_probability;
        point.slope -= segment.weight * alpha * choice.probability.asDiagonal() * log_slopes.back();
        for (Index j = 0; j < n; ++j) {
            point.scale[j] -= segment.weight * alpha * choice.probability[j] / lambda[j];
            log_weight(i, j) = math::log(segment.weight * alpha / lambda[j]) + choice.log_probability[j];
        }
    }
    for (Index j = 0; j < n; ++j) {
        const VectorXd column = log_weight.col(j);
        const double total = math::log_sum_exp(column.data(), static_cast<int>(count));
        for (Index i = 0; i < count; ++i) {
            const BuyerSegment& segment = segments_[static_cast<std::size_t>(i)];
            const double answer = math::exp(column[i] - total) * product_dissimilarity(segment)[j];
            point.inverse_slope[j] += answer / segment.price_coefficient;
            point.scaled_slope.col(j) += answer * log_slopes[static_cast<std::size_t>(i)].row(j).transpose();
        }
    }
    return point;
}

std::vector<MatrixXd> ChoiceDemand::curvature(const VectorXd& prices) const {
    const Index n = products();
    std::vector<MatrixXd> result(static_cast<std::size_t>(n), MatrixXd::Zero(n, n));
    for (const BuyerSegment& segment : segments_) {
        const NestedLaw nested = law(segment, prices);
        const VectorXd lambda = product_dissimilarity(segment);
        const MatrixXd log_slope = log_probability_derivative(nested.choice);
        const VectorXd within = nested.levels.empty() ? VectorXd::Ones(n) : nested.levels.front().within;
        const MatrixXd within_slope = within_derivative(segment, within, lambda);
        const double factor = segment.weight * segment.price_coefficient * segment.price_coefficient;
        for (Index j = 0; j < n; ++j) {
            result[static_cast<std::size_t>(j)] +=
                factor * probability_curvature(j, segment, nested.choice, log_slope, within_slope, lambda);
        }
    }
    return result;
}

double ChoiceDemand::consumer_surplus(const VectorXd& prices) const {
    double surplus = 0.0;
    for (const BuyerSegment& segment : segments_) {
        surplus += segment.weight * theory::consumer_surplus(law(segment, prices).choice, segment.price_coefficient);
    }
    return surplus;
}

double ChoiceDemand::finest_price_step() const {
    double step = std::numeric_limits<double>::infinity();
    for (const BuyerSegment& segment : segments_) {
        step = std::min(step, product_dissimilarity(segment).minCoeff() / segment.price_coefficient);
    }
    return step;
}

double ChoiceDemand::coarsest_price_step() const {
    double step = 0.0;
    for (const BuyerSegment& segment : segments_) step = std::max(step, 1.0 / segment.price_coefficient);
    return step;
}

ChoiceDemand logit_demand(const VectorXd& mean_utility, double price_coefficient,
                          std::optional<double> outside_utility) {
    return ChoiceDemand({BuyerSegment{1.0, mean_utility, price_coefficient, {}}}, outside_utility);
}

ChoiceDemand restrict_products(const ChoiceDemand& demand, const std::vector<int>& kept) {
    if (kept.empty()) throw ArgumentError("kept", "an empty list", "at least one product");
    int previous = -1;
    for (int product : kept) {
        require(product > previous && product < demand.products(), "kept", product,
                fmt::format("in [0, {}), ascending", demand.products()));
        previous = product;
    }
    std::vector<BuyerSegment> segments = demand.segments();
    for (BuyerSegment& segment : segments) {
        VectorXd utility(static_cast<Index>(kept.size()));
        std::vector<int> nest;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            utility[static_cast<Index>(i)] = segment.mean_utility[kept[i]];
            if (segment.nesting) nest.push_back(segment.nesting->nest[static_cast<std::size_t>(kept[i])]);
        }
        segment.mean_utility = utility;
        if (segment.nesting) segment.nesting->nest = nest;
    }
    return ChoiceDemand(std::move(segments), demand.outside_utility());
}

LinearDemand::LinearDemand(VectorXd intercept, MatrixXd slope)
    : intercept_(std::move(intercept)), slope_(std::move(slope)) {
    if (!intercept_.allFinite() || intercept_.size() == 0) {
        throw ArgumentError("intercept", "not a list of finite numbers", "finite and not empty");
    }
    require_size("slope", slope_.rows(), intercept_.size());
    require_size("slope", slope_.cols(), intercept_.size());
    require(slope_.diagonal().minCoeff() > 0.0, "slope", slope_.diagonal().minCoeff(), "above 0 on the diagonal");
    require(slope_ == slope_.transpose(), "slope", (slope_ - slope_.transpose()).cwiseAbs().maxCoeff(),
            "symmetric, as the slope of utility-maximising demand is");
}

DemandPoint LinearDemand::at(const VectorXd& prices) const {
    DemandPoint point;
    point.shares = shares(prices);
    point.slope = -slope_;
    point.scale = -slope_.diagonal();
    point.inverse_slope = point.shares.cwiseQuotient(slope_.diagonal());
    point.scaled_slope = slope_ * slope_.diagonal().cwiseInverse().asDiagonal();
    return point;
}

std::vector<MatrixXd> LinearDemand::curvature(const VectorXd&) const {
    const Index n = intercept_.size();
    return std::vector<MatrixXd>(static_cast<std::size_t>(n), MatrixXd::Zero(n, n));
}

double LinearDemand::consumer_surplus(const VectorXd& prices) const {
    const VectorXd quantity = shares(prices);
    return 0.5 * quantity.dot(slope_.partialPivLu().solve(quantity));
}

double LinearDemand::finest_price_step() const {
    return (intercept_.cwiseAbs().cwiseQuotient(slope_.diagonal())).minCoeff() / 4.0;
}

double LinearDemand::coarsest_price_step() const {
    return (intercept_.cwiseAbs().cwiseQuotient(slope_.diagonal())).maxCoeff() / 4.0;
}

}  // namespace nephoscope::theory
