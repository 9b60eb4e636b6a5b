#pragma once

#include "models/agreements/agreements.h"
#include "models/agreements/offers.h"
#include "models/customers/customers.h"
#include "models/funding/funding.h"

namespace nephoscope {

/// What the monthly checks read.
struct InvariantInputs {
    const Scenario& scenario;
    const Agreements& agreements;
    const OfferTable& offers;
    const MonthTotals& totals;
    const MonthTotals& before;  ///< last month's
    const Ledger& ledger;
    const Accounts& accounts;
    const std::vector<Money>& share_paid;
    const std::vector<Money>& share_paid_before;
    const Clearing& clearing;
    const Commitments& commitments;
    const Funding& funding;
    const Customers& customers;
    const MonthAccounts& month;
    int threads = 1;
};

/// Invariants N1–N10 of MODEL 8.2, checked every month in every build. Throws ModelError with month, phase,
/// invariant and values.
///   N1 balances sum to 0                       N2 closing = opening + in − out
///   N3 customers' payments = sellers' receipts  N4 revenue share paid ≤ cap, none after its end
///      commitments: drawn + remaining = total
///   N5 served ≤ capacity, 0 ≤ served ≤ demand, fill in [0, 1]
///   N6 flow rows = last month's stock, columns = this month's
///   N7 base shares sum to 1, exactly            N8 cap tables sum to 1, exactly
///   N9 no sale on an illegal offer             N10 shares sum to 1, every total ≥ 0
void check_invariants(const InvariantInputs& inputs);

}  // namespace nephoscope
