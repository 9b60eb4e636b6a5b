#pragma once

#include <memory>

#include "models/metrics/metrics.h"
#include "tests/support/shipped.h"

namespace nephoscope::test {

/// One recorded run with the market left as the last month left it. `each` is called after every recorded month.
struct MetricsRun {
    explicit MetricsRun(Scenario s, int months)
        : scenario(std::move(s)), draws(scenario.simulation.seed, 0), start(prepare_start(scenario, draws, 2)) {
        scenario.simulation.end = scenario.simulation.start + (months - 1);
        market = std::make_unique<Market>(scenario, draws, start, 2);
    }
    /// The whole run; `each(market, month)` after every month.
    Recording record(const std::function<void(const Market&, Month)>& each = {}) {
        const Schedule schedule{scenario.simulation.start, scenario.simulation.end, scenario.simulation.record_every};
        MarketRecorder recorder(*market, start, schedule);
        for (Month month = schedule.first; month <= schedule.last; month = month + 1) {
            market->advance(month);
            if (schedule.records(month)) recorder.record(month);
            if (each) each(*market, month);
        }
        return recorder.finish();
    }
    Scenario scenario;
    Draws draws;
    StartState start;
    std::unique_ptr<Market> market;
};

inline double sum_of(std::span<const double> cells) {
    double sum = 0;
    for (const double cell : cells) sum += cell;
    return sum;
}
inline double usd(std::span<const std::int64_t> cells) {
    double sum = 0;
    for (const std::int64_t cell : cells) sum += to_usd(cell);
    return sum;
}

}  // namespace nephoscope::test
