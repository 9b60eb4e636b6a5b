#pragma once

#include <vector>

#include "models/agreements/agreements.h"
#include "models/agreements/offers.h"
#include "models/customers/customers.h"

namespace nephoscope {

/// What labs and clouds ask this month: state, moved in phase 3.
struct Prices {
    std::vector<double> list_price;          ///< [labs] p_ℓ [USD/unit]
    std::vector<double> platform_fee;        ///< [venues] φ_v; 0 at venues that are no cloud
    bool converged = true;                   ///< false: rule nash found no equilibrium and kept last month's prices
    std::vector<double> ruled_list_price;    ///< [labs] what the rule gave, before dated events: where it goes on from
    std::vector<double> ruled_platform_fee;  ///< [venues] likewise

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("list_price", self.list_price);
        visit("platform_fee", self.platform_fee);
        visit("converged", self.converged);
        visit("ruled_list_price", self.ruled_list_price);
        visit("ruled_platform_fee", self.ruled_platform_fee);
    }
};

/// Opening prices: list prices and platform fees of the scenario; no fee under rule parity.
Prices opening_prices(const Scenario& scenario);

/// What price setters see: last month's totals and offers, this month's costs and contracts (MODEL 6.1 and 6.2).
struct PriceInputs {
    const Scenario& scenario;
    const Agreements& agreements;
    int t = 0;                                ///< month whose prices are set
    const MonthTotals& totals;                ///< of month t − 1
    const OfferTable& offers;                 ///< of month t − 1
    double unit_cost = 0;                     ///< ω_c(t) [USD/MW-month]
    double wholesale_price = 0;               ///< w_c(t) [USD/MW-month]
    const std::vector<double>& stake;         ///< [venues×labs] ς now
    const std::vector<double>& gross_margin;  ///< [labs] GP/NetRev of month t − 1; 0 where it has none
    const std::vector<double>& share_rate;  ///< [venues×labs] ρ̂: marginal revenue-share rate paid to the cloud this
                                            ///< month; 0 once the cap is exhausted
};

/// Phase 3 of month t ≥ 0 (docs/model.md#list-prices, docs/model.md#platform-fees): setters of rule nash together, then
/// labs by their price rules, then clouds by their fee rules, who see this month's list prices with the dated events on
/// them, then events on fees. In month 0 all rules keep the opening prices; a rule that finds no sales to go by keeps
/// last month's.
void set_prices(Prices& prices, const PriceInputs& inputs);

}  // namespace nephoscope
