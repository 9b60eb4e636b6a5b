#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "analysis/studies/ensemble.h"
#include "analysis/sweeps/collect.h"
#include "analysis/sweeps/point_runner.h"
#include "analysis/sweeps/remote_work.h"
#include "analysis/sweeps/status.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/study_files.h"
#include "cli/sweep_stop.h"
#include "cli/verbs.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"

namespace nephoscope::cli {

namespace {

constexpr std::size_t kFailuresShown = 5;

double seconds_since_1970() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Shard shard_of(const Options& options) {
    const std::string text = options.get("shard", "1/1");
    Shard shard;
    int used = 0;
    const bool read = std::sscanf(text.c_str(), "%d/%d%n", &shard.number, &shard.count, &used) == 2;
    if (!read || used != static_cast<int>(text.size()) || shard.number < 1 || shard.number > shard.count)
        throw UsageError(
            fmt::format("nephoscope sweep: --shard is '{}' but must be K/N with 1 <= K <= N, such as 3/16", text));
    return shard;
}

Study load(const std::string& path, Sources& sources) {
    Diagnostics diagnostics(sources);
    Study study = load_study(path, sources, diagnostics);
    require_sound(diagnostics);
    return study;
}

/// One sweep command: the study, the store, and what the command line says.
class Sweep {
public:
    Sweep(const Options& options, const std::string& name)
        : options_(options),
          path_(find_study(name)),
          study_(load(path_, sources_)),
          threads_(static_cast<int>(options.integer("threads", available_threads(), 1, 4096))),
          stop_(options.has("time-limit") ? seconds_of(options.get("time-limit")) : 0) {
        folder_ = options.get("store", study_.name + ".store");
        if (options.has("force-new")) folder_ = new_store_name(folder_);
    }

    /// The work of a rank other than 0.
    int help(const LaunchedRanks& ranks) {
        const std::unique_ptr<Work> work = remote_work(ranks);
        carry_out(*work, runner(), choose_slots(threads_, study_.threads, runs(), of_point().memory_bytes),
                  std::ref(stop_));
        return kDone;
    }

    int collect_only() {
        const Plan plan = plan_of(study_);
        const Store store(folder_);
        const PlanComparison comparison = compare(store.plan(), plan);
        if (comparison.change != PlanChange::none)
            throw InputError(
                fmt::format("{}: this store is not of the study as it is now:\n{}\n", folder_, comparison.difference));
        return finish(store);
    }

    int run(const LaunchedRanks* ranks) {
        std::string told;
        Store store = Store::open_for(folder_, plan_of(study_), &told);
        if (!told.empty()) say(told);
        require_segments(store);
        const auto began = std::chrono::steady_clock::now();
        const auto progress = progress_printer(options_.has("quiet"), "runs");
        StoreWork work(store, shard_of(options_), options_.has("retry-failed"),
                       [&](std::size_t done, std::size_t total) {
                           const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
                           if (progress) progress(static_cast<int>(done), static_cast<int>(total), seconds.count());
                       });
        const EnsembleEstimate point = of_point();
        const Slots slots = choose_slots(threads_, study_.threads, work.total(), point.memory_bytes);
        say(plan_line(work.total(), store.plan().runs(), slots, ranks));
        if (work.total() > 0) say(estimate_line(point, work.total(), slots, ranks));
        if (work.total() > 0) work_off(work, slots, ranks);
        if (!work.have_locks())
            say(folder_ + ": the file system has no locks, so do not start two sweeps on the store but by --shard");
        store.refresh();
        if (store.counts().left() == 0) return finish(store);
        return leave(store);
    }

    /// Carries out one replication of a point without a store, and prints its outcomes.
    int run_alone() {
        const auto most = static_cast<std::int64_t>(study_.points.size()) - 1;
        const Task task{static_cast<std::size_t>(options_.integer("point", 0, 0, most)),
                        static_cast<int>(options_.integer("replication", 0, 0, INT32_MAX))};
        const std::optional<RunRecord> record = runner()(task, threads_, std::ref(stop_));
        if (!record) return stop_.exit_code();
        if (record->failed()) throw ModelError(record->message);
        for (std::size_t s = 0; s < study_.scenarios.size(); ++s)
            for (std::size_t o = 0; o < study_.outcomes.size(); ++o)
                fmt::print("{} {} {}\n", study_.scenarios[s].label, study_.outcomes[o].name,
                           record->values[s * study_.outcomes.size() + o]);
        return kDone;
    }

private:
    void say(const std::string& line) const {
        if (!options_.has("quiet")) fmt::print(stderr, "{}\n", line);
    }

    /// What one point takes on one thread; nothing where no point is sound.
    EnsembleEstimate of_point() const {
        const std::vector<Scenario> scenarios = first_sound_scenarios(study_);
        return scenarios.empty() ? EnsembleEstimate{} : estimate(scenarios, 1);
    }

    std::string plan_line(std::size_t to_do, std::size_t all, const Slots& slots, const LaunchedRanks* ranks) const {
        return fmt::format(
            "{}: {} points x {} replications, {} scenarios a run; {} of {} runs to do, {} at a time on "
            "{} thread{} each{}",
            study_.name, study_.points.size(), study_.replications, study_.scenarios.size(), to_do, all, slots.runs,
            slots.threads_per_run, slots.threads_per_run > 1 ? "s" : "",
            ranks != nullptr ? fmt::format(", at each of {} ranks", ranks->size()) : "");
    }

