/// The kinds of tests/vectors/qlearning.json: exact pieces of Calvano et al. (2020) and statistical acceptance.

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/theory/qlearning.h"
#include "sim/core/parallel.h"
#include "tests/theory/plain_qlearning.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {

namespace {

constexpr std::uint64_t kSeed = 20200;

Json json_of(const Eigen::VectorXd& values) { return std::vector<double>(values.begin(), values.end()); }

void read_number(const Json& inputs, const char* key, double& value) {
    if (inputs.contains(key)) value = number(inputs.at(key));
}

/// The experiment of a case; what it does not say is the paper's baseline.
theory::QLearningExperiment experiment_of(const Json& inputs) {
    theory::QLearningExperiment experiment;
    experiment.market.firms = inputs.value("n", 2);
    read_number(inputs, "a", experiment.market.quality);
    read_number(inputs, "c", experiment.market.marginal_cost);
    read_number(inputs, "a0", experiment.market.outside_quality);
    read_number(inputs, "mu", experiment.market.differentiation);
    read_number(inputs, "alpha", experiment.learning_rate);
    read_number(inputs, "beta", experiment.exploration_decay);
    read_number(inputs, "delta", experiment.discount);
    read_number(inputs, "xi", experiment.grid_margin);
    experiment.prices = inputs.value("m", experiment.prices);
    experiment.memory = inputs.value("memory", 1) == 0 ? theory::Memory::none : theory::Memory::one_period;
    return experiment;
}

/// Profits of a duopoly, [own price index][rival's].
Json own_profits(const theory::QLearningGame& game) {
    Json rows = Json::array();
    if (game.profits.firms() != 2) return rows;
    const int prices = game.profits.prices();
    for (int own = 0; own < prices; ++own) {
        Json row = Json::array();
        for (int rival = 0; rival < prices; ++rival) row.push_back(game.profits.at(own * prices + rival)[0]);
        rows.push_back(row);
    }
    return rows;
}

Json q_setup(const Json& vector_case) {
    const theory::QLearningGame game(experiment_of(vector_case.at("inputs")));
    return {{"grid", json_of(game.grid)},
            {"profit_own_a_rival_b", own_profits(game)},
            {"nash_price", game.benchmarks.nash_price},
            {"monopoly_price", game.benchmarks.monopoly_price},
            {"nash_profit", game.benchmarks.nash_profit},
            {"monopoly_profit", game.benchmarks.monopoly_profit},
            {"q0", json_of(game.initial_values)}};
}

Json q_trace(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    theory::QLearningExperiment experiment = experiment_of(inputs);
    auto prices_before = inputs.at("initial_state").get<std::vector<int>>();
    experiment.market.firms = static_cast<int>(prices_before.size());
    const theory::QLearningGame game(experiment);
    const auto joint = [&game](const std::vector<int>& actions) {
        int number = 0;
        for (const int action : actions) number = number * game.profits.prices() + action;
        return number;
    };
    std::vector<theory::QLearningAgent> agents(prices_before.size(), game.new_agent());
    Json steps = Json::array();
    for (const Json& written : inputs.at("actions")) {
        const auto actions = written.get<std::vector<int>>();
        const int state = joint(prices_before), next = joint(actions);
        const double* earned = game.profits.at(next);
        Json step = {{"state", prices_before},
                     {"actions", actions},
                     {"profits", std::vector<double>(earned, earned + game.profits.firms())}};
        for (std::size_t i = 0; i < agents.size(); ++i) {
            agents[i].learn(state, actions[i], earned[i], next);
            step[fmt::format("q_updated_player{}", i)] = agents[i].value(state, actions[i]);
        }
        steps.push_back(step);
        prices_before = actions;
    }
    return {{"steps", steps}};
}

Json q_epsilon(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const double beta = number(inputs.at("beta"));
    Json probabilities = Json::array(), expected = Json::array();
    for (const Json& written : inputs.at("t")) {
        const auto period = written.get<std::int64_t>();
        probabilities.push_back(theory::exploration_probability(beta, period));
        expected.push_back(theory::expected_explorations(beta, period));
    }
    return {{"epsilon", probabilities},
            {"expected_explorations_before_t", expected},
            {"limit", theory::expected_explorations_limit(beta)}};
}

Json q_static(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::QLearningGame game(experiment_of(inputs));
    const Eigen::VectorXd values = theory::values_against_fixed_rival(game, inputs.at("rival_index").get<int>());
    Eigen::Index best = 0;
    values.maxCoeff(&best);
    return {{"q_star", json_of(values)}, {"best_response_index", best}};
}

Json q_delta(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::PriceBenchmarks benchmarks = theory::price_benchmarks(experiment_of(inputs).market);
    Json gains = Json::array();
    for (const double profit : numbers(inputs.at("pi_bar"))) gains.push_back(theory::profit_gain(benchmarks, profit));
    return {{"Delta", gains}};
}

/// Mean profit gain of a few sessions of the plain program with an error planted in it.
double mutant_gain(tests::Mutation mutation, double beta, int sessions) {
    theory::QLearningExperiment experiment;
    experiment.exploration_decay = beta;
    std::vector<double> gains(static_cast<std::size_t>(sessions));
    for_blocks(gains.size(), 1, available_threads(), [&](std::size_t first, std::size_t) {
        tests::PlainSession session(experiment, mutation);
        gains[first] = session.play(kSeed, static_cast<std::uint32_t>(first)).profit_gain;
    });
    double sum = 0;
    for (const double gain : gains) sum += gain;
    return sum / sessions;
}

/// For information: the file's tolerance accepts any number, but every error it lists must be one we can plant.
Json mutation_power(const Json& vector_case) {
    using tests::Mutation;
    const std::map<std::string, Mutation> known = {
        {"Q0 = 0", Mutation::zero_initial_values},
        {"Q0 not divided by (1-delta)", Mutation::initial_values_not_divided},
        {"max over old state s instead of s'", Mutation::maximum_over_old_state},
        {"exploration decays at beta/2", Mutation::exploration_decays_at_half},
        {"grid without the xi=0.1 margin", Mutation::grid_without_margin},
        {"state never updated", Mutation::state_never_updated},
        {"all players share one exploration coin", Mutation::one_coin_for_all},
        {"reward scaled by (1-delta) but Q0 not", Mutation::reward_scaled}};
    Json mutants = Json::array();
    for (const Json& mutant : vector_case.at("expected").at("mutants")) {
        const auto bug = mutant.at("bug").get<std::string>();
        const Mutation mutation = known.at(bug);
        mutants.push_back({{"bug", bug},
                           {"delta_cheap_beta_1e-4", mutant_gain(mutation, 1e-4, 4)},
                           {"delta_base_beta_4e-6", mutant_gain(mutation, 4e-6, 1)}});
    }
    return {{"mutants", mutants}};
}

/// Sessions of ours and figures of the reference, compared by the rule of the file and, for what it leaves open, by
/// five standard errors.
class Acceptance {
public:
    Acceptance(const Json& expected, const std::vector<theory::SessionResult>& results, Verdict& verdict)
        : expected_(expected),
          reference_sessions_(number(expected.at("sessions"))),
          summary_(theory::summarise(results)),
          results_(results),
          verdict_(verdict) {
        verdict.require(summary_.converged == summary_.sessions,
                        fmt::format("{} of {} sessions converged", summary_.converged, summary_.sessions));
    }

