#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "models/theory/qlearning_agent.h"
#include "models/theory/qlearning_market.h"

/// Q-learning price setters: sessions of the experiment of Calvano, Calzolari, Denicolò & Pastorello 2020, AER 110(10).
namespace nephoscope::theory {

/// How much of the past a state holds.
enum class Memory {
    none,        ///< one state: punishment strategies cannot be expressed
    one_period,  ///< the prices of all firms in the period before
};

/// One experiment. Defaults are the baseline of the paper. Everything here changes results.
struct QLearningExperiment {
    SymmetricLogitMarket market;
    int prices = 15;              ///< m ≥ 2, size of the price grid
    double grid_margin = 0.1;     ///< ξ ≥ 0, how far the grid reaches beyond [p_N, p_M], as a share of p_M − p_N
    double learning_rate = 0.15;  ///< α in (0, 1]
    double exploration_decay = 4e-6;  ///< β > 0 [1/period]: exploration probability e^{−βt} in period t = 0, 1, …
    double discount = 0.95;           ///< δ in [0, 1) per period
    Memory memory = Memory::one_period;
    std::int64_t stable_periods = 100'000;     ///< converged when no greedy action of any state changed for so long
    std::int64_t max_periods = 1'000'000'000;  ///< give up after so many periods
};

/// Exploration probability of a period, e^{−βt}. Throws ArgumentError unless β > 0 and t ≥ 0.
double exploration_probability(double exploration_decay, std::int64_t period);

/// Expected number of exploration moves of a player in periods 0 … `periods` − 1, (1 − e^{−βt})/(1 − e^{−β}).
double expected_explorations(double exploration_decay, std::int64_t periods);

/// The limit of expected_explorations, 1/(1 − e^{−β}).
double expected_explorations_limit(double exploration_decay);

/// What all sessions of an experiment share: benchmarks, grid, profits and initial values.
struct QLearningGame {
    /// Throws ArgumentError for values outside the ranges of QLearningExperiment.
    explicit QLearningGame(const QLearningExperiment& experiment);

    QLearningExperiment experiment;
    PriceBenchmarks benchmarks;
    Eigen::VectorXd grid;  ///< [prices]
    ProfitTable profits;
    Eigen::VectorXd initial_values;  ///< mean profit over rivals' actions / (1 − δ), [prices], the same in each state
    int states;                      ///< 1, or one per joint action

    QLearningAgent new_agent() const;
};

/// Values that satisfy the Bellman equation against a rival who always plays price index `rival_action` (two firms):
/// Q*(a) = π(a, b) + δ/(1 − δ) max_a' π(a', b), shape [prices]. Source: Watkins & Dayan 1992.
Eigen::VectorXd values_against_fixed_rival(const QLearningGame& game, int rival_action);

/// How one session ended.
struct SessionResult {
    bool converged = false;
    std::int64_t periods = 0;             ///< at the stop, including the stable window
    std::int64_t last_policy_change = 0;  ///< periods until the last change of a greedy action
    int cycle_length = 0;                 ///< of the greedy play that follows; the means below are over this cycle
    double mean_profit = 0.0;             ///< per firm
    double mean_price = 0.0;              ///< over firms
    double profit_gain = 0.0;             ///< Δ
};

/// Plays session number `session`: a function of (experiment, seed, session) alone. Firms move at the same time; each
/// explores with its own coin, then uniformly over all prices. The exploration word of firm i in period t is word
/// t·firms + i of Philox4x32-10 keyed by the seed, with the session in the counter; one word serves coin and price,
/// since given that a word is below the threshold of exploring it is uniform below it.
SessionResult play_session(const QLearningGame& game, std::uint64_t seed, std::uint32_t session);

/// Sessions 0 … `sessions` − 1 on up to `threads` threads; the result does not depend on `threads`. `finished`, if
/// given, is called after each session with the number finished so far, from any thread but one call at a time.
/// Throws ArgumentError for fewer than 1 session or thread.
std::vector<SessionResult> play_sessions(const QLearningGame& game, std::uint64_t seed, int sessions, int threads,
                                         const std::function<void(int)>& finished = {});

/// Moments of a figure over sessions.
struct SessionMoments {
    double mean = 0.0;
    double standard_deviation = 0.0;  ///< with divisor sessions − 1
    double standard_error = 0.0;      ///< of the mean
};

/// Moments over the sessions that converged.
struct QLearningSummary {
    int sessions = 0;
    int converged = 0;
    SessionMoments profit_gain;
    SessionMoments price;
    SessionMoments periods;
    SessionMoments last_policy_change;
    std::map<int, double> share_by_cycle_length;  ///< of converged sessions
};

/// Throws ArgumentError when fewer than 2 sessions converged.
QLearningSummary summarise(const std::vector<SessionResult>& results);

}  // namespace nephoscope::theory
