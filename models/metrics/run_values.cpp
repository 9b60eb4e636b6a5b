#include "models/metrics/run_values.h"

#include <fmt/format.h>

#include <functional>
#include <limits>

#include "models/metrics/declare.h"
#include "models/money/tradeoff.h"

namespace nephoscope {

namespace {

VariableSpec real(const char* group, std::string name, std::vector<std::string> axes, const char* units,
                  std::string meaning) {
    return {group, std::move(name), std::move(axes), Storage::real, units, std::move(meaning)};
}

std::vector<VariableSpec> payoff_specs() {
    const std::vector<std::string> party{"party"}, cloud{"cloud"};
    return {
        real("", "npv", party, "USD", "Net present value of the party, stakes at the horizon included"),
        real("", "npv_terminal_share", party, "1", "Share of NPV that lies beyond the horizon"),
        real("payoffs", "flows", party, "USD", "Present value of cash flows to the horizon"),
        real("payoffs", "terminal", party, "USD", "Present value of the business beyond the horizon"),
        real("payoffs", "equity", party, "USD", "Present value of stakes in labs at the horizon"),
        real("payoffs", "licence", party, "USD", "Present value of the shadow value of a licence"),
        real("payoffs", "without_stakes", party, "USD", "NPV less the stakes in labs at the horizon"),
        real("payoffs", "group_npv", cloud, "USD", "NPV of the cloud with the lab that it owns wholly"),
        real("payoffs", "group_without_stakes", cloud, "USD", "The same less stakes in other labs at the horizon"),
        real("payoffs", "lab_equity", {"lab"}, "USD", "Value of the lab's equity at the horizon, not discounted"),
    };
}

std::vector<VariableSpec> tradeoff_specs() {
    constexpr const char* meaning[] = {"model sales and egress",
                                       "payments to labs, negative",
                                       "margin of the base business",
                                       "compute sold to labs, and commissions",
                                       "take-or-pay received",
                                       "revenue share received",
                                       "cost of AI capacity less what first-party use pays, negative",
                                       "equity of labs bought, negative",
                                       "its business beyond the horizon",
                                       "its stakes in labs at the horizon",
                                       "shadow value of a licence"};
    static_assert(sizeof meaning / sizeof *meaning == kTradeoffLines);
    std::vector<VariableSpec> specs;
    for (int line = 0; line < kTradeoffLines; ++line)
        specs.push_back(real("tradeoff", tradeoff_line_name(static_cast<TradeoffLine>(line)), {"incumbent"}, "USD",
                             fmt::format("Line of the incumbent's NPV: {}", meaning[line])));
    specs.push_back(real("tradeoff", "npv", {"incumbent"}, "USD", "The incumbent's NPV: sum of the lines"));
    return specs;
}

std::vector<VariableSpec> time_specs() {
    const char* months = "months";
    return {
        real("times", "focal_lab_passes_incumbent", {"cloud"}, months,
             "First recorded month, as t, with more spend on the focal lab there than at the incumbent; NaN never"),
        real("times", "cap_exhausted", {"revenue_share"}, months,
             "First recorded month, as t, in which the cap of the revenue share is paid; NaN never"),
        real("times", "commitment_exhausted", {"commitment"}, months,
             "First recorded month, as t, with nothing left of the compute commitment; NaN never"),
        real("times", "single_binding_below_25_percent", {}, months,
             "First recorded month, as t, with fewer than 25 % of served customers on one lab at one venue; NaN never"),
        real("times", "hhi_clouds_below_2500", {}, months,
             "First recorded month, as t, with an HHI of AI spend over clouds below 2500; NaN never"),
        real("times", "hhi_labs_below_2500", {}, months,
             "First recorded month, as t, with an HHI of AI spend over labs below 2500; NaN never"),
    };
}

std::vector<VariableSpec> start_specs() {
    return {
        real("start", "lab_fit", {"lab"}, "log points", "Inverted lab fit"),
        real("start", "venue_appeal", {"venue"}, "log points", "Inverted venue appeal"),
        real("start", "budget_factor", {}, "1", "Inverted budget factor"),
        real("start", "target", {"moment"}, "1", "Target of each inverted moment (outlay in USD/month)"),
        real("start", "reached", {"moment"}, "1", "Value reached at the end of burn-in"),
    };
}

/// Fills the variables of one recording.
class RunValues {
public:
    RunValues(const Market& market, const StartState& start, Recording& recording)
        : market_(market), scenario_(market.scenario()), start_(start), recording_(recording) {}

    void fill_payoffs() {
        market_.with_payoff_inputs([this](const PayoffInputs& inputs) {
            put_payoffs(payoffs(inputs));
            std::vector<double> npv, bare;
            for (const Payoff& group : group_payoffs(inputs)) {
                npv.push_back(group.npv());
                bare.push_back(group.without_stakes());
            }
            put("payoffs", "group_npv", npv);
            put("payoffs", "group_without_stakes", bare);
            put("payoffs", "lab_equity", lab_equities(inputs));
            if (scenario_.metrics.incumbent < 0) return;
            const Tradeoff parts = tradeoff(inputs, scenario_.metrics.incumbent);
            for (int line = 0; line < kTradeoffLines; ++line) {
                const auto its = static_cast<TradeoffLine>(line);
                put("tradeoff", tradeoff_line_name(its), {parts[its]});
            }
            put("tradeoff", "npv", {parts.npv()});
        });
    }

