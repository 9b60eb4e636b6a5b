#include <string>

#include "models/theory/finance.h"
#include "tests/theory/vectors_test/choice_inputs.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {
namespace {

std::optional<double> optional_number(const Json& inputs, const std::string& key) {
    if (!inputs.contains(key) || inputs.at(key).is_null()) return std::nullopt;
    return number(inputs.at(key));
}

/// The conventions know three words; any other, or none, is the year's end.
theory::FlowTiming timing_of(const Json& inputs) {
    const std::string word = inputs.value("convention", "");
    if (word == "mid_year") return theory::FlowTiming::mid_year;
    return word == "continuous" ? theory::FlowTiming::continuous : theory::FlowTiming::year_end;
}

Json npv(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    theory::LabInvestment investment;
    investment.revenue = vector_of(inputs.at("lab_revenue"));
    investment.compute_spend = vector_of(inputs.at("lab_compute_spend"));
    investment.revenue_share = number(inputs.at("revenue_share"));
    investment.cap = optional_number(inputs, "cumulative_cap");
    investment.compute_margin = number(inputs.at("compute_gross_margin"));
    investment.stake = number(inputs.at("stake"));
    for (const Json& round : inputs.at("dilution_year_fraction")) {
        investment.dilution.push_back({round[0].get<int>(), number(round[1])});
    }
    investment.exit_multiple = number(inputs.at("exit_multiple_of_revenue"));
    investment.net_debt = number(inputs.at("net_debt"));
    investment.discount_rate = number(inputs.at("discount_rate"));
    investment.outlay = number(inputs.at("initial_outlay"));
    investment.timing = timing_of(inputs);
    const theory::InvestmentValue value = theory::value_investment(investment);
    return {{"revenue_share_payments", list_of(value.revenue_share.payment)},
            {"compute_margin_flows", list_of(value.compute_margin)},
            {"terminal_stake", value.final_stake},
            {"equity_value_T", value.final_equity},
            {"pv_revenue_share", value.pv_revenue_share},
            {"pv_compute_margin", value.pv_compute_margin},
            {"pv_equity", value.pv_equity},
            {"npv", value.npv},
            {"cap_binds_in_year", value.revenue_share.first_capped_year},
            {"undiscounted_total", value.undiscounted_total}};
}

Json discounting(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    return {{"pv", theory::present_value(vector_of(inputs.at("flows")), number(inputs.at("rate")), timing_of(inputs))}};
}

Json irr(const Json& vector_case) {
    return {{"irr", theory::internal_rate_of_return(vector_of(vector_case.at("inputs").at("flows")))}};
}

Json pitfall(const Json& vector_case) {
    return {{"irr_all", theory::internal_rates_of_return(vector_of(vector_case.at("inputs").at("flows")))}};
}

Json rates(const Json& vector_case) {
    const double annual = number(vector_case.at("inputs").at("annual"));
    return {{"monthly", theory::periodic_rate(annual, 12)}, {"quarterly", theory::periodic_rate(annual, 4)}};
}

Json conservation(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    theory::LabAtCloud market{number(inputs.at("price")),
                              number(inputs.at("quantity")),
                              number(inputs.at("serving_cost_per_unit")),
                              number(inputs.at("training_compute_purchases")),
                              number(inputs.at("revenue_share_to_lab")),
                              number(inputs.at("compute_gross_margin")),
                              0.0,
                              {}};
    for (const auto& [owner, stake] : inputs.at("stakes").items()) {
        if (owner == "cloud") {
            market.cloud_stake = number(stake);
        } else {
            market.other_stakes.emplace_back(owner, number(stake));
        }
    }
    const theory::ProfitSplit split = theory::split_profit(market);
    Json others = Json::object();
    for (const auto& [owner, profit] : split.others) others[owner] = profit;
    return {{"cloud_operating_profit", split.cloud_operating_profit}, {"lab_profit", split.lab_profit},
            {"cloud_total_incl_equity_share", split.cloud_total},     {"other_owners", others},
            {"total_industry_profit", split.industry_profit},         {"sum_of_parties_minus_total", split.imbalance}};
}

Json waterfall(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    std::vector<theory::WaterfallTier> tiers;
    for (const Json& tier : inputs.at("tiers_size_and_split")) {
        std::optional<double> size;
        if (!tier[0].is_null()) size = number(tier[0]);
        tiers.push_back({size, vector_of(tier[1])});
    }
    const theory::WaterfallResult result = theory::waterfall(number(inputs.at("distributable")), tiers);
    return {{"by_party", list_of(result.by_party)},
            {"by_tier", table_of(result.by_tier)},
            {"undistributed", result.undistributed}};
}

const Topic topic("finance",
                  {{"npv", npv},
                   {"discounting", discounting},
                   {"irr", irr},
                   {"pitfall", pitfall},
                   {"rates", rates},
                   {"conservation", conservation},
                   {"waterfall", waterfall}},
                  {},
                  {{"revenue", "lab_revenue"},
                   {"compute_spend", "lab_compute_spend"},
                   {"revenue_share", "revenue_share_to_lab"},
                   {"cap", "cumulative_cap"},
                   {"compute_margin", "compute_gross_margin"},
                   {"fraction", "dilution_year_fraction"},
                   {"multiple", "exit_multiple_of_revenue"},
                   {"outlay", "initial_outlay"},
                   {"serving_cost", "serving_cost_per_unit"},
                   {"compute_purchases", "training_compute_purchases"},
                   {"tiers", "tiers_size_and_split"},
                   {"size", "tiers_size_and_split"},
                   {"split", "tiers_size_and_split"}});

}  // namespace
}  // namespace nephoscope::vectors
