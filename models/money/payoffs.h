#pragma once

#include <functional>
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
    double licence = 0;   ///< PV of the shadow line M15; 0 unless it is switched on
    double npv() const { return flows + terminal + equity + licence; }
    double without_stakes() const { return flows + terminal + licence; }
    /// Share of NPV that lies beyond the horizon; NaN when NPV is 0.
    double terminal_share() const { return (terminal + equity) / npv(); }
};

/// What payoffs are made of. CF^norm and Base_T are means over the last 12 months (all, when fewer).
struct PayoffInputs {
    const Scenario& scenario;
    const std::vector<MonthAccounts>& months;  ///< of a run, in order
    const std::vector<double>& stake;          ///< [venues×labs] ς at the horizon, as rounds have left it
    const std::vector<Money>& lab_balance;     ///< [labs] of the ledger: all net flows, equity raised included
};

/// Every cloud, then every lab, each by itself. Labs without accounts of their own have no equity value.
std::vector<Payoff> payoffs(const PayoffInputs& inputs);

/// Every cloud with the lab that it owns wholly. Payments between the two cancel in flows, and what is capitalised is
/// the normal cash flow of both together, so that the terms between them do not matter.
std::vector<Payoff> group_payoffs(const PayoffInputs& inputs);

/// What the business of each lab is worth at the horizon, M_T·12·Base_T or M_T·12·GP_T by `finance.terminal`, with the
/// renewal royalty in place of terms that expire [labs] [USD]; 0 for `none`.
std::vector<double> lab_franchises(const PayoffInputs& inputs);

/// Equity_ℓ,T = franchise + cash [labs] [USD]; 0 for labs without accounts of their own.
std::vector<double> lab_equities(const PayoffInputs& inputs);

/// Present value of `value` of every month [USD].
double present_value(const PayoffInputs& inputs, const std::function<Money(const MonthAccounts&)>& value);

/// PV of the perpetuity of a normal cash flow, from its mean over the last 12 months; 0 for `finance.terminal = none`.
double capitalised(const PayoffInputs& inputs, const std::function<Money(const MonthAccounts&)>& normal);

/// Net cash flow of a lab in a month: receipts less revenue share, compute, true-ups and operating cost; no equity.
Money cash_flow(const LabMonth& month);

/// The same without what ends by the horizon: revenue share, true-ups, and terms that expire, in whose place the
/// renewal royalty stands.
Money normal_cash_flow(const LabMonth& month);

/// Growing perpetuity that starts after the horizon: 12·monthly·(1+g)/(r−g).
double terminal_value(double monthly_cash_flow, double discount_rate, double growth);

/// (1+r)^(−T/12): from the horizon to the start.
double horizon_factor(const PayoffInputs& inputs);

}  // namespace nephoscope
