#include "models/pricing/list_price.h"

#include <algorithm>

#include "models/pricing/paths.h"
#include "models/pricing/unit_terms.h"

namespace nephoscope {

double least_list_price(const Lab& lab) { return lab.list_price / 4; }
double largest_list_price(const Lab& lab) { return lab.list_price * 4; }

double adjusted(double from, double target, double adjustment, double least, double largest) {
    return std::clamp(from + adjustment * (target - from), least, largest);
}

std::optional<double> lab_marginal_cost(const PriceInputs& in, const Sales& sales, int lab) {
    const double kept = 1 - passed_on(in, lab);
    double taken = 0, cost = 0;
    for (int v = 0; v < sales.venues; ++v) {
        const double units = sales.list_value[sales.offer(lab, v)];
        const UnitTerms terms = unit_terms(in, lab, v);
        taken += units * kept * terms.receipts.rate;
        cost += units * (terms.own_compute - kept * terms.receipts.fixed);
    }
    if (taken <= 0) return {};
    return cost / taken;
}

std::optional<double> bertrand_list_price(const PriceInputs& in, const Sales& sales, int lab) {
    const auto l = static_cast<std::size_t>(lab);
    const std::optional<double> cost = lab_marginal_cost(in, sales, lab);
    if (!cost) return {};
    const double elasticity = lab_elasticity(sales.demand, sales.lab_share[l]);
    if (elasticity <= kLeastElasticity) return largest_list_price(in.scenario.labs[l]);
    return *cost * elasticity / (elasticity - 1);
}

double next_list_price(const PriceInputs& in, const Sales& sales, int lab, double list_price) {
    const Lab& it = in.scenario.labs[static_cast<std::size_t>(lab)];
    const PricingParameters& p = in.scenario.pricing;
    const double least = least_list_price(it), largest = largest_list_price(it);
    switch (it.price_rule) {
        case PriceRule::hold:
        case PriceRule::nash:
            return list_price;
        case PriceRule::decline:
            return std::clamp(list_price * (1 - p.decline), least, largest);
        case PriceRule::cost_plus:
            return std::clamp((1 + p.cost_plus_margin) * in.wholesale_price * compute_per_unit(in.scenario, lab, in.t),
                              least, largest);
        case PriceRule::bertrand:
            if (const std::optional<double> target = bertrand_list_price(in, sales, lab))
                return adjusted(list_price, *target, p.adjustment, least, largest);
            return list_price;
    }
    return list_price;
}

}  // namespace nephoscope
