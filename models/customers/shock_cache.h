#pragma once

#include <vector>

#include "models/customers/customers.h"
#include "models/customers/shocks.h"

namespace nephoscope {

/// Shocks of every active workload in each of its projects up to `last_month`, for offers that stay the same: what
/// inversion reads again in every pass. Which projects begin when is a matter of draws alone while the active flags are
/// frozen. Memory: 8 bytes × active workloads × (1 + ν·months) × offers, about 11 MB for 20 000 customers.
class ShockCache {
public:
    ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws,
               const std::vector<LegalOffer>& offers, int first_month, int last_month);

    /// ε by position in the offers, for customer position i.
    const double* of(std::size_t i, int workload, int epoch) const {
        return values_.data() +
               (first_[i * workloads_ + static_cast<std::size_t>(workload)] + static_cast<std::size_t>(epoch)) *
                   offers_;
    }

private:
    std::size_t workloads_, offers_;
    std::vector<std::size_t> first_;  ///< [N×K] row of the first project
    std::vector<double> values_;      ///< [rows×offers]
};

}  // namespace nephoscope
