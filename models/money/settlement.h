#pragma once

#include <vector>

#include "models/agreements/agreements.h"
#include "models/agreements/offers.h"
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
    Money share_received = 0;         ///< M7
    Money capacity_cost = 0;          ///< M10
    Money expiring = 0, renewal = 0;  ///< of its pairs, as for labs
    Compute used = 0;                 ///< compute sold at the venue and hosted for labs
    Money cash_flow() const { return sales + egress - paid_to_labs + compute_revenue + share_received - capacity_cost; }
    /// CF^norm before averaging: without the revenue share, expiring payments replaced by the renewal royalty.
    Money normal_cash_flow() const {
        return sales + egress - (paid_to_labs - expiring + renewal) + compute_revenue - capacity_cost;
    }
};

struct MonthAccounts {
    std::vector<LabMonth> labs;      ///< [labs]
    std::vector<CloudMonth> clouds;  ///< [venues], zero for venues that are no cloud
};

/// Phase 8: posts the month (MODEL 8.1, M1–M7, M9, M10, M12, M14) and returns what each party earned. `share_paid`
/// [clauses] is what each revenue share has paid so far, paid_to_date included; it grows by this month's payments.
MonthAccounts settle(Ledger& ledger, const Accounts& accounts, const Scenario& scenario, const Agreements& agreements,
                     const OfferTable& offers, const MonthTotals& totals, int t, std::vector<Money>& share_paid);

}  // namespace nephoscope
