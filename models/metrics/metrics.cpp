#include "models/metrics/metrics.h"

#include <limits>
#include <numeric>

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
    for (const VariableSpec& spec : run_variables()) specs.push_back(spec);
    return specs;
}

MarketRecorder::MarketRecorder(const Market& market, const StartState& start, const Schedule& schedule)
    : market_(market),
      start_(start),
      recording_(recorded_variables({market.scenario()}), axis_labels(market.scenario()), schedule.recorded_months()) {}

void MarketRecorder::record(Month) {
    for_each_variable([&](const Variable& variable) {
        const int v = recording_.index_of(variable.spec.group, variable.spec.name);
        if (v < 0) return;
        if (variable.real)
            variable.real(market_, recording_.real(v, next_));
        else
            variable.integer(market_, recording_.integer(v, next_));
    });
    ++next_;
}

Recording MarketRecorder::finish() {
    fill_run_values(market_, start_, recording_);
    recording_.texts["result_hash"] = market_.result_hash();
    recording_.texts["start_hash"] = start_.hash;
    return std::move(recording_);
}

}  // namespace nephoscope
