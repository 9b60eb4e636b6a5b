#include "models/theory/equilibrium_checks.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "models/theory/errors.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// max |p − ζ(p)| over `products`.
double residual_of(const Demand& demand, const Contracts& contracts, const std::vector<int>& products,
                   const VectorXd& prices) {
    const VectorXd gap = prices - zeta(demand, contracts, prices);
    double residual = 0.0;
    for (int j : products) {
        if (!std::isfinite(gap[j])) return std::numeric_limits<double>::infinity();
        residual = std::max(residual, std::fabs(gap[j]));
    }
    return residual;
}

/// The Newton step of `products`, rows scaled by Λ so that tiny shares do not spoil the pivots; empty when it is not
/// finite.
VectorXd newton_step(const Demand& demand, const Contracts& contracts, const std::vector<int>& products,
                     const VectorXd& prices) {
    const VectorXd condition = first_order_conditions(demand, contracts, prices);
    const MatrixXd derivative = first_order_derivative(demand, contracts, prices);
    const VectorXd scale = demand.at(prices).scale;
    const Index n = static_cast<Index>(products.size());
    MatrixXd matrix(n, n);
    VectorXd right(n);
    for (Index a = 0; a < n; ++a) {
        const int j = products[static_cast<std::size_t>(a)];
        right[a] = -condition[j] / scale[j];
        for (Index b = 0; b < n; ++b) matrix(a, b) = derivative(j, products[static_cast<std::size_t>(b)]) / scale[j];
    }
    const VectorXd own = matrix.partialPivLu().solve(right);
    if (!own.allFinite()) return {};
    VectorXd step = VectorXd::Zero(prices.size());
    for (Index a = 0; a < n; ++a) step[products[static_cast<std::size_t>(a)]] = own[a];
    return step;
}

/// One party's payoff along a line in its own prices.
class PayoffLine {
public:
    PayoffLine(const Demand& demand, const Contracts& contracts, int party, VectorXd origin, VectorXd direction)
        : demand_(demand),
          contracts_(contracts),
          party_(party),
          origin_(std::move(origin)),
          direction_(std::move(direction)) {}

    VectorXd at(double distance) const { return origin_ + distance * direction_; }

    double payoff(double distance) const {
        const VectorXd prices = at(distance);
        const double value = payoffs(contracts_, prices, demand_.shares(prices))[party_];
        return std::isfinite(value) ? value : -std::numeric_limits<double>::infinity();
    }

    /// The distance at which the shares of the products that move have all but vanished, by doubling.
    double reach(double first) const {
        double distance = first;
        for (int doubling = 0; doubling < 40; ++doubling, distance *= 2.0) {
            if (demand_.shares(at(distance)).dot(direction_) < 1e-13) break;
        }
        return distance;
    }

private:
    const Demand& demand_;
    const Contracts& contracts_;
    int party_;
    VectorXd origin_, direction_;
};

/// The maximiser of `line` in [low, high] by golden sections; exact for a payoff with one peak there.
double golden_section(const PayoffLine& line, double low, double high) {
    const double ratio = (std::sqrt(5.0) - 1.0) / 2.0;
    double left = high - ratio * (high - low);
    double right = low + ratio * (high - low);
    double at_left = line.payoff(left);
    double at_right = line.payoff(right);
    for (int step = 0; step < 60; ++step) {
        if (at_left < at_right) {
            low = left;
            left = right;
            at_left = at_right;
            right = low + ratio * (high - low);
            at_right = line.payoff(right);
        } else {
            high = right;
            right = left;
            at_right = at_left;
            left = high - ratio * (high - low);
            at_left = line.payoff(left);
        }
    }
    return 0.5 * (low + high);
}

