#include "models/theory/qlearning.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

const QLearningExperiment& checked(const QLearningExperiment& e) {
    require(e.market.firms >= 2, "firms", e.market.firms, "2 or more");
    require(e.exploration_decay > 0 && std::isfinite(e.exploration_decay), "exploration_decay", e.exploration_decay,
            "finite and above 0");
    require(e.discount >= 0 && e.discount < 1, "discount", e.discount, "in [0, 1)");
    require(e.stable_periods >= 1, "stable_periods", e.stable_periods, "1 or more");
    require(e.max_periods >= 1, "max_periods", e.max_periods, "1 or more");
    return e;
}

SessionMoments moments_of(const std::vector<double>& values) {
    const double n = static_cast<double>(values.size());
    SessionMoments moments;
    for (const double value : values) moments.mean += value / n;
    double squares = 0;
    for (const double value : values) squares += (value - moments.mean) * (value - moments.mean);
    moments.standard_deviation = std::sqrt(squares / (n - 1));
    moments.standard_error = moments.standard_deviation / std::sqrt(n);
    return moments;
}

}  // namespace

QLearningAgent::QLearningAgent(int states, const Eigen::VectorXd& initial_values, double learning_rate, double discount)
    : actions_(static_cast<int>(initial_values.size())), learning_rate_(learning_rate), discount_(discount) {
    require(states >= 1, "states", states, "1 or more");
    require_finite_elements("initial_values", initial_values);
    require(learning_rate > 0 && learning_rate <= 1, "learning_rate", learning_rate, "in (0, 1]");
    require(discount >= 0 && discount < 1, "discount", discount, "in [0, 1)");
    const auto size = static_cast<std::size_t>(states);
    table_.reserve(size * static_cast<std::size_t>(actions_));
    for (std::size_t s = 0; s < size; ++s) table_.insert(table_.end(), initial_values.begin(), initial_values.end());
    summary_.assign(size, scan(0));
}

QLearningAgent::Summary QLearningAgent::scan(std::size_t state) const {
    const double* row = &table_[state * static_cast<std::size_t>(actions_)];
    Summary found{row[0], -std::numeric_limits<double>::infinity(), 0};
    for (int a = 1; a < actions_; ++a) {
        if (row[a] > found.best) {
            found = {row[a], found.best, a};
        } else if (row[a] > found.others) {
            found.others = row[a];
        }
    }
    return found;
}

double exploration_probability(double exploration_decay, std::int64_t period) {
    require(exploration_decay > 0, "exploration_decay", exploration_decay, "above 0");
    require(period >= 0, "period", period, "0 or more");
    return math::exp(-exploration_decay * static_cast<double>(period));
}

double expected_explorations(double exploration_decay, std::int64_t periods) {
    require(exploration_decay > 0, "exploration_decay", exploration_decay, "above 0");
    require(periods >= 0, "periods", periods, "0 or more");
    return math::expm1(-exploration_decay * static_cast<double>(periods)) / math::expm1(-exploration_decay);
}

double expected_explorations_limit(double exploration_decay) {
    require(exploration_decay > 0, "exploration_decay", exploration_decay, "above 0");
    return -1 / math::expm1(-exploration_decay);
}

QLearningGame::QLearningGame(const QLearningExperiment& experiment_)
    : experiment(checked(experiment_)),
      benchmarks(price_benchmarks(experiment.market)),
      grid(price_grid(benchmarks, experiment.prices, experiment.grid_margin)),
      profits(experiment.market, grid),
      initial_values(profits.mean_over_rivals() / (1 - experiment.discount)),
      states(experiment.memory == Memory::none ? 1 : profits.joint_actions()) {
    new_agent();  // checks the learning rate before any session starts
}

QLearningAgent QLearningGame::new_agent() const {
    return QLearningAgent(states, initial_values, experiment.learning_rate, experiment.discount);
}

Eigen::VectorXd values_against_fixed_rival(const QLearningGame& game, int rival_action) {
    require(game.profits.firms() == 2, "firms", game.profits.firms(), "2");
    const int prices = game.profits.prices();
    require(rival_action >= 0 && rival_action < prices, "rival_action", rival_action,
            fmt::format("in [0, {})", prices));
    Eigen::VectorXd earned(prices);
    for (int a = 0; a < prices; ++a) earned(a) = game.profits.at(a * prices + rival_action)[0];
    const double discount = game.experiment.discount;
    return (earned.array() + discount / (1 - discount) * earned.maxCoeff()).matrix();
}

QLearningSummary summarise(const std::vector<SessionResult>& results) {
    std::vector<double> gains, prices, periods, changes;
    QLearningSummary summary;
    for (const SessionResult& result : results) {
        if (!result.converged) continue;
        gains.push_back(result.profit_gain);
        prices.push_back(result.mean_price);
        periods.push_back(static_cast<double>(result.periods));
        changes.push_back(static_cast<double>(result.last_policy_change));
        summary.share_by_cycle_length[result.cycle_length] += 1;
    }
    summary.sessions = static_cast<int>(results.size());
    summary.converged = static_cast<int>(gains.size());
    require(summary.converged >= 2, "results", fmt::format("{} converged sessions", summary.converged),
            "2 or more converged sessions");
    for (auto& [length, share] : summary.share_by_cycle_length) share /= summary.converged;
    summary.profit_gain = moments_of(gains);
    summary.price = moments_of(prices);
    summary.periods = moments_of(periods);
    summary.last_policy_change = moments_of(changes);
    return summary;
}

}  // namespace nephoscope::theory
