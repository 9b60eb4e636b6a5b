#include "analysis/sweeps/point_runner.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "analysis/studies/shared_starts.h"
#include "analysis/sweeps/outcomes.h"
#include "analysis/sweeps/start_cache.h"
#include "models/metrics/metrics.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

/// A point's replication needs as many starts as it has scenarios; two of a replication and two of the next cover a
/// pair of scenarios while the threads go over from one to the other.
constexpr std::size_t kStartsKept = 4;

using Clock = std::chrono::system_clock;

double seconds_since_1970() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

/// A start that markets copy. What burn-in remembers would be there once more for each start that is kept, and for each
/// run: in sweeps, memory decides how many run at once.
StartState prepare_shared_start(const Scenario& scenario, const Draws& draws, int threads) {
    StartState start = prepare_start(scenario, draws, threads);
    start.customers.shock_memory = ShockMemory();
    return start;
}

class PointRunner {
public:
    PointRunner(const Study& study, const Sources& sources, std::string command)
        : study_(study), sources_(sources), command_(std::move(command)) {
        for (const StudyParameter& parameter : study.parameters) keys_.push_back(parameter.key);
    }

    std::optional<RunRecord> run(const Task& task, int threads, const StopRequest& stop) {
        const double began = seconds_since_1970();
        RunRecord record;
        record.point = point_key(keys_, study_.points[task.point]);
        record.replication = task.replication;
        try {
            if (!fill(record, task, threads, stop)) return std::nullopt;
        } catch (const ModelError& error) {
            fail(record, task, error);
        } catch (const InputError& error) {
            fail(record, task, error);
        } catch (const ArgumentError& error) {
            fail(record, task, error);
        }
        record.finished_at = seconds_since_1970();
        record.seconds = record.finished_at - began;
        return record;
    }

private:
    void fail(RunRecord& record, const Task& task, const std::exception& error) const {
        record.result_hashes.clear();
        record.message = error.what();
        const std::size_t closing = record.message.rfind("1 error; nothing was run");
        if (closing != std::string::npos) record.message.resize(closing);  // true of a scenario that is run alone
        while (!record.message.empty() && record.message.back() == '\n') record.message.pop_back();
        if (record.message.empty()) record.message = "failed without a message";
        record.command = fmt::format("{} --point {} --replication {}", command_, task.point, task.replication);
    }

    /// False when stopped.
    bool fill(RunRecord& record, const Task& task, int threads, const StopRequest& stop) {
        Diagnostics diagnostics(sources_);
        const std::vector<Scenario> scenarios = scenarios_of_point(study_, task.point, diagnostics);
        if (!diagnostics.ok()) throw InputError(diagnostics.str());
        const std::vector<std::string> fingerprints = start_fingerprints(scenarios);
        const Draws draws(study_.seed, static_cast<std::uint32_t>(task.replication));
        std::vector<Recording> recordings;
        for (std::size_t s = 0; s < scenarios.size(); ++s) {
            if (stop()) return false;
            const std::string name = fmt::format("{} {}", task.replication, fingerprints[s]);
            const StartCache::Start start =
                starts_.of(name, [&] { return prepare_shared_start(scenarios[s], draws, threads); });
            Market market(scenarios[s], draws, *start, threads);
            const SimulationParameters& simulation = scenarios[s].simulation;
            const Schedule schedule{simulation.start, simulation.end, simulation.record_every};
            MarketRecorder recorder(market, *start, schedule);
            if (nephoscope::run(market, schedule, recorder, stop) == Outcome::interrupted) return false;
            recordings.push_back(recorder.finish());
            record.result_hashes.push_back(recordings.back().texts.at("result_hash"));
        }
        OutcomeValues outcomes = outcome_values(study_, recordings);
        record.months = std::move(outcomes.months);
        record.values = std::move(outcomes.values);
        record.trajectories = std::move(outcomes.trajectories);
        return true;
    }

    const Study& study_;
    const Sources& sources_;
    const std::string command_;
    std::vector<std::string> keys_;
    StartCache starts_{kStartsKept};
};

}  // namespace

Runner point_runner(const Study& study, const Sources& sources, std::string command) {
    const auto runner = std::make_shared<PointRunner>(study, sources, std::move(command));
    return
        [runner](const Task& task, int threads, const StopRequest& stop) { return runner->run(task, threads, stop); };
}

}  // namespace nephoscope
