#include "models/theory/mixed_logit_pricing.h"

#include <utility>
#include <vector>

#include "models/theory/errors.h"

namespace nephoscope::theory {

ChoiceDemand mixed_demand(const MixedMarket& market, const TasteTypes& types) {
    if (!market.available.empty()) throw ArgumentError("available", "a mask", "absent when prices are set");
    std::vector<BuyerSegment> segments;
    double total = 0.0;
    for (Eigen::Index i = 0; i < types.weight.size(); ++i) {
        if (types.weight[i] < 1e-20) continue;
        const double alpha = -types.price_coefficient[i];
        require(alpha > 0.0, "price_coefficient", -alpha, "negative for every type when prices are set");
        BuyerSegment segment;
        segment.weight = types.weight[i];
        segment.mean_utility = market.mean_utility + types.utility_shift.row(i).transpose();
        segment.price_coefficient = alpha;
        total += segment.weight;
        segments.push_back(std::move(segment));
    }
    for (BuyerSegment& segment : segments) segment.weight /= total;
    return ChoiceDemand(std::move(segments), market.outside);
}

Equilibrium mixed_logit_equilibrium(const MixedMarket& market, const Contracts& contracts) {
    MixedMarket solved = market;
    TasteTypes types = settled_types(solved);
    for (int round = 1; round <= 6; ++round) {
        EquilibriumOptions options;
        options.starts = {solved.price};
        const Equilibrium equilibrium = find_equilibrium(mixed_demand(market, types), contracts, options);
        const Eigen::Index nodes = types.weight.size();
        solved.price = equilibrium.prices;
        types = settled_types(solved);
        if (types.weight.size() <= nodes) return equilibrium;
    }
    throw NoConvergence("the quadrature at equilibrium prices", 0.0, 6);
}

}  // namespace nephoscope::theory
