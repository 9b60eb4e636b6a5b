#include <stdexcept>
#include <string>

#include "models/theory/mixed_logit.h"
#include "models/theory/quadrature.h"
#include "tests/theory/vectors_test/choice_inputs.h"
#include "tests/theory/vectors_test/harness.h"
#include "tests/theory/vectors_test/mixed_inputs.h"

namespace nephoscope::vectors {

theory::PriceCoefficient price_coefficient(const Json& inputs) {
    const Json& law = inputs.at("price_coefficient");
    const std::string type = law.value("type", "normal");
    theory::PriceCoefficient result;
    if (type == "normal") {
        result.location = number(law.at("a_mean"));
        result.spread = number(law.at("a_sd"));
    } else if (type == "lognormal") {
        result.law = theory::PriceCoefficient::Law::lognormal;
        result.location = number(law.at("m"));
        result.spread = number(law.at("s"));
    } else {
        throw std::runtime_error("a law of the price coefficient this program does not know: " + type);
    }
    return result;
}

theory::MixedMarket mixed_market(const Json& inputs) {
    theory::MixedMarket market;
    market.price = vector_of(inputs.at("p"));
    market.mean_utility = inputs.contains("delta") ? vector_of(inputs["delta"])
                                                   : Eigen::VectorXd(Eigen::VectorXd::Zero(market.price.size()));
    market.outside = outside_of(inputs);
    market.available = mask_of(inputs);
    market.price_coefficient = price_coefficient(inputs);
    if (inputs.contains("x")) {
        market.characteristic =
            theory::CharacteristicCoefficient{vector_of(inputs["x"]), number(inputs.at("x_coefficient_sd")),
                                              inputs.contains("correlation") ? number(inputs["correlation"]) : 0.0};
    }
    return market;
}

namespace {

Json mixed_logit(const Json& vector_case) {
    const theory::MixedMarket market = mixed_market(vector_case.at("inputs"));
    const theory::MixedLaw law = theory::mixed_logit(market);
    Json result = response_json(law.demand, market.price);
    result["mean_logsum"] = law.mean_logsum;
    result["mc_sd_of_simulated_probability_per_draw"] = list_of(law.probability_sd);
    result["mc_sd_of_choice_indicator"] = list_of(law.indicator_sd);
    result["joint_two_period_choice_prob_same_taste"] = table_of(law.repeated_choice);
    if (law.demand.mean_consumer_surplus) result["mean_consumer_surplus"] = *law.demand.mean_consumer_surplus;
    return result;
}

Json gauss_hermite(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::NormalRule rule = theory::gauss_hermite(inputs.at("n"));
    Json result{{"nodes", list_of(rule.node)}, {"weights", list_of(rule.weight)}};
    if (inputs.contains("delta")) {
        const theory::MixedMarket market = mixed_market(inputs);
        const auto law = theory::mixed_logit(market, theory::gauss_hermite_types(market, inputs.at("n")));
        result["shares"] = list_of(law.demand.share);
        result["outside_share"] = law.demand.outside_share;
    }
    return result;
}

/// A case that must be refused may be a wrong input of any kind; its inputs tell which.
Json rejection(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    if (inputs.contains("firm")) return topics().at("mixed_logit").compute.at("bertrand_nash_mixed")(vector_case);
    return inputs.contains("n") ? gauss_hermite(vector_case) : mixed_logit(vector_case);
}

const Topic topic("mixed_logit",
                  {{"mixed_logit", mixed_logit},
                   {"mixed_logit_2d", mixed_logit},
                   {"gauss_hermite", gauss_hermite},
                   {"rejection", rejection}},
                  {}, {{"u", "delta"}});

}  // namespace
}  // namespace nephoscope::vectors
