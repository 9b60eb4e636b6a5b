#include "models/theory/pricing_logit.h"

#include <cmath>
#include <set>

#include "models/theory/errors.h"
#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

void check_market(const LogitMarket& market, const VectorXd& prices) {
    const long n = market.mean_utility.size();
    require(market.price_coefficient > 0.0, "price_coefficient", market.price_coefficient, "above 0");
    require_size("cost", market.cost.size(), n);
    require_size("firm", static_cast<long>(market.firm.size()), n);
    require_size("prices", prices.size(), n);
    for (Index j = 0; j < n; ++j) {
        require(std::isfinite(market.mean_utility[j]), "mean_utility", market.mean_utility[j], "finite");
        require(std::isfinite(market.cost[j]), "cost", market.cost[j], "finite");
        require(std::isfinite(prices[j]), "prices", prices[j], "finite");
    }
}

}  // namespace

double lambert_w_of_exp(double x) {
    require(std::isfinite(x), "x", x, "finite");
    // Below −36, W(e^x) = e^x(1 − e^x + …) is e^x to the last digit.
    if (x < -37.0) return math::exp(x);
    double w = x > 1.0 ? x - math::log(x) : math::exp(x) / (1.0 + math::exp(x));
    // Newton's method on w + log w − x, which is concave: from below it converges monotonically.
    for (int step = 0; step < 50; ++step) {
        const double change = w * (x - w - math::log(w)) / (1.0 + w);
        w += change;
        if (std::fabs(change) <= 1e-16 * w) break;
    }
    return w;
}

Monopoly logit_monopoly(double mean_utility, double price_coefficient, double cost, double outside_utility) {
    require(std::isfinite(mean_utility), "mean_utility", mean_utility, "finite");
    require(price_coefficient > 0.0 && std::isfinite(price_coefficient), "price_coefficient", price_coefficient,
            "above 0 and finite");
    require(std::isfinite(cost), "cost", cost, "finite");
    require(std::isfinite(outside_utility), "outside_utility", outside_utility, "finite");
    const double w = lambert_w_of_exp(mean_utility - price_coefficient * cost - 1.0 - outside_utility);
    return {cost + (1.0 + w) / price_coefficient, w / (1.0 + w), w / price_coefficient};
}

double logit_best_markup(const LogitMarket& market, const VectorXd& prices, int firm) {
    check_market(market, prices);
    std::vector<double> own;
    std::vector<double> rival;
    if (market.outside_utility) rival.push_back(*market.outside_utility);
    for (Index j = 0; j < prices.size(); ++j) {
        const double base = market.mean_utility[j];
        if (market.firm[static_cast<std::size_t>(j)] == firm) {
            own.push_back(base - market.price_coefficient * market.cost[j] - 1.0);
        } else {
            rival.push_back(base - market.price_coefficient * prices[j]);
        }
    }
    require(!own.empty(), "firm", firm, "the owner of a product");
    if (rival.empty()) throw ArgumentError("outside_utility", "none", "a number where the firm has no rival");
    const double x = math::log_sum_exp(own.data(), static_cast<int>(own.size())) -
                     math::log_sum_exp(rival.data(), static_cast<int>(rival.size()));
    return (1.0 + lambert_w_of_exp(x)) / market.price_coefficient;
}

MatrixXd best_response_path(const LogitMarket& market, const VectorXd& start, int steps, BestResponseOrder order) {
    require(steps >= 0, "steps", steps, "0 or more");
    check_market(market, start);
    const std::set<int> firms(market.firm.begin(), market.firm.end());
    MatrixXd path(steps + 1, start.size());
    path.row(0) = start.transpose();
    for (int step = 1; step <= steps; ++step) {
        VectorXd current = path.row(step - 1).transpose();
        const VectorXd last = current;
        for (int firm : firms) {
            const bool sees_answers = order == BestResponseOrder::sequential;
            const double markup = logit_best_markup(market, sees_answers ? current : last, firm);
            for (Index j = 0; j < current.size(); ++j) {
                if (market.firm[static_cast<std::size_t>(j)] == firm) current[j] = market.cost[j] + markup;
            }
        }
        path.row(step) = current.transpose();
    }
    return path;
}

}  // namespace nephoscope::theory
