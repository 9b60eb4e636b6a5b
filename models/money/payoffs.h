#pragma once

#include <string>
#include <vector>

#include "models/money/settlement.h"

namespace nephoscope {

/// Present value of one party's payoffs (docs/model.md#payoffs, MODEL 9.2), USD.
///   cloud: NPV = Σ_t (1+r)^(−t/12)·CF_t + (1+r)^(−T/12)·[TV + Σ_ℓ ς_ℓ·Equity_ℓ,T]
///   lab:   NPV = Σ_t (1+r)^(−t/12)·CF_t + (1+r)^(−T/12)·M_T·12·Base_ℓ,T, and cash_0 is left out (it is not earned
///   here)
struct Payoff {
    std::string party;    ///< venue id of a cloud, lab id of a lab
    double flows = 0;     ///< PV of the cash flows to the horizon
    double terminal = 0;  ///< PV of the terminal value of the business
    double equity = 0;    ///< PV of stakes at the horizon; never added to cash before
    double npv() const { return flows + terminal + equity; }
    /// Share of NPV that lies beyond the horizon; NaN when NPV is 0.
    double terminal_share() const { return (terminal + equity) / npv(); }
};

/// From the months of a run, in order. `stake(cloud venue, lab)` fractions come from `agreements`; labs without
/// accounts of their own have no equity value. CF^norm and Base_T are means over the last 12 months (all, when fewer).
std::vector<Payoff> payoffs(const Scenario& scenario, const Agreements& agreements,
                            const std::vector<MonthAccounts>& months, const std::vector<Money>& lab_cash_flow_total);

/// Net cash flow of a lab in a month: receipts less revenue share, compute and operating cost.
Money cash_flow(const LabMonth& month);

/// Growing perpetuity that starts after the horizon: 12·monthly·(1+g)/(r−g).
double terminal_value(double monthly_cash_flow, double discount_rate, double growth);

}  // namespace nephoscope
