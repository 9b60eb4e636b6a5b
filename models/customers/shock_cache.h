#pragma once

#include <vector>

#include "models/customers/accumulate.h"
#include "models/customers/customers.h"
#include "models/customers/shocks.h"
#include "sim/core/cache_lines.h"

namespace nephoscope {

/// Own attractions of every active workload in each of its projects up to `last_month`, for offers that stay the same:
/// what inversion reads again in every pass. Which projects begin when is a matter of draws alone while the active
/// flags are frozen. Memory: 4 bytes × active workloads × (1 + ν·months) × labs × padded venues, about 13 MB for 20 000
/// customers.
class ShockCache {
public:
    /// A customer with something up for decision in a month of burn-in, after the first.
    struct Stir {
        std::uint32_t customer = 0;  ///< position
        std::uint8_t new_project = 0;
        bool full = false, renewal = false;
    };

    struct MonthOfStirs {
        std::vector<Stir> stirs;  ///< in order of customers
        std::int64_t evaluations = 0, renewals = 0;
    };

    /// What `before` knows of the same customers is taken from it, block by block; nothing of it is left. May be null.
    ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws, const OfferTable& offers,
               const Shocks& shocks, int first_month, int last_month, int threads, ShockCache* before);

    /// What stirs in month t: a matter of draws alone too.
    const MonthOfStirs& month(int t) const { return months_[static_cast<std::size_t>(t - first_month_)]; }

    /// Shocks::own of customer position i.
    const float* of(std::size_t i, int workload, int epoch) const {
        const std::size_t slot = i * workloads_ + static_cast<std::size_t>(workload);
        return values_[i / kCustomerBlock].get() + (first_[slot] + static_cast<std::size_t>(epoch)) * row_;
    }

    /// Has the customers of positions that it knows remember their present projects, where there is room for all.
    /// Nothing is left of its rows.
    void hand_on(Customers& customers, int threads);

    /// Fetches it ahead of time.
    void prefetch(std::size_t i, int workload, int epoch) const { prefetch_values(of(i, workload, epoch), row_); }

private:
    void find_stirs(const Customers& customers, const Scenario& scenario, const Draws& draws, const OfferTable& offers,
                    int t);
    std::vector<std::uint16_t> count_projects(const Customers& customers) const;
    void fill(const Customers& customers, const Shocks& shocks, const Tastes& tastes, std::size_t i,
              const ShockCache* before);
    std::size_t place(std::size_t first_slot, std::size_t last_slot);

    std::size_t workloads_, row_;
    int first_month_;
    std::vector<MonthOfStirs> months_;
    std::vector<std::uint16_t> projects_;  ///< [N×K] that are kept; 0 of an inactive one
    std::vector<std::uint32_t> first_;     ///< [N×K] row, within its block, of the first project
    std::vector<FloatLines> values_;       ///< [blocks of kCustomerBlock][rows×Shocks::row()]
};

}  // namespace nephoscope
