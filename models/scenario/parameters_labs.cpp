#include "models/scenario/parameter_rows.h"

namespace nephoscope::rows {

namespace {

std::vector<Parameter> lab_identity_rows() {
    const auto labs = &Scenario::labs;
    return {
        {.key = "lab.*.order",
         .meaning = "place in tables and pictures; ties in byte order of id",
         .kind = ValueKind::integer,
         .initial = std::int64_t{0},
         .domain = within(-1'000'000, 1'000'000),
         .source = "display",
         .when = "for nicer tables",
         .changes_results = false,
         .bind = to(labs, &Lab::order)},
        {.key = "lab.*.draw_slot",
         .meaning = "what draws about it are keyed by; keep it when the id changes. Absent: a hash of the id",
         .kind = ValueKind::integer,
         .presence = Presence::optional,
         .domain = within(0, 63),
         .source = "docs/model.md#randomness",
         .when = "when two ids fall on one slot, or to rename a lab without new draws",
         .bind = to(labs, &Lab::draw_slot)},
        {.key = "lab.*.kind",
         .meaning = "open: weights that anybody may host",
         .kind = ValueKind::choice,
         .initial = std::string("closed"),
         .choices = {"closed", "open"},
         .source = "F20",
         .when = "for open weights",
         .bind = {[](Scenario& s, std::size_t i, const Value& v) {
                      s.labs[i].open_weights = std::get<std::string>(v) == "open";
                  },
                  [](const Scenario& s, std::size_t i) {
                      return Value(std::string(s.labs[i].open_weights ? "open" : "closed"));
                  }}},
        {.key = "lab.*.quality_points",
         .symbol = "z_ℓ0",
         .meaning = "latent quality at the start; only differences matter",
         .unit = "ECI points",
         .initial = 0.0,
         .domain = within(-1000, 1000),
         .sweep = "±3",
         .source = "A",
         .when = "open weights follow the best closed lab and ignore it",
         .bind = to(labs, &Lab::quality)},
        {.key = "lab.*.release_interval_months",
         .symbol = "c_ℓ",
         .meaning = "mean months between releases",
         .unit = "months",
         .initial = 3.5,
         .domain = within(1, 1e6),
         .sweep = "2–6",
         .source = "F20",
         .when = "1 releases every month",
         .bind = to(labs, &Lab::release_interval)},
        {.key = "lab.*.target_share",
         .symbol = "s*_ℓ",
         .meaning = "share of customers' spend at the start, which the inversion reaches",
         .initial = 0.0,
         .domain = within(0, 1),
         .sweep = "±.05",
         .source = "C T1",
         .when = "shares of labs sum to 1; not read with start.mode = \"given\"",
         .bind = to(labs, &Lab::target_share)},
    };
}

std::vector<Parameter> lab_money_rows() {
    const std::vector<std::string> price_rules{"hold", "decline", "cost_plus", "bertrand", "nash"};
    const auto labs = &Scenario::labs;
    return {
        {.key = "lab.*.list_price_usd_per_unit",
         .symbol = "p_ℓ",
         .meaning = "list price; a unit is what 1 USD buys at openai's list price of 2026-05",
         .unit = "USD per unit",
         .presence = Presence::required,
         .domain = above_up_to(0, 1e9),
         .sweep = "±25%",
         .source = "F5, F19",
         .when = "held for ever in this version",
         .bind = to(labs, &Lab::list_price)},
        {.key = "lab.*.compute_bill_share",
         .symbol = "w·κ/p",
         .meaning = "wholesale compute in a unit, as a share of the list price, at the start",
         .presence = Presence::required,
         .domain = within(0, 10),
         .sweep = "±.15",
         .source = "F8, F11",
         .when = "with gross margins",
         .bind = to(labs, &Lab::compute_bill_share)},
        {.key = "lab.*.consumer_revenue_usd_per_month",
         .symbol = "",
         .meaning = "consumer revenue at the start, an exogenous path from there",
         .unit = "USD/month",
         .initial = 0.0,
         .domain = within(0, kMaxUsd),
         .sweep = "±40%",
         .source = "F7, F8",
         .when = "0 for labs without consumers",
         .bind = to(labs, &Lab::consumer_revenue)},
        {.key = "lab.*.opex_share",
         .symbol = "",
         .meaning = "operating cost without compute, as a share of direct and consumer revenue",
         .initial = 0.0,
         .domain = within(0, 10),
         .sweep = ".2–.5",
         .source = "F7",
         .when = ".35 for labs with accounts of their own",
         .bind = to(labs, &Lab::opex_share)},
        {.key = "lab.*.cash_usd",
         .symbol = "cash_0",
         .meaning = "cash at the start; absent: the lab keeps no accounts of its own",
         .unit = "USD",
         .presence = Presence::optional,
         .domain = within(-kMaxUsd, kMaxUsd),
         .sweep = "±30%",
         .source = "F7, F9",
         .when = "for labs that live on their own money",
         .bind = {[](Scenario& s, std::size_t i, const Value& v) {
                      s.labs[i].cash = std::get<double>(v);
                      s.labs[i].has_cash = true;
                  },
                  [](const Scenario& s, std::size_t i) { return Value(s.labs[i].cash); }}},
        {.key = "lab.*.host_weight",
         .meaning = "clouds that host the lab's own compute, a table cloud = share summing to 1; absent: it pays none",
         .kind = ValueKind::cloud_numbers,
         .presence = Presence::optional,
         .domain = within(0, 1),
         .sweep = "±.2",
         .source = "F8, F9, A",
         .when = "it says which cloud earns on direct sales"},
        {.key = "lab.*.price_rule",
         .meaning = "how the list price moves",
         .kind = ValueKind::choice,
         .initial = std::string("hold"),
         .choices = price_rules,
         .source = "F20: flagship prices are sticky; docs/model.md#list-prices",
         .when = "\"bertrand\" and \"nash\" make prices answer to competition",
         .bind = to_choice(labs, &Lab::price_rule, price_rules)},
        {.key = "lab.*.training_plan_usd_per_month",
         .symbol = "plan_ℓ",
         .meaning = "planned training budget at the start; nobody is paid for it where the lab keeps no accounts",
         .unit = "USD/month",
         .initial = 0.0,
         .domain = within(0, kMaxUsd),
         .sweep = "±40%",
         .source = "F8",
         .when = "it drives quality through quality.effort_elasticity",
         .bind = to(labs, &Lab::training_plan)},
    };
}

}  // namespace

std::vector<Parameter> lab_rows() {
    std::vector<Parameter> all = lab_identity_rows();
    for (auto& row : lab_money_rows()) all.push_back(row);
    return all;
}

}  // namespace nephoscope::rows
