#include "models/theory/pricing.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "models/theory/choice_demand.h"
#include "models/theory/errors.h"
#include "sim/core/error.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

int setter(const Contracts& contracts, Index product) { return contracts.control[static_cast<std::size_t>(product)]; }

PriceResponse response_of(const DemandPoint& point) {
    return {point.shares, point.outside_share, point.slope, -point.slope.colwise().sum().transpose(), {}};
}

}  // namespace

void check_prices(const Demand& demand, const VectorXd& prices) {
    require_size("prices", prices.size(), demand.products());
    for (double price : prices) require(std::isfinite(price), "prices", price, "finite");
}

void check_contracts(const Demand& demand, const Contracts& contracts) {
    const long n = demand.products();
    require_size("revenue", contracts.revenue.cols(), n);
    require_size("cost", contracts.cost.cols(), n);
    require_size("cost", contracts.cost.rows(), contracts.revenue.rows());
    require_size("control", static_cast<long>(contracts.control.size()), n);
    if (!contracts.revenue.allFinite()) throw ArgumentError("revenue", "not finite", "finite");
    if (!contracts.cost.allFinite()) throw ArgumentError("cost", "not finite", "finite");
    for (Index j = 0; j < n; ++j) {
        const int party = setter(contracts, j);
        require(party >= 0 && party < contracts.parties(), "control", party,
                fmt::format("in [0, {})", contracts.parties()));
        require(contracts.revenue(party, j) > 0.0, "revenue", contracts.revenue(party, j),
                fmt::format("above 0 for the setter of price {}", j));
    }
}

Contracts ownership(const std::vector<int>& firm, const VectorXd& cost) {
    require_size("cost", cost.size(), static_cast<long>(firm.size()));
    int firms = 0;
    for (int f : firm) {
        require(f >= 0, "firm", f, "0 or more");
        firms = std::max(firms, f + 1);
    }
    return ownership_with_interests(firm, cost, MatrixXd::Identity(firms, firms));
}

Contracts ownership_with_interests(const std::vector<int>& firm, const VectorXd& cost, const MatrixXd& interest) {
    const Index n = cost.size();
    require_size("firm", static_cast<long>(firm.size()), n);
    require_size("interest", interest.cols(), interest.rows());
    if (!interest.allFinite()) throw ArgumentError("interest", "not finite", "finite");
    for (Index f = 0; f < interest.rows(); ++f)
        require(interest(f, f) == 1.0, "interest", interest(f, f), "1 on the diagonal");
    Contracts contracts{MatrixXd::Zero(interest.rows(), n), MatrixXd::Zero(interest.rows(), n), firm};
    for (Index k = 0; k < n; ++k) {
        const int owner = firm[static_cast<std::size_t>(k)];
        require(owner >= 0 && owner < interest.rows(), "firm", owner, fmt::format("in [0, {})", interest.rows()));
        contracts.revenue.col(k) = interest.col(owner);
        contracts.cost.col(k) = interest.col(owner) * cost[k];
    }
    return contracts;
}

Contracts joint(const Contracts& contracts) {
    return Contracts{contracts.revenue.colwise().sum(), contracts.cost.colwise().sum(),
                     std::vector<int>(contracts.control.size(), 0)};
}

MatrixXd unit_margins(const Contracts& contracts, const VectorXd& prices) {
    return contracts.revenue * prices.asDiagonal() - contracts.cost;
}

VectorXd payoffs(const Contracts& contracts, const VectorXd& prices, const VectorXd& shares) {
    return unit_margins(contracts, prices) * shares;
}

std::vector<std::vector<int>> controlled_products(const Contracts& contracts) {
    std::vector<std::vector<int>> products(static_cast<std::size_t>(contracts.parties()));
    for (std::size_t j = 0; j < contracts.control.size(); ++j) {
        products[static_cast<std::size_t>(contracts.control[j])].push_back(static_cast<int>(j));
    }
    return products;
}

