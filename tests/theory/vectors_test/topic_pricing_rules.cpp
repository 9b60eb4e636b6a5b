#include <Eigen/Core>
#include <limits>
#include <vector>

#include "models/theory/equilibrium.h"
#include "models/theory/pricing_grid.h"
#include "models/theory/pricing_logit.h"
#include "models/theory/qlearning_market.h"
#include "tests/theory/vectors_test/harness.h"
#include "tests/theory/vectors_test/pricing_inputs.h"

/// The kinds of topic pricing_bertrand about rules and answers rather than equilibria.
namespace nephoscope::vectors {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();

Json closed_form_monopoly(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const double delta = number(inputs.at("delta"));
    const double alpha = number(inputs.at("alpha"));
    const double cost = number(inputs.at("cost"));
    const double outside = outside_of(inputs).value_or(-infinity);
    const theory::Monopoly found = theory::logit_monopoly(delta, alpha, cost, outside);
    const double w = theory::lambert_w_of_exp(delta - alpha * cost - 1.0 - outside);
    return {{"price", found.price},
            {"share", found.share},
            {"profit", found.profit},
            {"share_closed_form_w_over_1_plus_w", w / (1.0 + w)}};
}

theory::LogitMarket logit_market(const Json& inputs) {
    theory::LogitMarket market;
    market.mean_utility = vector_of(inputs.at("delta"));
    market.price_coefficient = number(inputs.at("alpha"));
    market.cost = vector_of(inputs.at("cost"));
    market.firm = firms_of(inputs, market.cost.size());
    market.outside_utility = outside_of(inputs);
    return market;
}

Json best_response_dynamics(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::LogitMarket market = logit_market(inputs);
    const auto order = inputs.at("mode") == "sequential" ? theory::BestResponseOrder::sequential
                                                         : theory::BestResponseOrder::simultaneous;
    const MatrixXd path =
        theory::best_response_path(market, vector_of(inputs.at("p0")), inputs.at("steps").get<int>(), order);
    const theory::Equilibrium limit =
        theory::find_equilibrium(market_demand(inputs), theory::ownership(market.firm, market.cost));
    return {{"price_path_t_j", table_of(path)}, {"limit", list_of(limit.prices)}};
}

Json best_response(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    theory::LogitMarket market = logit_market(inputs);
    const std::vector<int> own = integers(inputs.at("own_products"));
    const std::vector<int> rivals = integers(inputs.at("rival_products"));
    VectorXd prices = market.cost;
    for (std::size_t i = 0; i < rivals.size(); ++i) {
        market.firm.at(static_cast<std::size_t>(rivals[i])) = 1;
        prices[rivals[i]] = number(inputs.at("rival_prices").at(i));
    }
    for (int j : own) market.firm.at(static_cast<std::size_t>(j)) = 0;
    const double markup = theory::logit_best_markup(market, prices, 0);
    Json answers = Json::array();
    for (int j : own) answers.push_back(market.cost[j] + markup);
    return {{"markup", markup}, {"prices", answers}};
}

Json cost_plus(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const VectorXd cost = vector_of(inputs.at("cost"));
    const VectorXd prices = cost + cost.cwiseProduct(vector_of(inputs.at("markup_on_cost")));
    const theory::ChoiceDemand demand = market_demand(inputs);
    const VectorXd shares = demand.shares(prices);
    return {{"prices", list_of(prices)},
            {"shares", list_of(shares)},
            {"profits", list_of((prices - cost).cwiseProduct(shares))},
            {"consumer_surplus", demand.consumer_surplus(prices)}};
}

Json grid_game(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    theory::SymmetricLogitMarket market;
    market.firms = 2;
    market.quality = number(inputs.at("a"));
    market.marginal_cost = number(inputs.at("c"));
    market.outside_quality = inputs.at("a0").is_null() ? -infinity : number(inputs.at("a0"));
    market.differentiation = number(inputs.at("mu"));
    const VectorXd grid =
        theory::price_grid(theory::price_benchmarks(market), inputs.at("m").get<int>(), number(inputs.at("xi")));
    MatrixXd profit(grid.size(), grid.size());
    for (Index a = 0; a < grid.size(); ++a) {
        for (Index b = 0; b < grid.size(); ++b) {
            profit(a, b) = theory::profits(market, Eigen::Vector2d(grid[a], grid[b]))[0];
        }
    }
    const theory::GridGame game = theory::grid_game(profit);
    return {{"grid", list_of(grid)},
            {"best_response_index", game.best_response},
            {"pure_nash_index_pairs", game.pure_nash},
            {"profit_row0", list_of(profit.row(0).transpose())},
            {"profit_last_row", list_of(profit.row(grid.size() - 1).transpose())}};
}

const Topic topic("pricing_bertrand", {{"best_response", best_response},
                                       {"best_response_dynamics", best_response_dynamics},
                                       {"closed_form_monopoly", closed_form_monopoly},
                                       {"cost_plus", cost_plus},
                                       {"grid_game", grid_game}});

}  // namespace
}  // namespace nephoscope::vectors
