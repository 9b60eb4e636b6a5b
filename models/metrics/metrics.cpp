#include "models/metrics/metrics.h"

#include <limits>
#include <numeric>

#include "models/metrics/counterfactual_metrics.h"
#include "models/metrics/run_values.h"
#include "models/metrics/variables.h"
#include "sim/core/math.h"

namespace nephoscope {

double shannon_entropy(const std::vector<double>& amounts) {
    const double whole = std::accumulate(amounts.begin(), amounts.end(), 0.0);
    if (whole == 0) return std::numeric_limits<double>::quiet_NaN();
    double entropy = 0;
    for (const double amount : amounts)
        if (amount > 0) entropy -= amount / whole * math::log(amount / whole);
    return entropy;
}

std::vector<VariableSpec> recorded_variables() {
    std::vector<VariableSpec> specs;
    for_each_variable([&](const Variable& variable) { specs.push_back(variable.spec); });
    for (const auto& part : {panel_variables(), counterfactual_variables(), run_variables()})
        specs.insert(specs.end(), part.begin(), part.end());
    return specs;
}

MarketRecorder::MarketRecorder(const Market& market, const StartState& start, const Schedule& schedule)
    : market_(market),
      start_(start),
      panel_(market),
      recording_(recorded_variables({market.scenario()}), axis_labels(market.scenario()), schedule.recorded_months()) {}

void MarketRecorder::record(Month month) {
    const Scenario& scenario = market_.scenario();
    const int t = scenario.month_number(month);
    panel_.observe(t);
    for_each_variable([&](const Variable& variable) {
        const int v = recording_.index_of(variable.spec.group, variable.spec.name);
        if (v < 0) return;
        if (variable.real)
            variable.real(market_, recording_.real(v, next_));
        else
            variable.integer(market_, recording_.integer(v, next_));
    });
    record_panel_month(panel_, market_, recording_, next_);
    if (recording_.index_of("counterfactual", "lock_in_index") >= 0) {
        bool due = false;  // since the month recorded last
        for (int m = recorded_ + 1; m <= t; ++m)
            due = due || is_counterfactual_month(scenario, scenario.simulation.start + m);
        due = due && market_.customers().ranks->is_first();  // whose recording is written
        record_counterfactuals(panel_, market_, due, recording_, next_);
    }
    recorded_ = t;
    ++next_;
}

Recording MarketRecorder::finish() {
    fill_run_values(market_, start_, recording_);
    record_panel_run(panel_, market_, recording_);
    recording_.texts["result_hash"] = market_.result_hash();
    recording_.texts["start_hash"] = start_.hash;
    return std::move(recording_);
}

}  // namespace nephoscope
