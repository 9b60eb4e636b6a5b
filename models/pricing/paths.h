#pragma once

#include "models/scenario/scenario.h"

/// Exogenous paths of a scenario by month number t (docs/model.md#exogenous-paths). Pure functions; all labelled as
/// exogenous.
namespace nephoscope {

/// ω_0, before events [USD/MW-month].
double opening_unit_cost(const Scenario& scenario);

/// Unit cost of capacity ω(t) = ω_0(1 − δ_ω)^(t/12), times dated events [USD/MW-month].
double unit_cost(const Scenario& scenario, int t);

/// Wholesale price of compute w(t) = ω(t)(1 + m_w) [USD/MW-month], the same at every cloud, so also its mean w̄.
double wholesale_price(const Scenario& scenario, int t);

/// κ_ℓ(t) = bill share·p_ℓ0/w̄_0·(1 − δ_κ)^(t/12) [MW-month/unit].
double compute_per_unit(const Scenario& scenario, int lab, int t);

/// Consumer revenue of a lab in month t [USD/month]; grows by the factor 1 + growth(t) from each month to the next.
double consumer_revenue(const Scenario& scenario, int lab, int t);

/// Budget index a_t: a_0 = 1, ln a_{t+1} − ln a_t = g_0 e^(−t/τ_A) + g_∞; 1 for t ≤ 0.
double budget_growth(const Scenario& scenario, int t);

/// Cost index a_t^ι_F of the fixed costs of venues.
double cost_index(const Scenario& scenario, int t);

/// Discount factor (1 + r)^(−t/12).
double discount_factor(double annual_rate, int t);

}  // namespace nephoscope
