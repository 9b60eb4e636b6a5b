#include "models/pricing/price_game.h"

#include "models/theory/choice_nested.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

/// a and a/λ of the whole market's perceived demand.
double taste(const PerceivedDemand& d) {
    return d.reach * d.taste_precision + (1 - d.reach) * (d.demand_elasticity - 1);
}
double taste_within(const PerceivedDemand& d) {
    return d.reach * d.taste_precision / d.nest_dissimilarity + (1 - d.reach) * (d.demand_elasticity - 1);
}

/// The offers that were bought, as a nested logit with one nest per lab.
struct BoughtOffers {
    std::vector<std::size_t> offer;  ///< [alternatives]
    theory::NestedLaw law;
};

BoughtOffers choice_of(const PriceGame& game, const GamePrices& prices) {
    BoughtOffers bought;
    const double a = taste(game.demand), lambda = a / taste_within(game.demand);
    std::vector<int> nest;
    std::vector<double> utility;
    int nests = 0;
    for (int l = 0; l < game.labs; ++l) {
        double lab_share = 0;
        for (int v = 0; v < game.venues; ++v) lab_share += game.share[game.offer(l, v)];
        if (lab_share <= 0) continue;
        const auto i = static_cast<std::size_t>(l);
        for (int v = 0; v < game.venues; ++v) {
            const std::size_t o = game.offer(l, v), j = static_cast<std::size_t>(v);
            if (game.share[o] <= 0) continue;
            const double dearer =
                game.listed[o] == 0 ? 1 : prices.list_price[i] / game.list_price[i] * prices.factor[j] / game.factor[j];
            bought.offer.push_back(o);
            nest.push_back(nests);
            utility.push_back(math::log(lab_share) + lambda * math::log(game.share[o] / lab_share) -
                              a * math::log(dearer));
        }
        ++nests;
    }
    theory::ChoiceSet set;
    set.utility = Eigen::Map<const Eigen::VectorXd>(utility.data(), static_cast<Eigen::Index>(utility.size()));
    theory::NestLevel level;
    level.nest = nest;
    level.dissimilarity = Eigen::VectorXd::Constant(nests, lambda);
    bought.law = theory::nested_logit(set, {level});
    return bought;
}

}  // namespace

GameSales game_sales(const PriceGame& game, const GamePrices& prices) {
    const BoughtOffers bought = choice_of(game, prices);
    GameSales sales{std::vector<double>(game.share.size(), 0), std::vector<double>(game.share.size(), 0)};
    const double spend = math::exp((game.demand.demand_elasticity - 1) * bought.law.choice.logsum / taste(game.demand));
    for (std::size_t i = 0; i < bought.offer.size(); ++i) {
        const std::size_t o = bought.offer[i], l = o / static_cast<std::size_t>(game.venues),
                          v = o % static_cast<std::size_t>(game.venues);
        const double price = game.listed[o] != 0 ? prices.list_price[l] * prices.factor[v] : game.list_price[l];
        sales.share[o] = bought.law.choice.probability[static_cast<Eigen::Index>(i)];
        sales.units[o] = sales.share[o] * spend / price;
    }
    return sales;
}

std::vector<double> unit_elasticities(const PriceGame& game, const GamePrices& prices) {
    const BoughtOffers bought = choice_of(game, prices);
    const Eigen::MatrixXd slope = theory::log_probability_derivative(bought.law.choice);
    const std::size_t offers = game.share.size();
    std::vector<double> result(offers * offers, 0);
    for (std::size_t k = 0; k < bought.offer.size(); ++k)
        for (std::size_t j = 0; j < bought.offer.size(); ++j) {
            const auto row = static_cast<Eigen::Index>(k), column = static_cast<Eigen::Index>(j);
            result[bought.offer[k] * offers + bought.offer[j]] =
                -taste(game.demand) * slope(row, column) -
                (game.demand.demand_elasticity - 1) * bought.law.choice.probability[column] - (k == j ? 1 : 0);
        }
    return result;
}

double lab_payoff(const PriceGame& game, const GamePrices& prices, int lab) {
    const GameSales sales = game_sales(game, prices);
    const auto l = static_cast<std::size_t>(lab);
    double payoff = 0;
    for (int v = 0; v < game.venues; ++v) {
        const std::size_t o = game.offer(lab, v);
        const double kept = (1 - game.passed_on[l]) * game.terms[o].receipts.at(prices.list_price[l]);
        payoff += sales.units[o] * (kept - game.terms[o].own_compute);
    }
    return payoff;
}

double cloud_payoff(const PriceGame& game, const GamePrices& prices, int cloud) {
    const GameSales sales = game_sales(game, prices);
    const auto c = static_cast<std::size_t>(cloud);
    double payoff = 0;
    for (int l = 0; l < game.labs; ++l) {
        const auto i = static_cast<std::size_t>(l);
        const double price = prices.list_price[i];
        const std::size_t here = game.offer(l, cloud);
        const double margin =
            game.payout[c] * price * prices.factor[c] - lab_payment(game.terms[here], price) - game.compute_cost[i];
        payoff += sales.units[here] * margin;
        for (int v = 0; v < game.venues; ++v)
            if (v != cloud)
                payoff += sales.units[game.offer(l, v)] * game.interest[here] *
                          receipts_per_unit(game.terms[game.offer(l, v)], price);
    }
    return payoff;
}

}  // namespace nephoscope