    std::string estimate_line(const EnsembleEstimate& point, std::size_t to_do, const Slots& slots,
                              const LaunchedRanks* ranks) const {
        const int processes = ranks != nullptr ? ranks->size() : 1;
        const double seconds = point.seconds / study_.replications * static_cast<double>(to_do) /
                               (processes * slots.runs * slots.threads_per_run);
        return fmt::format("about {:.0f} s and {:.0f} MB of memory a process", std::max(1.0, seconds),
                           std::max(1.0, point.memory_bytes * slots.runs / 1e6));
    }

    std::size_t runs() const { return study_.points.size() * static_cast<std::size_t>(study_.replications); }

    Runner runner() const { return point_runner(study_, sources_, "nephoscope sweep " + path_); }

    void work_off(StoreWork& work, const Slots& slots, const LaunchedRanks* ranks) {
        const StopRequest stop = std::ref(stop_);
        std::exception_ptr failure;
        std::thread server;
        if (ranks != nullptr)
            server = std::thread([&] {
                try {
                    serve_ranks(*ranks, work, stop, [&] { stop_.because_of_another_rank(); });
                } catch (...) {
                    // The ranks wait for answers that never come: all of them have to end.
                    ranks->abort(report_exception());
                }
            });
        try {
            carry_out(work, runner(), slots, stop);
        } catch (...) {
            if (ranks != nullptr) ranks->abort(report_exception());
            throw;
        }
        if (server.joinable()) server.join();
        work.seal();
    }

    void require_segments(const Store& store) const {
        const std::vector<std::string> missing = store.missing_segments();
        if (missing.empty() || store.counts().left() == 0 || options_.has("recompute-missing")) return;
        throw MachineError(
            fmt::format("{}/segments: {} of the store is missing{}; restore it, or say --recompute-missing to compute "
                        "its runs again",
                        folder_, missing.front(), missing.size() > 1 ? ", and others too" : ""));
    }

    /// Nothing is left: collects, and tells what failed.
    int finish(const Store& store) {
        const std::string output = options_.get("output", results_file_of(folder_));
        collect(store, study_, output, options_.has("force") || !options_.has("output"));
        const StoreStatus status = status_of(store, seconds_since_1970(), kFailuresShown);
        fmt::print("{}", status_text(store, status));
        fmt::print("results: {}\n", output);
        return status.counts.failed > 0 ? kAnswerIsNo : kDone;
    }

    /// Something is left: a stop came, or other shards have it.
    int leave(const Store& store) {
        const Store::Counts counts = store.counts();
        const std::string reason = stop_.reason();
        fmt::print("{}{} of {} runs are done, {} failed, {} left; nothing finished is lost\n",
                   reason.empty() ? "" : "stopped by " + reason + "; ", counts.done, counts.runs, counts.failed,
                   counts.left());
        if (reason.empty()) {
            fmt::print("this share is done; when all are: nephoscope sweep {} --store {} --collect\n", path_, folder_);
            return counts.failed > 0 ? kAnswerIsNo : kDone;
        }
        fmt::print("go on with: nephoscope sweep {} --store {}\n", path_, folder_);
        return stop_.exit_code();
    }

    const Options& options_;
    const std::string path_;
    Sources sources_;
    const Study study_;
    std::string folder_;
    int threads_;
    SweepStop stop_;
};

void declare(Options& options) {
    options.text("store", "FOLDER", "where finished runs are kept (default: <study>.store here)")
        .text("threads", "N", "threads of this process (default: all of the affinity mask); never changes results")
        .text("shard", "K/N", "work on share K of N alone, for job arrays without MPI")
        .text("time-limit", "TIME", "stop by itself after 90s, 15m, 2h; what is finished is kept")
        .flag("retry-failed", "run again what failed before")
        .flag("recompute-missing", "go on although segments of the store have gone, and compute their runs again")
        .flag("force-new", "the study is another one now: start another store beside the one there is")
        .flag("collect", "run nothing, write the results file of a finished store")
        .text("output,o", "FILE", "results file (default: results.nc in the store, replaced)")
        .flag("force", "replace an existing results file")
        .text("point", "P", "carry out one point alone, without a store, and print its outcomes")
        .text("replication", "R", "of --point (default: 0)")
        .flag("quiet,q", "no progress");
}

}  // namespace

int sweep_verb(const std::vector<std::string>& args) {
    Options options("sweep", "nephoscope sweep STUDY [options]",
                    "Runs every point of a study, with replications, into a store; started again, only what is missing "
                    "is computed.\nSTUDY is a file or the name of a shipped study. The same command works alone, under "
                    "mpirun or srun, and\nin a job array with --shard; docs/cluster.md has batch scripts. At the end "
                    "one results file is collected.\nExit code 1: done, but some runs failed; 130, 143: stopped, start "
                    "it again to go on.",
                    "nephoscope sweep first_ship_windows --time-limit 1h");
    declare(options);
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "one STUDY");
    const std::string& name = options.operands().front();
    if (options.has("point")) return Sweep(options, name).run_alone();
    if (options.has("collect")) return Sweep(options, name).collect_only();
    std::unique_ptr<LaunchedRanks> ranks;
    try {
        if (!options.has("shard")) ranks = join_ranks();
    } catch (const LaunchError& error) {
        throw UsageError(fmt::format("nephoscope sweep: {}, or give each process its --shard", error.what()));
    }
    if (ranks == nullptr) return Sweep(options, name).run(nullptr);
    int code = kBug;
    try {
        Sweep sweep(options, name);
        return ranks->rank() == 0 ? sweep.run(ranks.get()) : sweep.help(*ranks);
    } catch (...) {
        code = report_exception();
    }
    ranks->abort(code);
    return code;
}

}  // namespace nephoscope::cli
