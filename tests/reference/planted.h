#pragma once

namespace nephoscope::reference {

/// Errors that the twin can be given, by phase.
enum class Planted {
    none,
    // before the start
    burn_in_never_looks_at_peers,
    burn_in_keeps_projects,
    // agreements, quality, costs, prices, offers
    agreements_forget_onboarding,
    agreements_ignore_exclusivity,
    agreements_ignore_trigger,
    release_at_twice_the_rate,
    release_ignores_freeze,
    train_without_spillover,
    train_ignores_effort,
    costs_ignore_egress_ban,
    costs_ignore_events,
    list_price_forgets_share,
    list_price_jumps,
    list_price_is_myopic,
    fee_forgets_opportunity_cost,
    fee_forgets_nest,
    offers_ignore_lag,
    // pass A
    attention_misses_news,
    attention_misses_shortage,
    attention_activates_too_often,
    choose_ignores_switching_cost,
    choose_uses_actual_quality,
    choose_charges_home_venue,
    choose_ignores_reliability,
    base_without_pull,
    base_without_inertia,
    base_migrates_freely,
    base_migrates_at_once,
    base_grows_before_the_start,
    newcomer_loves_inertia,
    count_venues_by_workload,
    flows_run_backwards,
    // supply
    capacity_arrives_early,
    capacity_orders_served_demand,
    clear_serves_inference_last,
    clear_ignores_reserve,
    commitments_draw_evenly,
    true_up_only_at_the_end,
    reliability_forgets_slower,
    // pass B, money
    serve_forgets_egress,
    serve_bills_without_discount,
    serve_bills_unserved,
    settle_pays_royalty_on_paid_price,
    settle_ignores_cap,
    settle_pays_used_capacity,
    settle_forgets_reserve_value,
    settle_forgets_base_cost,
    funding_counts_equity_as_inflow,
    funding_ignores_dilution_limit,
    funding_ignores_participation,
    budget_ignores_runway,
    budget_ignores_profit,
};

}  // namespace nephoscope::reference
