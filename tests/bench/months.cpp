#include "tests/bench/months.h"

#include "tests/bench/stopwatch.h"

namespace nephoscope::bench {

double born_by(const Customers& customers, int t) {
    double born = 0;
    for (std::size_t i = 0; i < customers.size(); ++i) born += customers.born(i, t) ? 1 : 0;
    return born;
}

MonthsRun run_months(const Scenario& scenario, const Draws& draws, const StartState& start,
                     const std::function<void(const Market&, int)>& after) {
    MonthsRun run;
    Market market(scenario, draws, start, 1);
    for (Month month = scenario.simulation.start; month <= scenario.simulation.end; ++month) {
        const int t = scenario.month_number(month);
        const std::uint64_t began = ticks();
        run.seconds += cpu_seconds_of([&] { market.advance(month); });
        run.ticks += static_cast<double>(ticks() - began);
        run.agent_months += born_by(market.customers(), t);
        const MonthTotals& totals = market.totals();
        run.decisions += static_cast<double>(totals.decisions);
        run.renewals += static_cast<double>(totals.renewals);
        run.births += static_cast<double>(totals.births);
        run.set_searches += static_cast<double>(totals.portfolio_solves);
        if (after) after(market, t);
    }
    return run;
}

}  // namespace nephoscope::bench
