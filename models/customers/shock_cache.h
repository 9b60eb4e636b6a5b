#pragma once

#include <memory>
#include <vector>

#include "models/customers/customers.h"
#include "models/customers/shocks.h"

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

    ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws, const OfferTable& offers,
               const Shocks& shocks, int first_month, int last_month, int threads);

    /// What stirs in month t: a matter of draws alone too.
    const MonthOfStirs& month(int t) const { return months_[static_cast<std::size_t>(t - first_month_)]; }

    /// Shocks::own of customer position i.
    const float* of(std::size_t i, int workload, int epoch) const {
        return values_.get() +
               (first_[i * workloads_ + static_cast<std::size_t>(workload)] + static_cast<std::size_t>(epoch)) * row_;
    }

    /// Fetches it ahead of time.
    void prefetch(std::size_t i, int workload, int epoch) const {
        const float* values = of(i, workload, epoch);
        for (std::size_t j = 0; j < row_; j += 16) __builtin_prefetch(values + j);
    }

private:
    void find_stirs(const Customers& customers, const Scenario& scenario, const Draws& draws, const OfferTable& offers,
                    int t);
    std::vector<std::uint16_t> count_projects() const;

    std::size_t workloads_, row_;
    int first_month_;
    std::vector<MonthOfStirs> months_;
    std::vector<std::size_t> first_;   ///< [N×K] row of the first project
    std::unique_ptr<float[]> values_;  ///< [rows×Shocks::row()]
};

}  // namespace nephoscope
