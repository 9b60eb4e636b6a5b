#include "models/pricing/price_game.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/theory/equilibrium.h"
#include "models/theory/errors.h"

namespace nephoscope {
namespace {

/// Labs sold direct only, lab ℓ at venue ℓ, each at unit cost `cost`; all set prices.
PriceGame direct_labs(const std::vector<double>& share, const std::vector<double>& cost) {
    PriceGame game;
    game.demand = {3, 0.25, 1.4, 1};
    game.labs = game.venues = static_cast<int>(share.size());
    const std::size_t n = share.size();
    game.share.assign(n * n, 0);
    game.listed.assign(n * n, 1);
    game.terms.assign(n * n, {});
    game.interest.assign(n * n, 0);
    game.list_price.assign(n, 1);
    game.factor.assign(n, 1);
    game.passed_on.assign(n, 0);
    game.compute_cost.assign(n, 0);
    game.payout.assign(n, 1);
    game.lab_sets.assign(n, 1);
    game.venue_sets.assign(n, 0);
    game.least_price.assign(n, 1e-3);
    game.largest_price.assign(n, 1e3);
    for (std::size_t l = 0; l < n; ++l) {
        game.share[l * n + l] = share[l];
        game.terms[l * n + l] = {{1, 0}, cost[l], false};
    }
    return game;
}

/// Labs × clouds of wholesale terms: every cloud pays 0.5 of the list price and 0.2 for power per unit; clouds set.
PriceGame clouds(int labs, int venues, const std::vector<double>& share) {
    PriceGame game;
    game.demand = {3, 0.25, 1.1, 1};
    game.labs = labs, game.venues = venues;
    const auto l = static_cast<std::size_t>(labs), v = static_cast<std::size_t>(venues);
    game.share = share;
    game.listed.assign(l * v, 1);
    game.terms.assign(l * v, {{0.5, 0}, 0, false});
    game.interest.assign(l * v, 0);
    game.list_price.assign(l, 1);
    game.factor.assign(v, 1);
    game.passed_on.assign(l, 0);
    game.compute_cost.assign(l, 0.2);
    game.payout.assign(v, 1);
    game.lab_sets.assign(l, 0);
    game.venue_sets.assign(v, 1);
    game.least_price.assign(l, 0.25);
    game.largest_price.assign(l, 4);
    return game;
}

TEST(PriceGame, OfSymmetricLabsEndsAtTheMarkupOfK15) {
    for (const int n : {1, 2, 4, 8}) {
        const std::vector<double> share(static_cast<std::size_t>(n), 1.0 / n), cost(static_cast<std::size_t>(n), 0.5);
        const double e = 1 + 3 * (1 - 1.0 / n) + 0.4 / n;
        for (const double price : solve(direct_labs(share, cost)).list_price)
            EXPECT_NEAR(price, 0.5 * e / (e - 1), 1e-9) << n << " labs";
    }
}

TEST(PriceGame, StartsFromLastMonthsSharesAndPerceivedElasticities) {
    for (const double reach : {1.0, 0.3}) {
        PriceGame game = clouds(2, 3, {0.3, 0.1, 0.1, 0.1, 0.2, 0.2});
        game.demand.reach = reach;
        game.list_price = {1, 2};
        const GamePrices now{game.list_price, game.factor};
        const GameSales sales = game_sales(game, now);
        for (std::size_t o = 0; o < 6; ++o) {
            EXPECT_NEAR(sales.share[o], game.share[o], 1e-14);
            EXPECT_NEAR(sales.units[o], game.share[o] / game.list_price[o / 3], 1e-14);
        }
        const std::vector<double> e = unit_elasticities(game, now);
        // All prices of lab 0; the price of cloud 0 for lab 0, over both labs.
        double lab = 0, retained = 0;
        for (std::size_t v = 0; v < 3; ++v) lab -= e[0 * 6 + v];
        EXPECT_NEAR(lab, lab_elasticity(game.demand, 0.5), 1e-12);
        const double own = -(e[0 * 6 + 0] + e[0 * 6 + 3]);
        EXPECT_NEAR(own, offer_elasticity(game.demand, 0.6, 0.4), 1e-12);
        for (std::size_t v = 1; v < 3; ++v) retained += sales.units[v] * (e[v * 6 + 0] + e[v * 6 + 3]);
        EXPECT_NEAR(retained / (sales.units[0] * own), retained_units(game.demand, 0.6, 0.4), 1e-12);
    }
}

TEST(PriceGame, ElasticitiesAgreeWithFiniteDifferencesAwayFromLastMonth) {
    const PriceGame game = clouds(2, 3, {0.3, 0.1, 0.1, 0.1, 0.2, 0.2});
    const GamePrices now{{1.2, 0.7}, {1.1, 0.9, 1}};
    const std::vector<double> e = unit_elasticities(game, now);
    const double step = 1e-5;
    for (int venue = 0; venue < 3; ++venue) {
        GamePrices up = now, down = now;
        up.factor[static_cast<std::size_t>(venue)] *= std::exp(step);
        down.factor[static_cast<std::size_t>(venue)] *= std::exp(-step);
        const GameSales high = game_sales(game, up), low = game_sales(game, down);
        for (std::size_t k = 0; k < 6; ++k) {
            const auto v = static_cast<std::size_t>(venue);
            EXPECT_NEAR(e[k * 6 + v] + e[k * 6 + 3 + v], std::log(high.units[k] / low.units[k]) / (2 * step), 1e-7);
        }
    }
}

/// The logit of models/theory with the game's own and cross elasticities at `prices`, in prices relative to them: price
/// coefficient 1 + α and an outside good of share η/(1 + α). Products are the labs.
theory::ChoiceDemand local_logit(const PriceGame& game, const GameSales& sales) {
    const double alpha = game.demand.taste_precision, outside = game.demand.demand_elasticity / (1 + alpha);
    Eigen::VectorXd utility(game.labs);
    for (int l = 0; l < game.labs; ++l)
        utility[l] = std::log((1 - outside) * sales.share[game.offer(l, l)]) + (1 + alpha);
    return theory::logit_demand(utility, 1 + alpha, std::log(outside));
}

TEST(PriceGame, OfUnequalLabsIsAnEquilibriumOfTheory) {
    const PriceGame game = direct_labs({0.5, 0.3, 0.2}, {0.5, 0.6, 0.3});
    const GamePrices prices = solve(game);
    const GameSales sales = game_sales(game, prices);
    const theory::ChoiceDemand demand = local_logit(game, sales);
    Eigen::VectorXd cost(3);
    for (int l = 0; l < 3; ++l) {
        const auto i = static_cast<std::size_t>(l);
        cost[l] = game.terms[game.offer(l, l)].own_compute / prices.list_price[i];
        const double e = lab_elasticity(game.demand, sales.share[game.offer(l, l)]);
        EXPECT_NEAR(cost[l], 1 - 1 / e, 1e-9) << "the Lerner rule at the equilibrium's shares";
    }
    const theory::Contracts contracts = theory::ownership({0, 1, 2}, cost);
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(3);
    EXPECT_LT(theory::first_order_conditions(demand, contracts, ones).cwiseAbs().maxCoeff(), 1e-9);
    const theory::Equilibrium found = theory::find_equilibrium(demand, contracts);
    EXPECT_LT((found.prices - ones).cwiseAbs().maxCoeff(), 1e-8);
    // And elsewhere it is none: a dearer rival cost moves it.
    EXPECT_GT(
        theory::first_order_conditions(demand, theory::ownership({0, 1, 2}, 1.1 * cost), ones).cwiseAbs().maxCoeff(),
        1e-2);
}

/// Central difference of a setter's payoff in the log of its price.
template <class Payoff>
double slope(double& price, const Payoff& payoff) {
    const double here = price, step = 1e-5;
    price = here * std::exp(step);
    const double up = payoff();
    price = here * std::exp(-step);
    const double down = payoff();
    price = here;
    return (up - down) / (2 * step);
}

TEST(PriceGame, OfLabsAndCloudsAtOnceHoldsEveryFirstOrderCondition) {
    PriceGame game = clouds(2, 3, {0.3, 0.1, 0.1, 0.1, 0.2, 0.2});
    game.lab_sets = {1, 1};
    game.venue_sets = {1, 1, 0};
    game.terms[2] = {{1, 0}, 0.4, false};     // lab 0 direct at venue 2
    game.terms[3] = {{0.75, -0.3}, 0, true};  // lab 1 at cloud 0: gross-profit split
    game.terms[4] = {{0.7, 0}, 0.4, false};   // lab 1 at cloud 1: agency
    game.terms[5] = {{1, 0}, 0.4, false};
    game.passed_on = {0.2, 0};
    game.interest[0] = 0.2 + 0.25 * 0.5;  // cloud 0 in lab 0
    game.payout = {0.95, 0.9, 1};
    game.demand.reach = 0.8;
    GamePrices prices = solve(game);
    for (int l = 0; l < 2; ++l) {
        const auto i = static_cast<std::size_t>(l);
        ASSERT_TRUE(prices.list_price[i] > 0.26 && prices.list_price[i] < 3.9) << prices.list_price[i];
        EXPECT_NEAR(slope(prices.list_price[i], [&] { return lab_payoff(game, prices, l); }), 0, 1e-8) << "lab " << l;
    }
    for (int v = 0; v < 2; ++v) {
        const auto i = static_cast<std::size_t>(v);
        ASSERT_TRUE(prices.factor[i] > 0.71 && prices.factor[i] < 1.29) << prices.factor[i];
        EXPECT_NEAR(slope(prices.factor[i], [&] { return cloud_payoff(game, prices, v); }), 0, 1e-8) << "cloud " << v;
    }
    EXPECT_EQ(prices.factor[2], 1);
    const double soft = prices.factor[0];
    game.interest[0] = 0;
    EXPECT_LT(solve(game).factor[0], soft) << "a stake softens the holder's pricing";
    prices.factor[0] = 1.25;
    EXPECT_GT(std::fabs(slope(prices.factor[0], [&] { return cloud_payoff(game, prices, 0); })), 1e-3);
}

TEST(PriceGame, WithCaptivesAndAPerfectSubstituteHasNoEquilibrium) {
    // Two clouds with a captive lab each and one lab that both sell, nearly the same product: undercut for the shared
    // one, or harvest the captive. Varian 1980: no equilibrium in pure prices.
    PriceGame game = clouds(3, 2, {0.35, 0, 0, 0.35, 0.15, 0.15});
    game.terms.assign(6, {{0.5, 0}, 0, false});
    game.compute_cost = {0.45, 0.45, 0.45};
    game.demand.nest_dissimilarity = 0.01;
    EXPECT_THROW(solve(game), theory::NoEquilibrium);
    game.demand.nest_dissimilarity = 0.9;
    EXPECT_NO_THROW(solve(game));
}

TEST(PriceGame, LeavesSettersWhoNetNothing) {
    PriceGame game = direct_labs({0.5, 0.5}, {0.5, 0.5});
    game.terms[0] = {};
    const GamePrices prices = solve(game);
    EXPECT_EQ(prices.list_price[0], 1);
    EXPECT_NE(prices.list_price[1], 1);
    game.terms[3] = {};
    EXPECT_EQ(solve(game).list_price, game.list_price) << "no one nets anything";
}

TEST(PriceGame, EndsAtTheEndOfARange) {
    PriceGame game = direct_labs({0.5, 0.5}, {0.5, 0.5});
    game.largest_price = {0.6, 0.6};
    for (const double price : solve(game).list_price) EXPECT_EQ(price, 0.6);
    game = direct_labs({1}, {0.5});
    game.demand.demand_elasticity = 1.05;
    game.largest_price = {4};
    EXPECT_EQ(solve(game).list_price[0], 4) << "the Lerner price is 10.5";
    game.demand.demand_elasticity = 1;
    EXPECT_EQ(solve(game).list_price[0], 4) << "spend stands still whatever the price";
}

TEST(PriceGame, SaysWhenItDoesNotSettle) {
    const PriceGame game = direct_labs({0.5, 0.3, 0.2}, {0.5, 0.6, 0.3});
    EXPECT_THROW(solve(game, 3), theory::NoConvergence);
    EXPECT_NO_THROW(solve(game));
}

/// Labs, clouds, terms, stakes and parameters at random.
PriceGame random_game(unsigned seed) {
    std::mt19937 engine(seed);
    const auto any = [&](double from, double to) { return std::uniform_real_distribution<double>(from, to)(engine); };
    PriceGame game = clouds(4, 6, std::vector<double>(24, 0));
    game.demand = {any(1.5, 6), any(0.1, 1), any(1, 1.4), any(0.05, 1)};
    game.lab_sets.assign(4, 1);
    game.venue_sets = {1, 1, 1, 1, 0, 0};
    game.passed_on = {0.2, 0, 0, 0};
    double total = 0;
    for (double& share : game.share) total += share = any(0, 1) < 0.5 ? any(0, 1) : 0;
    for (double& share : game.share) share /= total;
    for (std::size_t o = 0; o < 24; ++o) {
        const double form = any(0, 1), rate = any(0, 0.5);
        if (o % 6 >= 4)
            game.terms[o] = {{1, 0}, 0.4, false};
        else if (form < 0.3)
            game.terms[o] = {{rate, 0}, 0, false};
        else if (form < 0.8)
            game.terms[o] = {{1 - rate, -(1 - rate) * 0.4}, 0, true};
        else
            game.terms[o] = {{1 - rate, 0}, 0.4, false};
        game.interest[o] = o % 6 < 4 && any(0, 1) < 0.3 ? any(0, 0.3) : 0;
    }
    return game;
}

TEST(PriceGame, SolvesNearlyAllRandomGamesAndSolutionsHold) {
    int solved = 0;
    for (unsigned seed = 0; seed < 60; ++seed) {
        const PriceGame game = random_game(seed);
        GamePrices prices;
        try {
            prices = solve(game);
        } catch (const theory::NoEquilibrium&) {
            continue;
        }
        ++solved;
        for (int v = 0; v < 4; ++v) {
            double& factor = prices.factor[static_cast<std::size_t>(v)];
            const double change = slope(factor, [&] { return cloud_payoff(game, prices, v); });
            const double limit = 1e-7;
            EXPECT_TRUE(std::fabs(change) < limit || (factor == game.least_factor && change < 0) ||
                        (factor == game.largest_factor && change > 0))
                << "seed " << seed << ", cloud " << v << ", factor " << factor << ", slope " << change;
        }
    }
    EXPECT_GE(solved, 57);
}

}  // namespace
}  // namespace nephoscope
