#pragma once

#include <vector>

#include "models/capacity/clearing.h"

namespace nephoscope {

/// AI capacity of every cloud (docs/model.md#capacity, MODEL 6.4): installed, under way, ordered. Vectors are [venues];
/// venues that are no cloud hold 0.
class Capacity {
public:
    /// Initial queue: queue_0·cap_c MW arrive in each of months 0…lead−1 of clouds that order.
    explicit Capacity(const Scenario& scenario);

    /// Phase 2 of month t: what was ordered `lead` months ago arrives, or the path's growth.
    void arrive(int t);

    /// Phase 10 of month t: ΔK = max(0, K* − (K + queue)), K* = D·(1+ĝ)^lead/(u*(1 − reserve)), D the desired demand
    /// in classes committed to other of this month, ĝ its growth over twelve months, 2 % a month until thirteen exist,
    /// within [0, 8 %]; at most the build limit (with events).
    void order(int t, const Clearing& clearing);

    double installed(int venue) const { return installed_[static_cast<std::size_t>(venue)]; }  ///< K_c [MW]
    double queued(int venue) const;                                                            ///< [MW]
    std::vector<Compute> compute() const;  ///< [venues] K_c as MW-months of one month

    /// What a checkpoint keeps (sim/core/state.h).
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("installed", self.installed_);
        visit("arrivals", self.arrivals_);
        visit.growing("desired", self.desired_);
    }

private:
    const Scenario& scenario_;
    std::vector<double> installed_;
    std::vector<std::vector<double>> arrivals_;  ///< [venues][months ahead]
    std::vector<std::vector<double>> desired_;   ///< [venues][months so far] [MW]
};

}  // namespace nephoscope
