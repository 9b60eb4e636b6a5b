#include <cmath>
#include <regex>
#include <stdexcept>
#include <string>

#include "models/theory/choice.h"
#include "models/theory/choice_demand.h"
#include "tests/theory/vectors_test/choice_inputs.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {
namespace {

Json law_json(const theory::ChoiceLaw& law) {
    return {{"p", list_of(law.probability)},
            {"logp", list_of(law.log_probability)},
            {"logsum", law.logsum},
            {"p_outside", law.outside_probability},
            {"logp_outside", law.outside_log_probability},
            {"expected_max_utility", law.scale * (law.logsum + 0.57721566490153286)}};
}

Json probabilities(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    return law_json(theory::logit(choice_set(inputs, vector_of(inputs.at("u")))));
}

/// u_j of a rule such as "u_j = 3*sin(j), j=1..1000" with the C library's functions, as the rule says.
Eigen::VectorXd utility_by_rule(const std::string& rule, int count) {
    static const std::regex form(R"(u_j = ([-0-9.eE]+)\*(sin|cos)\(j\), j=1\.\.([0-9]+).*)");
    std::smatch match;
    if (!std::regex_match(rule, match, form) || std::stoi(match[3]) != count) {
        throw std::runtime_error("a utility rule this program cannot read: " + rule);
    }
    Eigen::VectorXd utility(count);
    for (int j = 1; j <= count; ++j) {
        utility[j - 1] = std::stod(match[1]) * (match[2] == "sin" ? std::sin(double(j)) : std::cos(double(j)));
    }
    return utility;
}

Json probabilities_rule(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Eigen::VectorXd utility = utility_by_rule(inputs.at("u_rule"), inputs.at("J"));
    const theory::ChoiceLaw law = theory::logit(choice_set(inputs, utility));
    Eigen::Index best = 0;
    Json result = law_json(law);
    result["p_max"] = law.probability.maxCoeff(&best);
    result["argmax_1based"] = best + 1;
    result["p_first"] = law.probability[0];
    result["p_last"] = law.probability[law.probability.size() - 1];
    result["sum_p_squared"] = law.probability.squaredNorm();
    return result;
}

Json demand_scaled(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    theory::ChoiceSet set;
    set.utility = vector_of(inputs.at("a")) - vector_of(inputs.at("p"));
    if (!inputs.contains("a0") || !inputs["a0"].is_null()) set.outside = number(inputs.at("a0"));
    set.available = mask_of(inputs);
    set.scale = number(inputs.at("mu"));
    const theory::ChoiceLaw law = theory::logit(set);
    return {{"q", list_of(law.probability)},
            {"q_outside", law.outside_probability},
            {"consumer_surplus", theory::consumer_surplus(law, 1.0)}};
}

Json derivatives(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::ChoiceLaw law = theory::logit(choice_set(inputs, priced_utility(inputs)));
    const theory::PriceResponse response = theory::price_response(law, number(inputs.at("alpha")));
    Json result = response_json(response, vector_of(inputs.at("p")));
    result["consumer_surplus"] = *response.mean_consumer_surplus;
    return result;
}

Json cs_change(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const double alpha = number(inputs.at("alpha"));
    theory::ChoiceSet before = choice_set(inputs, priced_utility(inputs, "p_before"));
    theory::ChoiceSet after = choice_set(inputs, priced_utility(inputs, "p_after"));
    before.available = mask_of(inputs, "available_before");
    after.available = mask_of(inputs, "available_after");
    const theory::ChoiceLaw law_before = theory::logit(before);
    const theory::ChoiceLaw law_after = theory::logit(after);
    const double variation = theory::compensating_variation(law_before, law_after, alpha);
    return {{"cs_before", theory::consumer_surplus(law_before, alpha)},
            {"cs_after", theory::consumer_surplus(law_after, alpha)},
            {"delta_cs", -variation},
            {"compensating_variation", variation},
            {"shares_before", list_of(law_before.probability)},
            {"shares_after", list_of(law_after.probability)}};
}

Json segments(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Eigen::VectorXd price = vector_of(inputs.at("p"));
    const std::vector<double> weight = numbers(inputs.at("weights"));
    const std::vector<double> alpha = numbers(inputs.at("alpha_by_segment"));
    std::vector<theory::Segment> list;
    for (std::size_t r = 0; r < weight.size(); ++r) {
        const Eigen::VectorXd utility = vector_of(inputs.at("delta_by_segment").at(r)) - alpha.at(r) * price;
        list.push_back({weight[r], theory::logit(choice_set(inputs, utility)), alpha[r]});
    }
    const theory::PriceResponse response = theory::segment_response(list);
    Json result = response_json(response, price);
    result["mean_consumer_surplus"] = *response.mean_consumer_surplus;
    result["consumer_surplus_by_segment"] = list_of(theory::segment_surplus(list));
    return result;
}

Json multihoming_bundles(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::BundleLaw law = theory::bundle_choice(number(inputs.at("u_A")), number(inputs.at("u_B")),
                                                        number(inputs.at("Gamma")), outside_of(inputs));
    return {{"p_A_only", law.only_a},
            {"p_B_only", law.only_b},
            {"p_both", law.both},
            {"p_none", law.none},
            {"demand_A", law.demand_a},
            {"demand_B", law.demand_b},
            {"multi_homing_rate_among_buyers", law.multi_homing_rate},
            {"logsum", law.logsum}};
}

/// A case that must be refused may be a wrong input of any kind; its inputs tell which.
Json rejection(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    if (inputs.contains("u")) return probabilities(vector_case);
    if (inputs.contains("mu")) return demand_scaled(vector_case);
    if (inputs.contains("p_before")) return cs_change(vector_case);
    if (inputs.contains("weights")) return segments(vector_case);
    if (inputs.contains("u_A")) return multihoming_bundles(vector_case);
    return derivatives(vector_case);
}

const Topic topic("choice_logit",
                  {{"probabilities", probabilities},
                   {"probabilities_rule", probabilities_rule},
                   {"demand_scaled", demand_scaled},
                   {"derivatives", derivatives},
                   {"cs_change", cs_change},
                   {"segments", segments},
                   {"multihoming_bundles", multihoming_bundles},
                   {"rejection", rejection}},
                  {},
                  {{"u", "delta"},
                   {"u", "a"},
                   {"scale", "mu"},
                   {"outside", "a0"},
                   {"alpha", "alpha_by_segment"},
                   {"delta", "delta_by_segment"},
                   {"available", "available_before"}});

}  // namespace
}  // namespace nephoscope::vectors
