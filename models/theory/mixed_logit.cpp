#include "models/theory/mixed_logit.h"

#include <cmath>
#include <limits>
#include <utility>

#include "models/theory/errors.h"
#include "models/theory/quadrature.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void check(const MixedMarket& market) {
    const long products = static_cast<long>(market.mean_utility.size());
    require_size("p", static_cast<long>(market.price.size()), products);
    for (const double price : market.price) require(std::isfinite(price), "p", price, "finite");
    for (const double delta : market.mean_utility) {
        require(delta < std::numeric_limits<double>::infinity(), "delta", delta, "a number below infinity");
    }
    const PriceCoefficient& a = market.price_coefficient;
    require(std::isfinite(a.location), "price_coefficient", a.location, "finite in location");
    require(std::isfinite(a.spread) && a.spread >= 0.0, "price_coefficient", a.spread, "at least 0 in spread");
    if (!market.characteristic) return;
    const CharacteristicCoefficient& b = *market.characteristic;
    require_size("x", static_cast<long>(b.characteristic.size()), products);
    for (const double x : b.characteristic) require(std::isfinite(x), "x", x, "finite");
    require(std::isfinite(b.spread) && b.spread >= 0.0, "x_coefficient_sd", b.spread, "at least 0");
    require(std::fabs(b.correlation) <= 1.0, "correlation", b.correlation, "in [-1, 1]");
}

TasteTypes one_dimensional(const MixedMarket& market, const NormalRule& rule) {
    TasteTypes types{rule.weight, Eigen::VectorXd(rule.node.size()),
                     Eigen::MatrixXd::Zero(rule.node.size(), market.mean_utility.size())};
    for (Eigen::Index i = 0; i < rule.node.size(); ++i) {
        types.price_coefficient[i] = market.price_coefficient.at(rule.node[i]);
    }
    return types;
}

TasteTypes two_dimensional(const MixedMarket& market, const NormalRule2& rule) {
    const CharacteristicCoefficient& b = *market.characteristic;
    TasteTypes types{rule.weight, Eigen::VectorXd(rule.weight.size()),
                     Eigen::MatrixXd(rule.weight.size(), market.mean_utility.size())};
    const double rest = std::sqrt((1.0 - b.correlation) * (1.0 + b.correlation));
    for (Eigen::Index i = 0; i < rule.weight.size(); ++i) {
        const double draw = b.correlation * rule.node(i, 0) + rest * rule.node(i, 1);
        types.price_coefficient[i] = market.price_coefficient.at(rule.node(i, 0));
        types.utility_shift.row(i) = b.spread * draw * b.characteristic.transpose();
    }
    return types;
}

ChoiceLaw law_of_type(const MixedMarket& market, const TasteTypes& types, Eigen::Index i) {
    ChoiceSet set;
    set.utility =
        market.mean_utility + types.price_coefficient[i] * market.price + types.utility_shift.row(i).transpose();
    set.outside = market.outside;
    set.available = market.available;
    return logit(set);
}

/// Second moments of the probabilities around the mean shares, for which a second pass avoids cancellation.
void add_second_moments(const MixedMarket& market, const TasteTypes& types, MixedLaw& law) {
    const Eigen::Index n = law.demand.share.size();
    Eigen::VectorXd variance = Eigen::VectorXd::Zero(n);
    law.repeated_choice.setZero(n, n);
    for (Eigen::Index i = 0; i < types.weight.size(); ++i) {
        const Eigen::VectorXd probability = law_of_type(market, types, i).probability;
        variance += types.weight[i] * (probability - law.demand.share).cwiseAbs2();
        law.repeated_choice += types.weight[i] * probability * probability.transpose();
    }
    law.probability_sd = variance.cwiseSqrt();
    law.indicator_sd = (law.demand.share.array() * (1.0 - law.demand.share.array())).sqrt();
}

