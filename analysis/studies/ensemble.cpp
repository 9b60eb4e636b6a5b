#include "analysis/studies/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "analysis/studies/shared_starts.h"
#include "models/customers/burn_in.h"
#include "models/customers/population.h"
#include "models/customers/shock_memory.h"
#include "models/metrics/metrics.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"
#include "sim/io/results.h"
#include "sim/run/version.h"

namespace nephoscope {

namespace {

using Clock = std::chrono::steady_clock;

// Rough costs of docs/performance.md; they only serve the estimate told before a run.
constexpr double kSecondsPerAgentMonth = 1e-6;  // one core of 2021
constexpr double kBurnInMonth = 0.25;           // of another month
constexpr double kInversionPasses = 4;          // beside the burn-in of all customers
constexpr double kDrawnAgain = 1.25;            // where own attractions are not remembered
constexpr double kBytesOfProcess = 45e6;        // beside its customers

ResultsWriter::Layout layout_of(const std::vector<Scenario>& scenarios, const Schedule& schedule) {
    ResultsWriter::Layout layout;
    layout.replications = scenarios.front().simulation.replications;
    layout.variables = recorded_variables(scenarios);
    layout.presence_axes = {"lab", "venue", "segment", "workload"};
    layout.months = schedule.recorded_months();
    for (const Scenario& scenario : scenarios) {
        layout.scenarios.push_back(scenario.name);
        layout.labels.push_back(axis_labels(scenario));
    }
    return layout;
}

Schedule schedule_of(const Scenario& scenario) {
    return {scenario.simulation.start, scenario.simulation.end, scenario.simulation.record_every};
}

/// Records a run, and hands its state on where it is to be kept.
class KeepingRecorder final : public Recorder {
public:
    KeepingRecorder(MarketRecorder& recorder, std::function<void(Month)> keep)
        : recorder_(recorder), keep_(std::move(keep)) {}
    void record(Month month) override { recorder_.record(month); }
    void checkpoint(Month month) override { keep_(month); }

private:
    MarketRecorder& recorder_;
    std::function<void(Month)> keep_;
};

void require_same_size(const std::vector<Scenario>& scenarios) {
    std::set<std::string> names;
    for (const Scenario& scenario : scenarios) {
        const SimulationParameters &a = scenario.simulation, &b = scenarios.front().simulation;
        if (!names.insert(scenario.name).second)
            throw ArgumentError("scenario", "'" + scenario.name + "' twice", "named differently from the others");
        if (a.seed != b.seed || a.replications != b.replications || a.start != b.start || a.end != b.end ||
            a.record_every != b.record_every)
            throw ArgumentError(
                "simulation", "different in '" + scenario.name + "'",
                "the same in seed, start, end, replications and record_every for all scenarios of a file");
    }
}

/// The question goes with the text, as its first comment line.
CheckpointHeader header_of(const Scenario& scenario) {
    const std::string question = scenario.question.empty() ? "" : "# " + scenario.question + "\n";
    return {scenario.name, question + write_toml(scenario.resolved), scenario.simulation.replications};
}

void require_checkpoints(const std::vector<Scenario>& scenarios, const EnsembleOptions& options) {
    const SimulationParameters& size = scenarios.front().simulation;
    const Month first = options.from == nullptr ? size.start : options.from->month() + 1, last = size.end - 1;
    if (!options.checkpoints.empty() && scenarios.size() > 1)
        throw ArgumentError("--checkpoint", fmt::format("for {} scenarios", scenarios.size()), "for one");
    std::set<Month> months;
    for (const Month month : options.checkpoints) {
        if (month < first || month > last)
            throw ArgumentError(
                "--checkpoint", month.str(),
                fmt::format("in [{}, {}], the months of the run but the last", first.str(), last.str()));
        if (!months.insert(month).second) throw ArgumentError("--checkpoint", month.str() + " twice", "given once");
    }
}

void describe(ResultsWriter& writer, const std::vector<Scenario>& scenarios, const EnsembleOptions& options) {
    std::map<std::string, std::string> texts, questions, inactive;
    for (const Scenario& scenario : scenarios) {
        texts[scenario.name] = write_toml(scenario.resolved);
        questions[scenario.name] = scenario.question;
        inactive[scenario.name] = fmt::format("{}", fmt::join(scenario.inactive, ", "));
    }
    const Version version = program_version();
    writer.attribute("program_version", version.version);
    writer.attribute("commit", version.commit);
    writer.attribute("compiler", version.compiler);
    writer.attribute("threads", options.threads > 0 ? options.threads : available_threads());
    writer.attribute("ranks", options.ranks->size());
    writer.attribute("command", options.command);
    if (options.command == "compare") writer.attribute("base_scenario", scenarios.front().name);
    if (options.from != nullptr) writer.attribute("branched_from", options.from->name());
    writer.attribute("seed", static_cast<std::int64_t>(scenarios.front().simulation.seed));
    writer.attribute("display_order", fmt::format("{}", fmt::join(display_order(scenarios), ",")));
    writer.attribute("limitations", kLimitations);
    writer.attribute("replications", scenarios.front().simulation.replications);
    writer.scenario_text("scenario_text", texts);
    writer.scenario_text("question", questions);
    writer.scenario_text("inactive_clauses", inactive);
}

/// The work shared by the threads of one ensemble.
class Ensemble {
public:
    /// `writer` is null where another rank writes, `checkpoint` there and where none is asked for.
    Ensemble(const std::vector<Scenario>& scenarios, const EnsembleOptions& options, ResultsWriter* writer,
             CheckpointWriter* checkpoint)
        : scenarios_(scenarios),
          options_(options),
          writer_(writer),
          checkpoint_(checkpoint),
          fingerprints_(start_fingerprints(scenarios)),
          plan_(estimate(scenarios, options.threads, options.ranks->size(), options.from)),
          began_(Clock::now()),
          headlines_(static_cast<std::size_t>(replications()), std::vector<Headlines>(scenarios.size())),
          hashes_(scenarios.size(), std::vector<std::string>(static_cast<std::size_t>(replications()))),
          moments_(static_cast<std::size_t>(replications())) {}

