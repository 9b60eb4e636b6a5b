#include "models/theory/qlearning_market.h"

#include <cmath>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void check(const SymmetricLogitMarket& market) {
    require(market.firms >= 1, "firms", market.firms, "1 or more");
    require_finite_argument("quality", market.quality);
    require_finite_argument("marginal_cost", market.marginal_cost);
    require_finite_argument("outside_quality", market.outside_quality);
    require(market.differentiation > 0 && std::isfinite(market.differentiation), "differentiation",
            market.differentiation, "finite and above 0");
}

/// 1 − `products`·s at equal prices c + μ·`markup`.
double complement_of_share(const SymmetricLogitMarket& market, double markup, int products) {
    const double relative =
        (market.quality - market.marginal_cost - market.outside_quality) / market.differentiation - markup;
    const double others = market.firms - products + math::exp(-relative);  // in units of one product's attraction
    return others / (others + products);
}

/// The mark-up y = (p − c)/μ of a firm that internalises `products` of the equal products: y·(1 − products·s(y)) = 1.
/// The left side rises in y; bisection to neighbouring numbers.
double relative_markup(const SymmetricLogitMarket& market, int products) {
    const auto excess = [&](double y) { return y * complement_of_share(market, y, products) - 1; };
    double low = 1, high = 2;
    while (excess(high) < 0) high *= 2;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return middle;
        (excess(middle) < 0 ? low : high) = middle;
    }
}

}  // namespace

Eigen::VectorXd profits(const SymmetricLogitMarket& market, const Eigen::VectorXd& prices) {
    check(market);
    require_size("prices", prices.size(), market.firms);
    require_finite_elements("prices", prices);
    Eigen::VectorXd utility(market.firms + 1);
    utility.head(market.firms) = ((market.quality - prices.array()) / market.differentiation).matrix();
    utility(market.firms) = market.outside_quality / market.differentiation;
    const double logsum = math::log_sum_exp(utility.data(), market.firms + 1);
    Eigen::VectorXd result(market.firms);
    for (Eigen::Index i = 0; i < market.firms; ++i) {
        result(i) = (prices(i) - market.marginal_cost) * math::exp(utility(i) - logsum);
    }
    return result;
}

PriceBenchmarks price_benchmarks(const SymmetricLogitMarket& market) {
    check(market);
    const double mu = market.differentiation;
    const double nash = relative_markup(market, 1);
    const double monopoly = relative_markup(market, market.firms);
    PriceBenchmarks benchmarks;
    benchmarks.nash_price = market.marginal_cost + mu * nash;
    benchmarks.monopoly_price = market.marginal_cost + mu * monopoly;
    const auto profit_at = [&](double price) {
        return profits(market, Eigen::VectorXd::Constant(market.firms, price))(0);
    };
    benchmarks.nash_profit = profit_at(benchmarks.nash_price);
    benchmarks.monopoly_profit = profit_at(benchmarks.monopoly_price);
    benchmarks.nash_residual = mu * std::fabs(nash - 1 / complement_of_share(market, nash, 1));
    benchmarks.monopoly_residual = mu * std::fabs(monopoly - 1 / complement_of_share(market, monopoly, market.firms));
    return benchmarks;
}

double profit_gain(const PriceBenchmarks& benchmarks, double mean_profit) {
    return (mean_profit - benchmarks.nash_profit) / (benchmarks.monopoly_profit - benchmarks.nash_profit);
}

Eigen::VectorXd price_grid(const PriceBenchmarks& benchmarks, int prices, double margin) {
    require(prices >= 2, "prices", prices, "2 or more");
    require(margin >= 0 && std::isfinite(margin), "margin", margin, "finite and at least 0");
    const double gap = benchmarks.monopoly_price - benchmarks.nash_price;
    Eigen::VectorXd grid(prices);
    for (int k = 0; k < prices; ++k) {
        grid(k) = benchmarks.nash_price - margin * gap + k * (1 + 2 * margin) * gap / (prices - 1);
    }
    return grid;
}

ProfitTable::ProfitTable(const SymmetricLogitMarket& market, const Eigen::VectorXd& grid)
    : firms_(market.firms), prices_(static_cast<int>(grid.size())), joint_actions_(1), firms_size_(0) {
    check(market);
    require_finite_elements("grid", grid);
    for (int i = 0; i < firms_; ++i) {
        require(joint_actions_ <= 20'000'000 / (prices_ * firms_), "firms", firms_,
                fmt::format("few enough for {} prices", prices_));
        joint_actions_ *= prices_;
    }
    firms_size_ = static_cast<std::size_t>(firms_);
    profits_.reserve(static_cast<std::size_t>(joint_actions_) * firms_size_);
    Eigen::VectorXd chosen(firms_);
    for (int joint = 0; joint < joint_actions_; ++joint) {
        for (int firm = 0; firm < firms_; ++firm) chosen(firm) = grid(action_of(joint, firm));
        const Eigen::VectorXd earned = theory::profits(market, chosen);
        profits_.insert(profits_.end(), earned.begin(), earned.end());
    }
}

int ProfitTable::action_of(int joint_action, int firm) const {
    for (int later = firms_ - 1; later > firm; --later) joint_action /= prices_;
    return joint_action % prices_;
}

Eigen::VectorXd ProfitTable::mean_over_rivals() const {
    const int rivals = joint_actions_ / prices_;
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(prices_);
    for (int joint = 0; joint < joint_actions_; ++joint) mean(action_of(joint, 0)) += at(joint)[0];
    return mean / rivals;
}

}  // namespace nephoscope::theory
