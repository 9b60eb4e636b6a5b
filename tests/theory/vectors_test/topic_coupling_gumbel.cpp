#include <fmt/format.h>

#include <random>
#include <vector>

#include "models/theory/coupling.h"
#include "tests/theory/vectors_test/choice_inputs.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {
namespace {

Json crn_transition(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Eigen::VectorXd utility = vector_of(inputs.at("u"));
    const Eigen::VectorXd change = vector_of(inputs.at("d"));
    const theory::JointChoice joint = change.size() == utility.size()
                                          ? theory::joint_choice(utility, utility + change)
                                          : theory::joint_choice(utility, change);  // which refuses unequal lengths
    return {{"transition", table_of(joint.transition)},
            {"p_before", list_of(joint.before)},
            {"p_after", list_of(joint.after)},
            {"switch_probability", joint.switch_probability},
            {"posterior_after_given_before", table_of(joint.after_given_before)},
            {"var_share_change_per_agent_coupled", list_of(joint.coupled_share_variance)},
            {"var_share_change_per_agent_independent", list_of(joint.independent_share_variance)}};
}

/// Draws coupled choices of many random pairs of utilities and counts moves that stability forbids.
Json stability(const Json& vector_case) {
    if (vector_case.at("inputs").at("rule") != "count(before=i, after=j, d_j<=d_i, i!=j)") {
        throw std::runtime_error("a property this program cannot check");
    }
    std::mt19937_64 bits(20260401);
    const auto uniform = [&bits] { return (double(bits() >> 12) + 0.5) * 0x1p-52; };
    int violations = 0;
    int moves = 0;
    for (int draw = 0; draw < 200000; ++draw) {
        Eigen::VectorXd before(5), change(5);
        for (int k = 0; k < 5; ++k) {
            before[k] = 4.0 * uniform() + theory::gumbel_from_uniform(uniform());
            change[k] = 0.25 * double(bits() % 8);  // few values, so that equal changes are common
        }
        Eigen::Index i = 0, j = 0;
        before.maxCoeff(&i);
        (before + change).maxCoeff(&j);
        moves += i != j ? 1 : 0;
        violations += i != j && change[j] <= change[i] ? 1 : 0;
    }
    if (moves < 10000) throw std::runtime_error(fmt::format("only {} of 200000 draws moved", moves));
    return {{"violations", violations}};
}

Json gumbel_transform(const Json& vector_case) {
    Json g = Json::array();
    for (const double u : numbers(vector_case.at("inputs").at("u"))) g.push_back(theory::gumbel_from_uniform(u));
    return {{"g", g}};
}

Json gumbel_moments(const Json& vector_case) {
    const Eigen::VectorXd utility = vector_of(vector_case.at("inputs").at("u"));
    const theory::GumbelMoments moments = theory::gumbel_moments();
    Json result{{"mean", moments.mean},
                {"variance", moments.variance},
                {"skewness", moments.skewness},
                {"median", moments.median},
                {"expected_max_utility", theory::expected_maximum(utility)},
                {"variance_of_max", moments.variance}};
    for (int k = 0; k < utility.size(); ++k) {
        result[fmt::format("expected_max_given_choice_is_{}", k)] =
            theory::expected_utility_given_choice(utility, k)[k];
    }
    return result;
}

Json gumbel_posterior(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    return {{"expected_utility_given_choice", list_of(theory::expected_utility_given_choice(
                                                  vector_of(inputs.at("u")), inputs.at("chosen").get<int>()))}};
}

/// A case that must be refused may be a wrong input of any kind; its inputs tell which.
Json rejection(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    if (inputs.contains("d")) return crn_transition(vector_case);
    if (inputs.contains("chosen")) return gumbel_posterior(vector_case);
    return gumbel_transform(vector_case);
}

const Topic topic("coupling_gumbel", {{"crn_transition", crn_transition},
                                      {"property", stability},
                                      {"gumbel_transform", gumbel_transform},
                                      {"gumbel_moments", gumbel_moments},
                                      {"gumbel_posterior", gumbel_posterior},
                                      {"rejection", rejection}});

}  // namespace
}  // namespace nephoscope::vectors
