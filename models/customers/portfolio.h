#pragma once

#include <array>
#include <cstdint>

#include "models/customers/shocks.h"

namespace nephoscope {

/// "Mix and match" of one customer (docs/model.md#portfolio, MODEL 5.5): which set of venues to use and, within it, the
/// best offer of each workload that is up for decision.
struct PortfolioProblem {
    int workloads = 0;  ///< those up for decision
    int venues = 0;
    int max_venues = 3;  ///< k_max
    bool legacy = true;  ///< a workload may stay without an offer, at value 0
    std::uint64_t forced =
        0;  ///< bit v: in use by a workload not up for decision; may exceed max_venues, costs nothing more
    std::array<double, kVenueLanes> cost{};  ///< [USD/month] of adding a venue; 0 at the contract cloud
    /// Value of the best offer at each venue [USD/month]; kNoOffer where none may be bought.
    /// Rows beyond `workloads` and columns beyond `venues` are not read.
    std::array<std::array<double, kVenueLanes>, kMaxWorkloads> value;
};

struct Portfolio {
    std::array<int, kMaxWorkloads> venue{};  ///< of each workload, −1 = legacy
    double value = 0;                        ///< objective without what forced workloads contribute [USD/month]
    bool enumerated = false;                 ///< what the workloads would do alone costs something, or is too much
};

/// Exact: by search over venue sets (Kernels::best_set). Ties go to the lowest venue position, between offer and legacy
/// to legacy.
Portfolio solve(const PortfolioProblem& problem);

}  // namespace nephoscope
