#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/month.h"

namespace nephoscope {

/// The offers of one month, frozen before customers choose. An offer is (lab, venue); o = lab·venues + venue indexes
/// every per-offer column. Written once a month from agreements, versions and prices; immutable afterwards.
struct OfferTable {
    Month month;
    int labs = 0, venues = 0, workloads = 0;
    std::vector<std::uint32_t> legal;  ///< [offers] bit k: may be bought for workload k
    std::vector<double> quality;       ///< [offers] q_ℓv, of the version available there [ECI points]
    std::vector<double>
        known_quality;  ///< [offers] q̃_ℓv = q_ℓ,new − ḡ_ℓ·lag, what decisions use (docs/model.md#known-staleness)
    std::vector<double>
        seller_price;  ///< [offers] p_ℓ(1 + φ_v); self-hosting: w̄·κ [USD/unit], before a customer's discount
    std::vector<std::uint8_t>
        discounted;  ///< [offers] 1: the committed-spend discount of a home cloud applies (cloud venues)
    std::vector<std::uint8_t> counts_to_commit;  ///< [offers] 1: spend burns down the commitment at the home cloud
    std::vector<std::uint32_t> news;             ///< [venues] bit ℓ: lab became legal this month at this cloud
    std::vector<double> list_price;              ///< [labs] p_ℓ [USD/unit]
    std::vector<double> compute_per_unit;        ///< [labs] κ_ℓ [MW-month/unit]
    std::vector<double> platform_fee;            ///< [venues] φ_v
    std::vector<double> reliability;             ///< [venues] rel_v, 1 at self-hosting
    std::vector<double> egress_fee;              ///< [venues×regions] fee of the cloud that holds the data [USD/GB]
    double wholesale_price = 0;                  ///< w [USD/MW-month], the same at every cloud
    double unit_cost = 0;                        ///< ω [USD/MW-month]
    double gravity_scale = 1;                    ///< × τ_k (events)
    double wedge_scale = 1;                      ///< × b_seg (events)
    double self_cost_scale = 1;                  ///< × F_self (events)
    double budget_growth = 1;                    ///< a_t
    double cost_index = 1;                       ///< a_t^ι_F, scales F, F_self and F_on

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("month", self.month);
        visit("labs", self.labs);
        visit("venues", self.venues);
        visit("workloads", self.workloads);
        visit("legal", self.legal);
        visit("quality", self.quality);
        visit("known_quality", self.known_quality);
        visit("seller_price", self.seller_price);
        visit("discounted", self.discounted);
        visit("counts_to_commit", self.counts_to_commit);
        visit("news", self.news);
        visit("list_price", self.list_price);
        visit("compute_per_unit", self.compute_per_unit);
        visit("platform_fee", self.platform_fee);
        visit("reliability", self.reliability);
        visit("egress_fee", self.egress_fee);
        visit("wholesale_price", self.wholesale_price);
        visit("unit_cost", self.unit_cost);
        visit("gravity_scale", self.gravity_scale);
        visit("wedge_scale", self.wedge_scale);
        visit("self_cost_scale", self.self_cost_scale);
        visit("budget_growth", self.budget_growth);
        visit("cost_index", self.cost_index);
    }

    /// Fee of the cloud that holds the data for customers of a region [USD/GB].
    double egress(int holder, int region) const {
        const std::size_t regions = egress_fee.size() / static_cast<std::size_t>(venues);
        return egress_fee[static_cast<std::size_t>(holder) * regions + static_cast<std::size_t>(region)];
    }
    int offer(int lab, int venue) const { return lab * venues + venue; }
    int count() const { return labs * venues; }
    bool is_legal(int lab, int venue, int workload) const {
        return (legal[static_cast<std::size_t>(offer(lab, venue))] >> workload & 1U) != 0;
    }
};

}  // namespace nephoscope
