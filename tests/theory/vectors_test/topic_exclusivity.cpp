#include <map>
#include <string>

#include "models/theory/exclusivity.h"
#include "tests/theory/vectors_test/harness.h"
#include "tests/theory/vectors_test/pricing_inputs.h"

namespace nephoscope::vectors {
namespace {

using theory::HostingRegime;

const std::map<std::string, HostingRegime> regimes = {{"NONE", HostingRegime::none},
                                                      {"EX", HostingRegime::only_x},
                                                      {"EY", HostingRegime::only_y},
                                                      {"NE", HostingRegime::both}};

Json hosting_json(const theory::HostingOutcome& outcome) {
    return {{"prices", list_of(outcome.equilibrium.prices)},
            {"shares", list_of(outcome.equilibrium.shares)},
            {"operating_profit_X", outcome.operating_profit_x},
            {"operating_profit_Y", outcome.operating_profit_y},
            {"lab_income", outcome.lab_income},
            {"total_X", outcome.total_x},
            {"lab_to_others", outcome.lab_to_others},
            {"joint_X_and_lab", outcome.joint_x_and_lab},
            {"consumer_surplus", outcome.consumer_surplus},
            {"welfare", outcome.welfare}};
}

Json hosting_game(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::HostingGame game{market_demand(inputs), vector_of(inputs.at("cost")),
                                   number(inputs.at("revenue_share")), number(inputs.at("equity_X_in_lab")),
                                   inputs.at("pricing_internalises_equity").get<bool>()};
    Json result;
    std::map<std::string, theory::HostingOutcome> outcomes;
    for (const auto& [name, regime] : regimes) {
        outcomes[name] = theory::hosting_outcome(game, regime);
        result[name] = hosting_json(outcomes[name]);
    }
    const theory::ExclusivityComparison change = theory::compare_exclusivity(outcomes["EX"], outcomes["NE"]);
    result["bilateral_gain_from_exclusivity_X"] = change.bilateral_gain;
    result["exclusivity_jointly_profitable"] = change.bilateral_gain > 0.0;
    result["X_willingness_to_pay"] = change.willingness_to_pay;
    result["lab_minimum_compensation"] = change.minimum_compensation;
    result["delta_cs_exclusive_minus_nonexclusive"] = change.consumer_surplus_change;
    result["harm_to_rival_Y"] = change.harm_to_rival;
    return result;
}

Json double_marginalisation(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::DoubleMargin found = theory::double_marginalisation(
        {number(inputs.at("delta")), number(inputs.at("alpha")), number(inputs.at("cloud_unit_cost")),
         number(inputs.at("lab_unit_cost")), number(inputs.at("outside"))});
    return {{"wholesale", found.wholesale},
            {"retail", found.retail},
            {"share", found.share},
            {"lab_profit", found.lab_profit},
            {"cloud_profit", found.cloud_profit},
            {"integrated_price", found.integrated_price},
            {"integrated_share", found.integrated_share},
            {"integrated_profit", found.integrated_profit}};
}

Json wholesale_two_stage(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    Json market = inputs;
    market["delta"] = inputs.at("delta_A_by_cloud");
    for (const Json& own : inputs.at("own_delta")) market["delta"].push_back(own);
    Json cost = inputs.at("cost_A_by_cloud");
    for (const Json& own : inputs.at("own_cost")) cost.push_back(own);
    const theory::WholesaleGame game{market_demand(market), vector_of(cost), number(inputs.at("lab_unit_cost"))};
    Json result;
    for (const auto& [name, regime] : regimes) {
        if (regime == HostingRegime::none) continue;
        const theory::WholesaleOutcome found = theory::wholesale_equilibrium(game, regime);
        result[name] = {{"wholesale", found.wholesale},
                        {"prices", list_of(found.retail.prices)},
                        {"shares", list_of(found.retail.shares)},
                        {"lab_profit", found.retail.payoffs[2]},
                        {"profit_X", found.retail.payoffs[0]},
                        {"profit_Y", found.retail.payoffs[1]},
                        {"consumer_surplus", found.retail.consumer_surplus}};
    }
    return result;
}

Json nash_bargain_fee(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::Bargain bargain =
        theory::nash_bargain(number(inputs.at("X_willingness_to_pay")), number(inputs.at("lab_minimum_compensation")),
                             number(inputs.at("lab_weight")));
    return {{"deal", bargain.deal}, {"fee", bargain.fee}, {"surplus", bargain.surplus}};
}

const Topic topic("exclusivity",
                  {{"hosting_game", hosting_game},
                   {"double_marginalisation", double_marginalisation},
                   {"wholesale_two_stage", wholesale_two_stage},
                   {"nash_bargain_fee", nash_bargain_fee}},
                  {},
                  {{"mean_utility", "delta"},
                   {"mean_utility", "delta_A_by_cloud"},
                   {"utility", "delta"},
                   {"utility", "delta_A_by_cloud"},
                   {"price_coefficient", "alpha"},
                   {"outside_utility", "outside"},
                   {"stake", "equity_X_in_lab"},
                   {"cost", "cost_A_by_cloud"},
                   {"cloud_cost", "cloud_unit_cost"},
                   {"lab_cost", "lab_unit_cost"},
                   {"willingness_to_pay", "X_willingness_to_pay"},
                   {"minimum_compensation", "lab_minimum_compensation"},
                   {"payee_weight", "lab_weight"}});

}  // namespace
}  // namespace nephoscope::vectors