    void check(const std::string& key) {
        const theory::QLearningSummary& s = summary_;
        const std::map<std::string, std::function<void()>> checks = {
            {"sessions", [&] { verdict_.require(reference_sessions_ >= 1, "the reference has no session"); }},
            {"delta_mean", [&] { mean(key, s.profit_gain.mean, "delta_sd"); }},
            {"price_mean", [&] { mean(key, s.price.mean, "price_sd"); }},
            {"iterations_at_stop_mean", [&] { mean(key, s.periods.mean, "iterations_at_stop_sd"); }},
            {"last_policy_change_mean", [&] { mean(key, s.last_policy_change.mean, "iterations_at_stop_sd"); }},
            {"delta_sd", [&] { spread(key, gains()); }},
            {"delta_se", [&] { standard_error(); }},
            {"price_sd", [&] { spread(key, column(&theory::SessionResult::mean_price)); }},
            {"iterations_at_stop_sd", [&] { spread(key, periods()); }},
            {"delta_quantiles_1_5_25_50_75_95_99", [&] { quantiles(key, gains(), 1e-8); }},
            {"iterations_at_stop_quantiles_1_5_25_50_75_95_99", [&] { quantiles(key, periods(), 1e-3); }},
            {"cycle_length_share", [&] { cycle_shares(key); }},
            {"share_cycle_longer_than_4", [&] { share(key, share_longer_than(4), number(expected_.at(key))); }}};
        const auto found = checks.find(key);
        if (found == checks.end()) return verdict_.require(false, key + ": the topic does not compute this key");
        found->second();
    }

private:
    double sessions() const { return static_cast<double>(summary_.converged); }

    std::vector<double> column(double theory::SessionResult::*member) const {
        std::vector<double> values;
        for (const auto& result : results_) values.push_back(result.*member);
        return values;
    }
    std::vector<double> gains() const { return column(&theory::SessionResult::profit_gain); }
    std::vector<double> periods() const {
        std::vector<double> values;
        for (const auto& result : results_) values.push_back(static_cast<double>(result.periods));
        return values;
    }

