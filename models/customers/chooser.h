#pragma once

#include <array>
#include <vector>

#include "models/customers/attention.h"
#include "models/customers/costs.h"
#include "models/customers/decide.h"
#include "models/customers/portfolio.h"
#include "models/customers/shock_cache.h"
#include "models/customers/terms.h"

namespace nephoscope {

/// What one customer had before this month's moves.
struct Before {
    std::uint32_t active = 0;
    std::array<std::uint8_t, kMaxWorkloads> lab{}, venue{};
    std::array<double, kMaxWorkloads> spend{};  ///< desired outlay of last month [USD/month]

    Before(const Customers& customers, const DecisionContext& context, std::size_t i);
};

/// The portfolio problem of any customer in one month (docs/model.md#portfolio): holds what all customers share.
class Chooser {
public:
    Chooser(Customers& customers, const DecisionContext& context, const MonthTerms& terms, const ShockCache* cache);

    /// Decides the workloads of the agenda and posts what moving costs.
    void decide(std::size_t i, const Agenda& agenda, const Before& before, MonthTotals& totals);

    /// V_i: value of the best portfolio of `workloads` (bit mask) with the given contract and base shares [venues],
    /// without SC and F_on [USD/month].
    double portfolio_value(std::size_t i, std::uint32_t workloads, const Contract& contract, const double* base_share);

private:
    using Values = std::array<double, kMaxVenues>;
    using Positions = std::array<std::uint16_t, kMaxVenues>;
    static constexpr std::size_t kMostOffers = static_cast<std::size_t>(kMaxLabs) * kMaxVenues;

    const double* shocks(std::size_t i, int k, double* buffer) const;
    double current_outlay(std::size_t i, int k, bool illegal) const;
    void best_offers(std::size_t i, int k, double outlay, const double* known, const double* shocks, Values& value,
                     Positions& position) const;
    void post_costs(std::size_t i, const Agenda& agenda, std::uint64_t in_use,
                    const std::array<double, kMaxWorkloads>& outlay, const Before& before, MonthTotals& totals) const;

    Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    const MonthTerms& terms_;
    const ShockCache* cache_;
    Shocks shocks_;
    VenueCosts costs_;
    double excess_;  ///< η − 1
};

}  // namespace nephoscope
