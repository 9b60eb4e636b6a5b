#include <Eigen/LU>
#include <cmath>

#include "models/theory/errors.h"
#include "models/theory/screens.h"
#include "sim/core/error.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

namespace {

/// 1{same owner}(1{j=k} − D_jk) p_k/p_j, the matrix that turns margins into first-order conditions.
MatrixXd margin_matrix(const MultiProductMerger& merger, const std::vector<int>& owner) {
    const Index n = merger.price.size();
    MatrixXd matrix = MatrixXd::Identity(n, n);
    for (Index j = 0; j < n; ++j) {
        for (Index k = 0; k < n; ++k) {
            const bool same = owner[static_cast<std::size_t>(j)] == owner[static_cast<std::size_t>(k)];
            if (same && j != k) matrix(j, k) = -merger.diversion(j, k) * merger.price[k] / merger.price[j];
        }
    }
    return matrix;
}

void check_merger(const MultiProductMerger& merger) {
    const long n = merger.price.size();
    require_size("margin", merger.margin.size(), n);
    require_size("diversion", merger.diversion.rows(), n);
    require_size("diversion", merger.diversion.cols(), n);
    require_size("owner_pre", static_cast<long>(merger.owner_pre.size()), n);
    require_size("owner_post", static_cast<long>(merger.owner_post.size()), n);
    require_size("efficiency", merger.efficiency.size(), n);
    if (!merger.diversion.allFinite()) throw ArgumentError("diversion", "not finite", "finite");
    for (Index j = 0; j < n; ++j) {
        require(merger.price[j] > 0.0 && std::isfinite(merger.price[j]), "price", merger.price[j], "above 0");
        require(std::isfinite(merger.margin[j]), "margin", merger.margin[j], "finite");
        require(merger.efficiency[j] <= 1.0 && std::isfinite(merger.efficiency[j]), "efficiency", merger.efficiency[j],
                "at most 1");
    }
}

/// Σ_k≠j over products of j's owner of D_jk v_k.
double diverted_value(const MultiProductMerger& merger, const std::vector<int>& owner, const VectorXd& value, Index j) {
    double sum = 0.0;
    for (Index k = 0; k < value.size(); ++k) {
        const bool same = owner[static_cast<std::size_t>(j)] == owner[static_cast<std::size_t>(k)];
        if (same && k != j) sum += merger.diversion(j, k) * value[k];
    }
    return sum;
}

}  // namespace

void check_pair(const MergingPair& pair) {
    for (Index j = 0; j < 2; ++j) {
        require(pair.price[j] > 0.0 && std::isfinite(pair.price[j]), "price", pair.price[j], "above 0");
        require(pair.margin[j] >= 0.0 && pair.margin[j] < 1.0, "margin", pair.margin[j], "in [0, 1)");
        require(pair.diversion[j] >= 0.0 && pair.diversion[j] < 1.0, "diversion", pair.diversion[j], "in [0, 1)");
        require(pair.efficiency[j] >= 0.0 && pair.efficiency[j] <= 1.0, "efficiency", pair.efficiency[j], "in [0, 1]");
    }
}

Vector2d upward_pricing_pressure(const MergingPair& pair) {
    check_pair(pair);
    const Vector2d cost = pair.price.cwiseProduct(Vector2d::Ones() - pair.margin);
    const Vector2d unit_profit = pair.price.cwiseProduct(pair.margin);
    return pair.diversion.cwiseProduct(unit_profit.reverse()) - pair.efficiency.cwiseProduct(cost);
}

Vector2d upward_pricing_pressure_with_feedback(const MergingPair& pair) {
    const Vector2d saving = pair.efficiency.cwiseProduct(pair.price.cwiseProduct(Vector2d::Ones() - pair.margin));
    return upward_pricing_pressure(pair) + pair.diversion.cwiseProduct(saving.reverse());
}

Vector2d guppi(const MergingPair& pair) {
    check_pair(pair);
    const Vector2d unit_profit = pair.price.cwiseProduct(pair.margin);
    return pair.diversion.cwiseProduct(unit_profit.reverse()).cwiseQuotient(pair.price);
}

Vector2d compensating_cost_reduction(const MergingPair& pair) {
    const double both = pair.diversion.prod();
    const Vector2d gain = both * pair.margin + guppi(pair);
    return gain.cwiseQuotient((1.0 - both) * (Vector2d::Ones() - pair.margin));
}

double partial_interest_guppi(double interest, double diversion, double other_margin, double own_price,
                              double other_price) {
    require(interest >= 0.0 && interest <= 1.0, "interest", interest, "in [0, 1]");
    require(diversion >= 0.0 && diversion <= 1.0, "diversion", diversion, "in [0, 1]");
    require(std::isfinite(other_margin), "other_margin", other_margin, "finite");
    require(own_price > 0.0, "price", own_price, "above 0");
    require(other_price > 0.0, "price", other_price, "above 0");
    return interest * diversion * other_margin * other_price / own_price;
}

VectorXd cross_guppi(const MultiProductMerger& merger) {
    check_merger(merger);
    const VectorXd unit_profit = merger.price.cwiseProduct(merger.margin);
    VectorXd joined(merger.price.size());
    for (Index j = 0; j < joined.size(); ++j) {
        joined[j] = diverted_value(merger, merger.owner_post, unit_profit, j) -
                    diverted_value(merger, merger.owner_pre, unit_profit, j);
    }
    return joined.cwiseQuotient(merger.price);
}

PricingPressure pricing_pressure(const MultiProductMerger& merger) {
    check_merger(merger);
    for (double margin : merger.margin) require(margin < 1.0, "margin", margin, "below 1");
    const Index n = merger.price.size();
    PricingPressure pressure;
    const VectorXd today = margin_matrix(merger, merger.owner_pre) * merger.margin;
    pressure.post_margin = margin_matrix(merger, merger.owner_post).partialPivLu().solve(today);
    pressure.cost_reduction = (pressure.post_margin - merger.margin).cwiseQuotient(VectorXd::Ones(n) - merger.margin);
    pressure.cross_guppi = cross_guppi(merger);
    const VectorXd cost = merger.price.cwiseProduct(VectorXd::Ones(n) - merger.margin);
    const VectorXd saving = merger.efficiency.cwiseProduct(cost);
    VectorXd saved(n);
    for (Index j = 0; j < n; ++j) saved[j] = diverted_value(merger, merger.owner_post, saving, j) - saving[j];
    pressure.net_price_pressure = pressure.cross_guppi + saved.cwiseQuotient(merger.price);
    return pressure;
}

}  // namespace nephoscope::theory
