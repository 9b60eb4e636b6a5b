#include <Eigen/Core>
#include <algorithm>
#include <string>
#include <vector>

#include "models/theory/errors.h"
#include "models/theory/mergers.h"
#include "models/theory/pricing_grid.h"
#include "models/theory/screens.h"
#include "tests/theory/vectors_test/harness.h"
#include "tests/theory/vectors_test/pricing_inputs.h"

namespace nephoscope::vectors {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The inputs' kappa, or the identity.
MatrixXd interest_of(const Json& inputs, const std::vector<int>& firm, const std::string& key = "kappa") {
    if (inputs.contains(key)) return matrix_of(inputs.at(key));
    const int firms = firm.empty() ? 0 : *std::max_element(firm.begin(), firm.end()) + 1;
    return MatrixXd::Identity(firms, firms);
}

Json equilibrium_json(const theory::Equilibrium& found) {
    return {{"prices", list_of(found.prices)},
            {"shares", list_of(found.shares)},
            {"outside_share", found.outside_share},
            {"payoffs", list_of(found.payoffs)},
            {"consumer_surplus", found.consumer_surplus}};
}

/// Adds what only makes sense when each product has one owner and one cost.
Json owned_json(const theory::Equilibrium& found, const std::vector<int>& firm, const VectorXd& cost) {
    Json result = equilibrium_json(found);
    VectorXd by_firm = VectorXd::Zero(*std::max_element(firm.begin(), firm.end()) + 1);
    for (Index k = 0; k < found.shares.size(); ++k) by_firm[firm[static_cast<std::size_t>(k)]] += found.shares[k];
    result["operating_profit_by_firm"] = list_of(theory::operating_profits(firm, cost, found));
    result["markups"] = list_of(found.prices - cost);
    result["hhi"] = theory::hhi(theory::firm_shares(found.shares, firm));
    result["hhi_with_outside_in_denominator"] = theory::hhi(by_firm);
    return result;
}

Json bertrand_nash(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const VectorXd cost = vector_of(inputs.at("cost"));
    const std::vector<int> firm = firms_of(inputs, cost.size());
    const theory::Contracts contracts = theory::ownership_with_interests(firm, cost, interest_of(inputs, firm));
    return owned_json(theory::find_equilibrium(market_demand(inputs), contracts), firm, cost);
}

Json bertrand_nash_contract(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::Contracts contracts{matrix_of(inputs.at("R")), matrix_of(inputs.at("K")),
                                      integers(inputs.at("control"))};
    return equilibrium_json(theory::find_equilibrium(market_demand(inputs), contracts));
}

/// n equal single-product firms: Calvano's a, c, a0, mu, or delta and cost without an outside good.
Json bertrand_nash_symmetric(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const double mu = number(inputs.at("mu"));
    const int n = std::max(0, inputs.at("n").get<int>());
    const bool calvano = inputs.contains("a");
    std::optional<double> outside = outside_of(inputs);
    if (calvano)
        outside = inputs.at("a0").is_null() ? std::nullopt : std::optional<double>(number(inputs.at("a0")) / mu);
    const double utility = calvano ? number(inputs.at("a")) / mu : number(inputs.at("delta"));
    const double unit_cost = number(inputs.at(calvano ? "c" : "cost"));
    const theory::ChoiceDemand demand = theory::logit_demand(VectorXd::Constant(n, utility), 1.0 / mu, outside);
    const VectorXd cost = VectorXd::Constant(n, unit_cost);
    const theory::Contracts contracts = theory::ownership(firms_of({}, n), cost);
    Json result;
    const auto add = [&](const std::string& name, const theory::Equilibrium& found, double profit_each) {
        result[name + "price"] = found.prices[0];
        result[name + "share_each"] = found.shares[0];
        result[name + "profit_each"] = profit_each;
        result[name + "consumer_surplus"] = found.consumer_surplus;
    };
    const theory::Equilibrium nash = theory::find_equilibrium(demand, contracts);
    add("nash_", nash, nash.payoffs[0]);
    add("", nash, nash.payoffs[0]);
    if (outside) {
        const theory::Equilibrium joint = theory::joint_profit_benchmark(demand, contracts);
        add("monopoly_", joint, joint.payoffs[0] / n);
    }
    return result;
}

Json merger(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::ChoiceDemand demand = market_demand(inputs);
    const VectorXd cost_pre = vector_of(inputs.at("cost_pre"));
    const VectorXd cost_post = vector_of(inputs.at("cost_post"));
    const std::vector<int> pre = integers(inputs.at("firm_pre"));
    const std::vector<int> post = integers(inputs.at("firm_post"));
    const theory::MergerOutcome outcome = theory::simulate_merger(
        demand, theory::ownership_with_interests(pre, cost_pre, interest_of(inputs, pre, "kappa_pre")),
        theory::ownership_with_interests(post, cost_post, interest_of(inputs, post, "kappa_post")));
    const VectorXd shares = outcome.before.shares;
    const VectorXd change = outcome.price_change * 100.0;
    return {
        {"pre", owned_json(outcome.before, pre, cost_pre)},
        {"post", owned_json(outcome.after, post, cost_post)},
        {"price_change_pct", list_of(change)},
        {"delta_consumer_surplus", outcome.consumer_surplus_change},
        {"delta_hhi_at_premerger_shares",
         theory::hhi(theory::firm_shares(shares, post)) - theory::hhi(theory::firm_shares(shares, pre))},
        {"delta_total_operating_profit", theory::operating_profits(post, cost_post, outcome.after).sum() -
                                             theory::operating_profits(pre, cost_pre, outcome.before).sum()},
        {"premerger_elasticity_k_j", table_of(theory::elasticities(demand, outcome.before.prices))},
        {"premerger_diversion_j_k_diag_is_outside", table_of(theory::diversion_ratios(demand, outcome.before.prices))}};
}

/// The equilibrium when only products with a mask of 1 are on offer.
struct Offered {
    std::vector<int> products;
    std::vector<int> firm;
    VectorXd cost;
    theory::Equilibrium equilibrium;
};

Offered offered(const Json& inputs, const std::string& mask_key) {
    Offered result;
    const std::vector<int> mask = integers(inputs.at(mask_key));
    const std::vector<int> firm = integers(inputs.at("firm"));
    std::vector<double> cost;
    for (std::size_t j = 0; j < mask.size(); ++j) {
        if (mask[j] == 0) continue;
        result.products.push_back(static_cast<int>(j));
        result.firm.push_back(firm.at(j));
        cost.push_back(number(inputs.at("cost").at(j)));
    }
    result.cost = Eigen::Map<const VectorXd>(cost.data(), static_cast<Index>(cost.size()));
    const theory::Contracts contracts =
        theory::ownership_with_interests(result.firm, result.cost, interest_of(inputs, firm));
    result.equilibrium =
        theory::find_equilibrium(theory::restrict_products(market_demand(inputs), result.products), contracts);
    return result;
}

Json product_addition(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Offered before = offered(inputs, "available_before");
    const Offered after = offered(inputs, "available_after");
    Json before_json = owned_json(before.equilibrium, before.firm, before.cost);
    Json after_json = owned_json(after.equilibrium, after.firm, after.cost);
    Json price_changes = Json::array();
    for (std::size_t i = 0; i < before.products.size(); ++i) {
        const auto place = std::find(after.products.begin(), after.products.end(), before.products[i]);
        if (place == after.products.end()) continue;
        price_changes.push_back(after.equilibrium.prices[place - after.products.begin()] -
                                before.equilibrium.prices[static_cast<Index>(i)]);
    }
    const int firms = *std::max_element(after.firm.begin(), after.firm.end()) + 1;
    Json profit_changes = Json::array();
    for (std::size_t f = 0; f < static_cast<std::size_t>(firms); ++f) {
        const Json& earned = before_json["operating_profit_by_firm"];
        const double earlier = f < earned.size() ? earned[f].get<double>() : 0.0;
        profit_changes.push_back(after_json["operating_profit_by_firm"][f].get<double>() - earlier);
    }
    return {{"before", before_json},
            {"after", after_json},
            {"delta_consumer_surplus", after.equilibrium.consumer_surplus - before.equilibrium.consumer_surplus},
            {"price_change_of_existing", price_changes},
            {"operating_profit_change_by_firm", profit_changes}};
}

Json pass_through(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::ChoiceDemand demand = market_demand(inputs);
    const VectorXd cost = vector_of(inputs.at("cost"));
    const std::vector<int> firm = firms_of(inputs, cost.size());
    const theory::Contracts contracts = theory::ownership_with_interests(firm, cost, interest_of(inputs, firm));
    const theory::Equilibrium found = theory::find_equilibrium(demand, contracts);
    return {{"prices", list_of(found.prices)},
            {"dp_i_dc_j", table_of(theory::pass_through(demand, contracts, contracts.revenue, found.prices))}};
}

Json several_stationary_prices(const Json& inputs) {
    const std::vector<theory::StationaryPrice> stationary =
        theory::stationary_prices(market_demand(inputs), number(inputs.at("cost")[0]));
    Json roots = Json::array();
    Json profits = Json::array();
    for (const theory::StationaryPrice& point : stationary) {
        roots.push_back(point.price);
        profits.push_back(point.profit);
    }
    const auto best = std::max_element(stationary.begin(), stationary.end(),
                                       [](const auto& a, const auto& b) { return a.profit < b.profit; });
    return {{"foc_roots", roots}, {"profit_at_roots", profits}, {"global_maximum_price", best->price}};
}

Json several_equilibria(const Json& inputs) {
    const VectorXd cost = vector_of(inputs.at("cost"));
    const theory::Contracts contracts = theory::ownership(integers(inputs.at("firm")), cost);
    Json result;
    for (const std::string name : {"low", "high"}) {
        const theory::Equilibrium found =
            theory::stationary_point(market_demand(inputs), contracts, vector_of(inputs.at("start_" + name)),
                                     theory::Process::simultaneous_best_response);
        if (!found.checks.all_hold())
            throw theory::NoEquilibrium("a check fails", found.checks.first_order_residual, 0);
        result[name] = equilibrium_json(found);
    }
    return result;
}

Json pitfall(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    return inputs.contains("start_low") ? several_equilibria(inputs) : several_stationary_prices(inputs);
}

Json cost_inversion(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const VectorXd prices = vector_of(inputs.at("prices"));
    const std::vector<int> firm = firms_of(inputs, prices.size());
    const VectorXd costs = theory::implied_costs(market_demand(inputs), firm, interest_of(inputs, firm), prices);
    return {{"costs", list_of(costs)}, {"markups", list_of(prices - costs)}};
}

const Topic topic("pricing_bertrand", {{"bertrand_nash", bertrand_nash},
                                       {"bertrand_nash_contract", bertrand_nash_contract},
                                       {"bertrand_nash_symmetric", bertrand_nash_symmetric},
                                       {"cost_inversion", cost_inversion},
                                       {"merger", merger},
                                       {"pass_through", pass_through},
                                       {"pitfall", pitfall},
                                       {"product_addition", product_addition}});

}  // namespace
}  // namespace nephoscope::vectors