/// Everything but the second moments.
MixedLaw first_moments(const MixedMarket& market, const TasteTypes& types) {
    const PriceCoefficient& a = market.price_coefficient;
    const bool has_surplus = a.law == PriceCoefficient::Law::lognormal || (a.spread == 0.0 && a.location < 0.0);
    const Eigen::Index n = market.mean_utility.size();
    MixedLaw law;
    law.utility_derivative.setZero(n, n);
    double surplus = 0.0;
    for (Eigen::Index i = 0; i < types.weight.size(); ++i) {
        const ChoiceLaw choice = law_of_type(market, types, i);
        const double weight = types.weight[i];
        const double alpha = -types.price_coefficient[i];
        add_response(law.demand, weight, choice, alpha);
        law.utility_derivative += weight * probability_derivative(choice);
        law.mean_logsum += weight * choice.logsum;
        if (has_surplus) surplus += weight * choice.logsum / alpha;
    }
    if (has_surplus) law.demand.mean_consumer_surplus = surplus;
    return law;
}

/// The largest movement between two rules, relative to size where that exceeds 1.
double movement(const MixedLaw& coarse, const MixedLaw& fine) {
    const auto change = [](double before, double after) {
        return std::fabs(after - before) / std::fmax(1.0, std::fabs(after));
    };
    double worst = change(coarse.mean_logsum, fine.mean_logsum);
    if (fine.demand.mean_consumer_surplus) {
        worst = std::fmax(worst, change(*coarse.demand.mean_consumer_surplus, *fine.demand.mean_consumer_surplus));
    }
    for (Eigen::Index k = 0; k < fine.demand.share.size(); ++k) {
        worst = std::fmax(worst, change(coarse.demand.share[k], fine.demand.share[k]));
        for (Eigen::Index j = 0; j < fine.demand.share.size(); ++j) {
            worst = std::fmax(worst, change(coarse.demand.price_derivative(k, j), fine.demand.price_derivative(k, j)));
        }
    }
    return worst;
}

/// The first rule that agrees with the next coarser one, and its law.
std::pair<TasteTypes, MixedLaw> settle(const MixedMarket& market) {
    const int finest = market.characteristic ? 64 : 4096;
    int steps = 4;
    TasteTypes types = trapezoid_types(market, steps);
    MixedLaw coarse = first_moments(market, types);
    double moved = 0.0;
    while (steps < finest) {
        steps *= 2;
        types = trapezoid_types(market, steps);
        MixedLaw fine = first_moments(market, types);
        moved = movement(coarse, fine);
        if (moved < 1e-13) return {std::move(types), std::move(fine)};
        coarse = std::move(fine);
    }
    throw NoConvergence("the quadrature of the mixed logit", moved, steps);
}

}  // namespace

double PriceCoefficient::at(double nu) const {
    const double index = location + spread * nu;
    return law == Law::normal ? index : -math::exp(index);
}

TasteTypes trapezoid_types(const MixedMarket& market, int steps_per_unit) {
    check(market);
    const bool random_characteristic = market.characteristic && market.characteristic->spread > 0.0;
    if (random_characteristic) return two_dimensional(market, product_rule(normal_trapezoid(steps_per_unit)));
    if (market.price_coefficient.spread > 0.0) return one_dimensional(market, normal_trapezoid(steps_per_unit));
    return one_dimensional(market, gauss_hermite(1));
}

TasteTypes gauss_hermite_types(const MixedMarket& market, int n) {
    check(market);
    if (market.characteristic) throw ArgumentError("x", "random", "absent for a rule in one dimension");
    return one_dimensional(market, gauss_hermite(n));
}

MixedLaw mixed_logit(const MixedMarket& market, const TasteTypes& types) {
    check(market);
    MixedLaw law = first_moments(market, types);
    add_second_moments(market, types, law);
    return law;
}

MixedLaw mixed_logit(const MixedMarket& market) {
    auto [types, law] = settle(market);
    add_second_moments(market, types, law);
    return law;
}

TasteTypes settled_types(const MixedMarket& market) { return settle(market).first; }

}  // namespace nephoscope::theory
