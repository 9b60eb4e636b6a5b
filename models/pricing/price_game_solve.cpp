#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <optional>

#include "models/pricing/price_game.h"
#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope {

using Eigen::VectorXd;

namespace {

constexpr double kTolerance = 1e-10;  ///< of log prices
constexpr double kLeastDamping = 1.0 / 32;
constexpr double kRecovery = 1.1;     ///< of the damping while replies keep their direction
constexpr int kPatience = 8;          ///< every so many replies Newton's step is tried
constexpr double kDifference = 1e-6;  ///< of log prices
constexpr double kLongestJump = 3;    ///< of log prices
constexpr int kDeviations = 40;       ///< grid over a setter's range, equal steps of log price
constexpr double kNoGain = 1e-9;      ///< relative gain that counts as none

/// Numerator and denominator of a setter's first-order condition: price = cost side / revenue side.
struct Condition {
    double cost = 0;     ///< Σ cost·e·units
    double revenue = 0;  ///< Σ revenue per unit of price·units
    double answer = 0;   ///< Σ revenue per unit of price·units·e

    /// The price that holds the condition, nothing where the setter nets nothing.
    std::optional<double> price(double least, double largest) const {
        if (revenue <= 0) return {};
        if (answer <= revenue) return largest;  // dearer pays more at any price
        return std::clamp(cost / (answer - revenue), least, largest);
    }
};

/// Conditions at one vector of prices.
class Conditions {
public:
    Conditions(const PriceGame& game, const GamePrices& prices)
        : game_(game),
          prices_(prices),
          sales_(game_sales(game, prices)),
          elasticity_(unit_elasticities(game, prices)) {}

    Condition of_lab(int lab) const {
        const auto l = static_cast<std::size_t>(lab);
        const double kept = 1 - game_.passed_on[l];
        Condition condition;
        for (int v = 0; v < game_.venues; ++v) {
            const std::size_t k = game_.offer(lab, v);
            double e = 0;
            for (int w = 0; w < game_.venues; ++w) e -= cross(k, game_.offer(lab, w));
            const UnitTerms& terms = game_.terms[k];
            const double taken = kept * terms.receipts.rate * sales_.units[k];
            condition.revenue += taken;
            condition.answer += taken * e;
            condition.cost += (terms.own_compute - kept * terms.receipts.fixed) * e * sales_.units[k];
        }
        return condition;
    }

    Condition of_cloud(int cloud) const {
        const auto c = static_cast<std::size_t>(cloud);
        Condition condition;
        for (int l = 0; l < game_.labs; ++l) {
            const auto i = static_cast<std::size_t>(l);
            const double price = prices_.list_price[i];
            const std::size_t here = game_.offer(l, cloud);
            for (int v = 0; v < game_.venues; ++v) {
                const std::size_t k = game_.offer(l, v);
                double e = 0;
                for (int m = 0; m < game_.labs; ++m) e -= cross(k, game_.offer(m, cloud));
                if (k != here) {
                    condition.cost -=
                        game_.interest[here] * receipts_per_unit(game_.terms[k], price) * e * sales_.units[k];
                    continue;
                }
                const double asked = game_.payout[c] * price * sales_.units[k];
                condition.revenue += asked;
                condition.answer += asked * e;
                condition.cost += (lab_payment(game_.terms[k], price) + game_.compute_cost[i]) * e * sales_.units[k];
            }
        }
        return condition;
    }

private:
    /// ∂ ln units_k/∂ ln of the price of offer j by its setters.
    double cross(std::size_t k, std::size_t j) const {
        return game_.listed[j] == 0 ? 0 : elasticity_[k * game_.share.size() + j];
    }
    const PriceGame& game_;
    const GamePrices& prices_;
    GameSales sales_;
    std::vector<double> elasticity_;
};

/// What every setter would ask if slopes and sales stayed as they are at `prices`.
GamePrices replies(const PriceGame& game, const GamePrices& prices) {
    const Conditions conditions(game, prices);
    GamePrices next = prices;
    for (int l = 0; l < game.labs; ++l) {
        const auto i = static_cast<std::size_t>(l);
        if (game.lab_sets[i] == 0) continue;
        next.list_price[i] =
            conditions.of_lab(l).price(game.least_price[i], game.largest_price[i]).value_or(prices.list_price[i]);
    }
    for (int v = 0; v < game.venues; ++v) {
        const auto i = static_cast<std::size_t>(v);
        if (game.venue_sets[i] == 0) continue;
        next.factor[i] =
            conditions.of_cloud(v).price(game.least_factor, game.largest_factor).value_or(prices.factor[i]);
    }
    return next;
}

/// The setters' log prices as a vector, and how far their replies lie from them.
class Search {
public:
    explicit Search(const PriceGame& game) : game_(game), start_{game.list_price, game.factor} {
        const Conditions conditions(game, start_);
        for (int l = 0; l < game.labs; ++l)
            if (game.lab_sets[static_cast<std::size_t>(l)] != 0 && conditions.of_lab(l).revenue > 0)
                setters_.push_back({true, static_cast<std::size_t>(l)});
        for (int v = 0; v < game.venues; ++v)
            if (game.venue_sets[static_cast<std::size_t>(v)] != 0 && conditions.of_cloud(v).revenue > 0)
                setters_.push_back({false, static_cast<std::size_t>(v)});
    }
    bool empty() const { return setters_.empty(); }
    VectorXd start() const { return logs(start_); }
    GamePrices reply(const VectorXd& y) const { return replies(game_, at(y)); }

