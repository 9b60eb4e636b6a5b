#include "analysis/studies/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "analysis/studies/shared_starts.h"
#include "models/metrics/metrics.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"
#include "sim/io/results.h"
#include "sim/run/version.h"

namespace nephoscope {

namespace {

using Clock = std::chrono::steady_clock;

// Rough costs on one core of 2025, of docs/performance.md; they only serve the estimate told before a run.
constexpr double kSecondsPerAgentMonth = 0.4e-6;
constexpr double kInversionPasses = 20;
constexpr double kBytesPerAgent = 900;

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
    Ensemble(const std::vector<Scenario>& scenarios, const EnsembleOptions& options, ResultsWriter* writer)
        : scenarios_(scenarios),
          options_(options),
          writer_(writer),
          fingerprints_(start_fingerprints(scenarios)),
          plan_(estimate(scenarios, options.threads, options.ranks->size())),
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
            const StartState& start = starts.of(s);
            if (s == 0) moments_[r] = start.inversion.moments;
            Market market(scenarios_[s], draws, start, plan_.threads_per_run);
            const Schedule schedule = schedule_of(scenarios_[s]);
            MarketRecorder recorder(market, start, schedule);
            if (run(market, schedule, recorder, [this] { return stopping(); }) == Outcome::interrupted) return;
            recordings.push_back(recorder.finish());
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
    ResultsWriter* writer_;  ///< null where another rank writes
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

EnsembleEstimate estimate(const std::vector<Scenario>& scenarios, int threads, int ranks) {
    const SimulationParameters& size = scenarios.front().simulation;
    const int available = threads > 0 ? threads : available_threads();
    EnsembleEstimate plan;
    plan.runs = size.replications * static_cast<int>(scenarios.size());
    plan.ranks = ranks;
    plan.parallel_runs = ranks > 1 ? 1 : std::min(available, size.replications);
    plan.threads_per_run = std::max(1, available / plan.parallel_runs);
    const double months = static_cast<double>(scenarios.size()) * size.months();
    const double start_months =
        scenarios.front().start.given ? size.burn_in_months : kInversionPasses * size.burn_in_months;
    const double per_agent = (months + start_months) * kSecondsPerAgentMonth;
    const int at_once = ranks * std::min(available, plan.parallel_runs * plan.threads_per_run);
    plan.seconds = per_agent * size.agents * size.replications / at_once;
    plan.memory_bytes = 2 * kBytesPerAgent * static_cast<double>(size.agents) / ranks * plan.parallel_runs;
    return plan;
}

EnsembleReport run_ensemble(const std::vector<Scenario>& scenarios, const EnsembleOptions& options) {
    require_same_size(scenarios);
    std::optional<ResultsWriter> writer;
    if (options.ranks->is_first()) {
        writer.emplace(options.output, layout_of(scenarios, schedule_of(scenarios.front())), options.force);
        describe(*writer, scenarios, options);
    }
    Ensemble ensemble(scenarios, options, writer ? &*writer : nullptr);
    ensemble.run_all();
    EnsembleReport report = ensemble.report();
    if (writer) {
        writer->attribute("complete", report.finished ? 1 : 0);
        writer->close();
    }
    return report;
}

}  // namespace nephoscope
