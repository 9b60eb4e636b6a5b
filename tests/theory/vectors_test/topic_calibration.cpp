#include "models/theory/calibration.h"
#include "models/theory/calibration_moments.h"
#include "tests/theory/vectors_test/choice_inputs.h"
#include "tests/theory/vectors_test/harness.h"
#include "tests/theory/vectors_test/mixed_inputs.h"

namespace nephoscope::vectors {
namespace {

Json berry_inversion(const Json& vector_case) {
    const Eigen::VectorXd shares = vector_of(vector_case.at("inputs").at("shares"));
    return {{"outside_share", theory::outside_share(shares)}, {"delta", list_of(theory::invert_logit(shares))}};
}

Json berry_inversion_nested(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Eigen::VectorXd shares = vector_of(inputs.at("shares"));
    return {{"outside_share", theory::outside_share(shares)},
            {"delta", list_of(theory::invert_nested_logit(shares, nest_level(inputs, "nest", "lambda")))}};
}

Json blp_contraction(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Eigen::VectorXd shares = vector_of(inputs.at("shares"));
    return {{"outside_share", theory::outside_share(shares)},
            {"delta", list_of(theory::invert_mixed_logit(shares, mixed_market(inputs)))}};
}

Json moment_inversion(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::InertiaParameters found =
        theory::invert_inertia(number(inputs.at("share_1")), number(inputs.at("churn")));
    return {{"v1_minus_v2", found.value_difference},
            {"kappa", found.staying_bonus},
            {"P12", found.p12},
            {"P21", found.p21}};
}

Json smm(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::SimulatedMoments found = theory::binary_logit_smm(
        number(inputs.at("target_share")), number(inputs.at("N")), number(inputs.at("S_simulations_per_obs")));
    return {{"theta_hat", found.theta}, {"se_gmm", found.standard_error}, {"se_smm", found.simulated_standard_error}};
}

Json abc(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::BinomialAbc law =
        theory::binomial_abc(inputs.at("n").get<int>(), inputs.at("y").get<int>(), number(inputs.at("tolerance")));
    return {{"acceptance_rate", law.acceptance_rate},
            {"posterior_mean", law.posterior_mean},
            {"posterior_variance", law.posterior_variance},
            {"exact_posterior_mean", law.exact_posterior_mean}};
}

Json alpha_from_elasticity(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const double elasticity = number(inputs.at("own_elasticity"));
    return {{"alpha", theory::alpha_from_elasticity(elasticity, number(inputs.at("p")), number(inputs.at("share")))},
            {"lerner_single_product", theory::lerner_index(elasticity)}};
}

/// A case that must be refused may be a wrong input of any kind; its inputs tell which.
Json rejection(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    if (inputs.contains("own_elasticity")) return alpha_from_elasticity(vector_case);
    if (inputs.contains("target_share")) return smm(vector_case);
    if (inputs.contains("churn")) return moment_inversion(vector_case);
    if (inputs.contains("y")) return abc(vector_case);
    if (inputs.contains("nest")) return berry_inversion_nested(vector_case);
    if (inputs.contains("price_coefficient")) return blp_contraction(vector_case);
    return berry_inversion(vector_case);
}

const Topic topic("calibration", {{"berry_inversion", berry_inversion},
                                  {"berry_inversion_nested", berry_inversion_nested},
                                  {"blp_contraction", blp_contraction},
                                  {"moment_inversion", moment_inversion},
                                  {"smm", smm},
                                  {"abc", abc},
                                  {"alpha_from_elasticity", alpha_from_elasticity},
                                  {"rejection", rejection}});

}  // namespace
}  // namespace nephoscope::vectors
