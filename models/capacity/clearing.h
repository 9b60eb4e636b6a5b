#pragma once

#include <vector>

#include "models/agreements/offers.h"
#include "models/capacity/commitments.h"
#include "sim/core/exact.h"

namespace nephoscope {

/// Priority classes of compute at a cloud, served in this order (docs/model.md#rationing, MODEL 6.5).
enum class ComputeClass {
    reserve,    ///< first-party reserve
    committed,  ///< lab compute within this month's commitment draw
    inference,  ///< enterprise inference at the cloud
    other       ///< other lab compute
};
inline constexpr int kComputeClasses = 4;

/// What a lab's own compute is for [1e-9 MW-months].
struct LabNeed {
    Compute direct = 0, consumer = 0, training = 0;
    Compute total() const { return direct + consumer + training; }
};

/// What phase 6 reads.
struct ClearingInputs {
    const Scenario& scenario;
    const std::vector<Compute>& capacity;   ///< [venues] K_c; ignored where capacity is not limited
    const std::vector<Compute>& inference;  ///< [offers] desired compute of customers, all venues
    const std::vector<LabNeed>& need;       ///< [labs] own compute wanted
    const std::vector<Money>& required;     ///< [clauses] this month's required draws, 0 for other clauses [1e-4 USD]
    double wholesale_price = 0;             ///< w_c, the same at every cloud [USD/MW-month]
};

/// How the month's compute was allotted. Columns [venues×classes] are indexed venue·4 + class; venues that are no
/// cloud hold zeros and fill 1.
struct Clearing {
    std::vector<Compute> capacity;        ///< [venues]
    std::vector<Compute> demand, served;  ///< [venues×classes], exact; served + unmet = demand
    std::vector<double> fill;             ///< [venues×classes] in [0, 1]; 1 for an empty class
    std::vector<LabNeed> need;            ///< [labs] as asked
    std::vector<Compute> committed_demand,
        committed_served;                             ///< [labs×venues] class committed, all clauses of the pair
    std::vector<Compute> other_demand, other_served;  ///< [labs×venues]
    std::vector<double> lab_fill;    ///< [labs] served share of the lab's own compute, all uses alike; 1 without need
    std::vector<double> offer_fill;  ///< [offers] cloud: class inference; direct: lab_fill; self-hosted: 1
    std::vector<Money> drawn;  ///< [clauses] dollars drawn on each commitment: wholesale price × its served compute

    std::size_t at(int venue, ComputeClass c) const {
        return static_cast<std::size_t>(venue) * kComputeClasses + static_cast<std::size_t>(c);
    }
};

/// One pass, exact (MODEL 6.5): classes in order, proportional inside a class. A lab's need goes first to required
/// draws (pro rata when it is smaller), the rest by host weights. `served` of class inference is an upper bound that
/// customers' rounded-down servings keep: floor(fill × demand).
Clearing clear_market(const ClearingInputs& inputs);

}  // namespace nephoscope