VectorXd first_order_conditions(const Demand& demand, const Contracts& contracts, const VectorXd& prices) {
    const DemandPoint point = demand.at(prices);
    const MatrixXd gradient = unit_margins(contracts, prices) * point.slope;
    VectorXd condition(prices.size());
    for (Index j = 0; j < prices.size(); ++j) {
        const int f = setter(contracts, j);
        condition[j] = contracts.revenue(f, j) * point.shares[j] + gradient(f, j);
    }
    return condition;
}

MatrixXd first_order_derivative(const Demand& demand, const Contracts& contracts, const VectorXd& prices) {
    const DemandPoint point = demand.at(prices);
    const std::vector<MatrixXd> curvature = demand.curvature(prices);
    const MatrixXd margin = unit_margins(contracts, prices);
    MatrixXd derivative(prices.size(), prices.size());
    for (Index j = 0; j < prices.size(); ++j) {
        const int f = setter(contracts, j);
        derivative.row(j) = contracts.revenue(f, j) * point.slope.row(j) +
                            contracts.revenue.row(f).cwiseProduct(point.slope.col(j).transpose()) +
                            margin.row(f) * curvature[static_cast<std::size_t>(j)];
    }
    return derivative;
}

VectorXd zeta(const Demand& demand, const Contracts& contracts, const VectorXd& prices) {
    const DemandPoint point = demand.at(prices);
    const MatrixXd margin = unit_margins(contracts, prices);
    VectorXd next(prices.size());
    for (Index j = 0; j < prices.size(); ++j) {
        const int f = setter(contracts, j);
        const double others = margin.row(f).dot(point.scaled_slope.col(j)) - margin(f, j);
        next[j] = (contracts.cost(f, j) - others) / contracts.revenue(f, j) + point.inverse_slope[j];
    }
    return next;
}

MatrixXd elasticities(const Demand& demand, const VectorXd& prices) {
    check_prices(demand, prices);
    return elasticity(response_of(demand.at(prices)), prices);
}

MatrixXd diversion_ratios(const Demand& demand, const VectorXd& prices) {
    check_prices(demand, prices);
    return diversion_ratio(response_of(demand.at(prices)));
}

VectorXd implied_costs(const Demand& demand, const std::vector<int>& firm, const MatrixXd& interest,
                       const VectorXd& prices) {
    check_prices(demand, prices);
    const Contracts contracts = ownership_with_interests(firm, VectorXd::Zero(prices.size()), interest);
    const DemandPoint point = demand.at(prices);
    MatrixXd weighted(prices.size(), prices.size());
    for (Index j = 0; j < prices.size(); ++j) {
        const int f = setter(contracts, j);
        weighted.row(j) = contracts.revenue.row(f).cwiseProduct(point.scaled_slope.col(j).transpose());
    }
    return prices - weighted.partialPivLu().solve(point.inverse_slope);
}

MatrixXd pass_through(const Demand& demand, const Contracts& contracts, const MatrixXd& incidence,
                      const VectorXd& prices) {
    check_contracts(demand, contracts);
    check_prices(demand, prices);
    require_size("incidence", incidence.rows(), contracts.parties());
    require_size("incidence", incidence.cols(), contracts.products());
    const DemandPoint point = demand.at(prices);
    MatrixXd by_cost(prices.size(), prices.size());
    // Rows are divided by Λ_j, so that a product that nobody buys does not make the system look singular.
    MatrixXd by_price_scaled = first_order_derivative(demand, contracts, prices);
    for (Index j = 0; j < prices.size(); ++j) {
        by_cost.row(j) = incidence.row(setter(contracts, j)).cwiseProduct(point.scaled_slope.col(j).transpose());
        by_price_scaled.row(j) /= point.scale[j];
    }
    const Eigen::FullPivLU<MatrixXd> by_price(by_price_scaled);
    if (!by_price.isInvertible()) throw NoEquilibrium("the first-order conditions are singular", 0.0, 0);
    return by_price.solve(by_cost);
}

}  // namespace nephoscope::theory
