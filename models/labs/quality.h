#pragma once

#include <optional>
#include <vector>

#include "models/scenario/scenario.h"
#include "sim/core/random.h"

namespace nephoscope {

/// Published versions and latent quality of every lab (docs/model.md#quality, MODEL 6.6). With φ_z = 0 the path does
/// not depend on training, so it is exogenous and the same under every agreement.
class QualityRace {
public:
    /// Pre-history: closed labs have versions in months −1, −1 − c̄, … down to −33; open weights follow the frontier.
    explicit QualityRace(const Scenario& scenario);

    /// Phase 1 of month t: a closed lab publishes its latent quality with probability 1/c_ℓ; open weights publish the
    /// best closed quality of month t − lag_open when that is new. Events first: quality jumps of the month are added,
    /// frozen labs publish nothing, a changed open lag is used.
    void release(int t, const Draws& draws);

    /// Phase 9 of month t: z ← z + g_z·(T_ℓ/T̄)^φ_z + s_z·max(0, z_max − z) + σ_z·N(0,1), closed labs at once.
    /// `training` [labs] is T_ℓ, the month's budget times its fill [USD]; entries of open labs are not read. When T̄ = 0
    /// or φ_z = 0 the factor is 1.
    void advance(int t, const Draws& draws, const std::vector<double>& training);

    /// Quality of the newest version of `lab` released in month ≤ t − lag; nothing when none qualifies.
    std::optional<double> published(int lab, int t, int lag) const;

    /// ḡ_ℓ: quality gain per month over the last three release intervals up to month t; g_z while there are fewer.
    double gain_per_month(int lab, int t) const;

    double latent(int lab) const { return latent_[static_cast<std::size_t>(lab)]; }

    /// What a checkpoint keeps (sim/core/state.h).
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("latent", self.latent_);
        visit.growing("versions", self.versions_);
        visit("followed", self.followed_);
    }

private:
    struct Version {
        int month = 0;
        double quality = 0;
        template <class Self, class Visit>
        static void for_each_field(Self& self, Visit& visit) {
            visit("month", self.month);
            visit("quality", self.quality);
        }
    };
    std::optional<double> best_closed(int t) const;
    void jump(int t);
    /// Publishes the best closed quality of `frontier_month` when it is new. Weights once published are not withdrawn:
    /// after a lag has grown nothing is published until it has caught up with what was followed already.
    void follow(int lab, int t, int frontier_month);

    const Scenario& scenario_;
    std::vector<double> latent_;
    std::vector<std::vector<Version>> versions_;  ///< [labs], by month
    std::vector<int> followed_;                   ///< [labs] month whose frontier open weights published last
};

}  // namespace nephoscope
