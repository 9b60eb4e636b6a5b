#include "models/scenario/parameter_rows.h"

namespace nephoscope::rows {

namespace {

std::vector<Parameter> money_rows() {
    const std::vector<std::string> terminal{"base", "gross_profit", "none"};
    return {
        {.key = "finance.valuation_multiple",
         .symbol = "M_0",
         .meaning = "a lab's value at the start, as a multiple of its yearly revenue base",
         .initial = 25.0,
         .domain = within(0, 1000),
         .sweep = "12–35",
         .source = "F7, F9",
         .when = "with valuations",
         .bind = to(&Scenario::finance, &FinanceParameters::valuation_multiple)},
        {.key = "finance.runway_trigger_months",
         .symbol = "R_min",
         .meaning = "months of cash below which a lab raises",
         .unit = "months",
         .initial = 12.0,
         .domain = within(0, 120),
         .sweep = "6–18",
         .source = "A",
         .when = "earlier rounds",
         .bind = to(&Scenario::finance, &FinanceParameters::runway_trigger)},
        {.key = "finance.dilution_limit_per_year",
         .symbol = "d_max",
         .meaning = "most dilution that a lab accepts in a year",
         .unit = "1/year",
         .initial = 0.2,
         .domain = within(0, 1),
         .sweep = ".1–.3",
         .source = "A",
         .when = "a funding winter",
         .bind = to(&Scenario::finance, &FinanceParameters::dilution_limit)},
        {.key = "finance.licence_value_share",
         .symbol = "fee_alt",
         .meaning = "value of first-party use under a licence, as a shadow line",
         .initial = 0.0,
         .domain = within(0, 1),
         .sweep = "0–.2",
         .source = "A",
         .when = "above 0: the shadow line M15 is shown",
         .bind = to(&Scenario::finance, &FinanceParameters::licence_value)},
        {.key = "finance.customer_discount_rate_per_year",
         .symbol = "r_c",
         .meaning = "customers' discount rate in migrations",
         .unit = "1/year",
         .initial = 0.12,
         .domain = within(0, 1),
         .sweep = ".08–.16",
         .source = "A",
         .when = "with migrations",
         .bind = to(&Scenario::finance, &FinanceParameters::customer_discount_rate)},
        {.key = "finance.runway_target_months",
         .symbol = "R_tgt",
         .meaning = "months of cash that a lab raises",
         .unit = "months",
         .initial = 24.0,
         .domain = within(0, 240),
         .sweep = "12–36",
         .source = "A",
         .when = "larger rounds",
         .bind = to(&Scenario::finance, &FinanceParameters::runway_target)},
        {.key = "finance.funding",
         .meaning = "labs raise money when their runway is short",
         .kind = ValueKind::boolean,
         .initial = true,
         .source = "F7",
         .when = "false: no rounds, and budgets are not cut for want of cash",
         .bind = to(&Scenario::finance, &FinanceParameters::funding)},
        {.key = "finance.terminal",
         .meaning =
             "what a lab's value at the horizon is a multiple of; \"none\" leaves out everything after the horizon",
         .kind = ValueKind::choice,
         .initial = std::string("base"),
         .choices = terminal,
         .source = "docs/model.md#payoffs",
         .when = "to see how much of a result lies beyond the horizon",
         .bind = to_choice(&Scenario::finance, &FinanceParameters::terminal, terminal)},
    };
}

std::vector<Parameter> metric_rows() {
    using P = MetricsParameters;
    const auto section = &Scenario::metrics;
    return {
        {.key = "metrics.incumbent",
         .meaning = "cloud whose trade-off is told line by line; absent: the beneficiary of the first exclusivity",
         .kind = ValueKind::cloud,
         .presence = Presence::optional,
         .source = "docs/model.md#trade-off",
         .changes_results = false},
        {.key = "metrics.focal_lab",
         .meaning = "lab whose taste splits customers into thirds; absent: the lab of the first exclusivity",
         .kind = ValueKind::lab,
         .presence = Presence::optional,
         .source = "docs/model.md#metrics",
         .changes_results = false},
        {.key = "metrics.panel",
         .meaning = "customers of the fixed panel on which counterfactual metrics are solved",
         .kind = ValueKind::integer,
         .initial = std::int64_t{2000},
         .domain = within(0, 1e6),
         .source = "numerical",
         .when = "0: no panel",
         .changes_results = false,
         .bind = to(section, &P::panel)},
        {.key = "metrics.traced",
         .meaning = "customers of the panel whose full state is recorded each month",
         .kind = ValueKind::integer,
         .initial = std::int64_t{0},
         .domain = within(0, 1e5),
         .source = "recording",
         .when = "to follow single customers",
         .changes_results = false,
         .bind = to(section, &P::traced)},
        {.key = "metrics.counterfactuals",
         .meaning =
             "solve lock-in, captive share, diversion and elasticities at the start, after a year and each December",
         .kind = ValueKind::boolean,
         .initial = false,
         .source = "docs/model.md#metrics",
         .when = "costs about as much as the months themselves",
         .changes_results = false,
         .bind = to(&Scenario::metrics, &MetricsParameters::counterfactuals)},
    };
}

}  // namespace

std::vector<Parameter> funding_rows() {
    std::vector<Parameter> all = money_rows();
    for (auto& row : metric_rows()) all.push_back(row);
    return all;
}

}  // namespace nephoscope::rows