    int replications() const { return scenarios_.front().simulation.replications; }

    void run_all() {
        for_blocks(static_cast<std::size_t>(replications()), 1, plan_.parallel_runs,
                   [this](std::size_t first, std::size_t) { run_replication(first); });
    }

    EnsembleReport report() const {
        EnsembleReport report;
        report.seconds = seconds();
        report.result_hashes = hashes_;
        for (std::size_t s = 0; s < scenarios_.size(); ++s) {
            Headlines joined{scenarios_[s].name, {}, {}};
            for (const auto& of_replication : headlines_) join(joined, of_replication[s]);
            sort_for_display(joined, display_order(scenarios_));
            report.headlines.push_back(std::move(joined));
        }
        report.replications_done = done_replications_;
        report.finished = done_replications_ == replications();
        report.moments = worst_moments();
        return report;
    }

private:
    double seconds() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }

    bool stopping() const { return options_.ranks->any(options_.stop_requested && options_.stop_requested()); }

    void run_replication(std::size_t r) {
        if (stopping()) return;
        const Draws draws(scenarios_.front().simulation.seed, static_cast<std::uint32_t>(r));
        SharedStarts starts(scenarios_, fingerprints_, draws, plan_.threads_per_run, *options_.ranks);
        std::vector<Recording> recordings;
        for (std::size_t s = 0; s < scenarios_.size(); ++s) {
            std::optional<Recording> recording =
                options_.from == nullptr ? run_from_start(s, r, draws, starts) : go_on(s, r, draws);
            if (!recording) return;
            recordings.push_back(std::move(*recording));
        }
        for (std::size_t s = 0; s < scenarios_.size(); ++s) {  // a replication counts when all its scenarios are there
            append(headlines_[r][s], recordings[s]);
            hashes_[s][r] = recordings[s].texts.at("result_hash");
            if (writer_ != nullptr) writer_->write(scenarios_[s].name, static_cast<int>(r), recordings[s]);
        }
        const std::lock_guard<std::mutex> lock(progress_mutex_);
        ++done_replications_;
        if (options_.progress) options_.progress(done_replications_, replications(), seconds());
    }

    /// Nothing when it was stopped.
    std::optional<Recording> run_from_start(std::size_t s, std::size_t r, const Draws& draws, SharedStarts& starts) {
        StartState& start = starts.of(s);
        Market market = starts.is_shared_later(s)
                            ? Market(scenarios_[s], draws, std::as_const(start), plan_.threads_per_run)
                            : Market(scenarios_[s], draws, std::move(start), plan_.threads_per_run);
        Schedule schedule = schedule_of(scenarios_[s]);
        MarketRecorder recorder(market, start, schedule);
        return run_all_months(s, r, start, market, schedule, recorder);
    }

    std::optional<Recording> go_on(std::size_t s, std::size_t r, const Draws& draws) {
        Schedule schedule = schedule_of(scenarios_[s]);
        schedule.done = options_.from->month();
        std::optional<OpenedRun> its;
        try {
            its.emplace(options_.from->state(static_cast<int>(r)), scenarios_[s], draws, schedule,
                        plan_.threads_per_run, *options_.ranks);
        } catch (const StateError& error) {
            options_.from->refuse(static_cast<int>(r), error.what());
        }
        return run_all_months(s, r, its->start(), its->market(), schedule, its->recorder());
    }

