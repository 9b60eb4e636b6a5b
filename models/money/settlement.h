#pragma once

#include <vector>

#include "models/agreements/agreements.h"
#include "models/agreements/offers.h"
#include "models/capacity/clearing.h"
#include "models/customers/customers.h"
#include "models/money/ledger.h"

namespace nephoscope {

/// One lab's month (docs/model.md#definitions, MODEL 8.3), in 1e-4 USD.
struct LabMonth {
    Money gross_revenue =
        0;  ///< Rev_gross: all customer payments for its models at any venue (no egress) + consumer revenue
    Money direct_sales = 0;
    Money consumer = 0;
    Money receipts = 0;        ///< royalties and gross-profit splits
    Money agency = 0;          ///< agency sales less commission
    Money base = 0;            ///< Base: direct + consumer + receipts + agency
    Money share_paid = 0;      ///< M7
    Money net_revenue = 0;     ///< Base − share paid
    Money compute_bill = 0;    ///< M6 and agency compute
    Money training_bill = 0;   ///< of compute_bill, training: R&D, not cost of sales
    Money gross_profit = 0;    ///< GP: net revenue − (compute bill − training bill)
    Money true_up = 0;         ///< M8
    Money equity_raised = 0;   ///< M13, rounds and IPOs
    Money operating_cost = 0;  ///< M12
    Money expiring = 0;        ///< M3 + M4 of pairs whose terms expire by the horizon (9.2)
    Money renewal = 0;         ///< what replaces them: r_2032·p·x
    Compute own_compute = 0;   ///< direct and consumer inference hosted at clouds
};

/// One cloud's month, in 1e-4 USD.
struct CloudMonth {
    Money sales = 0;                  ///< M1 at the venue
    Money egress = 0;                 ///< M2
    Money paid_to_labs = 0;           ///< M3 + M4
    Money compute_revenue = 0;        ///< M6, agency commissions and compute
    Money commissions = 0;            ///< of compute_revenue, agency commissions
    Money share_received = 0;         ///< M7
    Money true_up = 0;                ///< M8
    Money base_revenue = 0;           ///< M11
    Money base_cost = 0;              ///< M10, (1 − m_B)·base revenue
    Money capacity_cost = 0;          ///< M10, ω_c·K_c
    Money reserve_value = 0;          ///< M16, ω_c·reserve_c·K_c
    Money licence_value = 0;          ///< M15, shadow line: never in cash
    Money equity_bought = 0;          ///< M13
    Money expiring = 0, renewal = 0;  ///< of its pairs, as for labs
    Compute used = 0;                 ///< compute sold at the venue and hosted for labs
    /// CF: everything but M15 and marks of stakes.
    Money cash_flow() const;
    /// CF^norm before averaging (MODEL 8.3): without revenue share, true-ups and equity; expiring payments replaced by
    /// the renewal royalty.
    Money normal_cash_flow() const;
};

struct MonthAccounts {
    std::vector<LabMonth> labs;      ///< [labs]
    std::vector<CloudMonth> clouds;  ///< [venues], zero for venues that are no cloud
    std::vector<Money> owed;         ///< [labs×venues] M3 + M4
    std::vector<Money> renewal;      ///< [labs×venues] r_2032·p·x of what the cloud sold, agency sales left out

    /// Sets `expiring` and `renewal` of labs and clouds from the pairs whose terms `agreements` says to expire.
    void mark_expiring(const Agreements& agreements);

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("labs", self.labs);
        visit("clouds", self.clouds);
        visit("owed", self.owed);
        visit("renewal", self.renewal);
    }
};

/// What phase 8 reads beside the ledger.
struct SettlementInputs {
    const Scenario& scenario;
    const Agreements& agreements;
    const OfferTable& offers;
    const MonthTotals& totals;
    const Clearing& clearing;
    const std::vector<double>& installed;  ///< [venues] K_c [MW]; used compute is billed where capacity is not limited
    const std::vector<Money>& true_up;     ///< [clauses] M8 due this month
    int t = 0;
};

/// Phase 8: posts the month (MODEL 8.1: M1–M12, M14–M16; M13 is funding's) and returns what each party earned.
/// `share_paid` [clauses] is what each revenue share has paid so far, paid_to_date included; it grows by this month's
/// payments.
MonthAccounts settle(Ledger& ledger, const Accounts& accounts, const SettlementInputs& inputs,
                     std::vector<Money>& share_paid);

}  // namespace nephoscope
