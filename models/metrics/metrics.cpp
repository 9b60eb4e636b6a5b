#include "models/metrics/metrics.h"

#include <cmath>
#include <limits>
#include <numeric>

#include "models/metrics/variables.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

std::vector<VariableSpec> run_variables() {
    return {
        {"", "npv", {"party"}, Storage::real, "USD", "Net present value of the party, stakes at the horizon included"},
        {"", "npv_terminal_share", {"party"}, Storage::real, "1", "Share of NPV that lies beyond the horizon"},
        {"payoffs", "flows", {"party"}, Storage::real, "USD", "Present value of cash flows to the horizon"},
        {"payoffs", "terminal", {"party"}, Storage::real, "USD", "Present value of the business beyond the horizon"},
        {"payoffs", "equity", {"party"}, Storage::real, "USD", "Present value of stakes in labs at the horizon"},
        {"start", "lab_fit", {"lab"}, Storage::real, "log points", "Inverted lab fit"},
        {"start", "venue_appeal", {"venue"}, Storage::real, "log points", "Inverted venue appeal"},
        {"start", "budget_factor", {}, Storage::real, "1", "Inverted budget factor"},
        {"start", "target", {"moment"}, Storage::real, "1", "Target of each inverted moment (outlay in USD/month)"},
        {"start", "reached", {"moment"}, Storage::real, "1", "Value reached at the end of burn-in"},
    };
}

template <class Entity>
std::vector<std::string> ids(const std::vector<Entity>& entities) {
    std::vector<std::string> names;
    for (const Entity& entity : entities) names.push_back(entity.id);
    return names;
}

std::vector<std::string> with_states(std::vector<std::string> names) {
    names.insert(names.end(), {"legacy", "inactive-or-unborn"});
    return names;
}

}  // namespace

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
    for (const Variable& variable : headline_variables()) specs.push_back(variable.spec);
    for (const Variable& variable : detail_variables()) specs.push_back(variable.spec);
    for (const VariableSpec& spec : run_variables()) specs.push_back(spec);
    return specs;
}

AxisLabels axis_labels(const Scenario& scenario) {
    AxisLabels labels;
    const Accounts accounts(scenario);
    labels["lab"] = ids(scenario.labs);
    labels["venue"] = ids(scenario.venues);
    labels["segment"] = ids(scenario.segments);
    labels["workload"] = ids(scenario.workloads);
    labels["account"] = labels["account_from"] = labels["account_to"] = accounts.names();
    for (int posting = 0; posting < kPostings; ++posting)
        labels["posting"].push_back(posting_name(static_cast<Posting>(posting)));
    labels["venue_from"] = labels["venue_to"] = with_states(labels["venue"]);
    labels["lab_from"] = labels["lab_to"] = with_states(labels["lab"]);
    labels["number_in_use"] = {"1", "2", "3+"};
    for (const Venue& venue : scenario.venues)
        if (venue.kind == VenueKind::cloud) labels["party"].push_back(venue.id);
    for (const Lab& lab : scenario.labs) labels["party"].push_back(lab.id);
    for (const Lab& lab : scenario.labs) labels["moment"].push_back("lab share " + lab.id);
    for (const Venue& venue : scenario.venues) labels["moment"].push_back("venue share " + venue.id);
    labels["moment"].push_back("outlay");
    return labels;
}

MarketRecorder::MarketRecorder(const Market& market, const StartState& start, const Schedule& schedule)
    : market_(market),
      start_(start),
      recording_(recorded_variables(), axis_labels(market.scenario()), schedule.recorded_months()) {}

void MarketRecorder::record(Month) {
    int v = 0;
    for (const auto* variables : {&headline_variables(), &detail_variables()})
        for (const Variable& variable : *variables) {
            if (variable.real)
                variable.real(market_, recording_.real(v, next_));
            else
                variable.integer(market_, recording_.integer(v, next_));
            ++v;
        }
    ++next_;
}

Recording MarketRecorder::finish() {
    const auto put = [&](const char* group, const char* name, const auto& values) {
        const std::span<double> cells = recording_.real(recording_.index_of(group, name));
        for (std::size_t i = 0; i < cells.size() && i < values.size(); ++i) cells[i] = values[i];
    };
    std::vector<double> npv, share, flows, terminal, equity;
    for (const Payoff& payoff : market_.payoffs()) {
        npv.push_back(payoff.npv());
        share.push_back(payoff.terminal_share());
        flows.push_back(payoff.flows);
        terminal.push_back(payoff.terminal);
        equity.push_back(payoff.equity);
    }
    put("", "npv", npv);
    put("", "npv_terminal_share", share);
    put("payoffs", "flows", flows);
    put("payoffs", "terminal", terminal);
    put("payoffs", "equity", equity);
    put("start", "lab_fit", start_.inversion.values.lab_fit);
    put("start", "venue_appeal", start_.inversion.values.venue_appeal);
    put("start", "budget_factor", std::vector<double>{start_.inversion.values.budget_factor});

    const std::vector<std::string>& moments = recording_.labels().at("moment");
    const std::span<double> target = recording_.real(recording_.index_of("start", "target"));
    const std::span<double> reached = recording_.real(recording_.index_of("start", "reached"));
    for (std::size_t i = 0; i < moments.size(); ++i)
        for (const InvertedMoment& moment : start_.inversion.moments)
            if (moment.name == moments[i]) {
                target[i] = moment.target;
                reached[i] = moment.reached;
            }
    recording_.texts["result_hash"] = market_.result_hash();
    recording_.texts["start_hash"] = start_.hash;
    return std::move(recording_);
}

}  // namespace nephoscope
