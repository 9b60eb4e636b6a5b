#include "models/scenario/parameter_rows.h"

namespace nephoscope::rows {

namespace {

std::vector<Parameter> quality_rows() {
    using P = QualityParameters;
    const auto section = &Scenario::quality;
    return {
        {.key = "quality.drift_points_per_month",
         .symbol = "g_z",
         .meaning = "mean progress of a closed lab's latent quality",
         .unit = "ECI points per month",
         .initial = 2.0,
         .domain = within(-100, 100),
         .sweep = "1–2.5",
         .source = "F20",
         .when = "slower progress makes lags and first-ship windows cheaper",
         .bind = to(section, &P::drift)},
        {.key = "quality.spillover_per_month",
         .symbol = "s_z",
         .meaning = "part of its gap to the leader that a closed lab closes each month",
         .unit = "1/month",
         .initial = 0.05,
         .domain = within(0, 1),
         .sweep = "0–.15",
         .source = "F20",
         .when = "0 lets labs drift apart",
         .bind = to(section, &P::spillover)},
        {.key = "quality.noise_points",
         .symbol = "σ_z",
         .meaning = "standard deviation of a month's shock to latent quality",
         .unit = "ECI points",
         .initial = 0.8,
         .domain = within(0, 100),
         .sweep = ".3–1.5",
         .source = "F20",
         .when = "0 for a quality race without chance",
         .bind = to(section, &P::noise)},
        {.key = "quality.open_lag_months",
         .symbol = "lag_open",
         .meaning = "months by which open weights trail the best closed model",
         .unit = "months",
         .kind = ValueKind::integer,
         .initial = std::int64_t{4},
         .domain = within(0, 24),
         .sweep = "1–12",
         .source = "F20",
         .when = "with a surge of open weights",
         .bind = to(section, &P::open_lag)},
        {.key = "quality.prehistory_interval_months",
         .symbol = "c̄",
         .meaning = "months between the versions that closed labs released before the start",
         .unit = "months",
         .kind = ValueKind::integer,
         .initial = std::int64_t{4},
         .domain = within(1, 24),
         .sweep = "2–6",
         .source = "F20",
         .when = "hardly: it sets how stale a lagging venue is at the start",
         .bind = to(section, &P::prehistory_interval)},
    };
}

std::vector<Parameter> compute_rows() {
    using P = ComputeParameters;
    const auto section = &Scenario::compute;
    return {
        {.key = "compute.unit_cost_usd_per_mw_month",
         .symbol = "ω_0",
         .meaning = "a cloud's total cost of one MW of AI capacity for a month, at the start",
         .unit = "USD per MW-month",
         .initial = 0.708e6,
         .domain = above_up_to(0, kMaxUsd),
         .sweep = ".58e6–1e6",
         .source = "F22: 8.5e9 USD per GW-year",
         .when = "with server life",
         .bind = to(section, &P::unit_cost)},
        {.key = "compute.wholesale_markup",
         .symbol = "m_w",
         .meaning = "what clouds add to unit cost when they sell compute to labs",
         .initial = 0.45,
         .domain = within(0, 100),
         .sweep = ".2–.7",
         .source = "F22; not identified by public data, swept in every headline",
         .when = "0: compute is sold at cost",
         .bind = to(section, &P::wholesale_markup)},
        {.key = "compute.unit_cost_decline_per_year",
         .symbol = "δ_ω",
         .meaning = "yearly fall of the unit cost of compute",
         .unit = "1/year",
         .initial = 0.1,
         .domain = from_to_below(0, 1),
         .sweep = "0–.3",
         .source = "F20",
         .when = "0 for constant cost",
         .bind = to(section, &P::unit_cost_decline)},
        {.key = "compute.intensity_decline_per_year",
         .symbol = "δ_κ",
         .meaning = "yearly fall of the compute that one unit of service takes",
         .unit = "1/year",
         .initial = 0.0,
         .domain = from_to_below(0, 1),
         .sweep = "0–.3",
         .source = "F20: the running cost of frontier models does not fall",
         .when = "with cheaper serving at a constant price",
         .bind = to(section, &P::intensity_decline)},
    };
}

std::vector<Parameter> consumer_rows() {
    using P = ConsumerRevenueParameters;
    const auto section = &Scenario::consumer_revenue;
    return {
        {.key = "consumer_revenue.growth_initial_per_month",
         .symbol = "",
         .meaning = "growth of labs' consumer revenue at the start, on top of the long run (an exogenous path)",
         .unit = "1/month",
         .initial = 0.03,
         .domain = within(-0.5, 1),
         .sweep = "±40%",
         .source = "F7, F8",
         .when = "with consumer forecasts",
         .bind = to(section, &P::growth_initial)},
        {.key = "consumer_revenue.growth_decay_months",
         .symbol = "",
         .meaning = "months in which the initial growth falls by the factor e",
         .unit = "months",
         .initial = 30.0,
         .domain = above_up_to(0, 1e6),
         .sweep = "±40%",
         .source = "F7, F8",
         .when = "with consumer forecasts",
         .bind = to(section, &P::growth_decay_months)},
        {.key = "consumer_revenue.growth_long_run_per_month",
         .symbol = "",
         .meaning = "growth of labs' consumer revenue in the long run",
         .unit = "1/month",
         .initial = 0.01,
         .domain = within(-0.5, 1),
         .sweep = "±40%",
         .source = "F7, F8",
         .when = "with consumer forecasts",
         .bind = to(section, &P::growth_long_run)},
    };
}

std::vector<Parameter> finance_rows() {
    using P = FinanceParameters;
    const auto section = &Scenario::finance;
    return {
        {.key = "finance.discount_rate_per_year",
         .symbol = "r",
         .meaning = "firms' discount rate",
         .unit = "1/year",
         .initial = 0.1,
         .domain = above_up_to(0, 1),
         .sweep = ".07–.14",
         .source = "A",
         .when = "must exceed terminal_growth_per_year",
         .bind = to(section, &P::discount_rate)},
        {.key = "finance.terminal_growth_per_year",
         .symbol = "g_T",
         .meaning = "growth of normalised cash flows after the last month",
         .unit = "1/year",
         .initial = 0.03,
         .domain = within(-0.5, 1),
         .sweep = ".01–.04",
         .source = "A",
         .when = "most of an NPV may be terminal: sweep it",
         .bind = to(section, &P::terminal_growth)},
        {.key = "finance.terminal_multiple",
         .symbol = "M_T",
         .meaning = "a lab's value in the last month, as a multiple of its yearly revenue base",
         .initial = 6.0,
         .domain = within(0, 1000),
         .sweep = "3–12",
         .source = "F7, F9; not identified by public data, swept in every headline",
         .when = "it scales every equity stake",
         .bind = to(section, &P::terminal_multiple)},
        {.key = "finance.renewal_royalty",
         .symbol = "r_2032",
         .meaning = "royalty that replaces the terms of contracts that end by the last month, in terminal values",
         .initial = 0.35,
         .domain = within(0, 1),
         .sweep = ".1–.6",
         .source = "A; not identified by public data, swept in every headline",
         .when = "a licence that ends must not be capitalised for ever",
         .bind = to(section, &P::renewal_royalty)},
    };
}

std::vector<Parameter> start_rows() {
    return {
        {.key = "start.mode",
         .symbol = "",
         .meaning = "whether lab fit, venue appeal and budget factor are inverted from target shares, or given",
         .kind = ValueKind::choice,
         .initial = std::string("inverted"),
         .choices = {"inverted", "given"},
         .source = "docs/model.md#inversion",
         .when = "given, with the values that check --resolved prints, to hold them over scenarios",
         .bind = {
             [](Scenario& s, std::size_t, const Value& v) { s.start.given = std::get<std::string>(v) == "given"; },
             [](const Scenario& s, std::size_t) { return Value(std::string(s.start.given ? "given" : "inverted")); }}},
        {.key = "start.lab_fit",
         .symbol = "θ_ℓ",
         .meaning = "fit of each lab, a table lab = number; only with mode = \"given\"",
         .unit = "log points",
         .kind = ValueKind::lab_numbers,
         .presence = Presence::optional,
         .domain = within(-1000, 1000),
         .source = "inverted, C T1",
         .when = "with mode = \"given\""},
        {.key = "start.venue_appeal",
         .symbol = "γ_v",
         .meaning = "toolchain, compliance and habit of each venue, a table venue = number; only with mode = \"given\"",
         .unit = "log points",
         .kind = ValueKind::venue_numbers,
         .presence = Presence::optional,
         .domain = within(-1000, 1000),
         .source = "inverted, C T2, T11",
         .when = "with mode = \"given\""},
        {.key = "start.budget_factor",
         .symbol = "",
         .meaning = "factor on all reference budgets; only with mode = \"given\"",
         .presence = Presence::optional,
         .domain = above_up_to(0, 1e6),
         .source = "inverted from customers.start_outlay_usd_per_month",
         .when = "with mode = \"given\"",
         .bind = to(&Scenario::start, &StartParameters::budget_factor)},
        {.key = "start.segment_factor",
         .symbol = "",
         .meaning = "factor on the budgets that segments are cut by, where it is not budget_factor; only with mode = "
                    "\"given\"",
         .presence = Presence::optional,
         .domain = above_up_to(0, 1e6),
         .source = "segments are frozen in the third pass of the inversion",
         .when = "with mode = \"given\"",
         .bind = to(&Scenario::start, &StartParameters::segment_factor)},
    };
}

}  // namespace

std::vector<Parameter> market_rows() {
    std::vector<Parameter> all = quality_rows();
    for (const auto& rows : {compute_rows(), consumer_rows(), finance_rows(), start_rows()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

}  // namespace nephoscope::rows
