#include "models/scenario/parameter_rows.h"

namespace nephoscope::rows {

namespace {

/// A number of a mechanism that this version does not have: known, checked, without effect.
Parameter later(std::string key, std::string symbol, std::string meaning, std::string unit, double initial,
                Domain domain, std::string sweep, std::string source, std::string when) {
    return {.key = std::move(key),
            .symbol = std::move(symbol),
            .meaning = std::move(meaning),
            .unit = std::move(unit),
            .initial = initial,
            .domain = domain,
            .sweep = std::move(sweep),
            .source = std::move(source),
            .when = std::move(when),
            .active = false};
}

std::vector<Parameter> later_supply_rows() {
    return {
        later("capacity.build_lead_months", "lead", "months from the order of capacity to its arrival", "months", 18,
              within(0, 120), "9–30", "F13, A", "with capacity limits"),
        later("capacity.target_utilisation", "u*", "utilisation that clouds build for", "", 0.85, above_up_to(0, 1),
              ".7–.95", "F13, A", "with capacity limits"),
        later("capacity.build_limit_mw_per_month", "cap_c", "capacity that one cloud can add in a month",
              "MW per month", 200, within(0, 1e6), "80–400", "F13, A", "with capacity limits"),
        later("capacity.initial_queue_share", "queue_0", "capacity under way at the start, per month of the lead time",
              "share of the build limit", 0.5, within(0, 10), "0–1", "F13, A", "with capacity limits"),
        later("pricing.decline_per_month", "δ_p", "monthly fall of list prices under price_rule \"decline\"", "1/month",
              0.02, from_to_below(0, 1), "0–.05", "A", "with price rules"),
        later("pricing.cost_plus_margin", "m", "margin on compute cost under price_rule \"cost_plus\"", "", 0.5,
              within(0, 100), ".2–2", "A", "with price rules"),
        later("pricing.adjustment_per_month", "a_p", "part of the way to the target price that is gone in a month",
              "1/month", 0.25, above_up_to(0, 1), ".05–1", "A", "with price rules"),
        later("pricing.horizon_months", "H_p", "months that price setters look ahead: 1 harvests", "months", 12,
              within(1, 1200), "1–60", "A; L9–L10", "with price rules"),
        later("base_cloud.growth_per_month", "γ_B", "growth of base-cloud spend", "1/month", 0.015, within(-0.5, 0.5),
              ".008–.025", "F12", "with the base cloud"),
        later("base_cloud.taste_precision", "α_B", "precision of taste for base clouds", "", 3, above_up_to(0, 100),
              "1.5–6", "C T5, T12", "with the base cloud"),
        later("base_cloud.inertia", "ψ_B", "pull of a cloud's present share of base spend", "", 2, within(0, 100),
              "0–4", "C T5, T12", "with the base cloud"),
        later("base_cloud.migration_months", "χ_mig", "cost of moving the home cloud", "months of base spend", 12,
              within(0, 1200), "6–36", "C T5; F14", "with the base cloud"),
        later("base_cloud.contribution_margin", "m_B", "contribution margin of base-cloud revenue", "", 0.35,
              within(0, 1), ".25–.45", "F14", "with the base cloud"),
    };
}

std::vector<Parameter> later_money_rows() {
    return {
        later("quality.effort_elasticity", "φ_z", "elasticity of progress in the training budget", "", 0.2,
              within(0, 2), "0–.5", "F20, A", "with training budgets"),
        later("training.growth_per_month", "", "growth of planned training budgets", "1/month", 0.018,
              within(-0.5, 0.5), "±40%", "F8", "with training budgets"),
        later("training.profit_feedback", "ξ", "part of gross profit that goes into training", "", 0.3, within(0, 1),
              "0–.6", "A", "with training budgets; 0 cuts openness from quality"),
        later("attention.shortage", "λ_out", "chance to reconsider per unserved share of last month's demand",
              "probability per month", 0.5, within(0, 1), "0–1", "A", "with capacity limits"),
        later("finance.customer_discount_rate_per_year", "r_c", "customers' discount rate in migrations", "1/year",
              0.12, within(0, 1), ".08–.16", "A", "with the base cloud"),
        later("finance.valuation_multiple", "M_0",
              "a lab's value at the start, as a multiple of its yearly revenue base", "", 25, within(0, 1000), "12–35",
              "F7, F9", "with funding rounds"),
        later("finance.runway_trigger_months", "R_min", "months of cash below which a lab raises", "months", 12,
              within(0, 120), "6–18", "A", "with funding rounds"),
        later("finance.runway_target_months", "R_tgt", "months of cash that a lab raises", "months", 24, within(0, 240),
              "12–36", "A", "with funding rounds"),
        later("finance.dilution_limit_per_year", "d_max", "most dilution that a lab accepts in a year", "1/year", 0.2,
              within(0, 1), ".1–.3", "A", "with funding rounds"),
        later("finance.licence_value_share", "fee_alt", "value of first-party use under a licence, as a shadow line",
              "", 0, within(0, 1), "0–.2", "A", "off by default in cash totals"),
    };
}

}  // namespace

std::vector<Parameter> later_rows() {
    std::vector<Parameter> all = later_supply_rows();
    for (auto& row : later_money_rows()) all.push_back(row);
    return all;
}

}  // namespace nephoscope::rows
