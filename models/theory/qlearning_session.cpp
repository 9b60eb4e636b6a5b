#include <algorithm>
#include <array>
#include <mutex>

#include "models/theory/dynamics_arguments.h"
#include "models/theory/qlearning.h"
#include "sim/core/math.h"
#include "sim/core/parallel.h"
#include "sim/core/random.h"

namespace nephoscope::theory {

namespace {

/// The words of a session in order, made a batch at a time so that the generator's rounds overlap.
class SessionWords {
public:
    SessionWords(std::uint64_t seed, std::uint32_t session, std::uint32_t purpose)
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          session_(session),
          purpose_(purpose) {}

    std::uint32_t next() {
        if (used_ == words_.size()) refill();
        return words_[used_++];
    }

private:
    void refill() {
        for (std::size_t i = 0; i < words_.size(); i += 4, ++block_) {
            const Words four = philox(
                {static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32), session_, purpose_},
                key_);
            std::copy(four.begin(), four.end(), words_.begin() + static_cast<std::ptrdiff_t>(i));
        }
        used_ = 0;
    }

    std::array<std::uint32_t, 2> key_;
    std::uint32_t session_;
    std::uint32_t purpose_;
    std::uint64_t block_ = 0;
    std::array<std::uint32_t, 64> words_{};
    std::size_t used_ = 64;
};

constexpr std::uint32_t kExplorationWords = 0x716c6578U;
constexpr std::uint32_t kInitialStateWords = 0x716c696eU;

/// The threshold round-down(2³² e^{−βt}) below which a word means exploring, stepping through t = 0, 1, …
class ExplorationThreshold {
public:
    explicit ExplorationThreshold(double decay) : decay_(decay), factor_(math::exp(-decay)) {}

    std::int64_t next() {
        if (period_ % kRenewal == 0) scaled_ = 0x1p32 * math::exp(-decay_ * static_cast<double>(period_));
        const auto threshold = static_cast<std::int64_t>(scaled_);
        scaled_ *= factor_;
        ++period_;
        return threshold;
    }

private:
    static constexpr std::int64_t kRenewal = 1024;  ///< periods between exact values; products drift by an ulp a period
    double decay_;
    double factor_;
    double scaled_ = 0.0;
    std::int64_t period_ = 0;
};

int initial_state(const QLearningGame& game, std::uint64_t seed, std::uint32_t session) {
    SessionWords words(seed, session, kInitialStateWords);
    return static_cast<int>((std::uint64_t{words.next()} * static_cast<std::uint64_t>(game.states)) >> 32);
}

/// Follows the greedy actions from `state` until a state returns, and averages over the cycle.
void measure_cycle(const QLearningGame& game, const std::vector<QLearningAgent>& agents, int state,
                   SessionResult& result) {
    const int firms = game.profits.firms(), prices = game.profits.prices();
    std::vector<int> visited_at(static_cast<std::size_t>(game.states), -1);
    std::vector<int> path;  // joint action played at each step
    while (visited_at[static_cast<std::size_t>(state)] < 0) {
        visited_at[static_cast<std::size_t>(state)] = static_cast<int>(path.size());
        int joint = 0;
        for (const QLearningAgent& agent : agents) joint = joint * prices + agent.greedy_action(state);
        path.push_back(joint);
        state = game.states == 1 ? 0 : joint;
    }
    const int start = visited_at[static_cast<std::size_t>(state)];
    result.cycle_length = static_cast<int>(path.size()) - start;
    double profit = 0, price = 0;
    for (std::size_t i = static_cast<std::size_t>(start); i < path.size(); ++i) {
        for (int firm = 0; firm < firms; ++firm) {
            profit += game.profits.at(path[i])[firm];
            price += game.grid(game.profits.action_of(path[i], firm));
        }
    }
    result.mean_profit = profit / (result.cycle_length * firms);
    result.mean_price = price / (result.cycle_length * firms);
    result.profit_gain = profit_gain(game.benchmarks, result.mean_profit);
}

}  // namespace

SessionResult play_session(const QLearningGame& game, std::uint64_t seed, std::uint32_t session) {
    const auto firms = static_cast<std::size_t>(game.profits.firms());
    const int prices = game.profits.prices();
    const bool remembers = game.states > 1;
    std::vector<QLearningAgent> agents(firms, game.new_agent());
    std::vector<int> actions(firms);
    SessionWords words(seed, session, kExplorationWords);
    ExplorationThreshold exploration(game.experiment.exploration_decay);
    SessionResult result;
    int state = initial_state(game, seed, session);
    for (std::int64_t period = 1; period <= game.experiment.max_periods; ++period) {
        const std::int64_t threshold = exploration.next();
        int joint = 0;
        for (std::size_t i = 0; i < firms; ++i) {
            const std::int64_t word = words.next();
            actions[i] =
                word < threshold ? static_cast<int>(word * prices / threshold) : agents[i].greedy_action(state);
            joint = joint * prices + actions[i];
        }
        const double* earned = game.profits.at(joint);
        const int next = remembers ? joint : 0;
        bool changed = false;
        for (std::size_t i = 0; i < firms; ++i) changed |= agents[i].learn(state, actions[i], earned[i], next);
        state = next;
        result.periods = period;
        if (changed) result.last_policy_change = period;
        result.converged = period - result.last_policy_change >= game.experiment.stable_periods;
        if (result.converged) break;
    }
    measure_cycle(game, agents, state, result);
    return result;
}

std::vector<SessionResult> play_sessions(const QLearningGame& game, std::uint64_t seed, int sessions, int threads,
                                         const std::function<void(int)>& finished) {
    require(sessions >= 1, "sessions", sessions, "1 or more");
    require(threads >= 1, "threads", threads, "1 or more");
    std::vector<SessionResult> results(static_cast<std::size_t>(sessions));
    std::mutex one_at_a_time;
    int done = 0;
    for_blocks(results.size(), 1, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            results[i] = play_session(game, seed, static_cast<std::uint32_t>(i));
            if (!finished) continue;
            const std::lock_guard<std::mutex> lock(one_at_a_time);
            finished(++done);
        }
    });
    return results;
}

}  // namespace nephoscope::theory
