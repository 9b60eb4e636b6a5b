#include <string>
#include <vector>

#include "models/theory/mergers.h"
#include "models/theory/screens.h"
#include "tests/theory/vectors_test/harness.h"
#include "tests/theory/vectors_test/pricing_inputs.h"

namespace nephoscope::vectors {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

Json hhi_of_sales(const Json& inputs) {
    const VectorXd quantity = vector_of(inputs.at("quantity"));
    const VectorXd revenue = quantity.cwiseProduct(vector_of(inputs.at("price")));
    const std::vector<int> firm = integers(inputs.at("firm"));
    return {{"hhi_units", theory::hhi(theory::firm_shares(quantity, firm))},
            {"hhi_revenue", theory::hhi(theory::firm_shares(revenue, firm))},
            {"wrong_product_level_hhi_units", theory::hhi(quantity / quantity.sum())}};
}

Json hhi(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    if (inputs.contains("quantity")) return hhi_of_sales(inputs);
    VectorXd shares;
    if (inputs.contains("shares")) {
        shares = vector_of(inputs.at("shares"));
    } else {
        const Index n = inputs.at("n").get<Index>();
        shares = VectorXd::Constant(n, 1.0 / static_cast<double>(n));
    }
    Json result = {{"hhi", theory::hhi(shares)}, {"effective_number_of_firms", theory::effective_firms(shares)}};
    for (int count = 1; count <= 10; ++count) {
        result["cr" + std::to_string(count)] = theory::concentration_ratio(shares, count);
    }
    return result;
}

Json delta_hhi(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::ConcentrationChange change =
        theory::merger_concentration(vector_of(inputs.at("shares")), integers(inputs.at("merging")));
    return {{"hhi_pre", change.before},
            {"delta_hhi", change.delta},
            {"hhi_post", change.after},
            {"us2023_structural_presumption", change.us2023_presumption},
            {"us2010_presumed_likely", change.us2010_presumption},
            {"eu2004_safe_harbour", change.eu2004_safe_harbour}};
}

Json hhi_entry(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const double before = theory::hhi(vector_of(inputs.at("shares")));
    return {{"hhi_before", before},
            {"hhi_after", theory::hhi_after_entry(before, number(inputs.at("entrant_share")))},
            {"entrant_share_minimising_hhi", theory::entrant_share_of_least_hhi(before)}};
}

Json mhhi(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const VectorXd shares = vector_of(inputs.at("shares"));
    const double index = theory::modified_hhi(shares, matrix_of(inputs.at("control_gamma_owner_firm")),
                                              matrix_of(inputs.at("financial_beta_owner_firm")));
    return {{"hhi", theory::hhi(shares)}, {"mhhi", index}, {"mhhi_delta", index - theory::hhi(shares)}};
}

Json upp_guppi_cmcr(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    theory::MergingPair pair;
    pair.price = vector_of(inputs.at("p"));
    pair.margin = vector_of(inputs.at("margin"));
    pair.diversion = Eigen::Vector2d(number(inputs.at("D12")), number(inputs.at("D21")));
    const Json& efficiency = inputs.at("efficiency_fraction_of_cost");
    if (efficiency.is_array()) {
        pair.efficiency = vector_of(efficiency);
    } else {
        pair.efficiency.setConstant(number(efficiency));
    }
    return {{"upp", list_of(theory::upward_pricing_pressure(pair))},
            {"guppi", list_of(theory::guppi(pair))},
            {"cmcr_fraction_of_cost", list_of(theory::compensating_cost_reduction(pair))},
            {"upp_with_feedback_farrell_shapiro", list_of(theory::upward_pricing_pressure_with_feedback(pair))}};
}

Json cmcr_multiproduct(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::PricingPressure pressure = theory::pricing_pressure(
        {vector_of(inputs.at("p")), vector_of(inputs.at("margin")), matrix_of(inputs.at("diversion")),
         integers(inputs.at("owner_pre")), integers(inputs.at("owner_post")),
         vector_of(inputs.at("efficiency_fraction_of_cost"))});
    return {{"post_merger_margins_that_keep_prices", list_of(pressure.post_margin)},
            {"cmcr_fraction_of_cost", list_of(pressure.cost_reduction)},
            {"guppi_cross_only", list_of(pressure.cross_guppi)},
            {"net_pricing_pressure_fraction_of_price", list_of(pressure.net_price_pressure)}};
}

Json guppi_partial(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const VectorXd price = vector_of(inputs.at("p"));
    const auto pressure = [&](double interest) {
        return theory::partial_interest_guppi(interest, number(inputs.at("D12")), number(inputs.at("m2")), price[0],
                                              price[1]);
    };
    return {{"guppi_acquirer", pressure(number(inputs.at("beta")))},
            {"guppi_target", pressure(0.0)},
            {"guppi_full_merger_acquirer", pressure(1.0)}};
}

Json critical_loss(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::CriticalLoss critical =
        theory::critical_loss(number(inputs.at("margin")), number(inputs.at("ssnip")));
    return {{"critical_loss", critical.loss},
            {"critical_aggregate_diversion", critical.aggregate_diversion},
            {"breakeven_elasticity_linear", critical.elasticity}};
}

Json vertical_arithmetic(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::VerticalForeclosure found = theory::vertical_arithmetic(
        number(inputs.at("upstream_unit_margin")), number(inputs.at("downstream_unit_margin")),
        number(inputs.at("diversion_to_integrated")), number(inputs.at("volume")));
    return {{"profit_change", found.profit_change},
            {"critical_diversion", found.critical_diversion},
            {"foreclosure_profitable", found.profitable}};
}

/// GUPPI of each product from the products that the merger joins to it.
VectorXd joined_guppi(const theory::CalibratedLogit& logit, const VectorXd& prices, const std::vector<int>& pre,
                      const std::vector<int>& post) {
    const VectorXd margin = (prices - logit.cost).cwiseQuotient(prices);
    return theory::cross_guppi(
        {prices, margin, theory::diversion_ratios(logit.demand(), prices), pre, post, VectorXd::Zero(prices.size())});
}

Json calibrate_and_merge(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const VectorXd prices = vector_of(inputs.at("p"));
    const std::vector<int> pre = integers(inputs.at("owner_pre"));
    const std::vector<int> post = integers(inputs.at("owner_post"));
    int product = 0;
    while (!inputs.contains("margin_of_product_" + std::to_string(product))) {
        if (++product >= prices.size()) throw std::invalid_argument("no margin_of_product_N in the inputs");
    }
    const theory::CalibratedLogit logit =
        theory::calibrate_logit(prices, vector_of(inputs.at("shares")), pre, product,
                                number(inputs.at("margin_of_product_" + std::to_string(product))));
    const VectorXd guppi = joined_guppi(logit, prices, pre, post);
    const theory::MergerOutcome outcome = theory::simulate_merger(logit.demand(), theory::ownership(pre, logit.cost),
                                                                  theory::ownership(post, logit.cost));
    Json result = {{"alpha", logit.price_coefficient},
                   {"delta", list_of(logit.mean_utility)},
                   {"costs", list_of(logit.cost)},
                   {"post_prices", list_of(outcome.after.prices)},
                   {"post_shares", list_of(outcome.after.shares)},
                   {"delta_cs", outcome.consumer_surplus_change}};
    for (Index j = 0; j < guppi.size(); ++j) result["guppi_" + std::to_string(j)] = guppi[j];
    return result;
}

const Topic topic("merger_screens",
                  {{"hhi", hhi},
                   {"delta_hhi", delta_hhi},
                   {"hhi_entry", hhi_entry},
                   {"mhhi", mhhi},
                   {"upp_guppi_cmcr", upp_guppi_cmcr},
                   {"cmcr_multiproduct", cmcr_multiproduct},
                   {"guppi_partial", guppi_partial},
                   {"critical_loss", critical_loss},
                   {"vertical_arithmetic", vertical_arithmetic},
                   {"calibrate_and_merge", calibrate_and_merge}},
                  {},
                  {{"price", "p"},
                   {"prices", "p"},
                   {"control", "control_gamma_owner_firm"},
                   {"interest", "financial_beta_owner_firm"},
                   {"interest", "beta"},
                   {"diversion", "D12"},
                   {"other_margin", "m2"},
                   {"upstream_margin", "upstream_unit_margin"},
                   {"downstream_margin", "downstream_unit_margin"},
                   {"diversion", "diversion_to_integrated"},
                   {"margin", "margin_of_product_0"},
                   {"efficiency", "efficiency_fraction_of_cost"},
                   {"sales", "quantity"},
                   {"owner", "owner_pre"}});

}  // namespace
}  // namespace nephoscope::vectors
