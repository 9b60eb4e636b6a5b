/// The kinds of tests/vectors/dynamics.json: inertia, switching costs, diffusion, sampling laws, network effects.

#include <fmt/format.h>

#include <Eigen/Core>
#include <regex>
#include <string>
#include <vector>

#include "models/theory/bass.h"
#include "models/theory/experience.h"
#include "models/theory/inertia.h"
#include "models/theory/network_effects.h"
#include "models/theory/sampling.h"
#include "models/theory/screens.h"
#include "models/theory/switching_cost.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {

namespace {

Eigen::VectorXd vector_of(const Json& list) {
    const std::vector<double> values = numbers(list);
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Json json_of(const Eigen::VectorXd& values) { return std::vector<double>(values.begin(), values.end()); }

Json json_of(const Eigen::MatrixXd& rows) {
    Json list = Json::array();
    for (Eigen::Index i = 0; i < rows.rows(); ++i) list.push_back(json_of(Eigen::VectorXd(rows.row(i).transpose())));
    return list;
}

double optional_number(const Json& inputs, const char* key, double otherwise) {
    return inputs.contains(key) ? number(inputs.at(key)) : otherwise;
}

/// The keys of object `name` in what the case expects: they say at which times to compute.
std::vector<std::string> expected_keys(const Json& vector_case, const char* name) {
    std::vector<std::string> keys;
    const Json& expected = vector_case.at("expected");
    if (!expected.contains(name)) return keys;
    for (const auto& [key, value] : expected.at(name).items()) keys.push_back(key);
    return keys;
}

/// The time in a key such as "t=5".
int time_in(const std::string& key) { return std::stoi(key.substr(key.find('=') + 1)); }

theory::InertiaChain chain_of(const Json& inputs) {
    return {vector_of(inputs.at("v")), number(inputs.at("kappa")), optional_number(inputs, "hazard", 1.0)};
}

Json markov_inertia(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::InertiaChain chain = chain_of(inputs);
    const Eigen::MatrixXd transition = theory::transition_matrix(chain);
    const Eigen::VectorXd stationary = theory::stationary_shares(chain);
    Json computed = {{"transition", json_of(transition)},
                     {"stationary", json_of(stationary)},
                     {"stationary_churn_rate", theory::churn_rate(transition, stationary)},
                     {"expected_tenure_periods", json_of(theory::expected_tenure(transition))},
                     {"second_eigenvalue", theory::second_eigenvalue(chain)}};
    for (const std::string& key : expected_keys(vector_case, "shares_path")) {
        computed["shares_path"][key] =
            json_of(theory::shares_after(transition, vector_of(inputs.at("initial_shares")), time_in(key)));
    }
    return computed;
}

Json spurious_state_dependence(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::RepeatPurchase repeat =
        theory::spurious_state_dependence(number(inputs.at("weight_class_a")), number(inputs.at("u1_minus_u2_class_a")),
                                          number(inputs.at("u1_minus_u2_class_b")));
    return {{"share_1", repeat.share},
            {"P_repeat_1", repeat.repeat_rate},
            {"naive_inertia_kappa_if_homogeneous", repeat.naive_inertia}};
}

Json switching_cost_mpe(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::SwitchingCostEquilibrium e =
        theory::switching_cost_equilibrium({number(inputs.at("kappa")), optional_number(inputs, "alpha", 1.0),
                                            number(inputs.at("cost")), number(inputs.at("discount"))});
    return {{"prob_stay", e.probability_of_staying},
            {"price_incumbent", e.incumbent_price},
            {"price_rival", e.rival_price},
            {"average_price_paid", e.average_price_paid},
            {"value_incumbent", e.incumbent_value},
            {"value_rival", e.rival_value},
            {"price_without_switching_cost", e.price_without_switching_cost}};
}

/// Shares of independent agents; some keys carry a number in their name.
Json multinomial_sampling(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Eigen::VectorXd shares = vector_of(inputs.at("true_shares"));
    const auto agents = inputs.at("N").get<std::int64_t>();
    const Eigen::VectorXd deviations = theory::share_standard_deviations(shares, agents);
    Json computed = {{"sd_of_share_hat", json_of(deviations)},
                     {"expected_plugin_hhi", theory::expected_plugin_hhi(shares, agents)},
                     {"true_hhi", theory::hhi(shares)}};
    const std::regex covariance("cov_share_(\\d+)_(\\d+)");
    const std::regex half_width("halfwidth_z_([0-9.]+)_first_share");
    std::smatch match;
    for (const auto& [key, value] : vector_case.at("expected").items()) {
        if (std::regex_match(key, match, covariance)) {
            computed[key] = theory::share_covariance(shares, agents)(std::stol(match[1]), std::stol(match[2]));
        } else if (std::regex_match(key, match, half_width)) {
            computed[key] = std::stod(match[1]) * deviations(0);
        }
    }
    return computed;
}

/// Shares of agents whose states persist; some keys carry a time in their name.
Json persistent_sampling(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::InertiaChain chain = chain_of(inputs);
    const auto agents = inputs.at("N").get<std::int64_t>();
    const auto periods = inputs.at("T").get<std::int64_t>();
    const Eigen::VectorXd stationary = theory::stationary_shares(chain);
    Json computed = {
        {"stationary_share_1", stationary(0)},
        {"lambda", theory::second_eigenvalue(chain)},
        {"sd_time_average", theory::time_average_standard_deviation(chain, agents, periods)},
        {"sd_if_independence_wrongly_assumed", theory::share_standard_deviations(stationary, agents * periods)(0)}};
    const std::regex from_two("(mean|sd)_share_1_at_t(\\d+)_from_all_on_2");
    std::smatch match;
    for (const auto& [key, value] : vector_case.at("expected").items()) {
        if (!std::regex_match(key, match, from_two)) continue;
        const Eigen::VectorXd initial = Eigen::VectorXd::Unit(stationary.size(), 1);
        const Eigen::VectorXd shares =
            theory::shares_after(theory::transition_matrix(chain), initial, std::stol(match[2]));
        computed[key] = match[1] == "mean" ? shares(0) : theory::share_standard_deviations(shares, agents)(0);
    }
    return computed;
}

Json sampling(const Json& vector_case) {
    return vector_case.at("inputs").contains("true_shares") ? multinomial_sampling(vector_case)
                                                            : persistent_sampling(vector_case);
}

Json ar1(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::AutoregressiveMoments moments = theory::autoregressive_moments(
        {number(inputs.at("rho")), number(inputs.at("sigma_eps"))}, inputs.at("T").get<std::int64_t>());
    return {{"stationary_variance", moments.stationary_variance},
            {"variance_of_mean", moments.variance_of_mean},
            {"effective_sample_size", moments.effective_sample_size},
            {"asymptotic_ess", moments.asymptotic_effective_sample_size}};
}

Json goodness_of_fit(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::GoodnessOfFit fit =
        theory::goodness_of_fit(vector_of(inputs.at("counts")), vector_of(inputs.at("shares")));
    return {{"chi2", fit.pearson},
            {"g", fit.likelihood_ratio},
            {"df", fit.degrees_of_freedom},
            {"p_value_chi2", fit.pearson_p_value},
            {"p_value_g", fit.likelihood_ratio_p_value}};
}

Json bass(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::BassModel model{number(inputs.at("p")), number(inputs.at("q"))};
    const theory::BassPeak peak = theory::bass_peak(model);
    Json computed = {{"peak_time", peak.time}, {"peak_rate", peak.rate}, {"F_at_peak", peak.adoption}};
    for (const std::string& key : expected_keys(vector_case, "F")) {
        computed["F"][key] = theory::bass_adoption(model, std::stod(key));
    }
    for (const std::string& key : expected_keys(vector_case, "f")) {
        computed["f"][key] = theory::bass_rate(model, std::stod(key));
    }
    for (const std::string& key : expected_keys(vector_case, "discrete_recursion_F")) {
        computed["discrete_recursion_F"][key] = theory::bass_recursion(model, std::stoi(key));
    }
    return computed;
}

Json bass_agents(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::BassModel model{number(inputs.at("p")), number(inputs.at("q"))};
    Json computed = Json::object();
    for (const auto& [key, value] : vector_case.at("expected").items()) {
        const theory::AdoptionMoments moments =
            theory::adoption_moments(theory::bass_agents_law(model, inputs.at("N").get<int>(), time_in(key)));
        computed[key] = {{"mean_F", moments.mean}, {"sd_F", moments.standard_deviation}};
    }
    return computed;
}

Json network_effects(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    Json computed = {{"m", Json::array()}, {"share_1", Json::array()}, {"stable", Json::array()}};
    const auto equilibria = theory::network_equilibria(number(inputs.at("h")), number(inputs.at("J")));
    for (const theory::NetworkEquilibrium& e : equilibria) {
        computed["m"].push_back(e.mean_choice);
        computed["share_1"].push_back(e.share);
        computed["stable"].push_back(e.stable);
    }
    computed["number"] = equilibria.size();
    return computed;
}

Json experience_curve(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const double ratio = number(inputs.at("progress_ratio"));
    return {{"b", theory::learning_exponent(ratio)},
            {"c1", theory::experience_curve_cost(number(inputs.at("c0")), number(inputs.at("Q0")),
                                                 number(inputs.at("Q1")), ratio)}};
}

const Topic topic("dynamics",
                  {{"markov_inertia", markov_inertia},
                   {"spurious_state_dependence", spurious_state_dependence},
                   {"switching_cost_mpe", switching_cost_mpe},
                   {"sampling", sampling},
                   {"ar1", ar1},
                   {"gof", goodness_of_fit},
                   {"bass", bass},
                   {"bass_agents", bass_agents},
                   {"network_effects", network_effects},
                   {"experience_curve", experience_curve}},
                  {},
                  {{"utility", "v"},
                   {"inertia", "kappa"},
                   {"initial", "initial_shares"},
                   {"weight", "weight_class_a"},
                   {"difference_a", "u1_minus_u2_class_a"},
                   {"difference_b", "u1_minus_u2_class_b"},
                   {"switching_cost", "kappa"},
                   {"price_sensitivity", "alpha"},
                   {"marginal_cost", "cost"},
                   {"agents", "N"},
                   {"periods", "T"},
                   {"persistence", "rho"},
                   {"innovation_standard_deviation", "sigma_eps"},
                   {"innovation", "p"},
                   {"imitation", "q"},
                   {"advantage", "h"},
                   {"network_effect", "J"},
                   {"reference_cost", "c0"},
                   {"reference_output", "Q0"},
                   {"output", "Q1"}});

}  // namespace

}  // namespace nephoscope::vectors
