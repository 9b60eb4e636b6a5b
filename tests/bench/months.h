#pragma once

#include <functional>

#include "models/market.h"

/// The months of one run on one thread, from a burned-in start.
namespace nephoscope::bench {

/// What months asked for. An agent-month is one customer that is born by then in one month.
struct MonthsRun {
    double agent_months = 0;
    double seconds = 0, ticks = 0;  ///< of the months alone: CPU, and a clock that goes on while others run
    double decisions = 0, renewals = 0, births = 0, set_searches = 0;
};

/// Customers born by month t.
double born_by(const Customers& customers, int t);

/// Advances a market of its own from the start to the end of the scenario; calls after(market, t) between the months,
/// out of the timing.
MonthsRun run_months(const Scenario& scenario, const Draws& draws, const StartState& start,
                     const std::function<void(const Market&, int t)>& after = nullptr);

}  // namespace nephoscope::bench
