#pragma once

#include <optional>
#include <utility>

#include "models/customers/burn_in.h"
#include "models/customers/pass_a.h"

namespace nephoscope {

/// Burn-in that can be repeated with other lab fits, appeals and budgets for the same customers and offers: prices and
/// frictions are computed once, shocks too after keep_shocks(). Runs are of the customers that it was made for, whose
/// segments, contracts and active flags stay what they were.
class BurnIn {
public:
    BurnIn(const Customers& customers, const Scenario& scenario, const Draws& draws, const OfferTable& offers);

    /// Draws the own attractions of all projects once, for runs that follow; those that `before` drew for the same
    /// customers, whatever their budgets, are taken from it, which keeps none.
    void keep_shocks(const Customers& customers, int threads, BurnIn* before = nullptr);

    /// What was kept; nothing is left of it.
    std::optional<ShockCache> take_shocks() { return std::exchange(shocks_, std::nullopt); }

    /// From all workloads unassigned to the end of month −1; totals of month −1.
    MonthTotals run(Customers& customers, const StartValues& start, int threads);

private:
    /// Before month t: peer statistics, and terms by them.
    void see_peers(const Customers& customers, const StartValues& start, int t, int threads, LaggedStatistics& lagged);

    const Scenario& scenario_;
    const Draws& draws_;
    OfferTable offers_;
    MonthTerms terms_;
    std::optional<ShockCache> shocks_;
};

}  // namespace nephoscope
