#include <fmt/format.h>

#include "analysis/studies/verification.h"
#include "cli/on_ranks.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

namespace {

int verify_results(const std::vector<std::string>& args, const Ranks& ranks) {
    Options options(
        "verify", "nephoscope verify RESULTS [options]",
        "Runs the input that is stored in a results file again, from the file alone, and compares the result hash of\n"
        "every run. Exit code 0: the same bits; 1: they differ.",
        "nephoscope verify compare-nonexclusive_2026.nc");
    options.text("replications", "N", "only the first N replications")
        .text("threads", "N", "threads to use (default: all of the affinity mask)")
        .flag("quiet,q", "no progress");
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "one RESULTS file");
    VerificationOptions how;
    how.replications = static_cast<int>(options.integer("replications", 0, 1, 1'000'000));
    how.threads = static_cast<int>(options.integer("threads", 0, 1, 4096));
    how.ranks = &ranks;
    how.progress = progress_printer(options.has("quiet") || !ranks.is_first());
    how.stop_requested = stop_requested;
    const Verification verification = verify(options.operands().front(), how);
    for (const RunCheck& run : verification.runs)
        fmt::print("{} {} replication {}: {}{}\n", run.same() ? "same" : "DIFFERS", run.scenario, run.replication,
                   run.stored, run.same() ? std::string() : " stored, " + run.found + " found");
    if (!verification.finished) return stop_exit_code();
    fmt::print("{} of {} runs give the stored result hash\n", verification.same(), verification.runs.size());
    return verification.same() == verification.runs.size() ? kDone : kAnswerIsNo;
}

}  // namespace

int verify_verb(const std::vector<std::string>& args) {
    return on_ranks("verify", [&](const Ranks& ranks) { return verify_results(args, ranks); });
}

}  // namespace nephoscope::cli