    /// ln of each setter's reply at y, less y.
    VectorXd residual(const VectorXd& y) const { return logs(reply(y)) - y; }

    /// Newton's step y − J⁻¹r with forward differences; it does not heed how slowly replies settle.
    VectorXd newton(const VectorXd& y, const VectorXd& r) const {
        Eigen::MatrixXd jacobian(y.size(), y.size());
        for (Eigen::Index j = 0; j < y.size(); ++j) {
            VectorXd moved = y;
            moved[j] += kDifference;
            jacobian.col(j) = (residual(moved) - r) / kDifference;
        }
        return y - jacobian.partialPivLu().solve(r);
    }

private:
    struct Setter {
        bool is_lab;
        std::size_t index;
        double& price(GamePrices& prices) const { return is_lab ? prices.list_price[index] : prices.factor[index]; }
    };
    VectorXd logs(GamePrices prices) const {
        VectorXd y(static_cast<Eigen::Index>(setters_.size()));
        for (std::size_t i = 0; i < setters_.size(); ++i)
            y[static_cast<Eigen::Index>(i)] = math::log(setters_[i].price(prices));
        return y;
    }
    GamePrices at(const VectorXd& y) const {
        GamePrices prices = start_;
        for (std::size_t i = 0; i < setters_.size(); ++i)
            setters_[i].price(prices) = math::exp(y[static_cast<Eigen::Index>(i)]);
        return prices;
    }

    const PriceGame& game_;
    GamePrices start_;             ///< last month's
    std::vector<Setter> setters_;  ///< those who net something
};

/// Raises NoEquilibrium when some price `at(share of the range)` of a setter pays it more than the one it has.
template <class Payoff>
void check_setter(const char* kind, int setter, double& price, double least, double largest, const Payoff& payoff) {
    const double here = price, now = payoff(), range = math::log(largest / least);
    for (int i = 0; i <= kDeviations; ++i) {
        price = least * math::exp(range * i / kDeviations);
        const double gain = payoff() - now;
        if (gain > kNoGain * std::max(std::fabs(now), 1e-6))
            throw theory::NoEquilibrium(
                fmt::format("{} {} would rather ask {:.6g} than {:.6g}", kind, setter, price, here), gain, 0);
    }
    price = here;
}

void check_deviations(const PriceGame& game, const GamePrices& prices) {
    const Conditions conditions(game, prices);
    GamePrices trial = prices;
    for (int l = 0; l < game.labs; ++l) {
        const auto i = static_cast<std::size_t>(l);
        if (game.lab_sets[i] == 0 || conditions.of_lab(l).revenue <= 0) continue;
        check_setter("lab", l, trial.list_price[i], game.least_price[i], game.largest_price[i],
                     [&] { return lab_payoff(game, trial, l); });
    }
    for (int v = 0; v < game.venues; ++v) {
        const auto i = static_cast<std::size_t>(v);
        if (game.venue_sets[i] == 0 || conditions.of_cloud(v).revenue <= 0) continue;
        check_setter("cloud", v, trial.factor[i], game.least_factor, game.largest_factor,
                     [&] { return cloud_payoff(game, trial, v); });
    }
}

}  // namespace

GamePrices solve(const PriceGame& game, int most_iterations) {
    const Search search(game);
    if (search.empty()) return {game.list_price, game.factor};
    VectorXd y = search.start(), r = search.residual(y);
    double damping = 1, distance = r.cwiseAbs().maxCoeff();
    for (int i = 1; i <= most_iterations; ++i) {
        if (distance <= kTolerance) {
            const GamePrices prices = search.reply(y);
            check_deviations(game, prices);
            return prices;
        }
        VectorXd next = y + damping * r, left = search.residual(next);
        if (i % kPatience == 0) {
            const VectorXd jump = search.newton(y, r);
            const bool sane = jump.allFinite() && (jump - y).cwiseAbs().maxCoeff() < kLongestJump;
            const VectorXd after = sane ? search.residual(jump) : left;
            if (after.cwiseAbs().maxCoeff() < left.cwiseAbs().maxCoeff()) next = jump, left = after;
        }
        const bool overshot = left.dot(r) < 0;
        damping = overshot ? std::max(kLeastDamping, damping / 2) : std::min(1.0, damping * kRecovery);
        y = next, r = left, distance = r.cwiseAbs().maxCoeff();
    }
    throw theory::NoConvergence("the equilibrium of price setters", distance, most_iterations);
}

}  // namespace nephoscope
