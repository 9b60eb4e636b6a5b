#pragma once

#include <vector>

#include "models/pricing/perceived_demand.h"
#include "models/pricing/price_setting.h"

namespace nephoscope {

/// Last month's sales as price setters see them. Spend includes egress (docs/model.md#definitions).
struct Sales {
    int labs = 0, venues = 0;
    std::vector<double> share;        ///< [offers] s_ℓv, of all spend; all 0 in a month without spend
    std::vector<double> lab_share;    ///< [labs] s_ℓ
    std::vector<double> venue_share;  ///< [venues] S_v
    std::vector<double> list_value;   ///< [offers] p_ℓ·x: in proportion to units within a lab [USD]
    std::vector<double> payout;       ///< [venues] 1 − d̄_c: paid to the seller per dollar asked; 1 without sales
    PerceivedDemand demand;           ///< with Θ of last month's contestable share

    std::size_t offer(int lab, int venue) const { return static_cast<std::size_t>(lab * venues + venue); }
    /// s_v|ℓ: the venue's share of the lab's spend; 0 without any.
    double within(int lab, int venue) const {
        const double all = lab_share[static_cast<std::size_t>(lab)];
        return all > 0 ? share[offer(lab, venue)] / all : 0;
    }
};

/// Reads the totals of the month before the one whose prices are set.
Sales last_sales(const PriceInputs& inputs);

}  // namespace nephoscope
