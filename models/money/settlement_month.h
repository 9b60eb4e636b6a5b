#pragma once

#include "models/money/settlement.h"

namespace nephoscope {

/// The postings of one month, a method per kind of flow; settle() calls them in order. Split parts are rounded all but
/// one, the last is the remainder.
class SettlementMonth {
public:
    SettlementMonth(Ledger& ledger, const Accounts& accounts, const SettlementInputs& inputs);

    // settlement_sales.cpp
    void sell_models();      ///< M1, M3–M5
    void charge_egress();    ///< M2
    void sell_base_cloud();  ///< M11 and its part of M10
    void serve_consumers();  ///< M9

    // settlement.cpp
    void share_revenue(std::vector<Money>& share_paid);  ///< M7, after all of Base
    void true_up();                                      ///< M8
    MonthAccounts close();                               ///< gross profits, once everything is posted

    // settlement_costs.cpp
    void host_labs();           ///< M6
    void pay_operating_cost();  ///< M12
    void pay_capacity();        ///< M10, M15, M16
    void pay_moving();          ///< M14

private:
    LabMonth& lab(int l) { return month_.labs[static_cast<std::size_t>(l)]; }
    CloudMonth& cloud(int v) { return month_.clouds[static_cast<std::size_t>(v)]; }
    std::size_t offer(int l, int v) const { return static_cast<std::size_t>(in_.offers.offer(l, v)); }
    Compute compute_at(int l, int v) const { return in_.totals.compute[offer(l, v)]; }
    Money list_value(int l, int v) const { return in_.totals.list_value[offer(l, v)]; }
    Money seller_paid(int l, int v) const;

    void sell_at_cloud(int l, int v, Money paid);
    void sell_as_agent(int l, int v, Money paid, double rate);
    void bill_own_compute(int l, int v, Compute served);
    bool parent_funded(int l) const;
    bool licensed(int v) const;

    Ledger& ledger_;
    const Accounts& accounts_;
    const SettlementInputs& in_;
    MonthAccounts month_;
};

/// What `compute` costs at a price per MW-month.
Money cost_of(Compute compute, double usd_per_mw_month);

}  // namespace nephoscope
