#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "models/theory/qlearning.h"
#include "sim/core/random.h"

/// A plain Q-learning session, written from the conventions of tests/vectors/qlearning.json as simple loops, to hold
/// the fast one to; and the errors that the acceptance tests must notice.
namespace nephoscope::tests {

enum class Mutation {
    none,
    zero_initial_values,
    initial_values_not_divided,
    maximum_over_old_state,
    exploration_decays_at_half,
    grid_without_margin,
    state_never_updated,
    one_coin_for_all,
    reward_scaled,
};

class PlainSession {
public:
    PlainSession(theory::QLearningExperiment experiment, Mutation mutation)
        : mutation_(mutation), game_(mutated(experiment, mutation)), decay_(game_.experiment.exploration_decay) {
        if (mutation == Mutation::exploration_decays_at_half) decay_ /= 2;
        std::vector<double> row(game_.initial_values.begin(), game_.initial_values.end());
        for (double& value : row) {
            if (mutation == Mutation::zero_initial_values) value = 0;
            if (mutation == Mutation::initial_values_not_divided) value *= 1 - experiment.discount;
        }
        table_.assign(static_cast<std::size_t>(firms()), Table(static_cast<std::size_t>(game_.states), row));
    }

    theory::SessionResult play(std::uint64_t seed, std::uint32_t session) {
        int state = static_cast<int>(
            std::uint64_t{word(seed, session, 0x716c696eU, 0)} * static_cast<std::uint64_t>(game_.states) >> 32);
        theory::SessionResult result;
        while (!result.converged && result.periods < game_.experiment.max_periods) {
            const std::vector<int> actions = choose(seed, session, result.periods, state);
            const int next = next_state(state, actions);
            bool changed = false;
            for (int firm = 0; firm < firms(); ++firm) changed = update(firm, state, actions, next) || changed;
            state = next;
            ++result.periods;
            if (changed) result.last_policy_change = result.periods;
            result.converged = result.periods - result.last_policy_change >= game_.experiment.stable_periods;
        }
        measure(state, result);
        return result;
    }

private:
    using Row = std::vector<double>;
    using Table = std::vector<Row>;

    static theory::QLearningExperiment mutated(theory::QLearningExperiment experiment, Mutation mutation) {
        if (mutation == Mutation::grid_without_margin) experiment.grid_margin = 0;
        return experiment;
    }

    static std::uint32_t word(std::uint64_t seed, std::uint32_t session, std::uint32_t purpose, std::uint64_t number) {
        const std::uint64_t block = number / 4;
        return philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), session, purpose},
                      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)})[number % 4];
    }

    int firms() const { return game_.profits.firms(); }
    int prices() const { return game_.profits.prices(); }

    static int argmax(const Row& row) {
        int best = 0;
        for (int a = 1; a < static_cast<int>(row.size()); ++a) {
            if (row[static_cast<std::size_t>(a)] > row[static_cast<std::size_t>(best)]) best = a;
        }
        return best;
    }

    Row& row(int firm, int state) { return table_[static_cast<std::size_t>(firm)][static_cast<std::size_t>(state)]; }

    std::vector<int> choose(std::uint64_t seed, std::uint32_t session, std::int64_t period, int state) {
        const auto threshold = static_cast<std::uint64_t>(0x1p32 * std::exp(-decay_ * static_cast<double>(period)));
        std::vector<int> actions;
        bool shared_coin = false;
        for (int firm = 0; firm < firms(); ++firm) {
            const auto number = static_cast<std::uint64_t>(period) * static_cast<std::uint64_t>(firms());
            const std::uint64_t w = word(seed, session, 0x716c6578U, number + static_cast<std::uint64_t>(firm));
            const auto m = static_cast<std::uint64_t>(prices());
            if (firm == 0) shared_coin = w < threshold;
            if (mutation_ == Mutation::one_coin_for_all && firm > 0) {
                actions.push_back(shared_coin ? static_cast<int>(w * m >> 32) : argmax(row(firm, state)));
            } else {
                actions.push_back(w < threshold ? static_cast<int>(w * m / threshold) : argmax(row(firm, state)));
            }
        }
        return actions;
    }

    int joint_action(const std::vector<int>& actions) const {
        int joint = 0;
        for (const int action : actions) joint = joint * prices() + action;
        return joint;
    }

    int next_state(int state, const std::vector<int>& actions) const {
        if (mutation_ == Mutation::state_never_updated) return state;
        return game_.states == 1 ? 0 : joint_action(actions);
    }

    bool update(int firm, int state, const std::vector<int>& actions, int next) {
        const double discount = game_.experiment.discount;
        double reward = game_.profits.at(joint_action(actions))[firm];
        if (mutation_ == Mutation::reward_scaled) reward *= 1 - discount;
        const Row& ahead = row(firm, mutation_ == Mutation::maximum_over_old_state ? state : next);
        const double best_ahead = ahead[static_cast<std::size_t>(argmax(ahead))];
        Row& here = row(firm, state);
        const int before = argmax(here);
        double& entry = here[static_cast<std::size_t>(actions[static_cast<std::size_t>(firm)])];
        const double alpha = game_.experiment.learning_rate;
        entry = (1 - alpha) * entry + alpha * (reward + discount * best_ahead);
        return argmax(here) != before;
    }

    void measure(int state, theory::SessionResult& result) {
        std::vector<int> states, path;
        std::size_t start = 0;
        for (bool returned = false; !returned;) {
            std::vector<int> actions;
            for (int firm = 0; firm < firms(); ++firm) actions.push_back(argmax(row(firm, state)));
            states.push_back(state);
            path.push_back(joint_action(actions));
            state = next_state(state, actions);
            for (start = 0; start < states.size() && !returned; ++start) returned = states[start] == state;
        }
        --start;
        result.cycle_length = static_cast<int>(path.size() - start);
        double profit = 0, price = 0;
        for (std::size_t i = start; i < path.size(); ++i) {
            for (int firm = 0; firm < firms(); ++firm) {
                profit += game_.profits.at(path[i])[firm];
                price += game_.grid(game_.profits.action_of(path[i], firm));
            }
        }
        result.mean_profit = profit / (result.cycle_length * firms());
        result.mean_price = price / (result.cycle_length * firms());
        result.profit_gain = theory::profit_gain(game_.benchmarks, result.mean_profit);
    }

    Mutation mutation_;
    theory::QLearningGame game_;
    double decay_;
    std::vector<Table> table_;  ///< Q, [firm][state][action]
};

}  // namespace nephoscope::tests
