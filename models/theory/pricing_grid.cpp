#include "models/theory/pricing_grid.h"

#include <algorithm>
#include <cmath>

#include "models/theory/errors.h"
#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// p − c − s/|s'|: its zeros are the stationary prices.
double markup_excess(const ChoiceDemand& demand, double cost, double price) {
    const DemandPoint point = demand.at(VectorXd::Constant(1, price));
    return price - cost - point.inverse_slope[0] / point.scaled_slope(0, 0);
}

/// No stationary price lies above: s/|s'| is at most the largest 1/(α(1 − s)) over segments, and falls in the price.
bool beyond_roots(const ChoiceDemand& demand, double cost, double price) {
    for (const BuyerSegment& segment : demand.segments()) {
        const double lead = segment.mean_utility[0] - segment.price_coefficient * price - *demand.outside_utility();
        if (price - cost <= (1.0 + math::exp(std::min(lead, 700.0))) / segment.price_coefficient) return false;
    }
    return true;
}

double root_between(const ChoiceDemand& demand, double cost, double low, double high) {
    const bool rises = markup_excess(demand, cost, low) < 0.0;
    for (;;) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) return high;
        ((markup_excess(demand, cost, middle) < 0.0) == rises ? low : high) = middle;
    }
}

}  // namespace

GridGame grid_game(const MatrixXd& profit) {
    require_size("profit", profit.cols(), profit.rows());
    if (profit.size() == 0 || !profit.allFinite()) throw ArgumentError("profit", "empty or not finite", "finite");
    const Index m = profit.rows();
    GridGame game;
    for (Index rival = 0; rival < m; ++rival) {
        Index best = 0;
        profit.col(rival).maxCoeff(&best);
        game.best_response.push_back(static_cast<int>(best));
    }
    for (Index a = 0; a < m; ++a) {
        for (Index b = 0; b < m; ++b) {
            const bool first_stays = profit(a, b) >= profit.col(b).maxCoeff();
            const bool second_stays = profit(b, a) >= profit.col(a).maxCoeff();
            if (first_stays && second_stays) game.pure_nash.emplace_back(static_cast<int>(a), static_cast<int>(b));
        }
    }
    return game;
}

std::vector<StationaryPrice> stationary_prices(const ChoiceDemand& demand, double cost) {
    require(demand.products() == 1, "demand", demand.products(), "of one product");
    if (!demand.has_outside_good())
        throw ArgumentError("demand", "without an outside good", "one with an outside good");
    require(std::isfinite(cost), "cost", cost, "finite");
    const double step = demand.finest_price_step() / 50.0;
    std::vector<StationaryPrice> stationary;
    double last = cost;
    bool below = true;  // At cost the excess is −s/|s'| < 0.
    for (double index = 1.0; !beyond_roots(demand, cost, last); index += 1.0) {
        const double price = cost + index * step;
        const bool now_below = markup_excess(demand, cost, price) < 0.0;
        if (now_below != below) {
            const double root = root_between(demand, cost, last, price);
            stationary.push_back({root, (root - cost) * demand.shares(VectorXd::Constant(1, root))[0]});
        }
        below = now_below;
        last = price;
    }
    return stationary;
}

}  // namespace nephoscope::theory
