#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/studies/branch.h"
#include "analysis/studies/headlines.h"
#include "models/customers/burn_in.h"
#include "models/scenario/scenario.h"
#include "sim/core/ranks.h"

namespace nephoscope {

/// What every payoff table and every file says of this version.
inline constexpr const char* kLimitations = "uncalibrated";

/// How an ensemble of runs is carried out; none of it changes results.
struct EnsembleOptions {
    int threads = 0;                       ///< 0: all that the process may use
    const Ranks* ranks = &Ranks::alone();  ///< that split the customers of every run; all call run_ensemble alike
    std::string output;                    ///< results file
    bool force = false;                    ///< replace an existing file
    std::string command;                   ///< stored for provenance, e.g. "compare"
    std::function<void(int done, int total, double seconds)> progress;  ///< after each finished run; may be empty
    std::function<bool()> stop_requested;                               ///< polled each month; may be empty
    std::vector<Month> checkpoints;  ///< months at whose end the runs of the only scenario are kept
    std::string checkpoint_output;   ///< file that keeps them; `force` goes for it too
    const Branch* from = nullptr;    ///< where the runs go on from; null: from the start
};

/// What an ensemble will take, told before the first month.
struct EnsembleEstimate {
    int runs = 0;
    int parallel_runs = 0;  ///< replications side by side
    int threads_per_run = 0;
    int months = 0;                   ///< to run
    int ranks = 1;                    ///< that split the customers of every run
    double memory_bytes = 0;          ///< of one process
    double not_remembered_bytes = 0;  ///< of one run: own attractions that are drawn again and again, since there is no
                                      ///< room to remember them; 0 when there is
    double seconds = 0;               ///< rough, from benchmarked costs per agent-month
};

struct EnsembleReport {
    bool finished = true;  ///< false when stopped; finished replications are kept
    int replications_done = 0;
    double seconds = 0;
    std::vector<Headlines> headlines;     ///< [scenarios], replications in order, unfinished ones left out
    std::vector<InvertedMoment> moments;  ///< of the first scenario, worst over replications
    std::vector<std::vector<std::string>> result_hashes;  ///< [scenarios][replications]
};

/// `threads` of each of `ranks` processes; 0 for all that the process may use. `from` as in the options.
EnsembleEstimate estimate(const std::vector<Scenario>& scenarios, int threads, int ranks = 1,
                          const Branch* from = nullptr);

/// Runs every scenario for every replication and writes one results file. Scenarios whose start fingerprints agree
/// share population, inversion and burn-in. Names of scenarios must differ. Replications run in parallel; memory holds
/// `parallel_runs` of them; several ranks split each instead, one after the
/// other, and rank 0 alone writes. Throws ArgumentError when scenarios differ in what one file has once, or checkpoints
/// are asked of several scenarios or of months outside the run.
EnsembleReport run_ensemble(const std::vector<Scenario>& scenarios, const EnsembleOptions& options);

}  // namespace nephoscope