    /// The rule of the file: z = difference / √(sd²/sessions + se²), |z| ≤ 4.
    void mean(const std::string& key, double got, const char* deviation_key) {
        const double deviation = number(expected_.at(deviation_key));
        const double error = deviation * std::sqrt(1 / sessions() + 1 / reference_sessions_);
        verdict_.compare_number("/" + key, got, number(expected_.at(key)), 4 * error);
    }

    /// A standard deviation within five of its own standard errors, from the sample's fourth moment.
    void spread(const std::string& key, const std::vector<double>& values) {
        double centre = 0, second = 0, fourth = 0;
        for (const double value : values) centre += value / sessions();
        for (const double value : values) second += std::pow(value - centre, 2) / sessions();
        for (const double value : values) fourth += std::pow(value - centre, 4) / sessions();
        const double kurtosis = std::max(3.0, fourth / (second * second));
        const double error = std::sqrt((kurtosis - 1) / 4 * (1 / sessions() + 1 / reference_sessions_));
        const double target = number(expected_.at(key));
        verdict_.compare_number("/" + key, std::sqrt(second * sessions() / (sessions() - 1)), target,
                                5 * error * target);
    }

    void standard_error() {
        const double implied = number(expected_.at("delta_sd")) / std::sqrt(reference_sessions_);
        verdict_.compare_number("/delta_se", implied, number(expected_.at("delta_se")), 1e-6 * implied);
    }

    /// A share within five standard errors; `target` is smoothed so that a share of 0 or 1 keeps an error.
    void share(const std::string& place, double got, double target) {
        const double smoothed = (target * reference_sessions_ + 1) / (reference_sessions_ + 2);
        const double error = std::sqrt(smoothed * (1 - smoothed) * (1 / sessions() + 1 / reference_sessions_));
        verdict_.compare_number("/" + place, got, target, 5 * error);
    }

    void cycle_shares(const std::string& key) {
        for (const auto& [length, target] : expected_.at(key).items()) {
            const auto found = summary_.share_by_cycle_length.find(std::stoi(length));
            const double got = found == summary_.share_by_cycle_length.end() ? 0.0 : found->second;
            share(key + "/" + length, got, number(target));
        }
    }

    double share_longer_than(int length) const {
        double sum = 0;
        for (const auto& [cycle, part] : summary_.share_by_cycle_length) sum += cycle > length ? part : 0;
        return sum;
    }

    /// The law is discrete: at most the level may lie below a quantile and at least the level at or below it.
    void quantiles(const std::string& key, const std::vector<double>& values, double rounding) {
        const std::vector<double> levels = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
        const std::vector<double> targets = numbers(expected_.at(key));
        for (std::size_t i = 0; i < levels.size(); ++i) {
            double below = 0, at_or_below = 0;
            for (const double value : values) {
                below += value < targets.at(i) - rounding ? 1 / sessions() : 0;
                at_or_below += value <= targets.at(i) + rounding ? 1 / sessions() : 0;
            }
            share(fmt::format("{}/{}", key, i), std::clamp(levels[i], below, at_or_below), levels[i]);
        }
    }

    const Json& expected_;
    double reference_sessions_;
    theory::QLearningSummary summary_;
    const std::vector<theory::SessionResult>& results_;
    Verdict& verdict_;
};

/// Plays the least number of sessions the case allows, twice as many where a duopoly explores briefly and they are
/// cheap.
void judge_sessions(const Json& vector_case, Verdict& verdict) {
    const theory::QLearningGame game(experiment_of(vector_case.at("inputs")));
    const int least = vector_case.at("tolerance").value("min_sessions", 100);
    const bool cheap = game.profits.firms() == 2 && game.experiment.exploration_decay >= 1e-4;
    const int sessions = cheap ? 2 * least : least;
    const auto results = theory::play_sessions(game, kSeed, sessions, available_threads());
    Acceptance acceptance(vector_case.at("expected"), results, verdict);
    for (const auto& [key, value] : vector_case.at("expected").items()) acceptance.check(key);
}

const Topic topic("qlearning",
                  {{"q_setup", q_setup},
                   {"q_trace", q_trace},
                   {"q_epsilon", q_epsilon},
                   {"q_static", q_static},
                   {"q_delta", q_delta},
                   {"mutation_power", mutation_power}},
                  {{"statistical", judge_sessions}},
                  {{"firms", "n"},
                   {"quality", "a"},
                   {"marginal_cost", "c"},
                   {"outside_quality", "a0"},
                   {"differentiation", "mu"},
                   {"learning_rate", "alpha"},
                   {"exploration_decay", "beta"},
                   {"discount", "delta"},
                   {"prices", "m"},
                   {"margin", "xi"},
                   {"period", "t"},
                   {"periods", "t"},
                   {"rival_action", "rival_index"}});

}  // namespace

}  // namespace nephoscope::vectors
