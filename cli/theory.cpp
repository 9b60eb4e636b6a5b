#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

#include "cli/options.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "models/theory/qlearning.h"
#include "sim/core/parallel.h"

namespace nephoscope::cli {

namespace {

constexpr const char* kUsage = "nephoscope theory calvano [options]";

/// A number read whole in [low, high]: "1e-4x" and "nan" are errors.
double real(const Options& options, const std::string& name, double fallback, double low, double high) {
    if (!options.has(name)) return fallback;
    const std::string text = options.get(name);
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc() && end == text.data() + text.size() && value >= low && value <= high) return value;
    throw UsageError(
        fmt::format("nephoscope theory: --{} is '{}' but must be a number in [{}, {}]", name, text, low, high));
}

Options theory_options() {
    Options options("theory", kUsage,
                    "Lets Q-learning algorithms set prices against each other until their strategies settle, as in\n"
                    "Calvano, Calzolari, Denicolo & Pastorello (2020), and tells the profit gain Delta:\n"
                    "0 = one-shot Nash prices, 1 = joint monopoly. The paper reports about 0.85 for its baseline,\n"
                    "which the defaults are.",
                    "nephoscope theory calvano --exploration-decay 1e-4 --sessions 50");
    options.text("firms", "N", "firms, each with one product (default: 2)")
        .text("prices", "M", "prices on the grid (default: 15)")
        .text("grid-margin", "XI", "how far the grid reaches beyond Nash and monopoly prices (default: 0.1)")
        .text("learning-rate", "ALPHA", "weight of new experience, in (0, 1] (default: 0.15)")
        .text("exploration-decay", "BETA", "a firm explores with probability exp(-BETA t) (default: 4e-6 per period)")
        .text("discount", "DELTA", "discount factor per period, below 1 (default: 0.95)")
        .text("memory", "K", "periods of prices the firms condition on, 0 or 1 (default: 1)")
        .text("sessions", "N", "independent sessions (default: 100)")
        .text("seed", "N", "of the exploration draws (default: 1)")
        .text("threads", "N", "threads to use (default: all of the affinity mask); never changes results")
        .flag("quiet,q", "no progress");
    return options;
}

theory::QLearningExperiment experiment_of(const Options& options) {
    theory::QLearningExperiment e;
    e.market.firms = static_cast<int>(options.integer("firms", 2, 2, 6));
    e.prices = static_cast<int>(options.integer("prices", e.prices, 2, 1000));
    e.grid_margin = real(options, "grid-margin", e.grid_margin, 0, 10);
    e.learning_rate = real(options, "learning-rate", e.learning_rate, 1e-9, 1);
    e.exploration_decay = real(options, "exploration-decay", e.exploration_decay, 1e-9, 100);
    e.discount = real(options, "discount", e.discount, 0, 0.999999);
    e.memory = options.integer("memory", 1, 0, 1) == 0 ? theory::Memory::none : theory::Memory::one_period;
    return e;
}

/// Thrown between sessions when the user asked to stop.
struct Stopped {};

/// Progress on standard error: a line that is rewritten on a terminal, a line per tenth elsewhere.
std::function<void(int)> session_progress(int sessions, bool quiet) {
    const bool terminal = isatty(STDERR_FILENO) == 1;
    const auto start = std::chrono::steady_clock::now();
    return [=](int done) {
        if (stop_requested()) throw Stopped{};
        if (quiet) return;
        if (!terminal && done != sessions && done % std::max(1, sessions / 10) != 0) return;
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        fmt::print(stderr, "{}{} of {} sessions, {:.0f} s, about {:.0f} s left{}", terminal ? "\r" : "", done, sessions,
                   seconds, seconds / done * (sessions - done), terminal && done != sessions ? "\033[K" : "\n");
        std::fflush(stderr);
    };
}

void print_moments(const char* label, const theory::SessionMoments& m, int digits) {
    fmt::print("{:<34} {:>14.{}f}   standard error {:.{}f}, standard deviation {:.{}f}\n", label, m.mean, digits,
               m.standard_error, digits, m.standard_deviation, digits);
}

void print_summary(const theory::QLearningGame& game, const theory::QLearningSummary& s, std::int64_t seed) {
    const theory::PriceBenchmarks& b = game.benchmarks;
    fmt::print("one-shot Nash: price {:.6f}, profit per firm {:.6f}; joint monopoly: price {:.6f}, profit {:.6f}\n",
               b.nash_price, b.nash_profit, b.monopoly_price, b.monopoly_profit);
    fmt::print("{} of {} sessions converged (no greedy price changed for {} periods), seed {}\n", s.converged,
               s.sessions, game.experiment.stable_periods, seed);
    print_moments("profit gain Delta", s.profit_gain, 4);
    print_moments("mean price", s.price, 4);
    print_moments("periods until the stop", s.periods, 0);
    print_moments("periods until the last change", s.last_policy_change, 0);
    fmt::print("sessions by length of the final price cycle:");
    for (const auto& [length, share] : s.share_by_cycle_length) fmt::print(" {}: {:.3f}", length, share);
    fmt::print("\nA high Delta is no proof of collusion: it arises with --memory 0 too, where nobody can punish.\n");
}

int calvano(const Options& options) {
    const theory::QLearningGame game(experiment_of(options));
    const int sessions = static_cast<int>(options.integer("sessions", 100, 2, 1'000'000));
    const std::int64_t seed = options.integer("seed", 1, 0, INT64_MAX);
    const int threads = static_cast<int>(options.integer("threads", available_threads(), 1, 1024));
    const auto results = theory::play_sessions(game, static_cast<std::uint64_t>(seed), sessions, threads,
                                               session_progress(sessions, options.has("quiet")));
    print_summary(game, theory::summarise(results), seed);
    return kDone;
}

}  // namespace

int theory_verb(const std::vector<std::string>& args) {
    Options options = theory_options();
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "the name of one benchmark: calvano");
    const std::string& name = options.operands().front();
    if (name != "calvano") {
        throw UsageError(fmt::format("nephoscope theory: no benchmark is called '{}'; known: calvano", name));
    }
    try {
        return calvano(options);
    } catch (const Stopped&) {
        fmt::print(stderr, "\nstopped before all sessions had ended; nothing to report\n");
        return stop_exit_code();
    }
}

}  // namespace nephoscope::cli