/// The distances a scan looks at: fine around the origin, growing by a twentieth per point up to `reach`, and some
/// below.
std::vector<double> scan_distances(const Demand& demand, double reach) {
    std::vector<double> above;
    for (double step = 0.01 * demand.finest_price_step(); step < reach; step *= 1.05) above.push_back(step);
    above.push_back(reach);
    const double below = 20.0 * demand.coarsest_price_step();
    std::vector<double> distances;
    for (auto it = above.rbegin(); it != above.rend(); ++it) {
        if (*it <= below) distances.push_back(-*it);
    }
    distances.push_back(0.0);
    distances.insert(distances.end(), above.begin(), above.end());
    return distances;
}

/// The best point found on `line`: a scan, then golden sections around the best point of the scan.
VectorXd maximise_on_line(const Demand& demand, const PayoffLine& line) {
    const std::vector<double> distances = scan_distances(demand, line.reach(40.0 * demand.coarsest_price_step()));
    std::size_t best = 0;
    double best_payoff = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < distances.size(); ++i) {
        const double value = line.payoff(distances[i]);
        if (value > best_payoff) {
            best_payoff = value;
            best = i;
        }
    }
    const double low = distances[best == 0 ? 0 : best - 1];
    const double high = distances[std::min(best + 1, distances.size() - 1)];
    const double refined = golden_section(line, low, high);
    return line.at(line.payoff(refined) > best_payoff ? refined : distances[best]);
}

/// A party's prices climb along each own product and all of them together, until a sweep gains nothing.
VectorXd climb(const Demand& demand, const Contracts& contracts, int party, const std::vector<int>& own,
               VectorXd prices) {
    double payoff = payoffs(contracts, prices, demand.shares(prices))[party];
    std::vector<VectorXd> directions;
    VectorXd together = VectorXd::Zero(prices.size());
    for (int j : own) {
        directions.push_back(VectorXd::Unit(prices.size(), j));
        together[j] = 1.0;
    }
    if (own.size() > 1) directions.insert(directions.begin(), together);
    for (int sweep = 0; sweep < (own.size() > 1 ? 6 : 1); ++sweep) {
        for (const VectorXd& direction : directions) {
            prices = maximise_on_line(demand, PayoffLine(demand, contracts, party, prices, direction));
        }
        const double reached = payoffs(contracts, prices, demand.shares(prices))[party];
        if (reached - payoff <= 1e-10 * (std::fabs(reached) + std::fabs(payoff))) break;
        payoff = reached;
    }
    VectorXd polished = prices;
    polish(demand, contracts, own, polished);
    const double before = payoffs(contracts, prices, demand.shares(prices))[party];
    const double after = payoffs(contracts, polished, demand.shares(polished))[party];
    return after >= before - 1e-14 * std::fabs(before) ? polished : prices;
}

/// Largest eigenvalue of a party's Hessian in own prices, each price measured in 1/√|Λ|.
/// Products that nobody buys, to the last digit, are left out: their prices do not matter.
double scaled_curvature(const MatrixXd& derivative, const VectorXd& scale, const std::vector<int>& all_own) {
    std::vector<int> own;
    for (int j : all_own) {
        if (scale[j] < 0.0) own.push_back(j);
    }
    if (own.empty()) return -std::numeric_limits<double>::infinity();
    const Index n = static_cast<Index>(own.size());
    MatrixXd hessian(n, n);
    for (Index a = 0; a < n; ++a) {
        for (Index b = 0; b < n; ++b) {
            const int j = own[static_cast<std::size_t>(a)];
            const int l = own[static_cast<std::size_t>(b)];
            hessian(a, b) = 0.5 * (derivative(j, l) + derivative(l, j)) / (std::sqrt(-scale[j]) * std::sqrt(-scale[l]));
        }
    }
    return Eigen::SelfAdjointEigenSolver<MatrixXd>(hessian, Eigen::EigenvaluesOnly).eigenvalues().maxCoeff();
}

std::vector<int> all_products(const Demand& demand) {
    std::vector<int> products;
    for (int j = 0; j < demand.products(); ++j) products.push_back(j);
    return products;
}

}  // namespace

