#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

namespace nephoscope::theory {

/// A tabular Q-learner: it knows its own actions and a state, and learns the value of each action from what it earned.
///
/// The greedy action of every state, the lowest index among equals, is kept beside the table, because a price setter
/// asks for it millions of times and it rarely changes. Source: Watkins & Dayan 1992; Calvano et al. 2020, section II.
class QLearningAgent {
public:
    /// `initial_values` of each action, the same in each of `states` ≥ 1 states; `learning_rate` α in (0, 1];
    /// `discount` δ in [0, 1) per period. Throws ArgumentError outside these ranges.
    QLearningAgent(int states, const Eigen::VectorXd& initial_values, double learning_rate, double discount);

    int greedy_action(int state) const { return summary_[static_cast<std::size_t>(state)].greedy; }
    double value(int state, int action) const { return table_[cell(state, action)]; }

    /// Q(s, a) ← (1 − α) Q(s, a) + α (reward + δ max_a' Q(s', a')). Returns whether the greedy action of `state`
    /// changed.
    bool learn(int state, int action, double reward, int next_state) {
        const double target = reward + discount_ * summary_[static_cast<std::size_t>(next_state)].best;
        double& entry = table_[cell(state, action)];
        entry = (1 - learning_rate_) * entry + learning_rate_ * target;
        return update_greedy(static_cast<std::size_t>(state), action, entry);
    }

private:
    std::size_t cell(int state, int action) const {
        return static_cast<std::size_t>(state) * static_cast<std::size_t>(actions_) + static_cast<std::size_t>(action);
    }

    /// Restores what is kept of `state` after the entry of `action` became `entry`.
    bool update_greedy(std::size_t state, int action, double entry) {
        Summary& kept = summary_[state];
        const int before = kept.greedy;
        if (action == before) {
            kept.best = entry;
            if (entry > kept.others) return false;
            kept = scan(state);
            return kept.greedy != before;
        }
        if (entry < kept.best || (entry == kept.best && action > before)) {
            if (entry > kept.others) kept.others = entry;
            return false;
        }
        kept = {entry, kept.best, action};
        return true;
    }

    /// What is kept of a state beside its row of the table.
    struct Summary {
        double best;    ///< max_a Q(s, a)
        double others;  ///< at least the value of every other action, so that a fall of the best seldom needs a scan
        int greedy;     ///< argmax_a Q(s, a)
    };

    Summary scan(std::size_t state) const;

    int actions_;
    double learning_rate_;
    double discount_;
    std::vector<double> table_;     ///< Q, [state, action]
    std::vector<Summary> summary_;  ///< [state]
};

}  // namespace nephoscope::theory