    std::optional<Recording> run_all_months(std::size_t s, std::size_t r, const StartState& start, Market& market,
                                            Schedule& schedule, MarketRecorder& recorder) {
        if (s == 0) moments_[r] = start.inversion.moments;
        schedule.checkpoints = options_.checkpoints;
        KeepingRecorder keeping(recorder, [&](Month month) {
            const std::string state = save_run(start, market, recorder);
            if (checkpoint_ != nullptr) checkpoint_->write(month, static_cast<int>(r), state);
        });
        if (run(market, schedule, keeping, [this] { return stopping(); }) == Outcome::interrupted) return {};
        return recorder.finish();
    }

    static void join(Headlines& all, const Headlines& one) {
        if (one.keys.empty()) return;
        if (all.keys.empty()) {
            all.keys = one.keys;
            all.values.resize(one.keys.size());
        }
        for (std::size_t i = 0; i < one.values.size(); ++i)
            all.values[i].insert(all.values[i].end(), one.values[i].begin(), one.values[i].end());
    }

    std::vector<InvertedMoment> worst_moments() const {
        std::vector<InvertedMoment> worst;
        for (const std::vector<InvertedMoment>& moments : moments_)
            for (std::size_t m = 0; m < moments.size(); ++m) {
                if (worst.size() <= m) worst.push_back(moments[m]);
                const auto miss = [](const InvertedMoment& x) { return std::abs(x.reached - x.target); };
                if (miss(moments[m]) > miss(worst[m])) worst[m] = moments[m];
            }
        return worst;
    }

    const std::vector<Scenario>& scenarios_;
    const EnsembleOptions& options_;
    ResultsWriter* const writer_;
    CheckpointWriter* const checkpoint_;
    const std::vector<std::string> fingerprints_;
    const EnsembleEstimate plan_;
    const Clock::time_point began_;
    std::vector<std::vector<Headlines>> headlines_;  // [replications][scenarios]
    std::vector<std::vector<std::string>> hashes_;   // [scenarios][replications]
    std::vector<std::vector<InvertedMoment>> moments_;
    int done_replications_ = 0;
    std::mutex progress_mutex_;
};

}  // namespace

EnsembleEstimate estimate(const std::vector<Scenario>& scenarios, int threads, int ranks, const Branch* from) {
    const SimulationParameters& size = scenarios.front().simulation;
    const int available = threads > 0 ? threads : available_threads();
    EnsembleEstimate plan;
    plan.runs = size.replications * static_cast<int>(scenarios.size());
    plan.ranks = ranks;
    plan.parallel_runs = ranks > 1 ? 1 : std::min(available, size.replications);
    plan.threads_per_run = std::max(1, available / plan.parallel_runs);
    plan.months = from == nullptr ? size.months() : size.end - from->month();
    const double months = static_cast<double>(scenarios.size()) * plan.months;
    const double agents = size.agents,
                 inverted = scenarios.front().start.given ? 0.0 : std::min(agents, static_cast<double>(kMostInverted));
    const double start =
        from != nullptr ? 0 : kBurnInMonth * size.burn_in_months * (agents + kInversionPasses * inverted);
    const int at_once = ranks * std::min(available, plan.parallel_runs * plan.threads_per_run);
    const double here = static_cast<double>(population_size(scenarios.front())) / ranks;
    const double remembered = ShockMemory::bytes_for(scenarios.front(), here);
    if (remembered == 0) plan.not_remembered_bytes = ShockMemory::needed_for(scenarios.front(), here);
    plan.seconds = (months * agents + start) * kSecondsPerAgentMonth * (remembered == 0 ? kDrawnAgain : 1.0) *
                   size.replications / at_once;
    const double copies = scenarios.size() > 1 ? 2 : 1;                              // of the customers: start and run
    const double by_all = ShockMemory::bytes_for(scenarios.front(), copies * here);  // 0 where the start forgets
    const double each =
        copies * static_cast<double>(bytes_per_customer(scenarios.front())) * here + std::max(remembered, by_all);
    plan.memory_bytes = kBytesOfProcess + each * plan.parallel_runs;
    return plan;
}

EnsembleReport run_ensemble(const std::vector<Scenario>& scenarios, const EnsembleOptions& options) {
    require_same_size(scenarios);
    require_checkpoints(scenarios, options);
    std::optional<ResultsWriter> writer;
    std::optional<CheckpointWriter> checkpoint;
    if (options.ranks->is_first()) {
        writer.emplace(options.output, layout_of(scenarios, schedule_of(scenarios.front())), options.force);
        describe(*writer, scenarios, options);
        if (!options.checkpoints.empty())
            checkpoint.emplace(options.checkpoint_output, header_of(scenarios.front()), options.force);
    }
    Ensemble ensemble(scenarios, options, writer ? &*writer : nullptr, checkpoint ? &*checkpoint : nullptr);
    ensemble.run_all();
    EnsembleReport report = ensemble.report();
    if (writer) {
        writer->attribute("complete", report.finished ? 1 : 0);
        writer->close();
    }
    if (checkpoint) checkpoint->close();
    return report;
}

}  // namespace nephoscope
