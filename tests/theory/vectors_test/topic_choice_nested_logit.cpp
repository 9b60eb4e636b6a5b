#include "models/theory/choice_demand.h"
#include "models/theory/choice_nested.h"
#include "tests/theory/vectors_test/choice_inputs.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {
namespace {

Json law_json(const theory::ChoiceLaw& law) {
    return {{"p", list_of(law.probability)},
            {"logp", list_of(law.log_probability)},
            {"logsum", law.logsum},
            {"p_outside", law.outside_probability},
            {"logp_outside", law.outside_log_probability}};
}

Json probabilities(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::NestedLaw law =
        theory::nested_logit(choice_set(inputs, vector_of(inputs.at("u"))), {nest_level(inputs, "nest", "lambda")});
    Json result = law_json(law.choice);
    result["p_within_nest"] = list_of(law.levels[0].within);
    result["p_nest"] = list_of(law.levels[0].probability);
    result["inclusive_value"] = list_of(law.levels[0].inclusive_value);
    return result;
}

Json derivatives(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::NestedLaw law =
        theory::nested_logit(choice_set(inputs, priced_utility(inputs)), {nest_level(inputs, "nest", "lambda")});
    const theory::PriceResponse response = theory::price_response(law.choice, number(inputs.at("alpha")));
    Json result = response_json(response, vector_of(inputs.at("p")));
    result["consumer_surplus"] = *response.mean_consumer_surplus;
    return result;
}

Json three_level(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::NestedLaw law =
        theory::nested_logit(choice_set(inputs, vector_of(inputs.at("u"))),
                             {nest_level(inputs, "top", "lambda_top"), nest_level(inputs, "mid", "lambda_mid")});
    Json result = law_json(law.choice);
    result["p_top"] = list_of(law.levels[0].probability);
    result["p_mid"] = list_of(law.levels[1].probability);
    return result;
}

Json cross_nested(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Json& rows = inputs.at("allocation_j_m");
    const Eigen::VectorXd lambda = vector_of(inputs.at("lambda"));
    Eigen::MatrixXd allocation(static_cast<Eigen::Index>(rows.size()), lambda.size());
    for (std::size_t j = 0; j < rows.size(); ++j) {
        allocation.row(static_cast<Eigen::Index>(j)) = vector_of(rows[j]).transpose();
    }
    return law_json(theory::cross_nested_logit(choice_set(inputs, vector_of(inputs.at("u"))), allocation, lambda));
}

/// A case that must be refused may be a wrong input of any kind; its inputs tell which.
Json rejection(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    if (inputs.contains("allocation_j_m")) return cross_nested(vector_case);
    if (inputs.contains("top")) return three_level(vector_case);
    if (inputs.contains("delta")) return derivatives(vector_case);
    return probabilities(vector_case);
}

const Topic topic("choice_nested_logit",
                  {{"probabilities", probabilities},
                   {"derivatives", derivatives},
                   {"three_level", three_level},
                   {"cross_nested", cross_nested},
                   {"rejection", rejection}},
                  {}, {{"allocation", "allocation_j_m"}, {"u", "delta"}});

}  // namespace
}  // namespace nephoscope::vectors
