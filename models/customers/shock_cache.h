#pragma once

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
    ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws, const Shocks& shocks,
               int first_month, int last_month);

    /// Shocks::own of customer position i.
    const float* of(std::size_t i, int workload, int epoch) const {
        return values_.data() +
               (first_[i * workloads_ + static_cast<std::size_t>(workload)] + static_cast<std::size_t>(epoch)) * row_;
    }

private:
    std::size_t workloads_, row_;
    std::vector<std::size_t> first_;  ///< [N×K] row of the first project
    std::vector<float> values_;       ///< [rows×Shocks::row()]
};

}  // namespace nephoscope