    void fill_times() {
        each_clause(ClauseType::revenue_share, "cap_exhausted", "revenue_shares", "paid",
                    [](const Clause& clause, Money paid) { return clause.cap && paid >= to_money(*clause.cap); });
        each_clause(ClauseType::compute_commit, "commitment_exhausted", "commitments", "remaining",
                    [](const Clause&, Money remaining) { return remaining <= 0; });
        below("single_binding_below_25_percent", "single_binding_rate", 0.25);
        below("hhi_clouds_below_2500", "hhi_clouds", 2500);
        below("hhi_labs_below_2500", "hhi_labs", 2500);
        const int incumbent = scenario_.metrics.incumbent, lab = scenario_.metrics.focal_lab;
        std::vector<double> passes;
        const int spend = recording_.index_of("", "spend_share_by_offer");
        for (const std::size_t v : clouds_of(scenario_))
            passes.push_back(incumbent < 0 || lab < 0 ? never() : month_when([&](int m) {
                const std::span<const double> cells = std::as_const(recording_).real(spend, m);
                const std::size_t row = static_cast<std::size_t>(lab) * scenario_.venues.size();
                return cells[row + v] > cells[row + static_cast<std::size_t>(incumbent)];
            }));
        put("times", "focal_lab_passes_incumbent", passes);
    }

    void fill_start() {
        put("start", "lab_fit", start_.inversion.values.lab_fit);
        put("start", "venue_appeal", start_.inversion.values.venue_appeal);
        put("start", "budget_factor", {start_.inversion.values.budget_factor});
        std::vector<double> target, reached;
        for (const std::string& name : recording_.labels().at("moment")) {
            target.push_back(0);
            reached.push_back(0);
            for (const InvertedMoment& moment : start_.inversion.moments)
                if (moment.name == name) {
                    target.back() = moment.target;
                    reached.back() = moment.reached;
                }
        }
        put("start", "target", target);
        put("start", "reached", reached);
    }

private:
    static double never() { return std::numeric_limits<double>::quiet_NaN(); }

    void put(const char* group, const std::string& name, const std::vector<double>& values) {
        const int index = recording_.index_of(group, name);
        if (index < 0) return;
        const std::span<double> cells = recording_.real(index);
        for (std::size_t i = 0; i < cells.size() && i < values.size(); ++i) cells[i] = values[i];
    }

    void put_payoffs(const std::vector<Payoff>& all) {
        const auto column = [&](const char* group, const char* name, auto value) {
            std::vector<double> values;
            for (const Payoff& payoff : all) values.push_back(value(payoff));
            put(group, name, values);
        };
        column("", "npv", [](const Payoff& p) { return p.npv(); });
        column("", "npv_terminal_share", [](const Payoff& p) { return p.terminal_share(); });
        column("payoffs", "flows", [](const Payoff& p) { return p.flows; });
        column("payoffs", "terminal", [](const Payoff& p) { return p.terminal; });
        column("payoffs", "equity", [](const Payoff& p) { return p.equity; });
        column("payoffs", "licence", [](const Payoff& p) { return p.licence; });
        column("payoffs", "without_stakes", [](const Payoff& p) { return p.without_stakes(); });
    }

    double month_when(const std::function<bool(int)>& holds) const { return first_month(recording_, scenario_, holds); }

    void below(const char* name, const char* variable, double bound) {
        const int index = recording_.index_of("", variable);
        put("times", name, {month_when([&](int m) { return std::as_const(recording_).real(index, m)[0] < bound; })});
    }

    void each_clause(ClauseType type, const char* name, const char* group, const char* variable,
                     const std::function<bool(const Clause&, Money)>& holds) {
        const int index = recording_.index_of(group, variable);
        std::vector<double> times;
        for (const Clause& clause : scenario_.clauses) {
            if (clause.type != type) continue;
            const std::size_t cell = times.size();
            times.push_back(
                month_when([&](int m) { return holds(clause, std::as_const(recording_).integer(index, m)[cell]); }));
        }
        put("times", name, times);
    }

    const Market& market_;
    const Scenario& scenario_;
    const StartState& start_;
    Recording& recording_;
};

}  // namespace

std::vector<VariableSpec> run_variables() {
    std::vector<VariableSpec> all;
    for (const auto& part : {payoff_specs(), tradeoff_specs(), time_specs(), start_specs()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

double first_month(const Recording& recording, const Scenario& scenario, const std::function<bool(int)>& holds) {
    for (std::size_t m = 0; m < recording.months().size(); ++m)
        if (holds(static_cast<int>(m))) return scenario.month_number(recording.months()[m]);
    return std::numeric_limits<double>::quiet_NaN();
}

void fill_run_values(const Market& market, const StartState& start, Recording& recording) {
    RunValues values(market, start, recording);
    values.fill_payoffs();
    values.fill_times();
    values.fill_start();
}

}  // namespace nephoscope
