#pragma once

#include <vector>

#include "models/money/settlement.h"

namespace nephoscope {

/// A lab's money at the end of a month (docs/model.md#funding, MODEL 6.6 and 6.7). USD.
struct LabFinances {
    double cash = 0;             ///< cash_0 + all net flows so far
    double training_budget = 0;  ///< T_ℓ of the coming month, before its fill
    double shares = 1;           ///< outstanding, 1 at the start
    std::vector<double> held;    ///< [venues] shares held by clouds; the rest is investors'
    double pre_money = 0;        ///< E of this month
    double raised = 0;           ///< this month
    double dilution = 0;         ///< of this month's round
    int distress_months = 0, rounds = 0;
    bool insolvent = false;  ///< cash below 0: no training budget, models stay on sale

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("cash", self.cash);
        visit("training_budget", self.training_budget);
        visit("shares", self.shares);
        visit("held", self.held);
        visit("pre_money", self.pre_money);
        visit("raised", self.raised);
        visit("dilution", self.dilution);
        visit("distress_months", self.distress_months);
        visit("rounds", self.rounds);
        visit("insolvent", self.insolvent);
    }
};

/// Training budgets, rounds, dilution and distress of the labs that keep accounts of their own; other labs have a
/// training path and nothing else.
class Funding {
public:
    explicit Funding(const Scenario& scenario);

    /// Phase 9 of month t, after settlement: reads the month's net flow from the ledger, sells the shares of a dated
    /// IPO, holds a round when the runway is short, and sets next month's training budget. M13 is posted and entered in
    /// `accounts` (equity_raised, equity_bought). A round is cut where dilution over twelve months, compounded and IPOs
    /// included, would pass d_max: that month counts as distress. Investors pay what participating clouds leave.
    void close_month(int t, MonthAccounts& accounts, Ledger& ledger, const Accounts& ledger_accounts);

    /// T_ℓ,t [USD/month]: plan of month 0, later as set in phase 9 of the month before; 0 for an insolvent lab.
    double training_budget(int lab) const { return finances_[static_cast<std::size_t>(lab)].training_budget; }

    /// ς: fraction of the lab that the cloud holds now.
    double stake(int venue, int lab) const;
    std::vector<double> stakes() const;  ///< [venues×labs]

    /// [venues + 1] fractions of the lab by cloud, then other investors as the remainder: taken from 1 in this
    /// order they leave exactly 0 (N8).
    std::vector<double> cap_table(int lab) const;

    /// Mean net outflow of the last three months, fewer at the start [USD/month]; equity raised is no inflow here.
    double burn(int lab) const;

    const LabFinances& finances(int lab) const { return finances_[static_cast<std::size_t>(lab)]; }

    /// What a checkpoint keeps (sim/core/state.h).
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("finances", self.finances_);
        visit.growing("outflow", self.outflow_);
        visit.growing("dilution", self.dilution_);
    }

private:
    friend struct FundingTestAccess;
    /// One lab at the end of one month.
    struct Closing {
        int t, lab;
        MonthAccounts& accounts;
        Ledger& ledger;
        const Accounts& ledger_accounts;
    };
    double pre_money(const Closing& closing) const;
    void list_shares(const Closing& closing);
    void hold_round(const Closing& closing);
    void sell_shares(const Closing& closing, double raise, double value, const std::vector<double>& part);
    double next_budget(int lab, int t, const LabMonth& month) const;

    const Scenario& scenario_;
    std::vector<LabFinances> finances_;
    std::vector<std::vector<double>> outflow_;   ///< [labs][months] net outflow
    std::vector<std::vector<double>> dilution_;  ///< [labs][months]
};

/// M_t: linear from M_0 in month 0 to M_T in the last month, times the events in force.
double valuation_multiple(const Scenario& scenario, int lab, int t);

/// plan_ℓ(t) = plan_ℓ(0)·(1 + growth)^t [USD/month].
double training_plan(const Scenario& scenario, int lab, int t);

}  // namespace nephoscope
