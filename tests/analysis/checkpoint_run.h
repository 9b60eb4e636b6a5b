#pragma once

#include <cstring>
#include <map>
#include <string>

#include "analysis/studies/branch.h"
#include "sim/run/run.h"
#include "tests/support/shipped.h"

/// Runs of one replication that are kept at the ends of some months, and go on from there.
namespace nephoscope::test {

inline Schedule schedule_of(const Scenario& scenario) {
    return {scenario.simulation.start, scenario.simulation.end, scenario.simulation.record_every};
}

/// Records, and keeps states.
struct Keeper final : Recorder {
    Keeper(const StartState& start_, const Market& market_, MarketRecorder& recorder_)
        : start(start_), market(market_), recorder(recorder_) {}
    void record(Month month) override { recorder.record(month); }
    void checkpoint(Month month) override { states[month] = save_run(start, market, recorder); }
    const StartState& start;
    const Market& market;
    MarketRecorder& recorder;
    std::map<Month, std::string> states;
};

struct Straight {
    Recording recording;
    std::map<Month, std::string> states;
};

/// The whole run, kept after the months `kept` (as t).
inline Straight run_straight(const Scenario& scenario, const std::vector<int>& kept, std::uint32_t replication = 0,
                             int threads = 1, const Ranks& ranks = Ranks::alone()) {
    const Draws draws(scenario.simulation.seed, replication);
    const StartState start = prepare_start(scenario, draws, threads, ranks);
    Market market(scenario, draws, start, threads);
    Schedule schedule = schedule_of(scenario);
    for (const int t : kept) schedule.checkpoints.push_back(schedule.first + t);
    MarketRecorder recorder(market, start, schedule);
    Keeper keeper(start, market, recorder);
    run(market, schedule, keeper, [] { return false; });
    return {recorder.finish(), std::move(keeper.states)};
}

/// Goes on from a state after `month`.
inline Recording run_on(const std::string& state, const Scenario& scenario, Month month, std::uint32_t replication = 0,
                        int threads = 1, const Ranks& ranks = Ranks::alone()) {
    const Draws draws(scenario.simulation.seed, replication);
    Schedule schedule = schedule_of(scenario);
    schedule.done = month;
    OpenedRun opened(state, scenario, draws, schedule, threads, ranks);
    run(opened.market(), schedule, opened.recorder(), [] { return false; });
    return opened.recorder().finish();
}

/// The first variable, text or label in which two recordings differ in a bit; empty when none does.
inline std::string first_difference(const Recording& a, const Recording& b) {
    if (a.texts != b.texts) return "texts, result_hash among them";
    if (a.labels() != b.labels() || a.months() != b.months()) return "labels";
    if (a.specs() != b.specs()) return "variables";
    for (std::size_t i = 0; i < a.specs().size(); ++i) {
        const VariableSpec& spec = a.specs()[i];
        const int v = static_cast<int>(i);
        for (int m = 0; m < (spec.has_months() ? static_cast<int>(a.months().size()) : 1); ++m) {
            const auto same = [](auto x, auto y) { return std::memcmp(x.data(), y.data(), x.size_bytes()) == 0; };
            const bool is_same = spec.storage == Storage::real ? same(a.real(v, m), b.real(v, m))
                                                               : same(a.integer(v, m), b.integer(v, m));
            if (!is_same) return spec.group + "/" + spec.name + " in recorded month " + std::to_string(m);
        }
    }
    return "";
}

}  // namespace nephoscope::test
