#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/studies/comparison.h"
#include "models/scenario/scenario.h"
#include "sim/core/ranks.h"

namespace nephoscope {

struct BreakEvenOptions {
    int threads = 0;                       ///< 0: all that the process may use
    const Ranks* ranks = &Ranks::alone();  ///< that split the customers of every run
    double low = 0;                        ///< smallest opening stake searched
    double high = 0.6;                     ///< largest, less where other holders leave less
    double tolerance = 5e-3;               ///< width of the last bracket where runs have to be repeated
    std::function<void(int done, int total, double seconds)> progress;  ///< after each finished run; may be empty
    std::function<bool()> stop_requested;                               ///< polled each month; may be empty
};

/// The opening stake ς* in a lab at which the incumbent cloud is indifferent between two scenarios
/// (docs/model.md#trade-off, MODEL 9.3), given to both alike. ΔNPV = alternative − base, over replications that share
/// all draws [USD].
struct BreakEven {
    std::string base, alternative, venue, lab;
    double held = 0;                    ///< opening stake of the base scenario
    double low = 0, high = 0;           ///< searched
    bool repeated = false;              ///< the market reacts to the stake, so runs were repeated for every stake
    Interval at_low, at_held, at_high;  ///< ΔNPV
    std::optional<double> stake;        ///< ς*, nothing where the mean ΔNPV has one sign from low to high
    double half_width = 0;              ///< of its 95 % interval: that of ΔNPV at ς* over the slope there
    std::optional<double> benchmark;    ///< ς* of the sufficient statistics; nothing where nothing was opened
    bool finished = true;               ///< false when stopped; nothing else holds then
};

/// Runs both scenarios without recording. The incumbent is `metrics.incumbent`, the lab `metrics.focal_lab` or else
/// the lab in which the incumbent holds equity. Where no price of the incumbent looks at its stake and it takes part
/// in none of the lab's rounds, ΔNPV is a line in ς and one pair of runs per replication is enough; otherwise they are
/// repeated, and bisected. Start states of all replications stay in memory. Throws ArgumentError when there is no
/// incumbent or no lab, or the alternative lacks one.
BreakEven find_break_even(const Scenario& base, const Scenario& alternative, const BreakEvenOptions& options);

/// True when what the market does depends on the incumbent's opening stake in the lab.
bool stake_moves_market(const Scenario& scenario, int venue, int lab);

/// Gives the cloud an opening stake in the lab: scales its equity clauses, or adds one where it has none.
void set_stake(Scenario& scenario, int venue, int lab, double stake);

}  // namespace nephoscope
