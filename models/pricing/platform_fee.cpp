#include "models/pricing/platform_fee.h"

#include "models/pricing/list_price.h"
#include "models/pricing/paths.h"
#include "models/pricing/unit_terms.h"

namespace nephoscope {

namespace {

/// n̄_ℓ·p_ℓ: what the lab books per unit at its venues other than `cloud`, by last month's units [USD/unit].
double receipts_elsewhere(const PriceInputs& in, const Sales& sales, int lab, int cloud, double list_price) {
    double units = 0, receipts = 0;
    for (int v = 0; v < sales.venues; ++v) {
        if (v == cloud) continue;
        const double here = sales.list_value[sales.offer(lab, v)];
        units += here;
        receipts += here * receipts_per_unit(unit_terms(in, lab, v), list_price);
    }
    return units > 0 ? receipts / units : 0;
}

}  // namespace

double cloud_elasticity(const Sales& sales, int cloud) {
    const double all = sales.venue_share[static_cast<std::size_t>(cloud)];
    double elasticity = 0;
    for (int l = 0; l < sales.labs; ++l)
        elasticity +=
            sales.share[sales.offer(l, cloud)] / all * offer_elasticity(sales.demand, sales.within(l, cloud), all);
    return elasticity;
}

double cloud_marginal_cost(const PriceInputs& in, const Sales& sales, int lab, int cloud, double list_price) {
    const std::size_t pair = static_cast<std::size_t>(cloud) * in.scenario.labs.size() + static_cast<std::size_t>(lab);
    const double interest = in.share_rate[pair] + in.stake[pair] * in.gross_margin[static_cast<std::size_t>(lab)];
    const double retained =
        retained_units(sales.demand, sales.within(lab, cloud), sales.venue_share[static_cast<std::size_t>(cloud)]);
    return lab_payment(unit_terms(in, lab, cloud), list_price) +
           in.unit_cost * compute_per_unit(in.scenario, lab, in.t) +
           retained * interest * receipts_elsewhere(in, sales, lab, cloud, list_price);
}

std::optional<double> bertrand_fee(const PriceInputs& in, const Sales& sales, int cloud,
                                   const std::vector<double>& list_price) {
    const auto c = static_cast<std::size_t>(cloud);
    const double all = sales.venue_share[c];
    if (all <= 0) return {};
    const double elasticity = cloud_elasticity(sales, cloud);
    if (elasticity <= kLeastElasticity) return kLargestFee;
    double cost = 0;  // per dollar of list price
    for (int l = 0; l < sales.labs; ++l) {
        const double share = sales.share[sales.offer(l, cloud)] / all;
        if (share <= 0) continue;
        const double price = list_price[static_cast<std::size_t>(l)];
        cost += share * cloud_marginal_cost(in, sales, l, cloud, price) / (price * sales.payout[c]);
    }
    return elasticity / (elasticity - 1) * cost - 1;
}

double next_platform_fee(const PriceInputs& in, const Sales& sales, int cloud, double fee,
                         const std::vector<double>& list_price) {
    switch (in.scenario.venues[static_cast<std::size_t>(cloud)].fee_rule) {
        case FeeRule::parity:
        case FeeRule::fixed:
        case FeeRule::nash:
            return fee;
        case FeeRule::bertrand:
            if (const std::optional<double> target = bertrand_fee(in, sales, cloud, list_price))
                return adjusted(fee, *target, in.scenario.pricing.adjustment, -kLargestFee, kLargestFee);
            return fee;
    }
    return fee;
}

}  // namespace nephoscope