double polish(const Demand& demand, const Contracts& contracts, const std::vector<int>& products, VectorXd& prices) {
    double residual = residual_of(demand, contracts, products, prices);
    for (int iteration = 0; iteration < 50 && residual > 0.0; ++iteration) {
        const VectorXd step = newton_step(demand, contracts, products, prices);
        if (step.size() == 0) break;
        double length = 1.0;
        double next = std::numeric_limits<double>::infinity();
        for (; length > 1e-3; length *= 0.5) {
            next = residual_of(demand, contracts, products, prices + length * step);
            if (next < residual) break;
        }
        if (!(next < residual)) break;
        prices += length * step;
        residual = next;
    }
    return residual;
}

VectorXd break_even_prices(const Contracts& contracts) {
    VectorXd prices(contracts.products());
    for (Index j = 0; j < prices.size(); ++j) {
        const int f = contracts.control[static_cast<std::size_t>(j)];
        prices[j] = contracts.cost(f, j) / contracts.revenue(f, j);
    }
    return prices;
}

VectorXd best_response(const Demand& demand, const Contracts& contracts, const VectorXd& prices, int party) {
    check_contracts(demand, contracts);
    check_prices(demand, prices);
    require(party >= 0 && party < contracts.parties(), "party", party, fmt::format("in [0, {})", contracts.parties()));
    const std::vector<int> own = controlled_products(contracts)[static_cast<std::size_t>(party)];
    if (own.empty()) return prices;
    const VectorXd base = break_even_prices(contracts);
    VectorXd best = prices;
    double best_payoff = payoffs(contracts, prices, demand.shares(prices))[party];
    const double step = demand.coarsest_price_step();
    // One price is scanned whole from break-even; several together may have more than one peak to climb.
    const std::vector<double> markups =
        own.size() == 1 ? std::vector<double>{-1.0, 0.0} : std::vector<double>{-1.0, 0.0, 1.0, 10.0};
    for (double markup : markups) {
        VectorXd start = prices;
        if (markup >= 0.0) {
            for (int j : own) start[j] = base[j] + markup * step;
        }
        const VectorXd reached = climb(demand, contracts, party, own, start);
        const double payoff = payoffs(contracts, reached, demand.shares(reached))[party];
        if (payoff > best_payoff) {
            best_payoff = payoff;
            best = reached;
        }
    }
    return best;
}

EquilibriumChecks check_equilibrium(const Demand& demand, const Contracts& contracts, const VectorXd& prices) {
    check_contracts(demand, contracts);
    check_prices(demand, prices);
    EquilibriumChecks checks;
    checks.first_order_residual = residual_of(demand, contracts, all_products(demand), prices);
    checks.largest_curvature = -std::numeric_limits<double>::infinity();
    const MatrixXd derivative = first_order_derivative(demand, contracts, prices);
    const VectorXd scale = demand.at(prices).scale;
    const VectorXd reference = payoffs(contracts, prices, demand.shares(prices));
    const double size = reference.cwiseAbs().maxCoeff();
    checks.no_deviation = true;
    const auto own = controlled_products(contracts);
    for (int f = 0; f < contracts.parties(); ++f) {
        const std::vector<int>& mine = own[static_cast<std::size_t>(f)];
        if (mine.empty()) continue;
        checks.largest_curvature = std::max(checks.largest_curvature, scaled_curvature(derivative, scale, mine));
        const VectorXd reply = best_response(demand, contracts, prices, f);
        const double gain = payoffs(contracts, reply, demand.shares(reply))[f] - reference[f];
        if (gain > 1e-9 * std::fabs(reference[f]) + 1e-13 * size) checks.no_deviation = false;
        if (gain > checks.deviation_gain) {
            checks.deviation_gain = gain;
            checks.deviating_party = f;
        }
    }
    checks.second_order = checks.largest_curvature < 0.0;
    return checks;
}

}  // namespace nephoscope::theory
